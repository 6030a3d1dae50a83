"""A feed as iCalendar (RFC 5545, with the names of RFC 7986 and of older programs)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from urllib.parse import quote, urlsplit

from icalendar import Calendar, Event

from tracker.catalogue import Language, text
from tracker.days import LOCAL_ZONE
from tracker.feeds.composing import Entries, Entry
from tracker.fold.words import ItemClass
from tracker.present import writing
from tracker.reading.cut import Cut

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
REFRESH: Final = timedelta(hours=1)
"""After how long programs are asked to look again."""
_PRODUCT: Final = "-//Reform Tracker//Calendar feed//"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a feed is written with."""

    language: Language
    address: str
    """Where people reach the installation; items are linked to there."""
    now: datetime
    cut: Cut
    """Today, as known now."""
    unit: str | None
    """The unit of the feed; None: it is about what concerns a person."""
    names: Mapping[str, str]
    """What units are called today, by their codes."""

    def say(self, name: str, /, **details: object) -> str:
        """A message of the catalogue."""
        return text(self.language, name, **details)

    def day(self, value: date) -> str:
        """A day as people write it."""
        return writing.day(value, self.language)

    def whose(self, unit: str) -> str:
        """A unit by its name and code."""
        return f"{self.names.get(unit, unit)} ({unit})"


def written(entries: Entries, setting: Setting) -> bytes:
    """The calendar; an item keeps its UID for ever, and a moved deadline its place in it."""
    calendar = _empty(entries, setting)
    for entry in entries.entries:
        calendar.add_component(_event(entry, setting))
    return bytes(calendar.to_ical())


def _empty(entries: Entries, setting: Setting) -> Calendar:
    calendar = Calendar()
    name, told = _name(setting), _told(entries, setting)
    calendar.add("prodid", f"{_PRODUCT}{setting.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("description", told)
    calendar.add("x-wr-caldesc", told)
    calendar.add("url", f"{setting.address}/me/alerts")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return calendar


def _name(setting: Setting) -> str:
    if setting.unit is None:
        return setting.say("feed.of_person")
    return setting.say("feed.of_unit", unit=setting.names.get(setting.unit, setting.unit))


def _told(entries: Entries, setting: Setting) -> str:
    shown = len(entries.entries)
    if entries.total == shown:
        return setting.say("feed.told")
    number = writing.whole(entries.total, setting.language)
    most = writing.whole(shown, setting.language)
    return f"{setting.say('feed.told')} {setting.say('feed.cut', shown=most, total=number)}"


def _event(entry: Entry, setting: Setting) -> Event:
    event = Event()
    event.add("uid", f"{entry.stream}@{urlsplit(setting.address).hostname}")
    event.add("dtstamp", setting.now)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", _summary(entry, setting))
    event.add("description", _description(entry, setting))
    event.add("url", _link(entry, setting))
    event.add("categories", [setting.say(f"kind.{entry.item.kind}")])
    event.add("sequence", entry.version)
    event.add("last-modified", _changed_at(entry, setting))
    # A deadline takes nobody's time, so it blocks no meeting.
    event.add("transp", "TRANSPARENT")
    return event


def _changed_at(entry: Entry, setting: Setting) -> datetime:
    """When its words became what they are: those of what is overdue count days."""
    if entry.item.item_class is not ItemClass.OPEN_OVERDUE:
        return entry.changed_at
    return max(entry.changed_at, datetime.combine(setting.cut.as_of, time(0), LOCAL_ZONE))


def _summary(entry: Entry, setting: Setting) -> str:
    title = entry.item.title
    match entry.item.item_class:
        case ItemClass.OPEN_OVERDUE:
            late = (setting.cut.as_of - entry.day).days
            return setting.say("feed.overdue", days=late, title=title)
        case ItemClass.OPEN_IN_TIME:
            return title
        case _:
            return setting.say("feed.waiting", title=title)


def _description(entry: Entry, setting: Setting) -> str:
    item, day = entry.item, setting.day
    kind = setting.say(f"kind.{item.kind}")
    lines = [
        f"{kind[:1].upper()}{kind[1:]} {item.ref}",
        setting.say("feed.unit", unit=setting.whose(item.unit)),
        setting.say("feed.class", told=setting.say(f"class.{item.item_class}")),
    ]
    if item.due_on is not None:
        lines.append(setting.say("feed.due_on", day=day(item.due_on)))
    if item.completed_on is not None:
        lines.append(setting.say("feed.reported_on", day=day(item.completed_on)))
    known_at = writing.moment(setting.cut.known_at, setting.language)
    lines.append(setting.say("heading.cut", as_of=day(setting.cut.as_of), known_at=known_at))
    return "\n".join(lines)


def _link(entry: Entry, setting: Setting) -> str:
    return f"{setting.address}/items/{entry.item.kind}/{quote(entry.item.ref, safe='')}"
