"""Accounts as tables for people, as CSV, and as JSON."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from tracker.cli.context import say, settings
from tracker.cli.options import Format
from tracker.cli.output import print_csv, print_table
from tracker.days import show_moment
from tracker.people.listing import AccountChange, HeldRight, ListedGrant, ListedPerson
from tracker.present import writing


def person_answer(one: ListedPerson) -> dict[str, Any]:
    """An account as JSON has it."""
    answer = {**one._asdict(), "grants": [_grant_answer(grant) for grant in one.grants]}
    return {**answer, "registered_on": one.registered_on.isoformat()}


def right_answer(held: HeldRight) -> dict[str, Any]:
    """Who held a role, as JSON has it."""
    return {"name": held.name, "full_name": held.full_name, **_grant_answer(held.grant)}


def change_answer(change: AccountChange) -> dict[str, Any]:
    """An event of an account as JSON has it."""
    return {
        "type": change.topic,
        "recorded_at": show_moment(change.recorded_at),
        "actor": change.actor,
        "reason": change.reason,
        "facts": {name: _plain(value) for name, value in change.facts.items()},
    }


def people(listed: Sequence[ListedPerson], output: Format) -> None:
    """A row an account."""
    names = ("name", "full_name", "email", "disabled", "has_password", "second_factor", "roles")
    if output is Format.CSV:
        rows = ({**one._asdict(), "roles": _roles_coded(one)} for one in listed)
        print_csv(names, ([row[name] for name in names] for row in rows))
        return
    table = [[one.name, one.full_name, one.email, _state(one), _roles_said(one)] for one in listed]
    columns = ("login", "full_name", "email", "account_state", "roles")
    heads = [say(f"column.{name}") for name in columns]
    notes = [say("note.accounts", number=len(listed))]
    print_table(say("heading.accounts"), heads, table, notes=notes)


def person(one: ListedPerson, output: Format) -> None:
    """A row a grant."""
    if output is Format.CSV:
        _grants_csv([], [((), grant) for grant in one.grants])
        return
    title = say(
        "heading.account",
        full_name=one.full_name,
        name=one.name,
        state=_state(one),
        version=one.version,
    )
    print_table(title, _grant_heads(), [_grant_cells(grant) for grant in one.grants])


def rights(day: date, held: Sequence[HeldRight], output: Format) -> None:
    """A row a role held."""
    who = [((one.name, one.full_name), one.grant) for one in held]
    if output is Format.CSV:
        _grants_csv(["name", "full_name"], who)
        return
    heads = [say("column.login"), say("column.full_name"), *_grant_heads()]
    rows = [[*names, *_grant_cells(grant)] for names, grant in who]
    title = say("heading.rights", day=writing.day(day, settings().lang))
    print_table(title, heads, rows, notes=[say("note.rights", number=len(held))])


def history(name: str, events: Sequence[AccountChange], output: Format) -> None:
    """A row an event."""
    if output is Format.CSV:
        names = ("type", "recorded_at", "actor", "reason", "facts")
        answers = [change_answer(one) for one in events]
        coded = [{**one, "facts": json.dumps(one["facts"], ensure_ascii=False)} for one in answers]
        print_csv(names, ([one[name] for name in names] for one in coded))
        return
    rows = [
        [
            writing.moment(one.recorded_at, settings().lang),
            say(f"event.{one.topic}"),
            one.actor,
            ", ".join(filter(None, (_fact(*fact) for fact in one.facts.items()))),
            one.reason,
        ]
        for one in events
    ]
    columns = ("recorded_at", "event", "actor", "facts", "remark")
    title = say("heading.account_history", name=name)
    print_table(title, [say(f"column.{column}") for column in columns], rows)


def _fact(name: str, value: Any) -> str:
    """A field of an event, for people."""
    match name, value:
        case "role", str(role):
            return say(f"role.{role}")
        case (("by" | "why"), str(word)):
            return say(f"account_{name}.{word}")
        case "unit", None:
            return say("scope.everywhere")
        case _, date() as day:
            return writing.day(day, settings().lang)
        case _, list(values):
            return ", ".join(_fact(name.removesuffix("s"), one) for one in values)
        case _:
            return str(value or "")


def _grant_answer(grant: ListedGrant) -> dict[str, Any]:
    return {name: _plain(value) for name, value in grant._asdict().items()}


def _grants_csv(who: Sequence[str], rows: Sequence[tuple[Sequence[str], ListedGrant]]) -> None:
    cells = ([*names, *_grant_answer(grant).values()] for names, grant in rows)
    print_csv([*who, *ListedGrant._fields], cells)


def _grant_heads() -> list[str]:
    return [say(f"column.{name}") for name in ("role", "unit", "since", "last_day", "revoked_on")]


def _grant_cells(grant: ListedGrant) -> list[str | None]:
    days = (grant.since, grant.until, grant.revoked_on)
    language = settings().lang
    said = [None if day is None else writing.day(day, language) for day in days]
    return [say(f"role.{grant.role.value}"), grant.unit or say("scope.everywhere"), *said]


def _state(one: ListedPerson) -> str:
    if one.disabled:
        return say("account_state.disabled")
    return say("account_state.active" if one.has_password else "account_state.no_password")


def _roles_coded(one: ListedPerson) -> str:
    return "; ".join(f"{grant.role.value} {grant.unit or '*'}" for grant in one.grants)


def _roles_said(one: ListedPerson) -> str:
    everywhere = say("scope.everywhere")
    told = (f"{say(f'role.{one.role.value}')}: {one.unit or everywhere}" for one in one.grants)
    return "; ".join(told)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
