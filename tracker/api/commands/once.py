"""Gives a command once, however often it is asked for, and answers from what was recorded."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final, NamedTuple
from urllib.parse import quote
from uuid import UUID, uuid4

import orjson
from fastapi import Response
from psycopg import Connection

from tracker.aggregates.events import Happening, stream_id
from tracker.answers import event_answer
from tracker.api.commands.deeds import Deed
from tracker.api.commands.receiving import Asked
from tracker.api.dependencies import asking
from tracker.errors import (
    ForbiddenError,
    NotFoundError,
    StaleVersionError,
    TrackerError,
    UnavailableError,
    UnfitEnvironmentError,
)
from tracker.evidence.records import refuse_unknown_evidence
from tracker.idempotency import claims
from tracker.idempotency.claims import Claim, Outcome
from tracker.reading.recorded import Placed, end_of_log, events_after, recorded_by

_OF_TREE: Final = frozenset({"unit_not_granted", "unknown_unit"})
REPLAYED: Final = "Idempotency-Replayed"
_FAILURES: Final = (UnavailableError, UnfitEnvironmentError)
"""After these nobody knows whether it was recorded; the same request finds out."""


class Told(NamedTuple):
    """The answer to a command that was given."""

    body: dict[str, Any]
    version: int
    """Of what it was given on, now that it is recorded."""


@dataclass(frozen=True, kw_only=True)
class Giving(ABC):
    """A command about to be given."""

    IS_WIDE: ClassVar[bool] = False
    """Whether it records in other streams, too."""

    asked: Asked

    @property
    def created(self) -> str | None:
        """The name of what comes into being, if something does."""
        return None

    @property
    @abstractmethod
    def stream(self) -> UUID:
        """The stream whose version the caller named."""

    @abstractmethod
    def give(self, command_id: str) -> None:
        """Judges whether the caller may, then gives the command.

        Raises:
            TrackerError: what is in the way; nothing is recorded.
        """

    @abstractmethod
    def told(self, connection: Connection[Any], claim: Claim, *, is_done: bool) -> Told | None:
        """The answer, from what the command recorded; None: it was not given yet."""

    def changed(self, connection: Connection[Any]) -> list[Happening]:
        """What was recorded since the version that the caller saw, as far as he may see it."""
        return self._since(connection, self.asked.expected)

    def version(self, connection: Connection[Any]) -> int:
        """The version now."""
        return len(self._since(connection, 0))

    def _since(self, connection: Connection[Any], version: int) -> list[Happening]:
        return [one.event for one in events_after(connection, self.stream, version)]

    def recorded(self, connection: Connection[Any], claim: Claim) -> list[Placed]:
        """What the command recorded in the stream."""
        return recorded_by(connection, self.stream, self.asked.expected, claim.command_id)


def told_of(recorded: list[Placed], **names: Any) -> Told | None:
    """The answer that events of one stream make."""
    if not recorded:
        return None
    first, last = recorded[0], recorded[-1]
    version = last.event.originator_version
    body = {
        **names,
        "version": version,
        "position": last.position,
        "event_no": first.event.originator_version,
        "events": [event_answer(one.event) for one in recorded],
    }
    return Told(body, version)


@dataclass(frozen=True, kw_only=True)
class GivingOnNamed(Giving):
    """A command on something with a code: a unit, a calendar."""

    FAMILY: ClassVar[str]
    """What its stream is called by, before the code."""

    deed: Deed
    code: str

    @property
    def stream(self) -> UUID:
        """That of the unit or calendar."""
        return stream_id(self.FAMILY, self.code)

    def told(
        self,
        connection: Connection[Any],
        claim: Claim,
        *,
        is_done: bool,  # noqa: ARG002
    ) -> Told | None:
        """What was recorded about it."""
        return told_of(self.recorded(connection, claim), code=self.code)


def answer_once(giving: Giving) -> Response:
    """Gives the command, unless it was given before; the answer is the same either way.

    Raises:
        TrackerError: what is in the way; nothing was recorded, and the key is free.
    """
    outcome, is_repeat = done_once(giving)
    headers = {**outcome.headers, **({REPLAYED: "true"} if is_repeat else {})}
    return Response(outcome.body, outcome.status, headers, "application/json")


def done_once(giving: Giving) -> tuple[Outcome, bool]:
    """The same for whoever shows the answer himself; and whether it was given before.

    Raises:
        TrackerError: what is in the way; nothing was recorded, and the key is free.
    """
    asked = giving.asked
    claim = _claimed(giving)
    outcome = claim.outcome
    if outcome is None:
        outcome = _kept(asked, claim, _outcome(giving, _given(giving, claim)))
    return outcome, claim.is_repeat


def _claimed(giving: Giving) -> Claim:
    asked, command_id = giving.asked, uuid4()
    if asked.repeatable is None and not giving.IS_WIDE:
        return Claim(command_id, 0, is_repeat=False)
    with asking(asked.found) as connection:
        if asked.repeatable is None:
            return Claim(command_id, end_of_log(connection), is_repeat=False)
        return claims.claim(connection, asked.repeatable, command_id, asked.found.clock.now())


def _kept(asked: Asked, claim: Claim, outcome: Outcome) -> Outcome:
    if asked.repeatable is None:
        return outcome
    now = asked.found.clock.now()
    with asking(asked.found) as connection:
        return claims.keep(connection, asked.repeatable, claim, outcome, now)


def _given(giving: Giving, claim: Claim) -> Told:
    """The answer of the command, which is given unless the log has it already."""
    told = _told(giving, claim) if claim.is_repeat else None
    if told is None:
        try:
            _give(giving, str(claim.command_id))
        except _FAILURES:
            raise
        except TrackerError:
            # The same request, going on beside this one, may have been the one to be done.
            told = None if giving.asked.repeatable is None else _told(giving, claim)
            if told is None:
                _free(giving.asked, claim)
                raise
        else:
            told = _told(giving, claim, is_done=True)
    if told is None:
        raise AssertionError
    return told


def _told(giving: Giving, claim: Claim, *, is_done: bool = False) -> Told | None:
    with asking(giving.asked.found) as connection:
        return giving.told(connection, claim, is_done=is_done)


def _give(giving: Giving, command_id: str) -> None:
    asked = giving.asked
    if asked.fields.get("attachments"):
        with asking(asked.found) as connection:
            refuse_unknown_evidence(connection, asked.fields["attachments"])
    try:
        _judged_anew(giving, command_id)
    except StaleVersionError as error:
        with asking(asked.found) as connection:
            now = {
                "version": giving.version(connection),
                "changed": [event_answer(event) for event in giving.changed(connection)],
            }
        raise StaleVersionError(error.code, **{**error.details, **now}) from error


def _judged_anew(giving: Giving, command_id: str) -> None:
    """Refuses for want of a unit only by a tree that knows all units that were founded."""
    try:
        giving.give(command_id)
    except (ForbiddenError, NotFoundError) as error:
        if error.code not in _OF_TREE or not giving.asked.is_read_model_behind():
            raise
        giving.asked.wait_for_read_model()
        giving.give(command_id)


def _free(asked: Asked, claim: Claim) -> None:
    if asked.repeatable is not None:
        with asking(asked.found) as connection:
            claims.free(connection, asked.repeatable, claim)


def _outcome(giving: Giving, told: Told) -> Outcome:
    headers = {"ETag": f'"{told.version}"'}
    status = HTTPStatus.OK
    if giving.created is not None:
        status = HTTPStatus.CREATED
        headers["Location"] = f"{giving.asked.path}/{quote(giving.created, safe='')}"
    return Outcome(status, headers, orjson.dumps(told.body))
