"""Which alerts should have been raised on a day, and were they: from the events and the ledger.

Due on day X is every mark that first showed on the morning of X, by the policy in force then and
by what had been recorded until then; what is recorded later never changes it. Whether it was
raised say the flags among the events, as known at K; who was told says the ledger. The ledger also
says which further levels were told that are no marks.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.aggregates.events import Happening
from tracker.aggregates.item_events import ItemEvent
from tracker.alerts.audit.candidates import candidates, codes_asked, look_of
from tracker.alerts.audit.lines import Cause, Line, Report, Swept
from tracker.alerts.audit.notices import SQL, Notice, Raised, further, notices_of
from tracker.alerts.audit.outcomes import Judged, Look, Outcome, Placed, judged
from tracker.alerts.words import Occasion
from tracker.eventstore.mapper import decode_state
from tracker.fold.marks import OVERDUE, Known
from tracker.fold.words import Kind, word_as_stored
from tracker.projections.batch import POISON
from tracker.reading.cut import Cut, Filters
from tracker.reading.streams import streams

_BATCH = 500


def alerts_on(
    connection: Connection[Any],
    cut: Cut,
    filters: Filters,
    occasion: Occasion | None = None,
) -> Report:
    """The alerts of the day of the cut, as known at its K.

    Args:
        connection: to events, read model and ledger.
        cut: the day, which may lie ahead, and K.
        filters: unit, kind and issuer level; the unit that led when it was due, in the tree of
            the cut.
        occasion: only these.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    look = look_of(connection, cut)
    codes = codes_asked(connection, filters, cut)
    unread: list[UUID] = []
    lines = [
        line
        for line in (
            *_marks(connection, cut, filters, look, codes, unread),
            *_further(connection, cut, filters, codes),
        )
        if occasion in (None, line.occasion)
    ]
    asked = {**cut._asdict(), "day": cut.as_of}
    row = connection.execute(SQL["swept"], asked).fetchone()
    swept = Swept(*row or (None,) * 3)
    return Report(cut, look, swept, sorted(lines, key=_order), len(unread))


def missing_on(connection: Connection[Any], cut: Cut) -> int:
    """How many marks of the day a sweep should have flagged and did not; above 0 is an alarm."""
    look = look_of(connection, cut)
    return sum(
        one.outcome is Outcome.MISSING
        for _, found in _judged(connection, cut, Filters(), look, [])
        for one in found
    )


_PLACES = {outcome: place for place, outcome in enumerate(Outcome)}


def _order(line: Line) -> tuple[object, ...]:
    about = (line.kind or "", line.ref or line.title)
    return (_PLACES[line.outcome], line.unit, *about, line.about_on, line.occasion, line.level)


def _judged(
    connection: Connection[Any], cut: Cut, filters: Filters, look: Look, unread: list[UUID]
) -> Iterator[tuple[Happening, list[Judged]]]:
    """The first event of each item that may have to do with the day, and what it comes to."""
    found = candidates(connection, cut, filters, look)
    for start in range(0, len(found), _BATCH):
        for stream in _read(connection, found[start : start + _BATCH], cut.position, unread):
            first = stream[0][1]
            try:
                told = judged(_placed(stream), look)
            except POISON:
                unread.append(first.originator_id)
                continue
            yield first, told


def _placed(stream: Iterable[tuple[int, Happening]]) -> list[Placed]:
    return [
        Placed(position, event.known) for position, event in stream if isinstance(event, ItemEvent)
    ]


def _read(
    connection: Connection[Any], found: Sequence[UUID], position: int, unread: list[UUID]
) -> Iterable[list[tuple[int, Happening]]]:
    """The streams; one that cannot be read is named, and keeps back none of the others."""
    try:
        return streams(connection, found, position).values()
    except POISON:
        if len(found) == 1:
            unread.extend(found)
            return []
        middle = len(found) // 2
        halves = (found[:middle], found[middle:])
        return [one for half in halves for one in _read(connection, half, position, unread)]


