"""What every command that records something is told: who, when, why, by which document."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import uuid4

import click
import typer

from tracker.cli.context import say
from tracker.cli.options import Format, FormatOption, day_written
from tracker.cli.output import print_json


def days_of(context: click.Context, parameter: click.Parameter, value: Any) -> list[date | None]:
    """An option's callback for several days."""
    return [day_written(context, parameter, one) for one in value or ()]


Actor = Annotated[str, typer.Option("--actor", metavar="NAME", help=say("option.actor"))]
On = Annotated[str, typer.Option("--on", metavar="D", help=say("option.on"), callback=day_written)]
Document = Annotated[
    str | None, typer.Option("--document", metavar="NUMBER", help=say("option.document"))
]
DocumentDate = Annotated[
    str | None,
    typer.Option(
        "--document-date", metavar="D", help=say("option.document_date"), callback=day_written
    ),
]
Issuer = Annotated[str | None, typer.Option("--issuer", metavar="NAME", help=say("option.issuer"))]
Reason = Annotated[str | None, typer.Option("--reason", help=say("option.reason"))]
Preview = Annotated[bool, typer.Option("--preview", help=say("option.preview"))]
Yes = Annotated[bool, typer.Option("--yes", help=say("option.yes"))]


@dataclass(frozen=True, kw_only=True)
class About:
    """Who records it, why, and by which document."""

    actor: Actor
    reason: Reason = None
    document: Document = None
    document_date: DocumentDate = None
    issuer: Issuer = None

    def on(self, day: Any) -> dict[str, Any]:
        """What every command carries, for something that happened on ``day``."""
        return {
            "actor": self.actor,
            "effective_on": day,
            "command_id": str(uuid4()),
            "reason": self.reason,
            "source": self.source,
        }

    @property
    def source(self) -> dict[str, str | None] | None:
        """The document as an event keeps it, if any part of it was given."""
        dated: Any = self.document_date
        day = dated.isoformat() if isinstance(dated, date) else dated
        given = {"issuer": self.issuer, "number": self.document, "date": day}
        return {name: value for name, value in given.items() if value is not None} or None


@dataclass(frozen=True, kw_only=True)
class Showing:
    """Whether to look only, or not to ask, and how what is found is printed."""

    preview: Preview = False
    yes: Yes = False
    output: FormatOption = Format.TABLE


def confirm(question: str, *, yes: bool) -> None:
    """Asks before something large is recorded; a script says ``--yes``."""
    if not yes and not typer.confirm(question, err=True):
        raise typer.Exit(code=1)


def print_done(output: Format, message: str, **facts: object) -> None:
    """What was recorded: a sentence, or the same for programs."""
    if output is Format.JSON:
        print_json(facts)
    else:
        typer.echo(message)
