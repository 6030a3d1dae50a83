"""How a deadline came about, in words: by rule and law, day by day, and who set it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.present import deadlines as present
from tracker.present.happening import event_name
from tracker.reading.deadline import DeadlineStory, Decided
from tracker.web.frame.words import Words


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One event of the story of a deadline."""

    no: int
    event: str
    effective_on: date
    actor: str
    is_in_force: bool
    due_on: str | None
    """The deadline that it set, with its weekday; None: it set none."""
    told: list[str]
    """The original words, the document, why, and the rule with its legal basis."""
    steps: list[str]
    """Day zero, then each day that was counted, skipped or worked."""
    turning: list[str]
    """Those of the steps that are more than a plain day counted."""


@dataclass(frozen=True, kw_only=True)
class Explained:
    """The deadline of an item and how it came about."""

    due_on: str
    original: str | None
    """The first deadline, where another one is in force now."""
    judged: str | None
    """That it is judged by the day of completion, where work was reported done."""
    decisions: list[Decision]


def explained(story: DeadlineStory, words: Words) -> Explained:
    """The story in the reader's language."""
    there = story.standing
    due_on = None if there is None else there.due_on
    done_on = None if there is None else there.completed_on
    moved = there is not None and due_on != story.original_due_on
    return Explained(
        due_on=_day(due_on, words),
        original=_day(story.original_due_on, words) if moved else None,
        judged=words.say("due.judged", completed_on=words.day(done_on)) if done_on else None,
        decisions=[_decision(decided, words) for decided in story.decisions],
    )


def _day(day: date | None, words: Words) -> str:
    return words.say("due.none") if day is None else present.dated(day, words.language)


def _decision(decided: Decided, words: Words) -> Decision:
    event = decided.event
    steps = list(present.steps(decided.steps, words.language))
    marked = [present.is_turning(step) for step in decided.steps]
    return Decision(
        no=event.originator_version,
        event=event_name(event.TOPIC, words.language),
        effective_on=event.effective_on,
        actor=event.actor,
        is_in_force=decided.in_force,
        due_on=_day(decided.due_on, words) if decided.sets_due else None,
        told=list(_told(decided, words)),
        steps=steps,
        turning=[line for line, is_one in zip(steps, marked, strict=True) if is_one],
    )


def _told(decided: Decided, words: Words) -> Iterator[str]:
    said = vars(decided.event)
    paper = (said.get("source") or {}).get("number")
    if said.get("deadline_text"):
        yield words.say("due.words", words=said["deadline_text"])
    if paper:
        yield words.say("due.paper", paper=paper)
    if said.get("reason"):
        yield words.say("due.reason", reason=said["reason"])
    if cause := said.get("cause"):
        version, by = cause["calendar_version"], cause.get("paper") or "-"
        yield words.say("due.cause", calendar=cause["calendar"], version=version, paper=by)
    if decided.corrected:
        yield words.say("due.corrected")
    yield from _counted(decided, words)
    if decided.differs is not None:
        yield words.say("due.differs", due_on=_day(decided.differs, words))


def _counted(decided: Decided, words: Words) -> Iterator[str]:
    rule = decided.rule
    if rule is None:
        return
    yield words.say("due.counted", period=present.period(rule.period, words.language))
    yield present.basis(rule, words.language)
    yield words.say("due.calendar", calendar=rule.calendar, version=rule.calendar_version)
    if not decided.stored:
        yield words.say("due.from_words")
