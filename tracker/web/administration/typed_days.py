"""Days of a calendar as rows of a form: those proposed that were ticked, and those typed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from tracker.commands.checking import InvalidCommandError
from tracker.deadlines.proposals import ProposedDay
from tracker.errors import TrackerError
from tracker.web.frame.submission import Submission
from tracker.web.frame.typed import as_iso_day

ROWS: Final = 6
"""Empty rows that a form offers."""
TAKEN: Final = "take"
"""The field of the proposals that are ticked."""
_DAYS: Final = "days"
_PARTS: Final = ("day", "kind", "name")
_NUMBER: Final = re.compile("[0-9]{1,3}")


class TypedDays(NamedTuple):
    """What the command says of days, and by which row of the form each was said."""

    days: list[dict[str, str]]
    rows: list[str]
    """Beside each day the number of its row; nothing for a proposal."""

    @property
    def fields(self) -> list[str]:
        """The fields of the rows that were typed in."""
        return [f"{what}-{row}" for row in self.rows if row for what in _PARTS]

    def named(self, error: TrackerError) -> TrackerError:
        """The refusal with the fields of the form in place of those of the command."""
        if not isinstance(error, InvalidCommandError):
            return error
        problems = [one._replace(field=self._field(one.field)) for one in error.problems]
        return InvalidCommandError(problems)

    def _field(self, field: str) -> str:
        match field.split("."):
            case [name, number, what] if name == _DAYS and self.rows[int(number)]:
                return f"{what}-{self.rows[int(number)]}"
            case [name, *_] if name == _DAYS:
                return _DAYS
        return field


def typed_days(sent: Submission, proposed: Mapping[date, ProposedDay]) -> TypedDays:
    """The days of the form; one that is typed goes before what is proposed of the same day."""
    typed = [(number, _row(sent, number)) for number in _filled(sent.fields)]
    named = {row["day"] for _, row in typed if "day" in row}
    taken = [
        {"day": day.isoformat(), "kind": one.kind, "name": one.name}
        for day, one in proposed.items()
        if day.isoformat() in sent.many(TAKEN) and day.isoformat() not in named
    ]
    return TypedDays(
        [*taken, *(row for _, row in typed)],
        [""] * len(taken) + [number for number, _ in typed],
    )


def row_numbers(values: Mapping[str, Sequence[str]]) -> list[str]:
    """The rows of a form, those filled and enough empty ones."""
    last = max(map(int, _filled(values)), default=-1)
    return [str(number) for number in range(last + 1 + ROWS)]


def _filled(values: Mapping[str, Any]) -> list[str]:
    """A row counts once its day or its name is typed; a kind stands in every one."""
    told = (name.partition("-") for name in values)
    numbers = {number for what, _, number in told if what in {"day", "name"}}
    return sorted((one for one in numbers if _NUMBER.fullmatch(one)), key=int)


def _row(sent: Submission, number: str) -> dict[str, str]:
    told = {what: sent.one(f"{what}-{number}") for what in _PARTS}
    row = {what: value for what, value in told.items() if value is not None}
    if "day" in row:
        row["day"] = as_iso_day(row["day"])
    return row
