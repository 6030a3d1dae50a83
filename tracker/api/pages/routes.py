"""All pages, outside ``/api/v1``."""

from fastapi import APIRouter

from tracker.api.pages import invitation, sign_in, start

router = APIRouter(include_in_schema=False)
for _part in (start.router, sign_in.router, invitation.router):
    router.include_router(_part)
