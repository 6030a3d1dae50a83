"""All pages, outside ``/api/v1``."""

from typing import Final

from fastapi import APIRouter

from tracker.web.frame import assets, preferences

PARTS: Final = (
    assets.router,
    preferences.router,
)

router = APIRouter(include_in_schema=False)
for _part in PARTS:
    router.include_router(_part)
