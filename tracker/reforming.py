"""What goes around a decision over many streams: whom it may touch, and who came too late.

The read model names candidates, the commands decide about each by its events. This is the one
place that brings the two together, for the command line and for HTTP.
"""

from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.calendars import AdoptDays
from tracker.commands.reorganising import HandOver, Reorganise, hand_over
from tracker.commands.units import EndUnit
from tracker.days import local_day
from tracker.reading.candidates import counted_open, led_open


def led_until_end(connection: Connection[Any], end: EndUnit, today: date) -> list[UUID]:
    """Items that a unit leads on the day of its end or after it.

    Raises:
        NotFoundError: no unit ever had the code.
    """
    return led_open(connection, end.code, end.effective_on, today)


def led_after_end(
    connection: Connection[Any], code: str, tracker: Tracker, today: date
) -> tuple[date, list[UUID]]:
    """The day on which a unit ended, and the items that it leads since.

    Of a unit that goes on the day is today: there is nothing to hand over, and the command
    says so.

    Raises:
        NotFoundError: no unit ever had the code.
    """
    ended = tracker.unit_tree().end(tracker.unit(code).happenings[0].code)
    since = today if ended is None else ended.valid_from
    return since, led_open(connection, code, since, today)


def counted_after(connection: Connection[Any], command: AdoptDays, today: date) -> list[UUID]:
    """Open items whose deadline the days of an adoption may move."""
    changed = [date.fromisoformat(day["day"]) for day in command.days]
    # A year that is complete loses its proposals from its first day on.
    first = min(changed + [date(year, 1, 1) for year in command.years or ()])
    return counted_open(connection, today, first)


def hand_over_late_comers(
    connection: Connection[Any], command: Reorganise, tracker: Tracker, clock: Clock
) -> int:
    """Hands over what somebody gave to a unit in the very moment of its end.

    The read model must know of the end. Gives the number of items.
    """
    end, today = command.end, local_day(clock.now())
    if end.effective_on > today or not end.heirs:
        return 0
    led = led_until_end(connection, end, today)
    if not led:
        return 0
    about = {**end.common(), "command_id": f"{end.command_id}.late"}
    over = HandOver(code=end.code, exceptions=command.exceptions, **about)
    return hand_over(over, led, tracker, clock).transferred
