"""``/admin/alerts/units``: units whose people are told otherwise than everybody else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Response
from psycopg import Connection

from tracker.alerts.rules.policy import Rule
from tracker.alerts.rules.proposing import proposed
from tracker.alerts.rules.versions import Version, change_policy, newest
from tracker.alerts.words import PERSONAL, Audience, Occasion
from tracker.commands.checking import InvalidCommandError
from tracker.entry.problems import Problem
from tracker.errors import TrackerError
from tracker.reading.tree import ListedUnit, tree
from tracker.web.administration.alert_parts import (
    TABS,
    ToldVersion,
    may_run,
    names_of,
    refuse_unless_run,
    refuse_unless_seen,
    told_since,
)
from tracker.web.administration.beside import beside
from tracker.web.administration.reaching import today
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_FIELDS: Final = ("unit", "occasion", "audience", "channels")
_MOST_UNITS: Final = 400


@dataclass(frozen=True, kw_only=True)
class UnitRulesPage:
    """What the page shows."""

    version: Version
    rules: Sequence[Rule]
    names: Mapping[str, str]
    occasions: tuple[str, ...]
    audiences: tuple[str, ...]
    channels: tuple[str, ...]
    units: Sequence[ListedUnit]
    may_change: bool
    since: Sequence[ToldVersion]
    """What others laid down since the visitor looked."""


@router.get("/admin/alerts/units")
def show_unit_rules(visit: Visiting) -> Response:
    """The rules of single units, and a form for one more."""
    refuse_unless_seen(visit)
    with visit.asking() as connection:
        number = newest(connection).policy_no
        form = Form.new(visit, version=number, channels=[one.value for one in PERSONAL])
        return _shown(connection, visit, form)


@router.post("/admin/alerts/units")
def add_rule(sent: Submitted) -> Response:
    """One more rule of a unit."""
    said = {name: sent.text(name) for name in _FIELDS[:-1]}
    rule: dict[str, object] = {**said, "channels": sent.many("channels")}
    return _changed(sent, [rule], without=None)


@router.post("/admin/alerts/units/remove")
def remove_rule(sent: Submitted) -> Response:
    """A unit's rule ends; where it was the last for its occasion, those above hold again."""
    return _changed(sent, [], without=tuple(sent.text(name) for name in _FIELDS[:-1]))


def _changed(
    sent: Submission, more: list[dict[str, object]], without: tuple[str, ...] | None
) -> Response:
    visit = sent.visit
    refuse_unless_run(visit)
    with visit.asking() as connection:
        last = newest(connection).policy
        kept = [rule for rule in last.rules if _subject(rule) != without]
        rules = [*(rule.model_dump(mode="json") for rule in kept), *more]
        try:
            _refuse_unless_named(more)
            policy = proposed(connection, {**last.model_dump(mode="json"), "rules": rules})
            change_policy(connection, policy, sent.version, visit.caller.name, visit.now)
        except TrackerError as error:
            told = beside(_of_new_rule(error, len(kept)), _FIELDS)
            return _shown(
                connection,
                visit,
                Form.again(sent, told),
                told_since(connection, visit, sent.version),
            )
    return visit.leave("/admin/alerts/units", "rules_changed")


def _subject(rule: Rule) -> tuple[str, ...]:
    return (rule.unit or "", rule.occasion.value, rule.audience.value)


def _refuse_unless_named(more: Sequence[Mapping[str, object]]) -> None:
    # A unit that was forgotten must not make it a rule for everybody.
    if any(not rule["unit"] for rule in more):
        raise InvalidCommandError([Problem("unit", "missing", {})])


def _of_new_rule(error: TrackerError, index: int) -> TrackerError:
    """The refusal by the fields of the form, which is about the last rule alone."""
    if not isinstance(error, InvalidCommandError):
        return error
    of_it = f"rules.{index}."
    return InvalidCommandError(
        [one._replace(field=one.field.removeprefix(of_it)) for one in error.problems]
    )


def _shown(
    connection: Connection[Any], visit: Visit, form: Form, since: Sequence[ToldVersion] = ()
) -> Response:
    version = newest(connection)
    rules = [rule for rule in version.policy.rules if rule.unit is not None]
    names = names_of(connection, visit, rules)
    found = tree(connection, today(connection, visit))
    page = UnitRulesPage(
        version=version,
        rules=rules,
        names=names,
        occasions=tuple(one.value for one in Occasion),
        audiences=tuple(one.value for one in Audience),
        channels=tuple(one.value for one in PERSONAL),
        units=[one for one in found if one.level != "person"][:_MOST_UNITS],
        may_change=may_run(visit),
        since=since,
    )
    template = "administration/alert_units.html"
    return visit.page(template, form.status, form=form, page=page, tabs=TABS)
