"""``/inbox``: what somebody was told, youngest first, and which of it is still to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from tracker.alerts.rules.policy import Policy, policy_at
from tracker.alerts.telling.deliveries import Delivery, inbox, mark_read
from tracker.entry.problems import shown
from tracker.errors import InvalidInputError
from tracker.reading.cut import Cut, cut_at
from tracker.web.alerts.coming import told_next
from tracker.web.alerts.showing import Now, ShownDigest, coming_digest, shown_digest
from tracker.web.frame.submission import Submitted
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PAGE: Final = 20
"""Digests in a page."""
MOMENT: Final = TypeAdapter[datetime](AwareDatetime)


class InboxQuery(PageQuery):
    """Before which moment what the page shows was told."""

    before: AwareDatetime | None = None


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    """What the page shows."""

    digests: Sequence[ShownDigest]
    coming: ShownDigest | None
    """What the next one will say as things stand, on the first page."""
    newest: datetime | None
    """When the first of the page was sent; None: there is none."""
    following: datetime | None
    """Before which moment the next page begins; None: this is the last."""
    is_first: bool
    policy: Policy
    """When one is told anything at all, for who was told nothing yet."""

    @property
    def unread(self) -> int:
        """How many of the page nobody marked as read."""
        return sum(not one.is_read for one in self.digests)


@router.get("/inbox")
def show_inbox(visit: Visiting, query: Annotated[InboxQuery, Query()]) -> Response:
    """Everything that the visitor was told in here; looking at it marks nothing."""
    with visit.asking() as connection:
        policy = policy_at(connection, visit.now)
        cut = cut_at(connection, visit.today, None, visit.now)
        found = inbox(connection, visit.caller.account, PAGE + 1, query.before)
        page = InboxPage(
            digests=_shown(connection, visit, cut, found[:PAGE]),
            coming=None if query.before else _coming(connection, visit, policy, cut),
            newest=found[0].settled_at if found else None,
            following=found[PAGE - 1].settled_at if len(found) > PAGE else None,
            is_first=query.before is None,
            policy=policy,
        )
    return visit.page("alerts/inbox.html", page=page)


@router.post("/inbox/read")
def read_digests(sent: Submitted) -> Response:
    """Marks digests as read: those that are named, or all up to the newest that was seen."""
    visit = sent.visit
    until = sent.one("until")
    ids = _as_moment(until) if until else [_as_id(one) for one in sent.many("delivery")]
    with visit.found.pool.connection() as connection:
        mark_read(connection, visit.caller.account, ids, visit.now)
    return visit.leave("/inbox", "marked_read")


def _coming(
    connection: Connection[Any], visit: Visit, policy: Policy, cut: Cut
) -> ShownDigest | None:
    told = told_next(connection, visit, policy, cut)
    if told is None:
        return None
    return coming_digest(told, visit.today, Now(connection, visit.caller, cut, [told]))


def _shown(
    connection: Connection[Any], visit: Visit, cut: Cut, found: Sequence[Delivery]
) -> list[ShownDigest]:
    told = [(one, one.told) for one in found if one.told is not None]
    now = Now(connection, visit.caller, cut, [said for _, said in told])
    return [shown_digest(one, said, now) for one, said in told]


def _as_moment(value: str) -> datetime:
    try:
        return MOMENT.validate_python(value)
    except ValidationError as error:
        raise InvalidInputError("malformed", field="until", value=shown(value)) from error


def _as_id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise InvalidInputError("malformed", field="delivery", value=shown(value)) from error
