"""Commands: who may give them, judged by the unit that it is about today (docs/rights.md).

What changes the tree of units is judged by each day on which it changes it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from tracker.access.judging import (
    changed_on,
    may,
    refuse_unless_may,
    refuse_unless_somewhere,
)
from tracker.aggregates.events import Happening
from tracker.aggregates.item import Item
from tracker.aggregates.target import Target
from tracker.days import local_day
from tracker.errors import ForbiddenError
from tracker.fold.state import Fact, standing, state_at
from tracker.reading.cut import Cut, refuse_unknown_unit
from tracker.rights.granting import Caller
from tracker.rights.words import Act


def refuse_unless_for_all(
    connection: Connection[Any],
    caller: Caller,
    act: Act,
    named: Iterable[tuple[str, str]],
    cut: Cut,
) -> None:
    """Refuses an act on several units unless it is allowed for each of them.

    Args:
        connection: to the read model.
        caller: who asks.
        act: what is to be done.
        named: the fields that name the units, with the codes.
        cut: today, as known now.

    Raises:
        ForbiddenError: naming the field and the unit, or the act where no unit would do.
        NotFoundError: no unit ever had the code.
    """
    for field, code in named:
        refuse_unless_somewhere(caller, act)
        if not may(connection, caller, act, code, cut):
            # A mistyped code is a mistake to be told, no question of rights.
            refuse_unknown_unit(connection, code)
            raise ForbiddenError("unit_not_granted", field=field, value=code, act=act)


def refuse_unless_for_all_since(  # noqa: PLR0913, PLR0917 - who, what, on which, from when on
    connection: Connection[Any],
    caller: Caller,
    act: Act,
    named: Sequence[tuple[str, str]],
    cut: Cut,
    since: date,
) -> None:
    """Refuses what changes the tree of units on days on which it was not the caller's to change.

    A move that is dated back takes the days since then from whoever had the unit, with the
    figures of these days and the right to read them.

    Args:
        connection: to the read model.
        caller: who asks.
        act: what is to be done.
        named: the fields that name the units, with the codes.
        cut: today, as known now.
        since: the day from which on it is to hold.

    Raises:
        ForbiddenError: naming the field and the unit, or the act where no unit would do.
        NotFoundError: no unit ever had the code.
    """
    refuse_unless_for_all(connection, caller, act, named, cut)
    if since < cut.as_of and not caller.may_everywhere(act):
        for day in (since, *changed_on(connection, since, cut)):
            on_that_day = cut._replace(as_of=day)
            refuse_unless_for_all(connection, caller, act, named, on_that_day)


def refuse_unless_may_act(  # noqa: PLR0913, PLR0917 - who, what, on which, as seen when
    connection: Connection[Any],
    caller: Caller,
    act: Act,
    aggregate: Item | Target,
    version: int,
    cut: Cut,
    own: Act | None = None,
) -> None:
    """Refuses an act on an item that no grant of the caller reaches today.

    Args:
        connection: to the read model.
        caller: who asks.
        act: what is to be done.
        aggregate: the item or target.
        version: how much of it the caller saw; by that it is judged, so that a request that
            is repeated is judged as it was the first time.
        cut: today, as known now.
        own: what is enough, because the caller puts right what he recorded himself.

    Raises:
        ForbiddenError: naming the unit, or the act where no unit would do.
    """
    unit = unit_today(aggregate, version, cut.as_of)
    if own is not None and may(connection, caller, own, unit, cut):
        return
    refuse_unless_may(connection, caller, act, unit, cut)


def unit_today(aggregate: Item | Target, version: int, today: date) -> str:
    """The unit that leads today, as far as ``version`` knows."""
    if isinstance(aggregate, Target):
        return aggregate.happenings[0].fact.unit
    history = aggregate.history[: max(version, 1)]
    state = state_at(history, today)
    return history[0].unit if state is None else state.unit


def deadline_recorded(history: Sequence[Fact]) -> int | None:
    """The number of the event whose deadline a correction would put right."""
    setting = [entry.fact.no for entry in standing(history) if entry.sets_due]
    return setting[-1] if setting else None


def has_recorded(caller: Caller, item: Item, event_no: int | None) -> bool:
    """Whether it was the caller who recorded an event of the item.

    What came with a history file names people of another system, who may be called the same.
    """
    event = _event(item, event_no)
    return event is not None and event.command_id is not None and event.actor == caller.name


def has_just_recorded(caller: Caller, item: Item, event_no: int | None) -> bool:
    """The same, for what is put right on the day on which it was recorded or not at all."""
    event = _event(item, event_no)
    if event is None or not has_recorded(caller, item, event_no):
        return False
    return local_day(event.recorded_at) >= caller.asked_on


def _event(item: Item, event_no: int | None) -> Happening | None:
    if event_no is None or not 1 <= event_no <= len(item.happenings):
        return None
    return item.happenings[event_no - 1]
