"""Is it still true? Asked of the events just before an alert is sent (domain.md 6).

What is true no more is dropped, with the reason. What has gone on to a later level is dropped,
too, even where that level was not raised yet: nobody is told of yesterday's urgency.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.aggregates.item import Item
from tracker.alerts.ledger import Alert
from tracker.alerts.levels import OPEN, WAITING, Cause, level_before
from tracker.alerts.looking import Looked, look
from tracker.alerts.recipients.audience import Audiences, audiences, staffed_units
from tracker.alerts.rules.policy import Policy
from tracker.alerts.sweep.raising import Told, by_rules, told_of_period, units_of
from tracker.alerts.words import PERSONAL, Channel, Occasion, Why
from tracker.application import Tracker
from tracker.fold.marks import Situation
from tracker.fold.words import ItemClass, Kind
from tracker.projections.batch import POISON

logger: Final = logging.getLogger(__name__)

_BATCH: Final = 500
"""Items whose events are in memory at a time."""


class Due(NamedTuple):
    """An alert that is true now, and what a digest says of it."""

    alert_id: int
    occasion: Occasion
    level: int
    kind: Kind | None
    """None, like ``ref`` and ``item_class``, of a closing period."""
    ref: str | None
    title: str
    """The item's; of a closing period its name."""
    unit: str
    """The unit that leads now."""
    about_on: date
    days: int
    """Days late; negative: days left."""
    item_class: ItemClass | None
    channel: Channel
    recipient: UUID


class Checked(NamedTuple):
    """Alerts that are true now, in the order of a digest; and the others, each with the reason."""

    due: list[Due]
    dropped: list[tuple[int, Why]]


class _Now(NamedTuple):
    """What alerts are held against."""

    policy: Policy
    today: date
    looked: Mapping[UUID, Looked]
    people: Audiences
    """Of the items' units."""
    staff: Audiences
    """Of the units of those who are told of periods."""


def checked(
    connection: Connection[Any],
    tracker: Tracker,
    alerts: Sequence[Alert],
    policy: Policy,
    today: date,
) -> Checked:
    """Which of the alerts are true today, by the events, grants and rules of now.

    Due ones stand by unit; within it what is overdue, longest first, then what waits, then what
    is due soon, nearest first; then by reference. Closing periods come last.
    """
    looked = _look_at(tracker, alerts, policy, today)
    told = {alert.recipient for alert in alerts if alert.stream is None}
    staffed = staffed_units(connection, today, told) if told else []
    now = _Now(
        policy,
        today,
        looked,
        audiences(connection, units_of(looked.values()), today),
        audiences(connection, staffed, today),
    )
    whys = [(alert, _why_not(alert, now)) for alert in alerts]
    due = [_due(alert, now) for alert, why in whys if why is None]
    return Checked(
        sorted(due, key=_order), [(alert.alert_id, why) for alert, why in whys if why is not None]
    )


def _look_at(
    tracker: Tracker, alerts: Sequence[Alert], policy: Policy, today: date
) -> dict[UUID, Looked]:
    streams = list({alert.stream: None for alert in alerts if alert.stream is not None})
    return {
        item.id: look(item, policy, today)
        for start in range(0, len(streams), _BATCH)
        for item in _readable(tracker, streams[start : start + _BATCH])
    }


def _readable(tracker: Tracker, streams: Sequence[UUID]) -> list[Item]:
    """The items whose events can be read; one that cannot must not keep a whole digest back.

    The sweep counts it as an alarm; its alerts wait anew once it can be read and is looked at.
    """
    try:
        return tracker.items(streams)
    except POISON as error:
        if len(streams) == 1:
            logger.exception("item %s cannot be looked at", streams[0], exc_info=error)
            return []
        middle = len(streams) // 2
        return _readable(tracker, streams[:middle]) + _readable(tracker, streams[middle:])


def _why_not(alert: Alert, now: _Now) -> Why | None:
    """Why the alert is not to be sent; None: it is."""
    if alert.stream is None:
        told = told_of_period(now.staff, now.policy)
        return _period_untrue(alert, now) or _not_told(alert, told, now.staff)
    one = now.looked.get(alert.stream)
    if one is None or one.stands is None:
        return Why.VOID
    told_now = by_rules(alert.occasion, one.stands.unit, one.coordinators, now.people, now.policy)
    return _untrue(alert, one.stands, one.causes) or _not_told(alert, told_now, now.people)


def _untrue(alert: Alert, stands: Situation, causes: Sequence[Cause]) -> Why | None:
    waits = stands.item_class in WAITING
    if stands.item_class not in OPEN | WAITING or waits != (alert.occasion is Occasion.WAITING):
        return Why.CLOSED
    if stands.about_on != alert.about_on or stands.days is None:
        return Why.MOVED
    if alert.occasion is Occasion.SILENT:
        spoken = all(found.occasion is not Occasion.SILENT for found in causes)
        return Why.CLOSED if spoken else None
    if any(found.level > alert.level for found in causes if found.occasion is not Occasion.SILENT):
        return Why.OVERTAKEN
    # Not reached (any more) where a clock was set back.
    return Why.CLOSED if stands.days < alert.level else None


def _period_untrue(alert: Alert, now: _Now) -> Why | None:
    days = (now.today - alert.about_on).days
    if days > 0:
        return Why.CLOSED
    level = level_before(now.policy.period_days, days)
    return Why.OVERTAKEN if level is not None and level > alert.level else None


def _not_told(alert: Alert, told: Iterable[Told], people: Audiences) -> Why | None:
    if Told(alert.recipient, alert.channel) not in set(told):
        ended = alert.channel not in PERSONAL and not people.has_program(alert.recipient)
        return Why.VOID if ended else Why.NOT_THEIRS
    return None if people.wishes(alert.recipient, alert.channel) else Why.UNWANTED


def _due(alert: Alert, now: _Now) -> Due:
    one = None if alert.stream is None else now.looked[alert.stream]
    stands = None if one is None else one.stands
    return Due(
        alert.alert_id,
        alert.occasion,
        alert.level,
        None if one is None else one.kind,
        None if one is None else one.ref,
        alert.subject if one is None else one.title,
        alert.unit if stands is None else stands.unit,
        alert.about_on,
        (now.today - alert.about_on).days,
        None if stands is None else stands.item_class,
        alert.channel,
        alert.recipient,
    )


def _order(due: Due) -> tuple[bool, str, int, int, str]:
    is_period = due.occasion is Occasion.PERIOD
    return is_period, due.unit, _RANKS[due.occasion], -due.days, due.ref or due.title


_RANKS: Final = {
    Occasion.SILENT: 0,
    Occasion.OVERDUE: 0,
    Occasion.WAITING: 1,
    Occasion.DUE_SOON: 2,
    Occasion.PERIOD: 3,
}
