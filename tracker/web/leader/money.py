"""Findings of inspections and their money, by conclusion (domain.md section 5, P1)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tracker.fold.words import Kind
from tracker.reading.steering_layouts import COUNTED, DONE
from tracker.reading.steering_lists import Conclusion
from tracker.web.leader.links import Counted, Lists

_MOST_ROWS: Final = 10


class Line(NamedTuple):
    """A conclusion, with the lists of its findings and of those that are done."""

    conclusion: Conclusion
    findings: Counted
    done: Counted


class Money(NamedTuple):
    """The conclusions that lack most money, and the sum of all."""

    lines: list[Line]
    whole: Line
    left_out: int
    """How many conclusions are in the sum, but not shown."""


def money(found: Sequence[Conclusion], lists: Lists) -> Money | None:
    """The table; None where there are no findings."""
    if not found:
        return None
    findings = lists._replace(kind=Kind.FINDING, issuer_level=None)
    shown = [_line(one, findings, one.number) for one in found[:_MOST_ROWS]]
    sums = (sum(column) for column in list(zip(*found, strict=True))[1:])
    return Money(shown, _line(Conclusion("", *sums), findings, None), len(found) - len(shown))


def _line(one: Conclusion, lists: Lists, number: str | None) -> Line:
    return Line(
        one,
        lists.counted(one.findings, COUNTED, conclusion=number),
        lists.counted(one.done, DONE, conclusion=number),
    )
