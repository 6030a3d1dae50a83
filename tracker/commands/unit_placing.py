"""Whether the units of a table and those recorded make one tree on every day.

And in which order the table's events are recorded. Pure, and linear in the number of units.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from tracker.commands.unit_table import History, Step, Told
from tracker.entry.problems import Problem, shown
from tracker.entry.unit_rows import RowProblem, UnitRow
from tracker.fold.segments import FOREVER
from tracker.fold.units import ENDINGS, UnitTree, UnitWord, unit_segments

_ABSENT: Final = {"parent": "parent_not_there", "successor": "successor_not_there"}


class Placing:
    """The tree as it will be once everything new is recorded."""

    def __init__(
        self, recorded: Mapping[str, History], new: Mapping[str, Sequence[Step]], suspects: set[str]
    ) -> None:
        self._histories = {
            code: [*recorded.get(code, ()), *(step.fact for step in new.get(code, ()))]
            for code in recorded.keys() | new.keys()
            if code not in suspects
        }
        self._suspects = suspects
        self._tree = UnitTree(self._histories)
        self._segments = {code: unit_segments(h) for code, h in self._histories.items()}
        self._levels: dict[date, _Levels] = {}

    # --- is every unit below one that is there ---------------------------------------------------

    def misplaced(self, rows: Iterable[UnitRow]) -> Iterator[RowProblem]:
        """What a row names that is not there on the days on which it should be."""
        for row in rows:
            if row.parent is not None:
                problem = self._lacking("parent", row.parent, row.since, row.until or FOREVER)
                if problem is not None:
                    yield RowProblem(row.number, problem)
            for code in row.successors:
                day = row.until or FOREVER
                problem = self._lacking("successor", code, day, day)
                if problem is not None:
                    yield RowProblem(row.number, problem)

    def _lacking(self, column: str, code: str, since: date, until: date) -> Problem | None:
        if code in self._suspects:
            return None
        if code not in self._tree:
            return Problem(column, "unit_not_in_table", {"value": shown(code)})
        day = self._first_day_without(code, since, until)
        if day is None:
            return None
        return Problem(column, _ABSENT[column], {"value": shown(code), "on": day})

    def _first_day_without(self, code: str, since: date, until: date) -> date | None:
        """The first day of ``[since, until)`` on which the unit is not there.

        At least the day ``since`` is asked about.
        """
        segments = self._segments[code]
        if not segments or not segments[0].valid_from <= since < segments[-1].valid_to:
            return since
        end = segments[-1].valid_to
        return end if end < until else None

    def left_below(self, steps: Iterable[Step], told: Told) -> Iterator[RowProblem]:
        """Ends that would leave recorded units, of which the table says nothing, without parent."""
        ends = {step.code: step for step in steps if step.fact.word in ENDINGS}
        for code in sorted(self._segments.keys() - told.steps.keys()):
            for segment in self._segments[code]:
                end = ends.get(segment.parent or "")
                if end is not None and segment.valid_to > end.fact.effective_on:
                    day = max(segment.valid_from, end.fact.effective_on)
                    details = {"value": shown(code), "on": day}
                    yield RowProblem(end.row, Problem("to", "unit_left_below", details))
                    break

    # --- does any unit come to be below itself ---------------------------------------------------

    def circles(self, rows: Iterable[UnitRow]) -> Iterator[RowProblem]:
        """The rows that put a unit below itself, each with the first day on which they do.

        A circle closes on a day on which one of its units begins to be where it is.
        """
        by_code: dict[str, list[UnitRow]] = {}
        for row in rows:
            by_code.setdefault(row.code, []).append(row)
        named: set[int] = set()
        for day, circle in self._circles():
            for row in (row for code in circle for row in by_code.get(code, ())):
                if row.since <= day < (row.until or FOREVER) and row.number not in named:
                    named.add(row.number)
                    details = {"value": shown(row.parent), "unit": shown(row.code), "on": day}
                    yield RowProblem(row.number, Problem("parent", "circle_in_table", details))

    def _circles(self) -> Iterator[tuple[date, list[str]]]:
        beginnings: dict[date, list[str]] = {}
        for code, segments in self._segments.items():
            for segment in segments:
                beginnings.setdefault(segment.valid_from, []).append(code)
        for day in sorted(beginnings):
            levels = self._on(day)
            for code in beginnings[day]:
                levels.depth(code)
            yield from ((day, circle) for circle in levels.circles)

    def _on(self, day: date) -> "_Levels":
        return self._levels.setdefault(day, _Levels(self._tree, day))

    # --- in which order --------------------------------------------------------------------------

    def in_order(self, steps: Iterable[Step]) -> list[Step]:
        """An order in which each event is allowed after those before it.

        First all units come into being, parents before children; then what happened to
        them day by day, on each day from the root of that day's tree downwards, so that
        no circle closes for a moment. A history file of the log can so be read again.
        """
        return sorted(steps, key=self._place)

    def _place(self, step: Step) -> tuple[bool, date, int, str]:
        begins = step.fact.word is UnitWord.ESTABLISHED
        day = step.fact.effective_on
        return not begins, day, self._on(day).depth(step.code), step.code


class _Levels:
    """How far below its root each unit stands on one day, walked once a unit."""

    def __init__(self, tree: UnitTree, day: date) -> None:
        self._tree = tree
        self._day = day
        self._depths: dict[str, int] = {}
        self.circles: list[list[str]] = []

    def depth(self, code: str) -> int:
        """The number of units above; those in a circle, which is noted, count as roots."""
        path: dict[str, None] = {}
        above: str | None = code
        while above is not None and above not in self._depths and above not in path:
            path[above] = None
            segment = self._tree.at(above, self._day)
            above = None if segment is None else segment.parent
        if above is not None and above in path:
            walked = list(path)
            self.circles.append(walked[walked.index(above) :])
        depth = self._depths.get(above, -1) if above is not None else -1
        for each in reversed(path):
            depth += 1
            self._depths[each] = depth
        return self._depths[code]
