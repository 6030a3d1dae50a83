"""All pages, outside ``/api/v1``."""

from typing import Final

from fastapi import APIRouter

from tracker.web.account import invitation, me, sign_in, start
from tracker.web.frame import assets, preferences
from tracker.web.guide import guide
from tracker.web.items import page as item_page
from tracker.web.leader import chart, steering

PARTS: Final = (
    assets.router,
    preferences.router,
    guide.router,
    start.router,
    sign_in.router,
    invitation.router,
    me.router,
    chart.router,
    steering.router,
    item_page.router,
)

router = APIRouter(include_in_schema=False)
for _part in PARTS:
    router.include_router(_part)
