"""A feed as it is read: what it may show now, and whether that is what was read last."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.catalogue import Language
from tracker.feeds.composing import Entries, entries_of
from tracker.feeds.keeping import Feed, feed_at
from tracker.feeds.scope import Shown, shown_of_person, shown_of_unit
from tracker.feeds.writing import Setting, written
from tracker.people.callers import caller_of_account
from tracker.reading.cut import Cut, cut_at
from tracker.reading.names import unit_names
from tracker.rights.granting import Caller

_FORMAT: Final = 1
"""Of what is written; another one is another feed for those who have the last."""


class Opened(NamedTuple):
    """A feed that may be read at this moment."""

    feed: Feed
    shown: Shown
    cut: Cut
    """Today, as known now."""
    now: datetime


def opened(connection: Connection[Any], secret: str, now: datetime) -> Opened | None:
    """The feed of an address, for whom it is there now.

    None: there is no such address, it has ended, its account is disabled, or no grant of the
    account is left that the feed could live on. Nobody is told which of these it is.
    """
    feed = feed_at(connection, secret)
    if feed is None:
        return None
    caller = caller_of_account(connection, feed.account_id, now)
    if caller is None:
        return None
    cut = cut_at(connection, caller.asked_on, None, now)
    shown = _shown(connection, feed, caller, cut)
    return None if shown is None else Opened(feed, shown, cut, now)


def _shown(connection: Connection[Any], feed: Feed, caller: Caller, cut: Cut) -> Shown | None:
    if feed.unit is None:
        return shown_of_person(connection, caller, cut)
    return shown_of_unit(connection, caller, feed.unit, cut)


def tag_of(found: Opened, language: Language, address: str) -> str:
    """What is the same as long as the feed says the same: the day, the knowledge, the rights."""
    said = (_FORMAT, found.feed.feed_id, found.cut.as_of, found.cut.position, found.shown)
    told = repr((*said, language, address))
    return sha256(told.encode()).hexdigest()[:32]


def composed(connection: Connection[Any], found: Opened, language: Language, address: str) -> bytes:
    """The feed as iCalendar.

    Args:
        connection: to the read model.
        found: what may be shown.
        language: of its words.
        address: where people reach the installation, without a slash at its end.
    """
    entries = entries_of(connection, found.shown, found.cut)
    names = unit_names(connection, _codes(entries, found.feed), found.cut)
    setting = Setting(
        language=language,
        address=address,
        now=found.now,
        cut=found.cut,
        unit=found.feed.unit,
        names=names,
    )
    return written(entries, setting)


def _codes(entries: Entries, feed: Feed) -> set[str]:
    units = {entry.item.unit for entry in entries.entries}
    return units if feed.unit is None else {*units, feed.unit}
