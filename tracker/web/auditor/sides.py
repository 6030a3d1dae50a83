"""Counts of one cut, or of two side by side: every number with its list."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from tracker.fold.words import ItemClass, TargetState
from tracker.reading.counts import Counts, Dimension, Group
from tracker.reading.cut import Filters
from tracker.web.auditor.asking import Other
from tracker.web.frame.addresses import Addresses, Parameter
from tracker.web.frame.words import Words

_ORDER = (*ItemClass, *TargetState)
MOST_LINES: Final = 150
"""Lines of a dimension on a page."""
Groups = dict[str | None, dict[str, int]]
"""Counts by class, by the value of a dimension."""
ListOf = Callable[..., str]
"""Makes the address of a list of one side from its filters."""


class Number(NamedTuple):
    """How many, and where they are listed; no address where no list holds just these."""

    value: int
    address: str | None


class Pair(NamedTuple):
    """A number of the page's cut, and that of the other cut where there is one."""

    one: Number
    other: Number | None

    @property
    def difference(self) -> int:
        """How many more there are on the other side."""
        return 0 if self.other is None else self.other.value - self.one.value


class Line(NamedTuple):
    """What a line counts: a class, or the value of a dimension with each of its classes."""

    name: str
    """As programs call it; empty: the items without a value."""
    label: str
    total: Pair
    cells: list[Pair]


class Sides(NamedTuple):
    """Both sides' counts without dimensions, and how their lists are found."""

    one: Counts
    other: Counts | None
    lists: ListOf
    other_lists: ListOf

    def pair(self, one: int, other: int, filters: Mapping[str, Parameter] | None) -> Pair:
        """Two numbers of the items that filters let through; None: no filters say which."""
        return Pair(
            Number(one, None if filters is None else self.lists(**filters)),
            None
            if self.other is None
            else Number(other, None if filters is None else self.other_lists(**filters)),
        )


def sides(
    one: Counts, other: tuple[Counts, Other] | None, filters: Filters, href: Addresses
) -> Sides:
    """The sides of a page that is limited by ``filters``."""
    base: dict[str, Parameter] = {
        "unit": filters.unit,
        "kind": filters.kind,
        "issuer_level": filters.issuer_level,
    }

    def lists(**more: Parameter) -> str:
        return href("/items", **{**base, **more})

    if other is None:
        return Sides(one, None, lists, lists)
    counted, beside = other

    def other_lists(**more: Parameter) -> str:
        return beside.address(href, "/items", **{**base, **more})

    return Sides(one, counted, lists, other_lists)


def by_class(sides: Sides, words: Words) -> list[Line]:
    """A line for each class that occurs on either side."""
    one, other = _whole(sides.one), _whole(sides.other)
    return [
        Line(
            name.value,
            words.say(f"class.{name.value}"),
            sides.pair(one.get(name, 0), other.get(name, 0), {"class": [name]}),
            [],
        )
        for name in _ORDER
        if name in one or name in other
    ]


def total(sides: Sides) -> Pair:
    """All items but those that are out."""
    return sides.pair(sides.one.total, 0 if sides.other is None else sides.other.total, {})


def classes_of(sides: Sides) -> list[str]:
    """The classes that occur on either side, in their order."""
    there = _whole(sides.one).keys() | _whole(sides.other).keys()
    return [name.value for name in _ORDER if name in there]


class Split(NamedTuple):
    """What both sides come to by the values of a dimension."""

    lines: list[Line]
    left: int
    """How many more lines there are; a page with all of them could not be read."""


def by_dimension(sides: Sides, dimension: Dimension) -> Split:
    """A line for each value of the dimension, with a cell for each class that occurs at all."""
    one, other = _groups(sides.one, dimension), _groups(sides.other, dimension)
    values = sorted(one.keys() | other.keys(), key=lambda value: (value is not None, value or ""))
    classes = classes_of(sides)
    lines = [
        _line(sides, classes, _filters(dimension, value), value, (one, other))
        for value in values[:MOST_LINES]
    ]
    return Split(lines, len(values) - len(lines))


def _line(
    sides: Sides,
    classes: list[str],
    filters: dict[str, Parameter] | None,
    value: str | None,
    groups: tuple[Groups, Groups],
) -> Line:
    one, other = (side.get(value, {}) for side in groups)

    def pair(name: str) -> Pair:
        of_class = None if filters is None else {**filters, "class": name}
        return sides.pair(one.get(name, 0), other.get(name, 0), of_class)

    total = sides.pair(_counted(one), _counted(other), filters)
    return Line(value or "", value or "", total, [pair(name) for name in classes])


def _filters(dimension: Dimension, value: str | None) -> dict[str, Parameter] | None:
    """What a list must be limited to; nothing says "of no plan"."""
    if value is None:
        return None
    if dimension is Dimension.UNIT:
        return {"unit": value, "alone": True}
    return {dimension.value: value}


def _counted(counts: Mapping[str, int]) -> int:
    return sum(number for name, number in counts.items() if name != ItemClass.OUT)


def _whole(counted: Counts | None) -> dict[str, int]:
    """Counts by class, whatever they are split by."""
    whole: dict[str, int] = {}
    for group in () if counted is None else counted.groups:
        for name, number in group.counts.items():
            whole[name] = whole.get(name, 0) + number
    return whole


def _groups(counted: Counts | None, dimension: Dimension) -> Groups:
    groups: list[Group] = [] if counted is None else counted.groups
    return {group.dimensions[dimension.value]: group.counts for group in groups}


_WORDED = (Dimension.KIND, Dimension.ISSUER_LEVEL, Dimension.AREA)
"""Dimensions whose values are words of the catalogue, under the dimension's name."""


def label(dimension: Dimension, value: str, names: Mapping[str, str], words: Words) -> str:
    """What a line is called: a word, the name of a unit, or the number of a document."""
    if not value:
        return words.say("column.none")
    if dimension in _WORDED:
        return words.say(f"{dimension.value}.{value}")
    return names.get(value, value)
