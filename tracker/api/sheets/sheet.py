"""A list on its way into a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic

from tracker.present.columns import Column, Row, Value
from tracker.reading.cut import Filters


@dataclass(frozen=True)
class Sheet(Generic[Row]):
    """Columns and rows, and what dates and limits them; the rows are read once, as they come."""

    name: str
    """The question: begins the file's name; ``sheet.<name>`` is the title."""
    columns: Sequence[Column[Row]]
    rows: Iterable[Row]
    dated: Mapping[str, Value]
    """C, K and the like by the names of the parameters; ``column.<name>`` says what they are."""
    filters: Filters
    totals: Mapping[str, Value] = field(default_factory=dict)
    """What the whole comes to, by the names of messages."""
    about: str = ""
    """What the file's name says beside the question: a day or a reference."""

    @property
    def said(self) -> dict[str, Value]:
        """What every row of a plain table says of itself: its days, its tree, and its limit."""
        said = dict(self.dated)
        if self.filters.tree_of is not None:
            said["tree_of"] = self.filters.tree_of
        if self.filters.is_limited:
            said["limited_to"] = self.filters.unit
        return said
