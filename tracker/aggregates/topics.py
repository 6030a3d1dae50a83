"""Every topic that may stand in the store, and the class it stands for: an allow-list.

The library would import whatever module a topic names; we look it up here instead
(engine.md 1.5).
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from eventsourcing.domain import BaseAggregate

from tracker.aggregates.account import Account
from tracker.aggregates.account_events import SignedIn, SignInFailed
from tracker.aggregates.calendar import Calendar
from tracker.aggregates.directive import Directive
from tracker.aggregates.events import Happening
from tracker.aggregates.finding import Finding
from tracker.aggregates.item import Item
from tracker.aggregates.plan_task import PlanTask
from tracker.aggregates.target import Target
from tracker.aggregates.unit import Unit
from tracker.fold.words import Kind

ITEM_CLASSES: Final[Mapping[Kind, type[Item]]] = {
    Kind.PLAN_TASK: PlanTask,
    Kind.DIRECTIVE: Directive,
    Kind.FINDING: Finding,
}


def _events_of(aggregate: type[BaseAggregate[UUID]]) -> dict[str, type[Happening]]:
    return {
        value.TOPIC: value
        for name, value in vars(aggregate).items()
        if isinstance(value, type) and issubclass(value, Happening) and name != "Event"
    }


EVENT_CLASSES: Final[Mapping[str, type[Happening]]] = {
    topic: event
    for aggregate in (Unit, Calendar, PlanTask, Directive, Finding, Target)
    for topic, event in _events_of(aggregate).items()
}
"""Event classes by topic, which is the ``type`` of contract.md section 3."""

ACCOUNT_EVENT_CLASSES: Final[Mapping[str, type[Happening]]] = {
    **_events_of(Account),
    SignedIn.TOPIC: SignedIn,
    SignInFailed.TOPIC: SignInFailed,
}
"""The same of the log of accounts, which is another one: none of these is a history file's."""
