"""The place in a list at which a page ended, opaque to the caller."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime
from hashlib import sha256
from typing import Final, NamedTuple

from tracker.days import is_kept
from tracker.errors import InvalidInputError
from tracker.projections.codes import STILL_KNOWN

_DIGEST: Final = 16
"""Hexadecimal digits; nobody is kept out by them, only mistakes are noticed."""


class Place(NamedTuple):
    """What the first page of a list knew, and after which item the page before ended."""

    known_at: datetime
    position: int
    after: int

    def cursor(self, as_of: date, filters: tuple[object, ...]) -> str:
        """The place as a caller carries it to the next page of the same list."""
        known_at = self.known_at.isoformat()
        text = f"{known_at} {self.position} {self.after} {_list_of(as_of, filters)}"
        return urlsafe_b64encode(text.encode()).decode()


def place_of(cursor: str, as_of: date, filters: tuple[object, ...]) -> Place:
    """The place that a cursor means in the list of that day and with those filters.

    Raises:
        InvalidInputError: it is none of ours, or one of another list.
    """
    try:
        known_at, position, after, asked = urlsafe_b64decode(cursor.encode()).decode().split(" ")
        place = Place(datetime.fromisoformat(known_at), int(position), int(after))
    except (ValueError, binascii.Error) as error:
        raise InvalidInputError("bad_cursor", field="cursor", value=cursor) from error
    in_range = 0 <= place.position < STILL_KNOWN and 0 <= place.after < STILL_KNOWN
    is_moment = place.known_at.tzinfo is not None and is_kept(place.known_at)
    if not (in_range and is_moment and asked == _list_of(as_of, filters)):
        raise InvalidInputError("bad_cursor", field="cursor", value=cursor)
    return place


def _list_of(as_of: date, filters: tuple[object, ...]) -> str:
    """Which list a page is of: the same for the same question, whoever asks it."""
    return sha256(repr((as_of, *filters)).encode()).hexdigest()[:_DIGEST]
