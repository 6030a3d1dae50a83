"""From a stream's events to the rows of the read model; pure, the same for batch and rebuild."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from tracker.aggregates.calendar import CalendarEvent
from tracker.aggregates.events import Happening
from tracker.aggregates.item_events import ItemEvent
from tracker.aggregates.target import TargetEvent
from tracker.aggregates.unit import UnitEvent
from tracker.fold.segments import (
    MOVES_BEGUN,
    TELLS_BEGUN,
    Settled,
    begun,
    revisions,
    segments,
    settle,
    with_effect,
)
from tracker.fold.state import LEAVES_CLASS, WITHOUT_EFFECT, Fact
from tracker.fold.targets import target_segments
from tracker.fold.units import unit_ends, unit_segments
from tracker.fold.words import Kind, Word
from tracker.folding import folded_words
from tracker.projections.codes import AREAS, NO_DAY, STILL_KNOWN, category_of, status_of


class Read(NamedTuple):
    """One event as read from the log."""

    no: int
    position: int
    event_class: type[Happening]
    fields: dict[str, Any]


@dataclass(slots=True)
class Stream:
    """What is known of a stream before a batch, and what the batch adds."""

    originator_id: UUID
    known: list[Read] = field(default_factory=list)
    new: list[Read] = field(default_factory=list)

    @property
    def first(self) -> Read:
        """The event that began the stream; its position is the row's id."""
        return self.known[0] if self.known else self.new[0]

    @property
    def kind(self) -> str:
        """``unit`` or a kind of item: the first part of every topic of the stream."""
        return self.first.event_class.TOPIC.partition(".")[0]


@dataclass(slots=True)
class Changes:
    """Rows to add and rows to end; ends name (id, first day, position)."""

    units: list[tuple[Any, ...]] = field(default_factory=list)
    unit_rows: list[tuple[Any, ...]] = field(default_factory=list)
    unit_ends: list[tuple[int, date, int]] = field(default_factory=list)
    unit_end_rows: list[tuple[Any, ...]] = field(default_factory=list)
    unit_end_ends: list[tuple[int, date, int]] = field(default_factory=list)
    items: list[tuple[Any, ...]] = field(default_factory=list)
    item_words: list[tuple[int, str]] = field(default_factory=list)
    item_rows: list[tuple[Any, ...]] = field(default_factory=list)
    item_ends: list[tuple[int, date, int]] = field(default_factory=list)
    begun_rows: list[tuple[Any, ...]] = field(default_factory=list)
    begun_ends: list[tuple[int, date, int]] = field(default_factory=list)
    payments: list[tuple[Any, ...]] = field(default_factory=list)
    payment_ends: list[tuple[int, int]] = field(default_factory=list)
    papers: list[tuple[int, str]] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)


def changes_rows(read: Read) -> bool:
    """Whether an event can change any row; progress, alerts and the like cannot."""
    if issubclass(read.event_class, CalendarEvent):
        return False
    word = getattr(read.event_class, "word", None)
    return word not in WITHOUT_EFFECT or word is Word.PAYMENT_RECORDED


def derive(
    stream: Stream,
    changes: Changes,
    unit_ids: dict[str, int],
    paper_id: Callable[[str], int],
) -> None:
    """Adds to ``changes`` what the new events of one stream change.

    Args:
        stream: the events before and the new ones.
        changes: what is gathered.
        unit_ids: ids by unit code; a unit that is established here is added.
        paper_id: the id of a document by its number.
    """
    if stream.kind == "calendar":
        return
    if stream.kind == "unit":
        _derive_unit(stream, changes, unit_ids)
    elif stream.kind == Kind.TARGET:
        _derive_target(stream, changes, unit_ids, paper_id)
    else:
        _derive_item(stream, changes, unit_ids, paper_id)


def _derive_unit(stream: Stream, changes: Changes, unit_ids: dict[str, int]) -> None:
    unit_id = stream.first.position
    code = stream.first.fields["code"]
    if not stream.known:
        changes.units.append((unit_id, code))
        unit_ids[code] = unit_id
    known = [_unit_fact(read) for read in stream.known]
    new = [(read.position, _unit_fact(read)) for read in stream.new]
    _add_unit_ends(settle(revisions(unit_ends, known, new)), unit_id, changes, unit_ids)
    settled = settle(revisions(unit_segments, known, new))
    for row, since, until in settled.rows:
        parent_id = None if row.parent is None else unit_ids[row.parent]
        changes.unit_rows.append(
            (
                since,
                STILL_KNOWN if until is None else until,
                unit_id,
                parent_id,
                row.valid_from,
                row.valid_to,
                row.name,
                row.level,
            )
        )
    changes.unit_ends.extend((unit_id, day, position) for day, position in settled.ended)


def _add_unit_ends(
    settled: Settled[Any], unit_id: int, changes: Changes, unit_ids: Mapping[str, int]
) -> None:
    for row, since, until in settled.rows:
        heir_id = None if row.heir is None else unit_ids[row.heir]
        known_to = STILL_KNOWN if until is None else until
        changes.unit_end_rows.append((since, known_to, unit_id, row.valid_from, heir_id))
    changes.unit_end_ends.extend((unit_id, day, position) for day, position in settled.ended)


def _unit_fact(read: Read) -> Any:
    event_class = read.event_class
    if not issubclass(event_class, UnitEvent):
        raise TypeError(event_class)
    return event_class.fact_from(read.fields)


