"""What a form shows: what was typed so far, what is wrong with it, what it must bring back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple, Self
from uuid import uuid4

from tracker.api.guard.recording import record_refusal
from tracker.api.problems import status_of
from tracker.commands.checking import InvalidCommandError
from tracker.entry.fields import Attachment
from tracker.errors import StaleVersionError, TrackerError
from tracker.web.frame.submission import Submission
from tracker.web.frame.words import Words


class Wrong(NamedTuple):
    """One thing wrong: with which field (None: with no single one), and why."""

    field: str | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form, empty or as it was sent."""

    csrf: str
    key: str
    """The idempotency key; a form that was refused gets a new one."""
    version: int = 0
    """The version of what it is about, as the page shows it."""
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wrong: tuple[Wrong, ...] = ()
    kept: tuple[Attachment, ...] = ()
    """Files that were taken already."""
    changed: Sequence[Mapping[str, Any]] = ()
    """What was recorded since the version that the person saw, as the API tells events."""
    status: HTTPStatus = HTTPStatus.OK

    @classmethod
    def new(cls, visit: Any, *, version: int = 0, **values: object) -> Self:
        """An empty form, or one with what is proposed."""
        return cls(
            csrf=visit.caller.csrf or "",
            key=str(uuid4()),
            version=version,
            values={name: _listed(value) for name, value in values.items() if value is not None},
        )

    @classmethod
    def again(cls, sent: Submission, error: TrackerError) -> Self:
        """The form as it was sent, with what is wrong; the guard's record has the refusal.

        After somebody else was quicker it brings back the version that is there now, so that
        the person, told what changed, can send it again.
        """
        record_refusal(sent.visit.request, error)
        is_stale = isinstance(error, StaleVersionError) and "version" in error.details
        return cls(
            csrf=sent.visit.caller.csrf or "",
            key=str(uuid4()),
            version=int(str(error.details["version"])) if is_stale else sent.version,
            values=sent.fields,
            wrong=_wrong(error, sent.visit.words),
            kept=sent.kept,
            changed=_changed(error) if is_stale else (),
            status=status_of(error),
        )

    @property
    def is_refused(self) -> bool:
        """Whether something has to be put right."""
        return bool(self.wrong)

    def value(self, name: str) -> str:
        """What stands in a field."""
        values = self.values.get(name)
        return values[0] if values else ""

    def chosen(self, name: str) -> Sequence[str]:
        """What is chosen in a field that takes several."""
        return self.values.get(name, ())

    def why(self, name: str) -> str | None:
        """What is wrong with a field."""
        return next((one.why for one in self.wrong if one.field == name), None)


def _listed(value: object) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    return [str(value)]


def _wrong(error: TrackerError, words: Words) -> tuple[Wrong, ...]:
    if isinstance(error, InvalidCommandError):
        return tuple(
            Wrong(_field(one.field), words.why_code(one.code, one.details))
            for one in error.problems
        )
    about = error.details.get("field")
    return (Wrong(None if about is None else _field(str(about)), words.why(error)),)


def _field(name: str) -> str:
    """The field of the form; everything about files stands beside the one for files."""
    return "file" if name.partition(".")[0] in {"attachments", "kept"} else name


def _changed(error: TrackerError) -> Sequence[Mapping[str, Any]]:
    changed = error.details.get("changed")
    return changed if isinstance(changed, list) else ()
