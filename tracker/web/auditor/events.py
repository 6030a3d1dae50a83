"""Events as the auditor reads them: both times, how late, by whom, and what else was said."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from tracker.aggregates.events import Happening
from tracker.days import local_day
from tracker.present.happening import event_name
from tracker.web.frame.words import Words
from tracker.web.items.telling import Fact, facts_of


class EventTold(NamedTuple):
    """One event in words."""

    no: int
    """Its place in the item's stream."""
    name: str
    effective_on: date
    recorded_at: str
    late_days: int
    """Days from the event's day to that of recording; 0 also where it was dated ahead."""
    actor: str
    facts: list[Fact]


def told(event: Happening, names: Mapping[str, str], words: Words) -> EventTold:
    """The event, the units that it mentions called by ``names``."""
    return EventTold(
        event.originator_version,
        event_name(event.TOPIC, words.language),
        event.effective_on,
        words.moment(event.recorded_at),
        max((local_day(event.recorded_at) - event.effective_on).days, 0),
        event.actor,
        list(facts_of(event, names, words)),
    )


def units_of(event: Happening) -> set[str]:
    """The units that an event mentions."""
    said = vars(event)
    named = {said.get("unit"), said.get("to_unit"), *(said.get("coordinators") or ())}
    return {code for code in named if code}
