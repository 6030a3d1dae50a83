"""``/admin/alerts/deliveries``: what went out, what waits, what could not be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from psycopg import Connection
from pydantic import AwareDatetime, Field

from tracker.alerts.ledger import Alert, of_delivery
from tracker.alerts.telling.deliveries import dead, send_again
from tracker.alerts.telling.searching import (
    Listed,
    Place,
    Search,
    Standing,
    apart,
    found,
    one,
    recipients_called,
    standing,
)
from tracker.alerts.words import AlertState, DeliveryState
from tracker.entry.problems import shown
from tracker.errors import InvalidInputError
from tracker.rights.words import Act
from tracker.web.administration.alert_parts import (
    TABS,
    may_run,
    refuse_unless_run,
    refuse_unless_seen,
)
from tracker.web.administration.reaching import today
from tracker.web.alerts.showing import Now, ShownDigest, shown_digest
from tracker.web.frame.submission import Submitted
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PAGE: Final = 50
MOST_AT_ONCE: Final = 1_000
"""Deliveries that are sent again with one press."""


class DeliveriesQuery(PageQuery):
    """Which deliveries are looked for."""

    q: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    on: str | None = Field(None, max_length=40)
    state: DeliveryState | None = None
    before: AwareDatetime | None = None
    last: UUID | None = None
    """Beside ``before``: the last delivery of the page before."""

    @property
    def is_search(self) -> bool:
        """Whether anything is looked for, rather than what needs somebody's attention."""
        return any((self.q, self.on, self.state))

    @property
    def after(self) -> Place | None:
        """Where the page before ended; None: this is the first."""
        if self.before is None or self.last is None:
            return None
        return Place(self.before, self.last)


@dataclass(frozen=True, kw_only=True)
class DeliveriesPage:
    """What the page shows."""

    standing: Standing
    query: DeliveriesQuery
    states: tuple[str, ...]
    dead: Sequence[Listed]
    waiting: Sequence[Listed]
    results: Sequence[Listed]
    following: str | None
    """The address of the next page of results; None: this is the last."""
    apart: Mapping[AlertState, int]
    """Of the person looked for: alerts that are part of no delivery."""
    may_send: bool


@dataclass(frozen=True, kw_only=True)
class DeliveryPage:
    """What a page about one delivery shows."""

    listed: Listed
    alerts: Sequence[Alert]
    digest: ShownDigest | None
    """What was said, for who may read every item; None: nothing was, or others may not."""
    may_read: bool
    may_send: bool


@router.get("/admin/alerts/deliveries")
def show_deliveries(visit: Visiting, query: Annotated[DeliveriesQuery, Query()]) -> Response:
    """What needs attention; or what somebody was sent, and on which day."""
    refuse_unless_seen(visit)
    with visit.asking() as connection:
        page = (
            _searched(connection, visit, query)
            if query.is_search
            else _listed(connection, visit, query)
        )
    return visit.page("administration/alert_deliveries.html", page=page, tabs=TABS)


@router.post("/admin/alerts/deliveries/send-again")
def have_sent_again(sent: Submitted) -> Response:
    """What was given up is tried again: one delivery, or all."""
    visit = sent.visit
    refuse_unless_run(visit)
    with visit.asking() as connection, connection.transaction():
        ids = [_as_id(value) for value in sent.many("delivery")]
        if sent.one("all") == "yes":
            ids = [delivery.delivery_id for delivery in dead(connection, MOST_AT_ONCE)]
        for delivery_id in ids:
            send_again(connection, delivery_id, visit.now)
    number = visit.words.whole(len(ids))
    return visit.leave("/admin/alerts/deliveries", "sent_again", number=number)


@router.get("/admin/alerts/deliveries/{delivery_id}")
def show_delivery(visit: Visiting, delivery_id: Annotated[UUID, Path()]) -> Response:
    """What became of it: each alert with its state, and what was said."""
    refuse_unless_seen(visit)
    may_read = visit.caller.may_everywhere(Act.READ)
    with visit.asking() as connection:
        listed = one(connection, delivery_id)
        alerts = of_delivery(connection, delivery_id)
        told = listed.delivery.told
        digest = None
        if may_read and told is not None:
            now = Now(connection, visit.caller, today(connection, visit), [told])
            digest = shown_digest(listed.delivery, told, now)
    page = DeliveryPage(
        listed=listed,
        alerts=alerts,
        digest=digest,
        may_read=may_read,
        may_send=may_run(visit),
    )
    return visit.page("administration/alert_delivery.html", page=page, tabs=TABS)


def _listed(connection: Connection[Any], visit: Visit, query: DeliveriesQuery) -> DeliveriesPage:
    return DeliveriesPage(
        standing=standing(connection, visit.today),
        query=query,
        states=tuple(state.value for state in DeliveryState),
        dead=found(connection, Search(DeliveryState.DEAD), PAGE),
        waiting=found(connection, Search(DeliveryState.WAITING), PAGE),
        results=(),
        following=None,
        apart={},
        may_send=may_run(visit),
    )


def _searched(connection: Connection[Any], visit: Visit, query: DeliveriesQuery) -> DeliveriesPage:
    recipients = recipients_called(connection, query.q, visit.today) if query.q else None
    day = day_typed(query.on, "on") if query.on else None
    search = Search(query.state, recipients, day)
    results = found(connection, search, PAGE + 1, query.after)
    following = None
    if len(results) > PAGE:
        end = results[PAGE - 1].delivery
        asked = {"q": query.q, "on": query.on, "state": query.state}
        place = {"before": end.made_at.isoformat(), "last": str(end.delivery_id)}
        following = visit.href("/admin/alerts/deliveries", **asked, **place)
    return DeliveriesPage(
        standing=standing(connection, visit.today),
        query=query,
        states=tuple(state.value for state in DeliveryState),
        dead=(),
        waiting=(),
        results=results[:PAGE],
        following=following,
        apart={} if recipients is None else apart(connection, recipients),
        may_send=may_run(visit),
    )


def _as_id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise InvalidInputError("malformed", field="delivery", value=shown(value)) from error
