"""What a list is limited to, in words, each limit with the way to be without it."""

from collections.abc import Iterator
from typing import NamedTuple

from tracker.fold.words import ItemClass, TargetState
from tracker.reading.listing import COUNTED
from tracker.web.frame.visit import Visit
from tracker.web.lists.asking import DAYS, PATH, ListQuery


class Limit(NamedTuple):
    """One limit that is set; no address where it cannot be taken away."""

    told: str
    without: str | None


class ClassCounted(NamedTuple):
    """A class, how many items of the list's other limits are in it, and the list of these."""

    name: str
    number: int
    address: str
    is_chosen: bool


def limits(visit: Visit, query: ListQuery, unit: tuple[str, str] | None) -> list[Limit]:
    """All limits of a list; ``unit`` is the code and name of its unit."""
    return [
        *_unit(visit, query, unit),
        *_coded(visit, query),
        *_classes(visit, query),
        *_typed(visit, query),
    ]


def _unit(visit: Visit, query: ListQuery, unit: tuple[str, str] | None) -> Iterator[Limit]:
    if unit is None:
        return
    _, name = unit
    which = "alone" if query.alone else query.reach.value
    told = visit.words.say(f"list.unit.{which}", name=name)
    # A list that names no unit is about the reader's own, and cannot be about more.
    without = None if query.unit is None else _without(visit, query, "unit", "alone", "reach")
    yield Limit(told, without)


def _coded(visit: Visit, query: ListQuery) -> Iterator[Limit]:
    say = visit.words.say
    for name, family, value in (
        ("kind", "kind", query.kind),
        ("issuer_level", "issuer_level", query.issuer_level),
        ("area", "area", query.area),
    ):
        if value is not None:
            told = f"{say(f'column.{name}')}: {say(f'{family}.{value.value}')}"
            yield Limit(told, _without(visit, query, name))
    if query.begun is not None:
        told = say("filter.begun.yes" if query.begun else "filter.begun.no")
        yield Limit(told, _without(visit, query, "begun"))
    if query.rejected:
        yield Limit(say("filter.rejected"), _without(visit, query, "rejected"))


def _classes(visit: Visit, query: ListQuery) -> Iterator[Limit]:
    say = visit.words.say
    for name in query.classes:
        told = f"{say('column.class')}: {say(f'class.{name.value}')}"
        others = [other for other in query.classes if other is not name]
        yield Limit(told, visit.href(PATH, **query.told(**{"class": others})))


def _typed(visit: Visit, query: ListQuery) -> Iterator[Limit]:
    say = visit.words.say
    for name, value in (("plan", query.plan), ("conclusion", query.conclusion)):
        if value is not None:
            yield Limit(f"{say(f'column.{name}')}: {value}", _without(visit, query, name))
    days = query.days()
    for name in DAYS:
        if days[name] is not None:
            told = f"{say(f'filter.{name}')}: {visit.words.day(days[name])}"
            yield Limit(told, _without(visit, query, name))
    if query.q is not None:
        yield Limit(say("list.words", words=query.q), _without(visit, query, "q"))


def _without(visit: Visit, query: ListQuery, *names: str) -> str:
    return visit.href(PATH, **query.told(**dict.fromkeys(names)))


def classes(
    visit: Visit, query: ListQuery, counts: dict[ItemClass | TargetState, int]
) -> list[ClassCounted]:
    """Each class that occurs or is asked for, with the list of its items alone."""
    asked = set(query.classes)
    return [
        ClassCounted(
            name.value,
            counts.get(name, 0),
            visit.href(PATH, **query.told(**{"class": [name]})),
            name in asked,
        )
        for name in (*COUNTED, ItemClass.OUT)
        if counts.get(name) or name in asked
    ]
