"""Who is told what, when and how: data, one document, of which every version is kept."""

from collections.abc import Sequence
from datetime import datetime, time
from itertools import accumulate
from typing import Annotated, Any, Final, Self

from psycopg import Connection
from psycopg.types.json import Jsonb
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from tracker.alerts.words import PERSONAL, Audience, Channel, Occasion
from tracker.database.sqlfile import queries
from tracker.entry.fields import Name, expected

SQL: Final = queries("tracker.alerts.rules", "policy.sql")

_Days = Annotated[int, Field(ge=1, le=366)]


def _plain(value: time) -> time:
    """A local time to the minute: one with a zone cannot be held against the local clock."""
    if value.tzinfo is not None or value.second or value.microsecond:
        raise expected("time")
    return value


_Hour = Annotated[time, AfterValidator(_plain)]


class Rule(BaseModel):
    """Who is told on an occasion, and how.

    ``unit`` None: everywhere; else for items led by the unit or one below it. The rules of
    the nearest unit that has any for the occasion hold, and only these.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    occasion: Occasion
    audience: Audience
    channels: tuple[Channel, ...] = PERSONAL
    unit: Name | None = None


class Policy(BaseModel):
    """All rules, and the days and hours that they go by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    due_soon_days: tuple[_Days, ...] = (7, 3, 1)
    """Days before the deadline; each is a mark of the item and an alert."""
    overdue_waits: tuple[_Days, ...] = (2, 4, 8, 16, 32)
    """After the alert of the first day too late: the days until each further one; then none."""
    silent_days: _Days = 7
    """An overdue item of which nobody has said anything for so long goes to the superior."""
    period_days: tuple[_Days, ...] = (3,)
    """Days before a reporting period closes."""
    morning: _Hour = time(7)
    """From when on alerts are sent; the first sweep of a day is then, too. Local time."""
    evening: _Hour = time(18)
    """Until when."""
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _refuse_impossible(self) -> Self:
        if self.morning >= self.evening:
            raise expected("morning_first")
        for rule in self.rules:
            if not set(rule.channels) <= set(PERSONAL):
                raise expected("personal_channel")
        return self

    @property
    def overdue_levels(self) -> tuple[int, ...]:
        """Days after the deadline: the first day too late, then ever rarer."""
        return tuple(accumulate(self.overdue_waits, initial=1))

    def rules_for(self, occasion: Occasion, units_upwards: Sequence[str]) -> list[Rule]:
        """The rules for an item led by the first of the units; the others stand above it."""
        asked = [rule for rule in self.rules if rule.occasion is occasion]
        for unit in (*units_upwards, None):
            found = [rule for rule in asked if rule.unit == unit]
            if found:
                return found
        return []


DEFAULT: Final = Policy(
    rules=(
        Rule(occasion=Occasion.DUE_SOON, audience=Audience.CLERKS),
        Rule(occasion=Occasion.DUE_SOON, audience=Audience.COORDINATORS, channels=(Channel.INBOX,)),
        Rule(occasion=Occasion.OVERDUE, audience=Audience.CLERKS),
        Rule(occasion=Occasion.OVERDUE, audience=Audience.HEAD),
        Rule(occasion=Occasion.WAITING, audience=Audience.CONFIRMERS),
        Rule(occasion=Occasion.SILENT, audience=Audience.SUPERIOR),
        Rule(occasion=Occasion.PERIOD, audience=Audience.CLERKS),
        Rule(occasion=Occasion.PERIOD, audience=Audience.HEAD, channels=(Channel.INBOX,)),
    )
)
"""What holds until somebody sets another policy."""


def policy_at(connection: Connection[Any], moment: datetime) -> Policy:
    """The policy in force at a moment."""
    row = connection.execute(SQL["policy_at"], (moment,)).fetchone()
    return DEFAULT if row is None else Policy.model_validate(row[0])


def set_policy(connection: Connection[Any], policy: Policy, actor: str, now: datetime) -> None:
    """Lays down another policy from now on; the ones before it are kept."""
    told = {"policy": Jsonb(policy.model_dump(mode="json")), "now": now, "actor": actor}
    connection.execute(SQL["set_policy"], told)
