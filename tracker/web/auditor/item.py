"""``/audit/item/{kind}/{ref}``: one item event by event, and what was known after each."""

import shlex
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple
from unicodedata import normalize

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.rows import moments_seen
from tracker.api.questions.timeline import Named
from tracker.days import show_moment
from tracker.fold.segments import Segment
from tracker.fold.words import Kind
from tracker.reading.item import standing_on
from tracker.reading.names import unit_names
from tracker.reading.timeline import Moment, Timeline, timeline
from tracker.web.auditor.events import EventTold, told, units_of
from tracker.web.auditor.proving import Proof, Question, proof, question
from tracker.web.auditor.tabs import Tab, tabs
from tracker.web.frame.addresses import part
from tracker.web.frame.timebar import TimeQuery, Times
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)


class ItemQuery(TimeQuery):
    """At which event one stands."""

    step: int | None = Field(None, ge=1, le=1_000_000)


class Step(NamedTuple):
    """One event, what it changed on its own day, and what C looked like once it was known."""

    moment: Moment
    event: EventTold
    at_cut: Segment | None
    """None: not counted on C, or not for the reader to see."""
    address: str
    is_chosen: bool
    imported_from: str | None
    """The beginning of the file's SHA-256."""


@dataclass(frozen=True, kw_only=True)
class FollowedPage:
    """What the page shows."""

    tabs: list[Tab]
    kind: Kind
    ref: str
    title: str
    steps: list[Step]
    chosen: Step
    before: str | None
    after: str | None
    hidden: int
    """Events of days on which the item was not with a unit of the reader's."""
    names: dict[str, str]
    item: str
    files: list[tuple[str, str, str]]
    proof: Proof


_SHOWN_DIGITS = 12
_FILES = ("xlsx", "csv")


@router.get("/audit/item/{kind}/{ref:path}")
def follow_item(
    visit: Visiting, kind: Kind, ref: Named, query: Annotated[ItemQuery, Query()]
) -> Response:
    """The item's events in the order in which they were recorded, one of them chosen."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        cut = times.cut
        whole = timeline(connection, kind, normalize("NFC", ref), cut.position, cut.known_at)
        seen, hidden = moments_seen(connection, visit.caller, whole, cut)
        page = _page(connection, visit, times, query, (seen, hidden))
    return visit.page("auditor/item.html", times=times, page=page)


def _page(
    connection: Connection[Any],
    visit: Visit,
    times: Times,
    query: ItemQuery,
    found: tuple[Timeline, int],
) -> FollowedPage:
    seen, hidden = found
    mentioned = {code for moment in seen.moments for code in units_of(moment.event)}
    names = unit_names(connection, mentioned | {seen.unit}, times.cut)
    base = f"/audit/item/{seen.kind.value}/{part(seen.ref)}"
    numbers = [moment.no for moment in seen.moments]
    chosen = query.step if query.step in numbers else numbers[-1]
    steps = _steps(visit, times, seen, (hidden, chosen, base), names)
    place = numbers.index(chosen)
    here = f"/items/{seen.kind.value}/{part(seen.ref)}"
    return FollowedPage(
        tabs=tabs(visit, ""),
        kind=seen.kind,
        ref=seen.ref,
        title=seen.title,
        steps=steps,
        chosen=steps[place],
        before=steps[place - 1].address if place else None,
        after=steps[place + 1].address if place + 1 < len(steps) else None,
        hidden=hidden,
        names=names,
        item=visit.href(here),
        files=[("timeline", form, visit.href(f"{here}/timeline", form=form)) for form in _FILES],
        proof=proof(visit, times.pinned_address, [_question(times, seen)], times.cut),
    )


def _steps(
    visit: Visit,
    times: Times,
    seen: Timeline,
    about: tuple[int, int, str],
    names: dict[str, str],
) -> list[Step]:
    """Each event; C is looked at only by whoever sees all of the item's days."""
    hidden, chosen, base = about
    events = [moment.event for moment in seen.moments]
    return [
        Step(
            moment,
            told(moment.event, names, visit.words),
            None if hidden else standing_on(events[:place], times.as_of),
            visit.href(base, step=moment.no),
            moment.no == chosen,
            moment.imported_from and moment.imported_from[:_SHOWN_DIGITS],
        )
        for place, moment in enumerate(seen.moments, 1)
    ]


def _question(times: Times, seen: Timeline) -> Question:
    known_at = show_moment(times.known_at)
    kind, ref = seen.kind.value, seen.ref
    asked = question("timeline", f"items/{kind}/{part(ref)}/timeline", known_at=known_at)
    command = shlex.join(["tracker", "timeline", kind, ref, "--known-at", known_at])
    return asked._replace(command=command)
