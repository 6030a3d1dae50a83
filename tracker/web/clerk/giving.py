"""Records what a form for new work means, item by item: each once, however often it is sent."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tracker.api.commands.deeds import SET_TARGET
from tracker.api.commands.targets import Setting
from tracker.errors import TrackerError
from tracker.fold.words import Kind
from tracker.web.clerk.refs import key_of
from tracker.web.clerk.typed import Line
from tracker.web.frame.forms import Wrong
from tracker.web.frame.giving import Recorded, asked, give, give_new_item
from tracker.web.frame.submission import Submission
from tracker.web.frame.visit import Visit


class Given(NamedTuple):
    """A command of the form, and what became of it."""

    line: Line
    fields: Mapping[str, Any]
    position: int | None = None
    """The log's, once it is recorded."""
    error: TrackerError | None = None
    """What was in the way."""

    @property
    def ref(self) -> str:
        """The item's reference."""
        return str(self.fields["ref"])


def give_all(sent: Submission, commands: Sequence[Given]) -> list[Given]:
    """Gives every command; one that is refused keeps none of the others from being recorded."""
    return [_given(sent, command) for command in commands]


def _given(sent: Submission, command: Given) -> Given:
    kind = command.line.layout.kind
    key = None if sent.key is None else key_of(sent.key, command.ref)
    try:
        recorded = _give(sent.visit, kind, command.fields, key)
    except TrackerError as error:
        return command._replace(error=error)
    return command._replace(position=recorded.position)


def _give(visit: Visit, kind: Kind, fields: Mapping[str, Any], key: str | None) -> Recorded:
    if kind is not Kind.TARGET:
        return give_new_item(visit, kind, fields, key)
    request = asked(visit, "/items/target", fields, key=key)
    return give(Setting(asked=request, deed=SET_TARGET, kind=kind, ref=fields["ref"]))


def wrongs_of(sent: Submission, refused: Sequence[Given]) -> tuple[Wrong, ...]:
    """Why items were refused, beside the fields of their lines; what all share is said once."""
    told = {_wrong(sent, one.line, one.ref, one.error): None for one in refused if one.error}
    return tuple(told)


def _wrong(sent: Submission, line: Line, ref: str, error: TrackerError) -> Wrong:
    about = error.details.get("field")
    field = None if about is None else line.place(str(about))
    why = sent.visit.words.why(error)
    is_own = field is not None and field.startswith(f"{line.key}.")
    if field is not None and not is_own:
        return Wrong(field, why)
    return Wrong(field, sent.visit.words.say("register.refused", ref=ref, why=why))
