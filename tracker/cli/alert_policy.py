"""``tracker alert policy``: who is told what, when and how; shown and set as one document."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection

from tracker.alerts.rules.policy import Policy
from tracker.alerts.rules.proposing import proposed
from tracker.alerts.rules.versions import Version, change_policy, newest
from tracker.cli.context import say, settings, up_to_date
from tracker.cli.deeds import Actor, print_done
from tracker.cli.options import Format, FormatOption
from tracker.cli.output import print_csv, print_json, print_table
from tracker.cli.unit_import import content_of
from tracker.commands.checking import InvalidCommandError
from tracker.days import show_moment
from tracker.entry.problems import shown
from tracker.errors import InvalidInputError
from tracker.present import writing
from tracker.present.refusals import refusal

app = typer.Typer(name="policy", help=say("cli.alert_policy"), no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help=say("option.policy_file"))]
_RULE: tuple[str, ...] = ("unit", "occasion", "audience", "channels")


@app.command(help=say("cli.alert_policy_show"))
def show(output: FormatOption = Format.TABLE) -> None:
    """The policy that holds; as JSON it is what ``set`` takes."""
    with up_to_date() as (_, connection):
        version = newest(connection)
    match output:
        case Format.JSON:
            print_json(policy_answer(version))
        case Format.CSV:
            print_csv(_RULE, _rules(version.policy))
        case Format.TABLE:
            _print(version)


@app.command(name="set", help=say("cli.alert_policy_set"))
def set_policy(file: File, actor: Actor, output: FormatOption = Format.TABLE) -> None:
    """Lays down the policy of a file; that of ``show``, where nobody was quicker."""
    told = _document(content_of(file))
    expected = told.get("policy_no")
    if expected is not None and not isinstance(expected, int):
        raise InvalidInputError("expected_integer", field="policy_no", value=shown(expected))
    with up_to_date() as (found, connection):
        policy = _read(connection, _object(told.get("policy", told)))
        change_policy(connection, policy, expected, actor, found.clock.now())
        version = newest(connection)
    number = version.policy_no
    print_done(output, say("cli.alert_policy_done", number=number), policy_no=number)


def _document(content: bytes) -> dict[str, Any]:
    try:
        return _object(json.loads(content.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise InvalidInputError("not_utf8", byte=error.start + 1) from error
    except json.JSONDecodeError as error:
        raise InvalidInputError("not_json", why=str(error)) from error


def _object(told: object) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise InvalidInputError("expected_object", field="policy", value=shown(told))
    return told


def _read(connection: Connection[Any], document: dict[str, Any]) -> Policy:
    """The policy of a document; every field in the way is told on standard error."""
    try:
        return proposed(connection, document)
    except InvalidCommandError as error:
        for problem in error.problems:
            what = refusal(settings().lang, problem.code, problem.details)
            typer.echo(f"{problem.field}: {what}", err=True)
        raise


def policy_answer(version: Version) -> dict[str, Any]:
    """A version as programs read it."""
    return {
        "policy_no": version.policy_no,
        "set_at": version.set_at and show_moment(version.set_at),
        "set_by": version.set_by,
        "policy": version.policy.model_dump(mode="json"),
    }


def _rules(policy: Policy) -> list[tuple[str, ...]]:
    return [
        (rule.unit or "", rule.occasion, rule.audience, " ".join(rule.channels))
        for rule in policy.rules
    ]


def _print(version: Version) -> None:
    policy, language = version.policy, settings().lang
    heading = say("cli.alert_policy_default")
    if version.set_at is not None:
        moment = writing.moment(version.set_at, language)
        heading = say(
            "cli.alert_policy_of", number=version.policy_no, moment=moment, actor=version.set_by
        )
    notes = [
        f"{say(f'alerts.{name}')}: {', '.join(map(str, getattr(policy, name)))}"
        for name in ("due_soon_days", "overdue_waits", "period_days")
    ]
    notes += [
        f"{say('alerts.silent_days')}: {policy.silent_days}",
        f"{say('alerts.hours')}: {policy.morning:%H:%M} - {policy.evening:%H:%M}",
    ]
    rows = [
        (
            rule.unit or say("scope.everywhere"),
            say(f"occasion.{rule.occasion}"),
            say(f"audience.{rule.audience}"),
            ", ".join(say(f"channel.{one}") for one in rule.channels),
        )
        for rule in policy.rules
    ]
    columns = [say("column.unit"), *(say(f"alerts.{name}") for name in _RULE[1:])]
    print_table(heading, columns, rows, notes=notes)
