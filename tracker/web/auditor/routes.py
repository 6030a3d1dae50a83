"""All pages of the auditor; none of them can write."""

from fastapi import APIRouter

from tracker.web.auditor import (
    alerts_page,
    figures,
    files,
    flows,
    item,
    late,
    refusals,
    rights,
)

router = APIRouter(include_in_schema=False)
for _part in (figures, files, late, flows, alerts_page, rights, refusals, item):
    router.include_router(_part.router)
