"""The table of figures: each beside a baseline of the same run, and the goal."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil


@dataclass(frozen=True)
class Figure:
    """One row. The goal is a bound of the ratio or of the measured value itself."""

    name: str
    measured: float
    unit: str
    baseline: float | None = None
    baseline_name: str = ""
    at_least: float | None = None
    at_most: float | None = None
    of_ratio: bool = False

    @property
    def ratio(self) -> float | None:
        """Measured by baseline."""
        return None if not self.baseline else self.measured / self.baseline

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.at_least is None and self.at_most is None:
            return "-"
        sign, bound = (">=", self.at_least) if self.at_most is None else ("<=", self.at_most)
        return f"{sign} {shown(bound)} {'x baseline' if self.of_ratio else self.unit}"

    @property
    def verdict(self) -> str:
        """Whether the goal is met."""
        value = self.ratio if self.of_ratio else self.measured
        if value is None or self.goal == "-":
            return "-"
        low = self.at_least is None or value >= self.at_least
        high = self.at_most is None or value <= self.at_most
        return "met" if low and high else "NOT MET"

    def cells(self) -> tuple[str, ...]:
        """The row as text."""
        return (
            self.name,
            f"{shown(self.measured)} {self.unit}",
            "-" if self.baseline is None else f"{shown(self.baseline)} ({self.baseline_name})",
            "-" if self.ratio is None else f"{self.ratio:.2f}",
            self.goal,
            self.verdict,
        )


@dataclass
class Report:
    """Collects figures; says each as soon as it is known, and all at the end."""

    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Adds a row."""
        self.figures.append(figure)
        note("  ".join(figure.cells()))

    def table(self) -> str:
        """All rows."""
        head = ("figure", "measured", "baseline", "ratio", "goal", "")
        rows = [head, *(figure.cells() for figure in self.figures)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )


def note(text: str) -> None:
    """Says something while the run goes on."""
    print(text, flush=True)


def progress_note(text: str) -> None:
    """Says what is going on, beside the results."""
    print(f".. {text}", file=sys.stderr, flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def shown(value: float | None) -> str:
    """A number as people read it."""
    if value is None:
        return "-"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
