"""The history of an item as its page tells it: each event with all that it says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from tracker.aggregates.events import Happening
from tracker.aggregates.item_events import SCHEDULER, ItemEvent
from tracker.evidence.records import Record
from tracker.evidence.states import EvidenceState
from tracker.fold.marks import FLAGS
from tracker.present.happening import event_name
from tracker.reading.attachments import Attached
from tracker.reading.requests import unanswered
from tracker.reading.timeline import Moment
from tracker.web.frame.addresses import Addresses, part
from tracker.web.frame.words import NOTHING, Words
from tracker.web.items.looking import Looked


class Fact(NamedTuple):
    """Something that is said, under what it is called."""

    name: str
    """Says what it is, in the reader's language."""
    text: str
    address: str | None = None


class File(NamedTuple):
    """A file or paper that an event names."""

    name: str
    state: EvidenceState | None
    """None: a paper of which there is only the name."""
    address: str | None
    """Where it can be had."""
    size: int | None
    event_no: int
    is_voided: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """One event as people read it."""

    no: int
    event: str
    effective_on: date
    recorded_at: str
    actor: str
    late_days: int
    before: str | None
    after: str | None
    """Classes by their names in the contract."""
    facts: list[Fact]
    files: list[File]
    voided_by: int | None
    voids: int | None
    """The event that this one takes back."""
    is_imported: bool
    is_later: bool
    """Whether it happened after C, so that it does not count on this page."""


def told(looked: Looked, as_of: date, words: Words, href: Addresses) -> list[Told]:
    """The events that the reader may see, in the order of recording."""
    files = files_of(looked, href)
    return [
        _told(
            moment,
            [file for file in files if file.event_no == moment.no],
            list(facts_of(moment.event, looked.names, words)),
            moment.event.effective_on > as_of,
            words,
        )
        for moment in looked.moments
    ]


def _told(
    moment: Moment, files: list[File], facts: list[Fact], is_later: bool, words: Words
) -> Told:
    event = moment.event
    return Told(
        no=moment.no,
        event=event_name(event.TOPIC, words.language),
        effective_on=event.effective_on,
        recorded_at=words.moment(event.recorded_at),
        actor=actor_of(event, words),
        late_days=max(moment.late_days, 0),
        before=moment.before and moment.before.value,
        after=moment.after and moment.after.value,
        facts=facts,
        files=files,
        voided_by=moment.voided_by,
        voids=vars(event).get("event_no"),
        is_imported=moment.imported_from is not None,
        is_later=is_later,
    )


def actor_of(event: Happening, words: Words) -> str:
    """Who recorded an event; of the scheduler's flags it is nobody."""
    is_ours = isinstance(event, ItemEvent) and event.word in FLAGS and event.actor == SCHEDULER
    return words.say("item.by_system") if is_ours else event.actor


def facts_of(event: Happening, names: Mapping[str, str], words: Words) -> Iterator[Fact]:
    """What an event says beside its days and who recorded it.

    Args:
        event: of an item or a target.
        names: of the units that it mentions, by their codes.
        words: the reader's language.
    """
    said = vars(event)
    if due_on := _deadline(said, words):
        yield Fact(words.say("column.due_on"), due_on)
    for name in ("unit", "to_unit"):
        if code := said.get(name):
            yield Fact(words.say("column.unit"), f"{names.get(code, code)} ({code})")
    if said.get("amount") is not None:
        yield Fact(words.say("item.amount"), words.say("item.dong", n=words.whole(said["amount"])))
    if state := said.get("state"):
        yield Fact(words.say("column.class"), words.say(f"class.{state}"))
    if said.get("numerator") is not None:
        yield Fact(words.say("item.result"), _ratio(said, words))
    for name in ("deadline_text", "voucher", "evidence", "reason", "note"):
        if said.get(name):
            yield Fact(words.say(f"item.{name}"), said[name])
    if source := said.get("source"):
        yield Fact(words.say("item.source"), paper(source, words))


def _deadline(said: Mapping[str, Any], words: Words) -> str | None:
    """The deadline that is set, or that a flag is about: ``15/3/2024 (còn 3 ngày)``."""
    if "due_on" in said and (said["due_on"] is not None or said.get("title")):
        return words.day(said["due_on"])
    if said.get("for_due_on") is None:
        return None
    due_on, left = words.day(said["for_due_on"]), said.get("days_before")
    return due_on if left is None else f"{due_on} ({words.say('item.days_left', n=left)})"


def _ratio(said: Mapping[str, Any], words: Words) -> str:
    part_, whole = said["numerator"], said.get("denominator")
    return words.whole(part_) if whole is None else f"{words.whole(part_)}/{words.whole(whole)}"


def paper(source: Mapping[str, Any], words: Words) -> str:
    """``Công văn 45/UBND-NC ngày 08/3/2024, UBND huyện Nam Đông``."""
    named = " ".join(source[name] for name in ("type", "number") if source.get(name))
    day = source.get("date")
    dated = words.say("item.dated", day=words.day(date.fromisoformat(day))) if day else ""
    issuer = source.get("issuer") or ""
    return ", ".join(one for one in (" ".join(filter(None, (named, dated))), issuer) if one)


def files_of(looked: Looked, href: Addresses) -> list[File]:
    """The files and papers that events up to C name, each with whether it can be had."""
    item = looked.item
    base = f"/items/{item.kind}/{part(item.ref)}/evidence"
    return [_file(one, looked.records, looked.damaged, base, href) for one in looked.files]


def _file(
    one: Attached, records: Mapping[str, Record], damaged: set[str], base: str, href: Addresses
) -> File:
    record = None if one.sha256 is None else records.get(one.sha256)
    if one.sha256 is None:
        state = None
    elif record is None:
        state = EvidenceState.NOT_STORED
    else:
        state = EvidenceState.DAMAGED if one.sha256 in damaged else EvidenceState.STORED
    is_there = state is EvidenceState.STORED
    address = href(f"{base}/{one.sha256}") if is_there else None
    size = one.size if record is None else record.size
    no = one.event.originator_version
    return File(one.name, state, address, size, no, one.voided_by is not None)


def waiting(looked: Looked, as_of: date, words: Words) -> list[str]:
    """Requests that the reader may see and that nobody has answered by C, each in a sentence."""
    shown = {moment.no for moment in looked.moments}
    return [
        words.say(
            f"item.waits_{sort}",
            day=words.day(event.effective_on),
            actor=event.actor,
            reason=event.reason or NOTHING,
        )
        for sort, event in unanswered(looked.events, as_of).items()
        if event.originator_version in shown
    ]
