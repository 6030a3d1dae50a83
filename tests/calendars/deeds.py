"""Short ways to adopt days, and to give work whose deadline is counted in working days."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tests.support.scenario import Office, md
from tracker.aggregates.events import stream_id
from tracker.aggregates.item import Item
from tracker.commands.calendars import (
    AdoptDays,
    Adoption,
    EstablishCalendar,
    adopt_days,
    establish_calendar,
    preview_days,
)
from tracker.commands.items import Outcome
from tracker.deadlines.calendar import NATIONAL, DayEntry, DayKind
from tracker.fold.state import state_at
from tracker.fold.words import Kind

PAPER = "2450/VPCP-KGVX"
WORDS = "05 ngày làm việc kể từ ngày 26/4/2024"
BEFORE, AFTER = date(2024, 5, 7), date(2024, 5, 8)
"""Where the words end as proposed, and where once 02/5/2024 is off too."""
OFF = {"day": "2024-05-02", "kind": "swapped_off", "name": "Nghỉ hoán đổi"}
KINDS = (Kind.PLAN_TASK, Kind.DIRECTIVE, Kind.FINDING)


def entry(day: str, kind: str = "holiday", paper: str | None = PAPER) -> DayEntry:
    """What a document lays down of one day."""
    return DayEntry(date.fromisoformat(day), DayKind(kind), "Ngày nghỉ", paper)


def said(day: str, kind: str = "holiday", name: str = "Ngày nghỉ") -> dict[str, str]:
    """The same as a command says it."""
    return {"day": day, "kind": kind, "name": name}


def rule(
    count: int = 5,
    unit: str = "working_day",
    since: str = "2024-04-26",
    calendar: str = NATIONAL,
    version: int = 0,
) -> dict[str, Any]:
    """How a deadline was counted, as kept with its item."""
    return {
        "count": count,
        "unit": unit,
        "from": since,
        "calendar": calendar,
        "calendar_version": version,
    }


def give(  # noqa: PLR0913 - a sentence in one line
    office: Office,
    ref: str,
    kind: Kind = Kind.DIRECTIVE,
    on: str = "26/4",
    due: date = BEFORE,
    *,
    about: Mapping[str, Any] | None = None,
    counted: Mapping[str, Any] | None = None,
    **given: Any,
) -> Outcome:
    """An item with five working days from 26/4/2024, unless it says otherwise."""
    own = {"deadline_text": WORDS, "deadline_rule": dict(counted or rule()), **(about or {})}
    return office.assign(kind, ref, on, due=due, about=own, **given)


def streams(*refs: str, kind: Kind = Kind.DIRECTIVE) -> list[UUID]:
    return [stream_id(kind, ref) for ref in refs]


def adopting(
    office: Office,
    *days: dict[str, str],
    code: str = NATIONAL,
    years: Iterable[int] = (),
    on: str | None = None,
    **given: Any,
) -> AdoptDays:
    """The command: days by a document, as of the office's own day."""
    given.setdefault("source", {"number": PAPER, "issuer": "Văn phòng Chính phủ"})
    given.setdefault("expected_version", None)
    given.setdefault("effective_on", office.clock.now().date() if on is None else md(on))
    return AdoptDays(
        code=code,
        days=list(days),
        years=list(years) or None,
        **office.meta(given.pop("effective_on"), given),
    )


def adopt(
    office: Office, *days: dict[str, str], led: Iterable[UUID] = (), **given: Any
) -> Adoption:
    command = adopting(office, *days, **given)
    return adopt_days(command, list(led), office.tracker, office.clock)


def preview(
    office: Office, *days: dict[str, str], led: Iterable[UUID] = (), **given: Any
) -> Adoption:
    command = adopting(office, *days, **given)
    return preview_days(command, list(led), office.tracker, office.clock)


def found(
    office: Office,
    code: str,
    base: str | None = NATIONAL,
    unit: str | None = None,
    **given: Any,
) -> Outcome:
    """A calendar of its own."""
    command = EstablishCalendar(
        code=code, name="Lịch của tỉnh", base=base, unit=unit, **office.meta("1/2", given)
    )
    return establish_calendar(command, office.tracker, office.clock)


def moved(adoption: Adoption) -> dict[str, tuple[date, date]]:
    """Old and new deadline of each item that moves."""
    return {move.item.happenings[0].ref: (move.before, move.after) for move in adoption.moves}


def words_of(item: Item) -> list[str]:
    return [happening.word.value for happening in item.happenings]


def directive(office: Office, ref: str = "CD-1") -> Item:
    return office.tracker.item(Kind.DIRECTIVE, ref)


def due(item: Item, on: str = "29/4") -> date | None:
    """Its deadline in force on a day of 2024."""
    state = state_at(item.history, md(on))
    assert state is not None
    return state.due_on
