"""What comes with a command: who gives it, its body, the version seen, the key of the request."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple
from unicodedata import normalize

import orjson
from fastapi import Request
from psycopg import Connection
from pydantic import ValidationError
from starlette.datastructures import Headers

from tracker.api.callers import Calling
from tracker.api.commands.deeds import Deed
from tracker.api.dependencies import Installed, asking
from tracker.api.describing import SCHEMAS
from tracker.bootstrap import Installation
from tracker.commands.checking import InvalidCommandError
from tracker.days import local_day
from tracker.entry.fields import Shape
from tracker.entry.problems import Problem, problems_of, shown
from tracker.entry.reading import BadLineError, read_object
from tracker.errors import UnsupportedTypeError
from tracker.idempotency import claims
from tracker.projections.projector import catch_up
from tracker.reading.cut import Cut, cut_at, projected_position
from tracker.reading.recorded import end_of_log
from tracker.rights.granting import Caller

_JSON: Final = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json", re.IGNORECASE)
_VERSION: Final = re.compile(r'"(0|[1-9][0-9]{0,8})"')
_KEY: Final = re.compile(r"[\x20-\x7e]{1,200}")
_NAMES: Final = frozenset({"code", "ref"})
_MOST_FIELDS: Final = 100
_PATIENCE: Final = 10.0
"""Seconds that a request waits for the read model."""

IF_MATCH: Final[Mapping[str, Any]] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The `ETag` of what the caller saw; another version now is answered with 412.",
    "schema": {"type": "string", "pattern": f"^{_VERSION.pattern}$"},
    "example": '"3"',
}
IDEMPOTENCY_KEY: Final[Mapping[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "For 24 hours the same request with the same key is done once and answered"
    " the same; another request with that key is refused.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
    "example": "5e4a0f0c-8f7e-4a53-a8f2-0a8b4c1f6d11",
}


class Asked(NamedTuple):
    """A request for a command, well formed."""

    caller: Caller
    found: Installation
    fields: Mapping[str, Any]
    """The body as a command takes it: days as days, everything else as given, in NFC."""
    expected: int
    """The version that the caller saw; 0 of what is not there yet."""
    path: str
    repeatable: claims.Request | None
    """The request as it is known again, when it has a key."""

    def today(self, connection: Connection[Any]) -> Cut:
        """Today as known now, by which rights to write are judged."""
        now = self.found.clock.now()
        return cut_at(connection, local_day(now), None, now)

    def is_read_model_behind(self) -> bool:
        """Whether something was recorded that it does not know yet."""
        with asking(self.found) as connection:
            return projected_position(connection) < end_of_log(connection)

    def wait_for_read_model(self) -> None:
        """Waits until it knows all that was recorded.

        Raises:
            UnavailableError: it does not get there in time.
        """
        catch_up(self.found.database_url, seconds=_PATIENCE)


class Named(NamedTuple):
    """What a request is about, beside its body."""

    method: str
    path: str
    """In NFC."""
    expected: int
    """The version that the caller saw."""


def asked_by(
    caller: Caller,
    found: Installation,
    named: Named,
    fields: Mapping[str, Any],
    key: str | None,
) -> Asked:
    """The request, known again by its key, wherever it comes from: programs or pages."""
    known_by = None
    if key is not None:
        known_by = claims.Request(caller.account, key, request_hash(*named, fields))
    return Asked(caller, found, fields, named.expected, named.path, known_by)


def receiving(
    body: type[Shape], *, is_versioned: bool = True, is_repeatable: bool = True
) -> Callable[[Request, Caller, Installation], Awaitable[Asked]]:
    """A dependency that reads the request for a command with this body."""

    async def receive(request: Request, caller: Calling, found: Installed) -> Asked:
        _refuse_other_type(request.headers)
        problems: list[Problem] = []
        expected = version_seen(request.headers, problems) if is_versioned else 0
        key = key_of(request.headers, problems) if is_repeatable else None
        fields = _fields(body, await request.body(), problems)
        if problems:
            raise InvalidCommandError(problems)
        named = Named(request.method, normalize("NFC", request.url.path), expected)
        return asked_by(caller, found, named, fields, key)

    return receive


def described(
    deed: Deed, *, is_versioned: bool = True, is_repeatable: bool = True
) -> dict[str, Any]:
    """The same for the OpenAPI document."""
    parameters = [IF_MATCH] * is_versioned + [IDEMPOTENCY_KEY] * is_repeatable
    content = {
        "application/json": {
            "schema": {"$ref": SCHEMAS + deed.body.__name__},
            "example": deed.example,
        }
    }
    return {
        "parameters": [dict(one) for one in parameters],
        "requestBody": {"required": True, "content": content},
    }


def _refuse_other_type(headers: Headers) -> None:
    """JSON alone is taken; a form of another site could send nothing else unasked."""
    said = headers.get("content-type", "")
    if _JSON.fullmatch(said.partition(";")[0].strip()) is None:
        raise UnsupportedTypeError("expected_json", field="Content-Type", value=shown(said))


def _only(headers: Headers, name: str) -> str | None:
    """The header, if it is there; several of it are one that has no right shape."""
    return ", ".join(headers.getlist(name)) or None


def version_seen(headers: Headers, problems: list[Problem]) -> int:
    """The version that ``If-Match`` names; what is wrong with it joins the problems."""
    seen = _only(headers, "If-Match")
    if seen is None:
        problems.append(Problem("If-Match", "if_match_missing", {}))
        return 0
    found = _VERSION.fullmatch(seen)
    if found is None:
        problems.append(Problem("If-Match", "bad_if_match", {"value": shown(seen)}))
        return 0
    return int(found[1])


def key_of(headers: Headers, problems: list[Problem]) -> str | None:
    """The request's key, if it has one; what is wrong with it joins the problems."""
    if "Idempotency-Key" not in headers:
        return None
    key = _only(headers, "Idempotency-Key")
    if key is None or _KEY.fullmatch(key) is None:
        details = {"value": shown(key or "")}
        problems.append(Problem("Idempotency-Key", "bad_idempotency_key", details))
    return key


