"""``/admin/alerts``: who is told what, when and how, for the whole installation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Response

from tracker.alerts.rules.policy import Policy
from tracker.alerts.rules.proposing import makes_sense, proposed
from tracker.alerts.rules.versions import Version, change_policy, newest
from tracker.alerts.words import PERSONAL, Audience, Occasion
from tracker.errors import TrackerError
from tracker.web.administration.alert_parts import (
    TABS,
    ToldVersion,
    may_run,
    refuse_unless_run,
    refuse_unless_seen,
    told_since,
    value_told,
)
from tracker.web.administration.beside import beside
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

DAYS: Final = ("due_soon_days", "overdue_waits", "period_days")
"""Fields in which several numbers are typed."""
_FIELDS: Final = (*DAYS, "silent_days", "morning", "evening", "rules")
_BETWEEN: Final = re.compile(r"[,;\s]+")


@dataclass(frozen=True, kw_only=True)
class RulesPage:
    """What the page shows."""

    version: Version
    levels: Sequence[int]
    """Days after the deadline on which somebody is told."""
    occasions: Mapping[str, Sequence[str]]
    """Of each occasion those who can be told."""
    channels: tuple[str, ...]
    own_units: int
    """Units that have rules of their own."""
    may_change: bool
    since: Sequence[ToldVersion]
    """What others laid down since the visitor looked."""


@router.get("/admin/alerts")
def show_rules(visit: Visiting) -> Response:
    """The rules that hold, in a form for who may change them."""
    refuse_unless_seen(visit)
    with visit.asking() as connection:
        version = newest(connection)
    form = Form.new(visit, version=version.policy_no, **typed(version.policy))
    return _shown(visit, version, form)


@router.post("/admin/alerts")
def change_rules(sent: Submitted) -> Response:
    """Lays down other rules; those of single units stay as they are."""
    visit = sent.visit
    refuse_unless_run(visit)
    with visit.asking() as connection:
        last = newest(connection)
        try:
            policy = proposed(connection, _said(sent, last.policy))
            change_policy(connection, policy, sent.version, visit.caller.name, visit.now)
        except TrackerError as error:
            since = told_since(connection, visit, sent.version)
            return _shown(visit, last, Form.again(sent, beside(error, _FIELDS)), since)
    return visit.leave("/admin/alerts", "rules_changed")


def typed(policy: Policy) -> dict[str, Any]:
    """The policy as the fields of the form have it."""
    fields = {name: value_told(getattr(policy, name)) for name in _FIELDS[:-1]}
    fields |= {name: ", ".join(map(str, getattr(policy, name))) for name in DAYS}
    ticked = [
        f"{rule.occasion}.{rule.audience}.{channel}"
        for rule in policy.rules
        if rule.unit is None
        for channel in rule.channels
    ]
    return {**fields, "rules": ticked}


def _said(sent: Submission, last: Policy) -> dict[str, Any]:
    """The form as a policy's fields; what is no number is left for the checks to name."""
    days = {name: [one for one in _BETWEEN.split(sent.text(name)) if one] for name in DAYS}
    hours = {name: sent.text(name) for name in ("silent_days", "morning", "evening")}
    own = [rule.model_dump(mode="json") for rule in last.rules if rule.unit is not None]
    return {**days, **hours, "rules": [*_ticked(sent.many("rules")), *own]}


def _ticked(boxes: Sequence[str]) -> list[dict[str, Any]]:
    ways: dict[tuple[str, str], list[str]] = {}
    for box in boxes:
        occasion, _, rest = box.partition(".")
        audience, _, channel = rest.partition(".")
        ways.setdefault((occasion, audience), []).append(channel)
    return [
        {"occasion": occasion, "audience": audience, "channels": channels}
        for (occasion, audience), channels in ways.items()
    ]


def _shown(
    visit: Visit, version: Version, form: Form, since: Sequence[ToldVersion] = ()
) -> Response:
    policy = version.policy
    page = RulesPage(
        version=version,
        levels=policy.overdue_levels,
        occasions={
            occasion.value: [one.value for one in Audience if makes_sense(occasion, one)]
            for occasion in Occasion
        },
        channels=tuple(one.value for one in PERSONAL),
        own_units=len({rule.unit for rule in policy.rules if rule.unit is not None}),
        may_change=may_run(visit),
        since=since,
    )
    return visit.page("administration/alerts.html", form.status, form=form, page=page, tabs=TABS)
