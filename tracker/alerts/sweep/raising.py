"""Raising alerts: what items give cause to tell today becomes rows of the ledger.

domain.md 6: once for each level of each value of a deadline; a new deadline re-arms it. Who is told
is said by the policy's rules and by today's grants and tree; programs are told of all but
escalations.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.aggregates.item import Item
from tracker.alerts.ledger import NewAlert, add
from tracker.alerts.levels import level_before
from tracker.alerts.looking import Looked, look
from tracker.alerts.recipients.audience import Audiences, audiences, staffed_units
from tracker.alerts.rules.policy import Policy
from tracker.alerts.words import Channel, Occasion

TO_PROGRAMS: Final = frozenset({Occasion.DUE_SOON, Occasion.OVERDUE, Occasion.WAITING})
"""What webhooks and text gateways are told, whatever the rules say."""


class Told(NamedTuple):
    """Somebody who is told by a channel."""

    recipient: UUID
    channel: Channel


def raise_alerts(  # noqa: PLR0913, PLR0917 - what a sweep knows
    connection: Connection[Any],
    items: Sequence[Item],
    policy: Policy,
    today: date,
    now: datetime,
    ways: frozenset[Channel],
) -> int:
    """Raises what the items give cause to tell today; raised twice, it is as raised once.

    Args:
        connection: to the read model and the ledger; nothing is committed.
        items: as known now, loaded from their events.
        policy: in force now.
        today: the local day.
        now: when they are raised.
        ways: the channels that this installation has.

    Returns:
        How many alerts wait now that did not before.
    """
    looked = [one for one in (look(item, policy, today) for item in items) if one.causes]
    people = audiences(connection, units_of(looked), today)
    return add(connection, _alerts(looked, people, policy, ways), now)


def raise_period(  # noqa: PLR0913, PLR0917 - what a job knows
    connection: Connection[Any],
    name: str,
    closes_on: date,
    policy: Policy,
    today: date,
    now: datetime,
    ways: frozenset[Channel],
) -> int:
    """Raises that a reporting period closes soon, to those who work with the figures of a unit.

    Returns:
        How many alerts wait now that did not before; none while the policy's days are to come.
    """
    level = level_before(policy.period_days, (today - closes_on).days)
    if level is None:
        return 0
    fired = closes_on + timedelta(days=level)
    people = audiences(connection, staffed_units(connection, today), today)
    rows = [
        NewAlert(name, None, Occasion.PERIOD, level, closes_on, *told, unit, fired)
        for told, unit in told_of_period(people, policy).items()
        if told.channel in ways and people.wishes(*told)
    ]
    return add(connection, rows, now)


def told_of_period(people: Audiences, policy: Policy) -> dict[Told, str]:
    """Everybody who is told that a period closes, with the first unit for which they are."""
    found: dict[Told, str] = {}
    for unit in sorted(people.places):
        for told in by_rules(Occasion.PERIOD, unit, (), people, policy):
            found.setdefault(told, unit)
    return found


def units_of(looked: Iterable[Looked]) -> set[str]:
    """All units whose people may have to be told."""
    units: set[str] = set()
    for one in looked:
        units.update(one.coordinators)
        if one.stands is not None:
            units.add(one.stands.unit)
    return units


def by_rules(
    occasion: Occasion,
    unit: str,
    coordinators: Sequence[str],
    people: Audiences,
    policy: Policy,
) -> Iterator[Told]:
    """Everybody who is to be told by today's rules, grants and tree; mail whether wished or not.

    Args:
        occasion: what there is to tell.
        unit: which leads.
        coordinators: the units that the assignment names beside it.
        people: who is who for these units.
        policy: whose rules hold.
    """
    for rule in policy.rules_for(occasion, people.units_upwards(unit)):
        for account in people.accounts(rule.audience, unit, coordinators):
            for channel in rule.channels:
                yield Told(account, channel)
    if occasion in TO_PROGRAMS:
        for program in people.endpoints(unit):
            yield Told(program.endpoint_id, program.channel)


def _alerts(
    looked: Iterable[Looked], people: Audiences, policy: Policy, ways: frozenset[Channel]
) -> Iterator[NewAlert]:
    for one in looked:
        if one.stands is None:
            continue
        unit = one.stands.unit
        for found in one.causes:
            for told in by_rules(found.occasion, unit, one.coordinators, people, policy):
                if told.channel in ways and people.wishes(*told):
                    yield NewAlert(one.subject, one.stream, *found, *told, unit, one.fired_on)