def _fields(body: type[Shape], raw: bytes, problems: list[Problem]) -> dict[str, Any]:
    try:
        given = read_object(raw)
        _refuse_crowded(given)
        return fields_of(body, given)
    except BadLineError as error:
        problems.extend(error.problems)
    except InvalidCommandError as error:
        problems.extend(error.problems)
    return {}


def fields_of(body: type[Shape], given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, as a command takes it: days as days, everything else as it is.

    Raises:
        InvalidCommandError: naming every field that has not the shape of the body.
    """
    try:
        said = body.model_validate(given)
    except ValidationError as error:
        raise InvalidCommandError(list(problems_of(error))) from error
    return {name: _taken(name, value, getattr(said, name)) for name, value in given.items()}


def _refuse_crowded(given: Any) -> None:
    """No event has so many fields; to name each that is unknown would be work for nothing."""
    waiting = [given]
    while waiting:
        match waiting.pop():
            case dict() as found:
                if len(found) > _MOST_FIELDS:
                    raise BadLineError(Problem("-", "too_many_fields", {"most": _MOST_FIELDS}))
                waiting.extend(found.values())
            case list() as found:
                waiting.extend(found)


def _taken(name: str, given: Any, read: Any) -> Any:
    if isinstance(read, date):
        return read
    # A blank before or after would make another name that looks the same.
    return given.strip() if name in _NAMES else given


def request_hash(method: str, path: str, expected: int, fields: Mapping[str, Any]) -> bytes:
    """Over what the request means: how its JSON is laid out is no part of it."""
    asked = orjson.dumps([method, path, expected, fields], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(asked).digest()
