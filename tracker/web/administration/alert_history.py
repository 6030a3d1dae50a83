"""``/admin/alerts/history``: who changed the rules, when, and what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tracker.alerts.rules.versions import versions
from tracker.web.administration.alert_parts import (
    MOST_TOLD,
    TABS,
    ToldVersion,
    refuse_unless_seen,
    told_versions,
)
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.visit import Visiting

router = APIRouter(include_in_schema=False)


class HistoryQuery(PageQuery):
    """Before which version the page begins."""

    before: int | None = Field(None, ge=1, le=2**31 - 1)


@dataclass(frozen=True, kw_only=True)
class HistoryPage:
    """What the page shows."""

    told: Sequence[ToldVersion]
    following: int | None
    """Before which version the next page begins; None: this is the last."""


@router.get("/admin/alerts/history")
def show_history(visit: Visiting, query: Annotated[HistoryQuery, Query()]) -> Response:
    """Every version that was laid down, youngest first."""
    refuse_unless_seen(visit)
    with visit.asking() as connection:
        found = versions(connection, MOST_TOLD + 1, query.before)
        told = told_versions(connection, visit, found)
    page = HistoryPage(
        told=told[:MOST_TOLD],
        following=told[MOST_TOLD - 1].version.policy_no if len(told) > MOST_TOLD else None,
    )
    return visit.page("administration/alert_history.html", page=page, tabs=TABS)
