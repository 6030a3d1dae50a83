"""How a deadline came about, in sentences that a clerk can check against a wall calendar."""

from collections.abc import Iterator, Sequence
from datetime import date

from tracker.catalogue import Language, text
from tracker.deadlines.arithmetic import Period, PeriodUnit, Step, StepKind
from tracker.deadlines.calendar import DayEntry, is_weekend
from tracker.deadlines.outcome import Note, Reading
from tracker.deadlines.rule import DeadlineRule
from tracker.present import writing


def weekday(day: date, language: Language) -> str:
    """``Thứ Hai``."""
    return text(language, f"weekday.{day.weekday()}")


def dated(day: date, language: Language) -> str:
    """``Thứ Hai 29/4/2024``."""
    return f"{weekday(day, language)} {writing.day(day, language)}"


def reason(day: date, entry: DayEntry | None, language: Language) -> str:
    """Why a day is off or worked: its place in the week, or what the calendar says of it."""
    if entry is None:
        return text(language, "day.weekend" if is_weekend(day) else "day.ordinary")
    known = "day.by_paper" if entry.paper is not None else "day.proposed"
    return text(
        language,
        known,
        kind=text(language, f"day_kind.{entry.kind.value}"),
        name=entry.name,
        paper=entry.paper,
    )


def steps(told: Sequence[Step], language: Language) -> Iterator[str]:
    """Each day of a count with its reason, a line a day."""
    for step in told:
        yield text(
            language,
            f"step.{step.kind.value}",
            day=dated(step.day, language),
            no=step.no,
            reason=reason(step.day, step.entry, language),
        )


def period(value: Period, language: Language) -> str:
    """``05 ngày làm việc``; below ten with a zero before, as offices write it."""
    return text(language, f"period.{value.unit.value}", count=f"{value.count:02d}")


def note(told: Note, language: Language) -> str:
    """Why a reading is what it is."""
    shown = {
        name: writing.day(value, language) if isinstance(value, date) else value
        for name, value in told.details.items()
    }
    return text(language, f"deadline.{told.code}", **shown)


def basis(rule: DeadlineRule | Reading, language: Language) -> str:
    """The rule of law by which a period is counted (domain.md 3.2)."""
    found = rule.period
    worked = found is not None and found.unit is PeriodUnit.WORKING_DAY
    return text(language, "basis.working_days" if worked else "basis.period")


def is_turning(step: Step) -> bool:
    """Whether a step is more than a plain day counted; for short tellings."""
    return step.kind is not StepKind.COUNTED or step.entry is not None
