"""``tracker alert endpoint``: other programs that are told; a secret is printed this once."""

from typing import Annotated, Any
from uuid import UUID

import typer

from tracker.alerts.recipients.endpoints import Endpoint, add_endpoint, end_endpoint, endpoints
from tracker.alerts.words import Channel
from tracker.cli.context import installation, say, up_to_date
from tracker.cli.deeds import Actor, print_done
from tracker.cli.options import Format, FormatOption
from tracker.cli.output import print_csv, print_json, print_table
from tracker.days import show_moment

app = typer.Typer(name="endpoint", help=say("cli.alert_endpoint"), no_args_is_help=True)

_COLUMNS = ("endpoint_id", "label", "channel", "unit", "url", "phones", "ended_at")
Label = Annotated[str, typer.Argument(metavar="LABEL", help=say("option.endpoint_label"))]
ChannelOption = Annotated[Channel, typer.Option("--channel", help=say("option.endpoint_channel"))]
Url = Annotated[str, typer.Option("--url", metavar="ADDRESS", help=say("option.endpoint_url"))]
Phones = Annotated[
    list[str] | None, typer.Option("--phone", metavar="NUMBER", help=say("option.endpoint_phone"))
]
Unit = Annotated[
    str | None, typer.Option("--unit", metavar="CODE", help=say("option.endpoint_unit"))
]
Everywhere = Annotated[bool, typer.Option("--everywhere", help=say("option.endpoint_everywhere"))]
Which = Annotated[UUID, typer.Argument(metavar="ID", help=say("option.endpoint_id"))]


@app.command(help=say("cli.alert_endpoint_add"))
def add(
    *,
    label: Label,
    channel: ChannelOption,
    url: Url,
    actor: Actor,
    unit: Unit = None,
    everywhere: Everywhere = False,
    phones: Phones = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Another program is told; the whole installation is never meant by leaving a unit out."""
    if (unit is None) is not everywhere:
        raise typer.BadParameter(say("cli.account_where"), param_hint="--unit")
    with up_to_date() as (found, connection):
        added = add_endpoint(
            connection, channel, unit, label, url, phones or (), actor, found.clock.now()
        )
    said = say("cli.alert_endpoint_added", label=added.label, id=added.endpoint_id)
    print_done(output, f"{said}\n{added.secret}", **_answer(added), secret=added.secret)


@app.command(name="list", help=say("cli.alert_endpoint_list"))
def list_endpoints(output: FormatOption = Format.TABLE) -> None:
    """All that are told, and those that were once."""
    with (
        installation(with_read_model=False) as found,
        found.pool.connection() as connection,
    ):
        answers = [_answer(one) for one in endpoints(connection, with_ended=True)]
    rows = [[_cell(one[name]) for name in _COLUMNS] for one in answers]
    match output:
        case Format.JSON:
            print_json({"endpoints": answers})
        case Format.CSV:
            print_csv(_COLUMNS, rows)
        case Format.TABLE:
            heading = say("cli.alert_endpoints", number=len(rows))
            print_table(heading, [say(f"endpoint.{name}") for name in _COLUMNS], rows)


@app.command(help=say("cli.alert_endpoint_end"))
def end(which: Which, output: FormatOption = Format.TABLE) -> None:
    """It is told nothing any more."""
    with (
        installation(with_read_model=False) as found,
        found.pool.connection() as connection,
    ):
        end_endpoint(connection, which, found.clock.now())
    print_done(output, say("said.endpoint_ended"), endpoint_id=str(which))


def _answer(one: Endpoint) -> dict[str, Any]:
    """An endpoint as programs read it, without its secret."""
    return {
        "endpoint_id": str(one.endpoint_id),
        "label": one.label,
        "channel": one.channel.value,
        "unit": one.unit,
        "url": one.url,
        "phones": list(one.phones),
        "added_by": one.added_by,
        "added_at": show_moment(one.added_at),
        "ended_at": one.ended_at and show_moment(one.ended_at),
    }


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else value
