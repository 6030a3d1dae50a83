"""Questions limited to what the caller may see; an answer that was limited says so."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from psycopg import Connection

from tracker.access.acting import refuse_unless_for_all
from tracker.access.judging import (
    SQL,
    changed_on,
    place_of,
    refuse_unless_everywhere,
    refuse_unless_may,
    refuse_unless_somewhere,
    today,
)
from tracker.days import day_before
from tracker.errors import ForbiddenError
from tracker.reading.cut import (
    Cut,
    Filters,
    days_below,
    projected_position,
)
from tracker.rights.granting import Caller
from tracker.rights.words import Act


def limited(connection: Connection[Any], caller: Caller, filters: Filters, cut: Cut) -> Filters:
    """The filters of a question about one day, as far as the caller may ask it.

    A question that names no unit is about the unit of the caller's grant.

    Raises:
        ForbiddenError: a unit that is not the caller's on that day; or the caller has several
            and must name one.
        NotFoundError: no unit ever had the code asked for.
    """
    refuse_unless_somewhere(caller, Act.READ)
    if caller.may_everywhere(Act.READ):
        return filters
    if filters.unit is None:
        filters = filters._replace(unit=_own_unit(connection, caller, cut), is_limited=True)
    else:
        tree = _tree(connection, cut, filters)
        refuse_unless_for_all(connection, caller, Act.READ, [("unit", filters.unit)], tree)
    if filters.tree_of is None:
        return filters
    return filters._replace(rows_of=tuple(readable(connection, caller, cut)))


def audited(connection: Connection[Any], caller: Caller, filters: Filters, cut: Cut) -> Filters:
    """The same for a question that tells beside the items what people could do or were told.

    Raises:
        ForbiddenError: also where the caller sees the unit's items and does not audit it.
        NotFoundError: no unit ever had the code asked for.
    """
    refuse_unless_somewhere(caller, Act.AUDIT)
    asked = limited(connection, caller, filters, cut)
    if asked.unit is None:
        refuse_unless_everywhere(caller, Act.AUDIT)
    else:
        refuse_unless_may(connection, caller, Act.AUDIT, asked.unit, cut)
    return asked


def limited_period(
    connection: Connection[Any], caller: Caller, filters: Filters, cut: Cut, start: date
) -> Filters:
    """The same for a question about the days from ``start`` to the cut's.

    By another tree, rows count of those units alone whose rows the caller may read on each of
    the days, and on the one before, on which the period's items were carried in.

    Raises:
        ForbiddenError: also where the unit was not the caller's on some of the days.
        NotFoundError: no unit ever had the code asked for.
    """
    asked = limited(connection, caller, filters, cut)
    if asked.rows_of is not None:
        return asked._replace(rows_of=_readable_throughout(connection, caller, cut, start))
    if asked.unit is None or asked.is_limited or caller.may_everywhere(Act.READ):
        return asked
    if not _covered(connection, caller, asked.unit, cut, start):
        raise ForbiddenError("unit_not_granted", field="unit", value=asked.unit, act=Act.READ)
    return asked


def readable(connection: Connection[Any], caller: Caller, cut: Cut) -> list[int]:
    """Ids of all units whose rows the caller may read at the cut."""
    now = today(connection, caller, cut)
    roots = _units(caller)
    told = {"units": _reached(connection, roots, now), "as_of": now.as_of, "position": now.position}
    kept = [code for (code,) in connection.execute(SQL["inherited"], told)]
    return _reached(connection, [*roots, *kept], cut)


def _readable_throughout(
    connection: Connection[Any], caller: Caller, cut: Cut, start: date
) -> tuple[int, ...]:
    """Ids of the units whose rows the caller may read on every day of a period."""
    before = min(day_before(start), cut.as_of)
    days = [before, *changed_on(connection, before, cut)]
    seen = [set(readable(connection, caller, cut._replace(as_of=day))) for day in days]
    return tuple(sorted(set.intersection(*seen)))


def _reached(connection: Connection[Any], roots: list[str], cut: Cut) -> list[int]:
    told = {"roots": roots, "as_of": cut.as_of, "position": cut.position}
    return [unit_id for (unit_id,) in connection.execute(SQL["reached"], told)]


def _tree(connection: Connection[Any], cut: Cut, filters: Filters) -> Cut:
    """The cut whose tree the unit asked for is a unit of."""
    if filters.tree_of is None:
        return cut
    return cut._replace(as_of=filters.tree_of, position=projected_position(connection))


def _units(caller: Caller) -> list[str]:
    return sorted({unit for unit, _ in caller.for_act(Act.READ) if unit is not None})


def _own_unit(connection: Connection[Any], caller: Caller, cut: Cut) -> str:
    """The one unit that is above all others of the caller's grants."""
    units = _units(caller)
    places = [place_of(connection, unit, cut) for unit in units]
    tops = [place.codes[0] for place in places if not set(place.codes[1:]) & set(units)]
    if len(tops) == 1:
        return tops[0]
    raise ForbiddenError("unit_to_be_named", field="unit", expected=", ".join(tops))


def _covered(connection: Connection[Any], caller: Caller, unit: str, cut: Cut, start: date) -> bool:
    """Whether the unit was below one of the caller's on every day on which it was there."""
    told = {"unit": unit, "position": cut.position, "first": start, "last": cut.as_of}
    there = connection.execute(SQL["there"], told).fetchall()
    below = [
        stretch
        for code in _units(caller)
        for stretch in days_below(connection, unit, code, cut, start)
    ]
    return all(not list(_gaps(since, until, below)) for since, until in there)


def _gaps(since: date, until: date, covered: list[tuple[date, date]]) -> Iterator[date]:
    """The first days of what is left uncovered of ``[since, until)``."""
    reached = since
    for begin, end in sorted(covered):
        if begin > reached:
            break
        reached = max(reached, end)
    if reached < until:
        yield reached
