"""How anybody gets the same answer again: the address, the API call, the command."""

import shlex
from collections.abc import Mapping
from importlib.metadata import version
from typing import Final, NamedTuple

from tracker.days import show_moment
from tracker.reading.cut import Cut
from tracker.web.frame.addresses import Parameter, address
from tracker.web.frame.visit import Visit

_API: Final = "/api/v1"
_PACKAGE: Final = "reform-tracker"


class Question(NamedTuple):
    """One question as programs and the command line ask it."""

    label: str
    """The message ``audit.proof.<label>``."""
    api: str
    command: str


class Proof(NamedTuple):
    """Where an answer comes from."""

    base: str
    """The address at which the installation is reached."""
    page: str
    """The path that shows the same for ever."""
    questions: list[Question]
    cuts: list[Cut]
    """Each C and K with the last position of the log that was known then."""
    version: str
    """Of the program that answered."""


def proof(visit: Visit, page: str, questions: list[Question], *cuts: Cut) -> Proof:
    """What an auditor copies to prove a page's numbers.

    Args:
        visit: who asks.
        page: the page's path, which says every C and K.
        questions: the page's numbers, as programs ask for them.
        cuts: all that the page shows.
    """
    base = visit.found.settings.address
    asked = [one._replace(api=f"{base}{one.api}") for one in questions]
    return Proof(base, page, asked, list(cuts), version(_PACKAGE))


def question(label: str, name: str, **told: Parameter) -> Question:
    """A question by its name, which is the same everywhere, with its parameters."""
    given = {key.rstrip("_"): value for key, value in told.items() if value is not None}
    return Question(label, address(f"{_API}/{name}", **given), _command(name, given))


def _command(name: str, given: Mapping[str, Parameter]) -> str:
    options = [
        part for key, value in given.items() for part in (f"--{key.replace('_', '-')}", str(value))
    ]
    return shlex.join(["tracker", name, *options])


def cut_told(cut: Cut) -> dict[str, Parameter]:
    """C and K as questions name them; K always, so that the answer stays the same."""
    return {"as_of": cut.as_of.isoformat(), "known_at": show_moment(cut.known_at)}
