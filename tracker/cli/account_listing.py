"""The questions of ``tracker account``: who there is, who may and who could, what happened."""

from typing import Annotated

import typer

from tracker.cli import account_tables as tables
from tracker.cli.context import installation, say, up_to_date
from tracker.cli.options import Format, FormatOption, as_day, read_day
from tracker.cli.output import print_json
from tracker.days import local_day
from tracker.people.listing import ListedPerson, history, people, person, rights_on

app = typer.Typer()

Login = Annotated[str, typer.Argument(metavar="NAME", help=say("option.login"))]
_AT_ONCE = 200


@app.command(name="list", help=say("cli.account_list"))
def list_people(output: FormatOption = Format.TABLE) -> None:
    """All accounts with the roles that have not ended."""
    listed: list[ListedPerson] = []
    with installation(with_read_model=False) as found:
        today = local_day(found.clock.now())
        while page := people(
            found.pool, today, after=listed[-1].name if listed else "", limit=_AT_ONCE
        ):
            listed += page
    if output is Format.JSON:
        print_json({"people": [tables.person_answer(one) for one in listed]})
    else:
        tables.people(listed, output)


@app.command(help=say("cli.account_show"))
def show(name: Login, output: FormatOption = Format.TABLE) -> None:
    """One account with all roles that it was ever granted."""
    with installation(with_read_model=False) as found:
        one = person(found.pool, name)
    if output is Format.JSON:
        print_json(tables.person_answer(one))
    else:
        tables.person(one, output)


@app.command(help=say("cli.account_rights"))
def rights(
    on: Annotated[
        str, typer.Option("--on", metavar="D", help=say("option.rights_on"), callback=read_day)
    ],
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="CODE", help=say("option.rights_unit"))
    ] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Who held which role on a day."""
    day = as_day(on)
    with up_to_date() as (found, _):
        held = rights_on(found.pool, day, unit=unit)
    if output is Format.JSON:
        print_json({"on": day.isoformat(), "rights": [tables.right_answer(one) for one in held]})
    else:
        tables.rights(day, held, output)


@app.command(name="history", help=say("cli.account_history"))
def show_history(name: Login, output: FormatOption = Format.TABLE) -> None:
    """What happened to an account, sign-ins and those refused among it."""
    with installation(with_read_model=False) as found:
        events = history(found.pool, name)
    if output is Format.JSON:
        print_json({"events": [tables.change_answer(one) for one in events]})
    else:
        tables.history(name, events, output)
