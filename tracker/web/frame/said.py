"""What one page has the next one say or wait for, once: kept by the browser in between."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from string import Formatter
from typing import Final, NamedTuple

from fastapi import Request, Response

from tracker.catalogue import messages

SAID_COOKIE: Final = "tracker_said"
POSITION_COOKIE: Final = "tracker_recorded"
_FAMILY: Final = "said."
_MINUTE: Final = 60


class Said(NamedTuple):
    """A message of the catalogue, ``said.<name>``, with its details."""

    name: str
    details: dict[str, str | int]


def say_next(response: Response, name: str, **details: str | int) -> None:
    """Has the next page say ``said.<name>``."""
    told = json.dumps([name, details]).encode()
    value = urlsafe_b64encode(told).decode()
    response.set_cookie(SAID_COOKIE, value, max_age=_MINUTE, httponly=True, samesite="lax")


def said_before(request: Request) -> Said | None:
    """What the page before wanted to be said; nothing, where the browser tells nonsense."""
    value = request.cookies.get(SAID_COOKIE)
    if not value:
        return None
    try:
        name, details = json.loads(urlsafe_b64decode(value))
        said = Said(str(name), {str(k): v for k, v in details.items()})
    except (ValueError, NotBase64Error, AttributeError, TypeError, RecursionError):
        return None
    return said if _can_be_said(said) else None


def _can_be_said(said: Said) -> bool:
    """Whether there is such a message, and all its details are there."""
    message = messages("vi").get(f"{_FAMILY}{said.name}")
    if message is None:
        return False
    return {field for _, field, _, _ in Formatter().parse(message) if field} <= said.details.keys()


def has_been_said(response: Response) -> None:
    """Has the browser forget it."""
    response.delete_cookie(SAID_COOKIE, httponly=True, samesite="lax")


def wait_next(response: Response, position: int) -> None:
    """Has the next pages wait until the read model holds what was recorded up to ``position``."""
    response.set_cookie(
        POSITION_COOKIE, str(position), max_age=_MINUTE, httponly=True, samesite="lax"
    )


def position_recorded(request: Request) -> int | None:
    """Up to where this browser recorded something a moment ago."""
    value = request.cookies.get(POSITION_COOKIE, "")
    return int(value) if value.isdecimal() and len(value) <= len(str(2**31)) else None
