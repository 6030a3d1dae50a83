"""``tracker alert dead`` and ``send-again``: what did not go out; ``test-mail``: whether it can."""

from typing import Annotated, Any
from uuid import UUID

import typer

from tracker.alerts.telling.deliveries import Delivery, dead, send_again
from tracker.alerts.telling.trying import try_mail
from tracker.cli.context import installation, say, settings
from tracker.cli.deeds import print_done
from tracker.cli.options import Format, FormatOption
from tracker.cli.output import print_csv, print_json, print_table
from tracker.days import show_moment

app = typer.Typer()

_MOST = 1_000
_COLUMNS = ("delivery_id", "made_on", "name", "channel", "alerts", "attempts", "problem")
Which = Annotated[list[UUID] | None, typer.Argument(metavar="ID…", help=say("option.delivery_id"))]
All = Annotated[bool, typer.Option("--all", help=say("option.all_dead"))]
Address = Annotated[str, typer.Argument(metavar="ADDRESS", help=say("option.mail_address"))]


@app.command(name="dead", help=say("cli.alert_dead"))
def show_dead(output: FormatOption = Format.TABLE) -> None:
    """What was tried often enough, the youngest first."""
    with (
        installation(with_read_model=False) as found,
        found.pool.connection() as connection,
    ):
        answers = [_answer(one) for one in dead(connection, _MOST)]
    rows = [[one[name] for name in _COLUMNS] for one in answers]
    match output:
        case Format.JSON:
            print_json({"deliveries": answers})
        case Format.CSV:
            print_csv(_COLUMNS, rows)
        case Format.TABLE:
            heading = say("cli.alert_dead_found", number=len(rows))
            print_table(heading, [say(f"delivery.{name}") for name in _COLUMNS], rows)


@app.command(name="send-again", help=say("cli.alert_send_again"))
def have_sent_again(
    *, which: Which = None, everything: All = False, output: FormatOption = Format.TABLE
) -> None:
    """The scheduler tries it again within the hours of a working day."""
    if bool(which) is everything:
        raise typer.BadParameter(say("cli.alert_which"), param_hint="ID")
    with (
        installation(with_read_model=False) as found,
        found.pool.connection() as connection,
        connection.transaction(),
    ):
        ids = [one.delivery_id for one in dead(connection, _MOST)] if everything else which or []
        for delivery_id in ids:
            send_again(connection, delivery_id, found.clock.now())
    print_done(output, say("said.sent_again", number=len(ids)), sent_again=[*map(str, ids)])


@app.command(name="test-mail", help=say("cli.alert_test_mail"))
def try_the_mail_server(address: Address, output: FormatOption = Format.TABLE) -> None:
    """A letter through the mail server of the settings."""
    with installation(with_read_model=False) as found:
        try_mail(settings(), address, address, found.clock.now(), settings().lang)
    print_done(output, say("said.test_mail_sent", address=address), sent_to=address)


def _answer(one: Delivery) -> dict[str, Any]:
    return {
        "delivery_id": str(one.delivery_id),
        "made_on": one.made_on.isoformat(),
        "name": one.name,
        "channel": one.channel.value,
        "alerts": one.alerts,
        "attempts": one.attempts,
        "problem": one.problem,
        "settled_at": one.settled_at and show_moment(one.settled_at),
    }
