"""Events in words."""

from collections.abc import Iterable

from tracker.aggregates.events import Happening
from tracker.catalogue import Language, text
from tracker.present import writing


def event_name(topic: str, language: Language) -> str:
    """What happened, as people say it."""
    sort, _, word = topic.partition(".")
    is_own = sort in ("unit", "calendar", "target")
    return text(language, f"event.{sort}.{word}" if is_own else f"event.{word}")


def told(event: Happening, language: Language) -> str:
    """An event with the day on which it happened and the time at which it was recorded."""
    return text(
        language,
        "note.event",
        event=event_name(event.TOPIC, language),
        effective_on=writing.day(event.effective_on, language),
        recorded_at=writing.moment(event.recorded_at, language),
    )


def all_told(events: Iterable[Happening], language: Language, between: str = "; ") -> str:
    """Several events, one after the other."""
    return between.join(told(event, language) for event in events)
