"""What is asked of new work, by kind: said once for a document, and of each of its lines."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from tracker.api.commands.deeds import ASSIGN, SET_TARGET
from tracker.entry.fields import Shape
from tracker.fold.words import Kind

UNIT, UNITS, REF, WORDS, DUE, DUE_OTHER, DUE_FOR, NO_DUE = (
    "unit",
    "units",
    "ref",
    "deadline_text",
    "due_on",
    "due_other",
    "due_for",
    "no_due",
)
_DEADLINE: Final = (WORDS, DUE, DUE_OTHER, DUE_FOR, NO_DUE)


class Layout(NamedTuple):
    """How the form of a kind is laid out."""

    kind: Kind
    body: type[Shape]
    own: frozenset[str]
    """Fields of a line; all others are said once."""
    copied: Mapping[str, str]
    """Fields of the command that are parts of its document, by the form's names of these."""
    is_by_unit: bool = False
    """Each unit that is chosen is a line, rather than each row."""
    has_deadline: bool = True
    may_be_confirmed: bool = True
    is_confirmed: bool = True
    """Whether a completion is confirmed unless somebody says otherwise (contract.md section 3)."""

    def field(self, key: str, name: str) -> str:
        """What the form calls a field of the command, of the line that has the key."""
        name = self.copied.get(name, name)
        return f"{key}.{name}" if name in self.own else name


LAYOUTS: Final[Mapping[Kind, Layout]] = {
    Kind.DIRECTIVE: Layout(
        Kind.DIRECTIVE,
        ASSIGN[Kind.DIRECTIVE].body,
        frozenset({REF}),
        {"issuer": "source.issuer", UNIT: UNITS},
        is_by_unit=True,
    ),
    Kind.PLAN_TASK: Layout(
        Kind.PLAN_TASK,
        ASSIGN[Kind.PLAN_TASK].body,
        frozenset({REF, UNIT, "title", "area", "product", *_DEADLINE}),
        {"plan": "source.number"},
        is_confirmed=False,
    ),
    Kind.FINDING: Layout(
        Kind.FINDING,
        ASSIGN[Kind.FINDING].body,
        frozenset({REF, UNIT, "title", "category", "amount_required", *_DEADLINE}),
        {"conclusion": "source.number", "inspector": "source.issuer"},
    ),
    Kind.TARGET: Layout(
        Kind.TARGET,
        SET_TARGET.body,
        frozenset({REF, UNIT, "title", "goal", "measure"}),
        {"plan": "source.number"},
        has_deadline=False,
        may_be_confirmed=False,
    ),
}
