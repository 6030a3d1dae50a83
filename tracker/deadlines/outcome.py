"""What reading a deadline gives: the day, how sure it is, and why; never a silent guess."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, Self

from tracker.deadlines.arithmetic import Period, Step
from tracker.deadlines.calendar import WorkCalendar


class DeadlineKind(StrEnum):
    """How the words set a deadline, if they do."""

    FIXED = "fixed"
    RELATIVE = "relative"
    SERIES = "series"
    NONE = "none"


class Certainty(StrEnum):
    """Whether a person has to look: not, should confirm, or has to decide."""

    SURE = "sure"
    PROPOSED = "proposed"
    ASK = "ask"


class BeforeMeans(StrEnum):
    """What is proposed for "trước ngày X" (domain.md Q4); a person decides in any case."""

    DAY_BEFORE = "day_before"
    SAME_DAY = "same_day"


class Anchor(StrEnum):
    """From which day a period is counted, as the words say."""

    GIVEN = "given"
    """A day in the words, or an event of which only a person knows the day."""
    RECEIVED = "received"
    DATED = "dated"
    ASSIGNED = "assigned"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Context:
    """What is known beside the words."""

    dated_on: date | None = None
    """The day of the document."""
    received_on: date | None = None
    assigned_on: date | None = None
    today: date | None = None
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    roll_fixed_dates: bool = False
    before_means: BeforeMeans = BeforeMeans.DAY_BEFORE


class Note(NamedTuple):
    """Why a reading is what it is; its words are in the catalogue under ``deadline.<code>``."""

    code: str
    details: dict[str, object]


class Occurrence(NamedTuple):
    """One deadline of a series: ``2024-09``, ``2024-Q3``, ``2024-H2``, ``2024-W36``, ``2024``."""

    label: str
    due_on: date


_RISING: Final = tuple(Certainty)


@dataclass(frozen=True)
class Reading:
    """What the words of a deadline mean."""

    words: str
    """As given, only composed and stripped."""
    kind: DeadlineKind
    certainty: Certainty = Certainty.SURE
    due_on: date | None = None
    """The last day on which completion is on time."""
    notes: tuple[Note, ...] = ()
    period: Period | None = None
    anchor: Anchor | None = None
    zero: date | None = None
    """The day from which a period is counted, itself not counted."""
    steps: tuple[Step, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    alternatives: tuple[date, ...] = ()
    """The days among which a person may choose, the proposed one included."""
    estimated: bool = False
    """The words themselves are vague ("ước")."""

    def noting(self, code: str, at_best: Certainty = Certainty.SURE, /, **details: object) -> Self:
        """The same with one more note, and no surer than the note allows."""
        return replace(
            self,
            notes=(*self.notes, Note(code, details)),
            certainty=least_sure(self.certainty, at_best),
        )


def least_sure(*certainties: Certainty) -> Certainty:
    """The one that asks most of a person."""
    return max(certainties, key=_RISING.index)
