"""Commands on accounts: as the caller saw the account, and once for each key of a request."""

from collections.abc import Callable
from typing import Annotated, Any, Final, NamedTuple
from uuid import uuid4

import orjson
from fastapi import Depends, Request, Response
from pydantic import BaseModel

from tracker.api.callers import Calling
from tracker.api.commands.once import REPLAYED
from tracker.api.commands.receiving import (
    IDEMPOTENCY_KEY,
    IF_MATCH,
    key_of,
    request_hash,
    version_seen,
)
from tracker.api.dependencies import Installed, asking
from tracker.bootstrap import Installation
from tracker.commands.checking import InvalidCommandError
from tracker.commands.recording import Outcome
from tracker.entry.problems import Problem
from tracker.errors import StaleVersionError, TrackerError, UnavailableError, UnfitEnvironmentError
from tracker.idempotency import claims
from tracker.rights.granting import Caller

_FAILURES: Final = (UnavailableError, UnfitEnvironmentError)
"""After these nobody knows whether it was recorded; the same request finds out."""

ONCE: Final[dict[str, Any]] = {"parameters": [dict(IDEMPOTENCY_KEY)]}
"""The headers of a command that makes an account, for the OpenAPI description."""
AS_SEEN_ONCE: Final[dict[str, Any]] = {"parameters": [dict(IF_MATCH), dict(IDEMPOTENCY_KEY)]}
"""Those of a command on one that is there."""
AS_SEEN: Final[dict[str, Any]] = {"parameters": [dict(IF_MATCH)]}
"""The same where nothing is kept for whoever asks again: a secret is told once."""


class Order(NamedTuple):
    """A command that somebody asks for, but for what it says."""

    caller: Caller
    found: Installation
    request: Request
    response: Response
    expected: int
    """The version that the caller saw; 0 of what is not there yet."""
    key: str | None

    def give(self, body: BaseModel, command: Callable[[str], Outcome]) -> int:
        """Gives the command, unless the same request did; gives the account's version then.

        Args:
            body: what was said; another body under the same key is refused.
            command: gives it under the id that it is told; whether the caller may was judged.

        Raises:
            TrackerError: what is in the way; nothing was recorded, and the key is free.
        """
        try:
            version = self._given(self._repeatable(body), command)
        except StaleVersionError as error:
            raise _with_version(error) from error
        self.tell(version)
        return version

    def tell(self, version: int) -> None:
        """Says which version the account has now."""
        self.response.headers["ETag"] = f'"{version}"'

    def _given(self, request: claims.Request | None, command: Callable[[str], Outcome]) -> int:
        if request is None:
            return command(str(uuid4())).version
        now = self.found.clock.now()
        with asking(self.found) as connection:
            claim = claims.claim(connection, request, uuid4(), now)
        if claim.is_repeat:
            self.response.headers[REPLAYED] = "true"
        outcome = claim.outcome
        if outcome is None:
            outcome = self._recorded(request, claim, command)
            with asking(self.found) as connection:
                outcome = claims.keep(connection, request, claim, outcome, now)
        return int(orjson.loads(outcome.body))

    def _recorded(
        self, request: claims.Request, claim: claims.Claim, command: Callable[[str], Outcome]
    ) -> claims.Outcome:
        try:
            version = command(str(claim.command_id)).version
        except _FAILURES:
            raise
        except TrackerError:
            with asking(self.found) as connection:
                claims.free(connection, request, claim)
            raise
        return claims.Outcome(200, {}, orjson.dumps(version))

    def _repeatable(self, body: BaseModel) -> claims.Request | None:
        if self.key is None:
            return None
        said = body.model_dump(mode="json")
        path = self.request.url.path
        asked = request_hash(self.request.method, path, self.expected, said)
        return claims.Request(self.caller.account, self.key, asked)


def refuse_stale(order: Order, version: int) -> None:
    """For a command that is not given by :meth:`Order.give`.

    Raises:
        StaleVersionError: the account is not what the caller saw.
    """
    if version != order.expected:
        stale = StaleVersionError("stale_version", expected=order.expected, found=version)
        raise _with_version(stale)


def _with_version(error: StaleVersionError) -> StaleVersionError:
    """The same, with the version that the answer names in `ETag`."""
    version = error.details.get("found")
    return StaleVersionError(
        error.code, **error.details, **({} if version is None else {"version": version})
    )


async def _as_seen(
    request: Request, response: Response, caller: Calling, found: Installed
) -> Order:
    problems: list[Problem] = []
    expected = version_seen(request.headers, problems)
    key = key_of(request.headers, problems)
    if problems:
        raise InvalidCommandError(problems)
    return Order(caller, found, request, response, expected, key)


async def _anew(request: Request, response: Response, caller: Calling, found: Installed) -> Order:
    problems: list[Problem] = []
    key = key_of(request.headers, problems)
    if problems:
        raise InvalidCommandError(problems)
    return Order(caller, found, request, response, 0, key)


AsSeen = Annotated[Order, Depends(_as_seen)]
"""Of a command on an account that is there."""
Anew = Annotated[Order, Depends(_anew)]
"""Of one that makes an account."""