class _About(NamedTuple):
    """What an item is about."""

    kind: Kind
    ref: str
    title: str
    issuer_level: str | None

    def is_asked(self, filters: Filters) -> bool:
        """Whether a question limited so is about it."""
        return filters.kind in (None, self.kind) and filters.issuer_level in (
            None,
            self.issuer_level,
        )

    @property
    def subject(self) -> str:
        """As the ledger names it."""
        return f"{self.kind}:{self.ref}"


def _about(topic: str, fields: dict[str, Any]) -> _About:
    kind = Kind(topic.partition(".")[0])
    return _About(kind, fields["ref"], fields["title"], fields.get("issuer_level"))


def _marks(  # noqa: PLR0913, PLR0917 - what a report knows
    connection: Connection[Any],
    cut: Cut,
    filters: Filters,
    look: Look,
    codes: frozenset[str] | None,
    unread: list[UUID],
) -> list[Line]:
    found = [
        (about, one)
        for first, several in _judged(connection, cut, filters, look, unread)
        for about in [_about(first.TOPIC, vars(first))]
        for one in several
        if about.is_asked(filters) and (codes is None or one.unit in codes)
    ]
    notices = notices_of(connection, {about.subject for about, _ in found}, cut.known_at)
    lines = []
    for about, one in found:
        occasion = Occasion.OVERDUE if one.mark.level == OVERDUE else Occasion.DUE_SOON
        told = notices.get((about.subject, occasion, one.mark.due_on), ())
        lines.append(_mark_line(about, one, occasion, _of_level(told, one.mark.level)))
    return lines


def _of_level(notices: Iterable[Notice], level: int) -> tuple[Notice, ...]:
    """Those of the level; where an outage left none, those of the next one that was told."""
    reached = [notice for notice in notices if notice.level >= level]
    nearest = min((notice.level for notice in reached), default=level)
    return tuple(notice for notice in reached if notice.level == nearest)


def _mark_line(about: _About, one: Judged, occasion: Occasion, notices: tuple[Notice, ...]) -> Line:
    flag = one.flag
    return Line(
        outcome=one.outcome,
        occasion=occasion,
        kind=about.kind,
        ref=about.ref,
        title=about.title,
        unit=one.unit,
        about_on=one.mark.due_on,
        level=one.mark.level,
        fired_on=one.mark.fired_on,
        raised_at=None if flag is None else flag.recorded_at,
        event_no=None if flag is None else flag.fact.no,
        cause=None if one.cause is None else _cause(about.kind, one.cause),
        notices=() if flag is None else notices,
    )


def _cause(kind: Kind, known: Known) -> Cause:
    fact = known.fact
    topic = f"{kind}.{word_as_stored(kind, fact.word)}"
    return Cause(fact.no, topic, fact.effective_on, known.recorded_at)


def _further(
    connection: Connection[Any], cut: Cut, filters: Filters, codes: frozenset[str] | None
) -> list[Line]:
    units = None if codes is None else sorted(codes)
    raised = further(connection, cut.as_of, cut.known_at, units)
    items = _beginnings(connection, [one.about.stream for one in raised if one.about.stream])
    is_limited = filters.kind is not None or filters.issuer_level is not None
    return [
        _further_line(one, item)
        for one in raised
        for item in [items.get(one.about.stream)]
        if (not is_limited if item is None else item.is_asked(filters))
    ]


def _beginnings(
    connection: Connection[Any], found: Sequence[UUID | None]
) -> dict[UUID | None, _About]:
    rows = connection.execute(SQL["beginnings"], (list(found),), binary=True)
    return {stream: _about(topic, decode_state(topic, state)[1]) for stream, topic, state in rows}


def _further_line(one: Raised, item: _About | None) -> Line:
    about = one.about
    return Line(
        outcome=Outcome.FURTHER,
        occasion=about.occasion,
        kind=None if item is None else item.kind,
        ref=None if item is None else item.ref,
        title=about.subject if item is None else item.title,
        unit=one.unit,
        about_on=about.about_on,
        level=about.level,
        fired_on=one.fired_on,
        raised_at=min(notice.raised_at for notice in one.notices),
        event_no=None,
        cause=None,
        notices=tuple(one.notices),
    )