def _derive_target(
    stream: Stream, changes: Changes, unit_ids: dict[str, int], paper_id: Callable[[str], int]
) -> None:
    category = category_of(Kind.TARGET, None)
    if not stream.known:
        _add_item(stream, category, changes, paper_id)
    settled = settle(
        revisions(
            target_segments,
            [TargetEvent.fact_from(read.fields) for read in stream.known],
            [(read.position, TargetEvent.fact_from(read.fields)) for read in stream.new],
        )
    )
    _add_item_rows(settled, stream.first.position, category, changes, unit_ids)


def _derive_item(
    stream: Stream, changes: Changes, unit_ids: dict[str, int], paper_id: Callable[[str], int]
) -> None:
    fields = stream.first.fields
    item_id = stream.first.position
    category = category_of(Kind(stream.kind), fields.get("issuer_level"))
    if not stream.known:
        _add_item(stream, category, changes, paper_id)
    known = [_item_fact(read) for read in stream.known]
    new = [(read.position, _item_fact(read)) for read in stream.new]
    moving = [(position, fact) for position, fact in new if fact.word not in LEAVES_CLASS]
    if moving:
        settled = settle(revisions(segments, with_effect(known), moving))
        _add_item_rows(settled, item_id, category, changes, unit_ids)
    _add_begun(item_id, known, new, changes)
    if any(_may_be_counted(read) for read in stream.new):
        changes.counted.append(item_id)
    if stream.kind == Kind.FINDING:
        _derive_payments(stream, item_id, changes)


def _add_begun(
    item_id: int, known: Sequence[Fact], new: Iterable[tuple[int, Fact]], changes: Changes
) -> None:
    moving = [(position, fact) for position, fact in new if fact.word in MOVES_BEGUN]
    before = [fact for fact in known if fact.word in MOVES_BEGUN]
    told = (*before, *(fact for _, fact in moving))
    if not moving or not any(fact.word in TELLS_BEGUN for fact in told):
        return
    settled = settle(revisions(begun, before, moving))
    for row, since, until in settled.rows:
        known_to = STILL_KNOWN if until is None else until
        changes.begun_rows.append((item_id, since, known_to, row.valid_from))
    changes.begun_ends.extend((item_id, day, position) for day, position in settled.ended)


def _may_be_counted(read: Read) -> bool:
    """Whether a deadline was given in words or as a period; most are plain days."""
    return "deadline_rule" in read.fields or "deadline_text" in read.fields


def _item_fact(read: Read) -> Any:
    event_class = read.event_class
    if not issubclass(event_class, ItemEvent):
        raise TypeError(event_class)
    return event_class.fact_from(read.no, read.fields)


def _add_item(
    stream: Stream, category: int, changes: Changes, paper_id: Callable[[str], int]
) -> None:
    """What the assignment says once and for all, and the words by which it is found."""
    fields = stream.first.fields
    paper = fields.get("plan") or fields.get("conclusion")
    area = fields.get("area")
    item_id = stream.first.position
    changes.items.append(
        (
            fields.get("amount_required"),
            item_id,
            fields["effective_on"],
            None if paper is None else paper_id(paper),
            category,
            None if area is None else AREAS[area],
        )
    )
    changes.item_words.append((item_id, " ".join(folded_words(fields["ref"], fields["title"]))))


def _add_item_rows(
    settled: Settled[Any],
    item_id: int,
    category: int,
    changes: Changes,
    unit_ids: Mapping[str, int],
) -> None:
    for row, since, until in settled.rows:
        changes.item_rows.append(
            (
                since,
                STILL_KNOWN if until is None else until,
                item_id,
                unit_ids[row.unit],
                row.valid_from,
                row.valid_to,
                NO_DAY if row.due_on is None else row.due_on,
                NO_DAY if row.completed_on is None else row.completed_on,
                category,
                status_of(row),
            )
        )
    changes.item_ends.extend((item_id, day, position) for day, position in settled.ended)


def _derive_payments(stream: Stream, item_id: int, changes: Changes) -> None:
    """A payment counts from its day on, as long as its event is not voided."""
    by_no = {read.no: read for read in (*stream.known, *stream.new)}
    ends: dict[int, int] = {}
    for read in stream.new:
        if _word(read) is Word.VOIDED:
            voided = by_no[read.fields["event_no"]]
            if _word(voided) is Word.PAYMENT_RECORDED:
                ends[voided.position] = read.position
    for read in stream.new:
        if _word(read) is Word.PAYMENT_RECORDED:
            until = ends.pop(read.position, STILL_KNOWN)
            paid_on, amount = read.fields["effective_on"], read.fields["amount"]
            changes.payments.append((item_id, read.position, until, paid_on, amount))
    changes.payment_ends.extend(ends.items())


def _word(read: Read) -> Word | None:
    return getattr(read.event_class, "word", None)


def by_stream(reads: Iterable[tuple[UUID, Read]]) -> dict[UUID, Stream]:
    """New events gathered by stream, in the order in which the streams first appear."""
    streams: dict[UUID, Stream] = {}
    for originator_id, read in reads:
        stream = streams.get(originator_id)
        if stream is None:
            stream = streams[originator_id] = Stream(originator_id)
        stream.new.append(read)
    return streams
