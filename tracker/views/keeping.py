"""The saved lists of an account: kept, renamed and removed by whoever saved them."""

import unicodedata
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import psycopg
from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.errors import InvalidInputError, NotFoundError, RuleViolationError

SQL: Final = queries("tracker.views", "views.sql")
MOST: Final = 50
"""Views of one account; more would be a list that has to be searched itself."""
_LONGEST: Final = 100
_LONGEST_QUERY: Final = 4_000


class View(NamedTuple):
    """A list under a name; ``query`` is what its address says after the question mark."""

    view_id: int
    name: str
    query: str


def views_of(connection: Connection[Any], account: UUID) -> list[View]:
    """All that the account saved, by name."""
    rows = connection.execute(SQL["views"], {"account": account})
    return [View(*row) for row in rows]


def save_view(
    connection: Connection[Any], account: UUID, name: str, query: str, now: datetime
) -> View:
    """Keeps a list under a name that the account has not used yet.

    Raises:
        InvalidInputError: no name, or one too long; a list described at too great length.
        RuleViolationError: ``view_name_taken``, or ``too_many_views``.
    """
    called = _name(name)
    if len(query) > _LONGEST_QUERY:
        raise InvalidInputError("text_too_long", field="query", most=_LONGEST_QUERY)
    told = {
        "account": account,
        "name": called,
        "folded": called.casefold(),
        "query": query,
        "now": now,
        "most": MOST,
    }
    row = connection.execute(SQL["save"], told).fetchone()
    if row is None:
        if len(views_of(connection, account)) >= MOST:
            raise RuleViolationError("too_many_views", most=MOST)
        raise _taken(called)
    return View(row[0], called, query)


def rename_view(connection: Connection[Any], account: UUID, view_id: int, name: str) -> None:
    """Gives a saved list another name.

    Raises:
        InvalidInputError: no name, or one too long.
        NotFoundError: ``unknown_view``; also one of somebody else.
        RuleViolationError: ``view_name_taken``.
    """
    called = _name(name)
    told = {
        "account": account,
        "view_id": view_id,
        "name": called,
        "folded": called.casefold(),
    }
    try:
        renamed = connection.execute(SQL["rename"], told).rowcount
    except psycopg.errors.UniqueViolation as error:
        raise _taken(called) from error
    if not renamed:
        raise _unknown(view_id)


def remove_view(connection: Connection[Any], account: UUID, view_id: int) -> View:
    """Forgets a saved list; gives what it was.

    Raises:
        NotFoundError: ``unknown_view``; also one of somebody else.
    """
    told = {"account": account, "view_id": view_id}
    row = connection.execute(SQL["remove"], told).fetchone()
    if row is None:
        raise _unknown(view_id)
    return View(*row)


def _unknown(view_id: int) -> NotFoundError:
    return NotFoundError("unknown_view", field="view", value=view_id)


def _name(text: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise InvalidInputError("empty_text", field="name")
    if len(name) > _LONGEST:
        raise InvalidInputError("text_too_long", field="name", most=_LONGEST)
    if not name.isprintable():
        raise InvalidInputError("bad_characters", field="name", value=ascii(name))
    return name


def _taken(name: str) -> RuleViolationError:
    return RuleViolationError("view_name_taken", field="name", value=name)
