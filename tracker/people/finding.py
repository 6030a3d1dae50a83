"""Finding people: by words of their names, typed in any way, and by where they hold roles."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.folding import folded_words
from tracker.people.listing import ListedPerson, listed_person
from tracker.rights.words import Role

SQL: Final = queries("tracker.people", "finding.sql")


class Condition(StrEnum):
    """How an account stands, for whoever looks after accounts."""

    ACTIVE = "active"
    """Not disabled."""
    DISABLED = "disabled"
    NO_PASSWORD = "no_password"  # noqa: S105 - a word, no secret
    """Not disabled, and nobody has set a password by a link yet."""
    NO_ROLE = "no_role"
    """Not disabled, and without a role that has not ended."""


class Wanted(NamedTuple):
    """Who is looked for; None: not limited."""

    words: str | None = None
    """Parts of the login or the full name, with or without accents; each must be there."""
    unit: str | None = None
    """Who holds a role for this unit itself."""
    within: Collection[str] | None = None
    """Who holds no role but for these units; who holds none any more is judged by what he held."""
    registrar: str | None = None
    """With ``within``: whoever never held a role is found if this account registered him."""
    role: Role | None = None
    """Who holds this role; with ``unit``, for that unit."""
    condition: Condition | None = None


def find(
    connection: Connection[Any], wanted: Wanted, today: date, *, after: str = "", limit: int = 200
) -> list[ListedPerson]:
    """Accounts by login name, from the one after ``after``, with roles that have not ended."""
    asked = {
        "words": folded_words(wanted.words or ""),
        "unit": None if wanted.unit is None else normalize("NFC", wanted.unit),
        "within": None if wanted.within is None else list(wanted.within),
        "registrar": wanted.registrar,
        "role": wanted.role,
        "condition": wanted.condition,
        "today": today,
        "after": after,
        "limit": limit,
    }
    return [listed_person(row) for row in connection.execute(SQL["find"], asked).fetchall()]
