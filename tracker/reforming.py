"""What goes around a decision over many streams: whom it may touch, and who came too late.

The read model names candidates, the commands decide about each by its events. This is the one
place that brings the two together, for the command line and for HTTP.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.calendars import AdoptDays
from tracker.commands.reorganising import HandOver, Reorganise, hand_over
from tracker.commands.units import EndUnit
from tracker.reading.candidates import counted_open, led_open


def led_until_end(connection: Connection[Any], end: EndUnit, today: date) -> list[UUID]:
    """Items that a unit leads on the day of its end or after it.

    Raises:
        NotFoundError: no unit ever had the code.
    """
    return led_open(connection, end.code, end.effective_on, today)


def ended_on(code: str, tracker: Tracker, today: date) -> date:
    """The day from which on a unit's work is others'.

    Of a unit that goes on it is today: there is nothing to hand over, and the command says so.

    Raises:
        NotFoundError: no unit ever had the code.
    """
    ended = tracker.unit_tree().end(tracker.unit(code).happenings[0].code)
    return today if ended is None else ended.valid_from


def counted_after(connection: Connection[Any], command: AdoptDays, today: date) -> list[UUID]:
    """Open items whose deadline the days of an adoption may move."""
    changed = [date.fromisoformat(day["day"]) for day in command.days]
    # A year that is complete loses its proposals from its first day on.
    first = min(changed + [date(year, 1, 1) for year in command.years or ()])
    return counted_open(connection, today, first)


def late_comers(connection: Connection[Any], command: Reorganise, today: date) -> list[UUID]:
    """Items that somebody gave to a unit in the very moment of its end.

    The read model must know of the end.
    """
    if command.end.effective_on > today or not command.end.heirs:
        return []
    return led_until_end(connection, command.end, today)


def hand_over_late_comers(
    led: Sequence[UUID], command: Reorganise, tracker: Tracker, clock: Clock
) -> int:
    """Hands them over to who took the others; gives their number."""
    if not led:
        return 0
    end = command.end
    about = {**end.common(), "command_id": f"{end.command_id}.late"}
    over = HandOver(code=end.code, exceptions=command.exceptions, **about)
    return hand_over(over, led, tracker, clock).transferred
