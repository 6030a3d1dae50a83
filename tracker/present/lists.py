"""The lists that can be had as a table, column by column; one definition for every format."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from tracker.catalogue import Language, text
from tracker.fold.words import ItemClass, Kind, TargetState
from tracker.present.columns import Column, Row, coded
from tracker.present.happening import all_told, event_name
from tracker.reading.changes import Changed
from tracker.reading.counts import Counts, Dimension, Group
from tracker.reading.entries import Entry
from tracker.reading.flows import Flows
from tracker.reading.items import Listed
from tracker.reading.series import Point, Series
from tracker.reading.timeline import Moment
from tracker.reading.tree import ListedUnit

_ORDER: Final = [name.value for name in (*ItemClass, *TargetState)]
_WORDS: Final = (Dimension.KIND, Dimension.ISSUER_LEVEL, Dimension.AREA)
"""The dimensions whose values are codes; the others are codes of offices and numbers of papers."""

ITEMS: Final[tuple[Column[Listed], ...]] = (
    coded("kind", "kind", lambda item: item.kind.value),
    Column("ref", lambda item: item.ref),
    Column("unit", lambda item: item.unit),
    coded("class", "class", lambda item: item.item_class.value),
    Column("due_on", lambda item: item.due_on),
    Column("completed_on", lambda item: item.completed_on),
    Column("title", lambda item: item.title),
    Column("amount_required", lambda item: _money(item, item.amount_required)),
    Column("amount_recovered", lambda item: _money(item, item.amount_recovered)),
)
"""``items``."""


def _money(item: Listed, amount: int | None) -> int | None:
    return amount if item.kind is Kind.FINDING else None


def _numbers(item: Changed) -> str:
    return " ".join(str(event.originator_version) for event in item.events)


CHANGES: Final[tuple[Column[Changed], ...]] = (
    coded("kind", "kind", lambda item: item.kind.value),
    Column("ref", lambda item: item.ref),
    Column("unit", lambda item: item.unit),
    coded("before", "class", lambda item: item.before and item.before.value),
    coded("after", "class", lambda item: item.after and item.after.value),
    Column("events", _numbers, lambda item, language: all_told(item.events, language)),
    Column("title", lambda item: item.title),
)
"""``changes``; to programs an event is its place in the item's stream."""

TIMELINE: Final[tuple[Column[Moment], ...]] = (
    Column("no", lambda moment: moment.no),
    Column(
        "type",
        lambda moment: moment.event.TOPIC,
        lambda moment, language: event_name(moment.event.TOPIC, language),
        "column.event",
    ),
    Column("effective_on", lambda moment: moment.event.effective_on),
    Column("recorded_at", lambda moment: moment.event.recorded_at),
    Column("actor", lambda moment: moment.event.actor),
    Column("late_days", lambda moment: moment.late_days),
    coded(
        "class_before",
        "class",
        lambda moment: moment.before and moment.before.value,
        title="column.before",
    ),
    coded(
        "class_after",
        "class",
        lambda moment: moment.after and moment.after.value,
        title="column.after",
    ),
    Column("voided_by", lambda moment: moment.voided_by),
    Column("imported_from", lambda moment: moment.imported_from),
    Column("reason", lambda moment: moment.event.reason),
    Column("note", lambda moment: moment.event.note),
)
"""``timeline``."""


def _sort(entry: Entry, language: Language) -> str:
    is_item = entry.sort in set(Kind)
    return text(language, f"kind.{entry.sort}" if is_item else f"column.{entry.sort}")


ENTRIES: Final[tuple[Column[Entry], ...]] = (
    Column("recorded_at", lambda entry: entry.event.recorded_at),
    Column("effective_on", lambda entry: entry.event.effective_on),
    Column("late_days", lambda entry: entry.late_days),
    Column("sort", lambda entry: entry.sort, _sort),
    Column("ref", lambda entry: entry.name, title="column.ref_or_code"),
    Column("title", lambda entry: entry.title),
    Column(
        "type",
        lambda entry: entry.event.TOPIC,
        lambda entry, language: event_name(entry.event.TOPIC, language),
        "column.event",
    ),
    Column("actor", lambda entry: entry.event.actor),
    Column("voided_by", lambda entry: entry.voided_by),
    Column("reason", lambda entry: entry.event.reason),
    Column("note", lambda entry: entry.event.note),
)
"""Events of many streams: ``late`` entries, the ``work_log``."""

UNITS: Final[tuple[Column[ListedUnit], ...]] = (
    Column("code", lambda unit: unit.code),
    Column("name", lambda unit: unit.name),
    coded("level", "level", lambda unit: unit.level),
    Column("parent", lambda unit: unit.parent),
    Column("since", lambda unit: unit.since),
    Column("until", lambda unit: unit.until),
)
"""``unit tree``, parents before their children."""

FLOWS: Final[tuple[Column[tuple[str, int]], ...]] = (
    coded("flow", "flow", lambda flow: flow[0]),
    Column("count", lambda flow: flow[1]),
)
"""``flows``."""


def came(flows: Flows) -> list[tuple[str, int]]:
    """What was there or came, line by line."""
    names = ("carried_in", "new", "reopened", "transferred_in")
    return [(name, getattr(flows, name)) for name in names]


def went(flows: Flows) -> list[tuple[str, int]]:
    """What was finished or left, and what is left to do, line by line."""
    closed = [(f"closed.{name}", number) for name, number in flows.closed._asdict().items()]
    out = [(f"out.{name}", number) for name, number in flows.out._asdict().items()]
    return [*closed, *out, ("left", flows.left)]


def counts_columns(counts: Counts, by: Sequence[Dimension]) -> list[Column[Group]]:
    """The dimensions, each class that occurs, and the total, which leaves out what is ``out``."""
    dimensions = [_dimension(dimension) for dimension in by]
    classes: list[Column[Group]] = _classes(
        [group.counts for group in counts.groups], lambda group: group.counts
    )
    return [*dimensions, *classes, Column("total", _total)]


def _dimension(dimension: Dimension) -> Column[Group]:
    name = dimension.value
    if dimension in _WORDS:
        return coded(name, name, lambda group: group.dimensions[name])
    return Column(name, lambda group: group.dimensions[name])


def _total(group: Group) -> int:
    return sum(number for name, number in group.counts.items() if name != ItemClass.OUT)


def series_columns(series: Series) -> list[Column[Point]]:
    """The day, each class that occurs, and the total, which leaves out what is ``out``."""
    classes: list[Column[Point]] = _classes(
        [point.counts for point in series.points], lambda point: point.counts
    )
    day: Column[Point] = Column("as_of", lambda point: point.as_of)
    return [day, *classes, Column("total", lambda point: point.total)]


def _classes(
    counted: Iterable[Mapping[str, int]], counts: Callable[[Row], Mapping[str, int]]
) -> list[Column[Row]]:
    """A column for each class that occurs anywhere, in the order of the classes."""
    present = {name for one in counted for name in one}
    return [_class(name, counts) for name in _ORDER if name in present]


def _class(name: str, counts: Callable[[Row], Mapping[str, int]]) -> Column[Row]:
    return Column(name, lambda row: counts(row).get(name, 0), title=f"class.{name}")
