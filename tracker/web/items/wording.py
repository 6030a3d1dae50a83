"""What can be recorded of an item, as people know it: the table behind all of its forms.

The rules stand elsewhere (tracker.api.commands.deeds, tracker.fold.acceptance). Here stands what
a form asks, what it insists on beyond the command, and where it makes sense to offer it.
"""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from tracker.api.commands.deeds import ON_ITEM
from tracker.fold.words import Kind, Phase, Word
from tracker.reading.requests import RequestSort

Day = Literal["on_done", "on_happened", "on_decided", "on_paid", "on_found"]
"""What the day of the form is the day of: the message ``field.<day>``."""
Part = Literal["due", "reason", "note", "payment", "unit", "event", "source", "files"]
"""A part of the form beside its day."""


class Wording(NamedTuple):
    """A command as a form; its words are ``deed.<name>``, ``deed_hint.<name>``, ``said.<name>``."""

    day: Day
    parts: tuple[Part, ...]
    required: frozenset[str] = frozenset()
    """Fields that people must fill, beyond those of the command."""
    phases: frozenset[Phase] = frozenset(Phase) - {Phase.OUT}
    """Where it makes sense to offer it, of those phases in which it is accepted."""
    answers: RequestSort | None = None
    """Offered only while a request of that sort waits."""
    asks: RequestSort | None = None
    """Not offered while a request of that sort waits."""
    is_many: bool = False
    """Whether it can be recorded of many items with one form."""


_OPEN: Final = frozenset({Phase.OPEN})
_RUNNING: Final = frozenset({Phase.OPEN, Phase.SUSPENDED})
_UNDONE: Final = frozenset({Phase.OPEN, Phase.SUSPENDED, Phase.REPORTED})
_WHY: Final = frozenset({"reason"})
_PLAIN: Final[tuple[Part, ...]] = ("note", "source", "files")
_ARGUED: Final[tuple[Part, ...]] = ("reason", "source", "files")
_DUE: Final[tuple[Part, ...]] = ("due", "reason", "source", "files")

_REPORTED: Final = Wording("on_done", ("source", "files", "note"), phases=_OPEN, is_many=True)
_CONFIRMED: Final = Wording("on_decided", _PLAIN, is_many=True)
_REJECTED: Final = Wording("on_decided", ("reason", "due", "source", "files"), _WHY, is_many=True)

WORDINGS: Final[Mapping[str, Wording]] = {
    "confirm-completion": _CONFIRMED,
    "confirm-remediation": _CONFIRMED,
    "accept-return": Wording("on_decided", _ARGUED, answers=RequestSort.RETURN),
    "refuse-return": Wording("on_decided", _ARGUED, _WHY, answers=RequestSort.RETURN),
    "report-completion": _REPORTED,
    "report-remediation": _REPORTED,
    "resume": Wording("on_decided", _DUE),
    "start": Wording("on_happened", _PLAIN, phases=_OPEN, is_many=True),
    "record-payment": Wording("on_paid", ("payment", "note", "source", "files")),
    "note-progress": Wording("on_happened", _PLAIN, frozenset({"note"}), _UNDONE, is_many=True),
    "extend-deadline": Wording("on_decided", _DUE, phases=_UNDONE, is_many=True),
    "refuse-extension": Wording("on_decided", _ARGUED, _WHY, answers=RequestSort.EXTENSION),
    "request-extension": Wording(
        "on_happened", _ARGUED, _WHY, _RUNNING, asks=RequestSort.EXTENSION, is_many=True
    ),
    "request-return": Wording("on_happened", _ARGUED, _WHY, _OPEN, asks=RequestSort.RETURN),
    "urge": Wording(
        "on_happened", _PLAIN, phases=frozenset({Phase.OPEN, Phase.REPORTED}), is_many=True
    ),
    "reject-completion": _REJECTED,
    "reject-remediation": _REJECTED,
    "suspend": Wording("on_decided", _ARGUED, _WHY),
    "reopen": Wording("on_decided", _DUE, _WHY),
    "transfer": Wording(
        "on_decided", ("unit", "reason", "source", "files"), phases=_UNDONE, is_many=True
    ),
    "correct-deadline": Wording("on_found", ("due", "reason", "source", "files"), _WHY),
    "withdraw": Wording("on_decided", _ARGUED, _WHY, is_many=True),
    "void": Wording("on_found", ("event", "reason", "source", "files"), _WHY),
}
"""In the order in which they are offered: what waits for somebody comes first."""

OF_FINDINGS: Final[Mapping[str, str]] = {
    "report-completion": "report-remediation",
    "confirm-completion": "confirm-remediation",
    "reject-completion": "reject-remediation",
}
"""How a finding calls three of them."""


def name_for(name: str, kind: Kind) -> str:
    """The command as that kind of item calls it."""
    return OF_FINDINGS.get(name, name) if kind is Kind.FINDING else name


def word_of(name: str) -> Word:
    """The word that a command records."""
    word: Word = ON_ITEM[name].command.WORD
    return word
