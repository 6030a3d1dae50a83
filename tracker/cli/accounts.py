"""``tracker account``: people get accounts and roles; whoever may run this may do all of it."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import uuid4

import typer

from tracker.bootstrap import Installation
from tracker.cli import account_listing
from tracker.cli.context import installation, say, settings
from tracker.cli.deeds import Actor, Reason, print_done
from tracker.cli.grouping import grouped
from tracker.cli.options import Format, FormatOption, day_written
from tracker.days import show_moment
from tracker.people.links import Invitation, invite
from tracker.people.registering import (
    DisablePerson,
    EnablePerson,
    GrantRole,
    RegisterPerson,
    RenamePerson,
    RevokeRole,
    disable,
    enable,
    grant,
    register,
    rename,
    revoke,
)
from tracker.people.second_factor import reset
from tracker.present import writing
from tracker.rights.words import Role

app = typer.Typer(name="account", help=say("cli.account"), no_args_is_help=True)
app.add_typer(account_listing.app)

Login = Annotated[str, typer.Argument(metavar="NAME", help=say("option.login"))]
FullName = Annotated[str, typer.Option("--full-name", help=say("option.full_name"))]
Email = Annotated[str | None, typer.Option("--email", help=say("option.email"))]
RoleOption = Annotated[Role, typer.Option("--role", help=say("option.role"))]
RoleUnit = Annotated[
    str | None, typer.Option("--unit", metavar="CODE", help=say("option.role_unit"))
]
Everywhere = Annotated[bool, typer.Option("--everywhere", help=say("option.everywhere"))]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="D", help=say("option.since"), callback=day_written),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="D", help=say("option.until"), callback=day_written),
]


@dataclass(frozen=True, kw_only=True)
class By:
    """Who does it and why."""

    actor: Actor
    reason: Reason = None

    def to(self, name: str) -> dict[str, Any]:
        """What every command on an account carries."""
        return {
            "name": name,
            "actor": self.actor,
            "reason": self.reason,
            "command_id": str(uuid4()),
        }


@dataclass(frozen=True, kw_only=True)
class What:
    """A role and where it is held; the whole installation is never meant by leaving it out."""

    role: RoleOption
    unit: RoleUnit = None
    everywhere: Everywhere = False

    @property
    def held(self) -> dict[str, Any]:
        """The same as a command has it."""
        if (self.unit is None) is not self.everywhere:
            raise typer.BadParameter(say("cli.account_where"), param_hint="--unit")
        return {"role": self.role, "unit": self.unit}


@app.command(name="register", help=say("cli.account_register"))
@grouped
def register_person(
    name: Login,
    full_name: FullName,
    by: By,
    email: Email = None,
    administrator: Annotated[
        bool, typer.Option("--administrator", help=say("option.administrator"))
    ] = False,
    invited: Annotated[bool, typer.Option("--invite", help=say("option.invite"))] = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """A person gets an account."""
    with installation() as found:
        command = RegisterPerson(full_name=full_name, email=email, **by.to(name))
        register(command, found.people, found.clock)
        if administrator:
            everything = GrantRole(
                role=Role.ADMINISTRATOR, unit=None, expected_version=None, **by.to(name)
            )
            grant(everything, found.people, found.tracker, found.clock)
        known_as = found.people.account(name).name
        if administrator or invited:
            link = invite(found.people, known_as, by.actor, found.clock)
            _print_link(known_as, link, output)
        else:
            _print_recorded("registered", known_as, output)


@app.command(name="rename", help=say("cli.account_rename"))
@grouped
def rename_person(
    name: Login,
    full_name: FullName,
    by: By,
    email: Email = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """The person is called otherwise, or is reached elsewhere."""
    command = RenamePerson(full_name=full_name, email=email, expected_version=None, **by.to(name))
    with installation() as found:
        rename(command, found.people, found.clock)
        _say_recorded(found, "renamed", name, output)


@app.command(name="grant", help=say("cli.account_grant"))
@grouped
def grant_role(
    name: Login,
    what: What,
    by: By,
    since: Since = None,
    until: Until = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """A role for a unit, or for the whole installation."""
    days: Any = {"since": since, "until": until}
    command = GrantRole(**what.held, **days, expected_version=None, **by.to(name))
    with installation() as found:
        grant(command, found.people, found.tracker, found.clock)
        _say_recorded(found, "role_granted", name, output)


@app.command(name="revoke", help=say("cli.account_revoke"))
@grouped
def revoke_role(
    name: Login, what: What, by: By, since: Since = None, output: FormatOption = Format.TABLE
) -> None:
    """A grant ends at once."""
    days: Any = {"since": since}
    command = RevokeRole(**what.held, **days, expected_version=None, **by.to(name))
    with installation() as found:
        revoke(command, found.people, found.clock)
        _say_recorded(found, "role_revoked", name, output)


@app.command(name="disable", help=say("cli.account_disable"))
@grouped
def disable_person(name: Login, by: By, output: FormatOption = Format.TABLE) -> None:
    """The account can do nothing any more."""
    with installation() as found:
        command = DisablePerson(expected_version=None, **by.to(name))
        disable(command, found.people, found.clock)
        _say_recorded(found, "disabled", name, output)


@app.command(name="enable", help=say("cli.account_enable"))
@grouped
def enable_person(name: Login, by: By, output: FormatOption = Format.TABLE) -> None:
    """The account can be used again."""
    with installation() as found:
        command = EnablePerson(expected_version=None, **by.to(name))
        enable(command, found.people, found.clock)
        _say_recorded(found, "enabled", name, output)


@app.command(name="invite", help=say("cli.account_invite"))
def invite_person(name: Login, actor: Actor, output: FormatOption = Format.TABLE) -> None:
    """A one-time link by which the person sets a password."""
    with installation() as found:
        link = invite(found.people, name, actor, found.clock)
        _print_link(found.people.account(name).name, link, output)


@app.command(name="reset-second-factor", help=say("cli.account_reset"))
@grouped
def reset_second_factor(name: Login, by: By, output: FormatOption = Format.TABLE) -> None:
    """Somebody who lost the telephone needs no code any more."""
    with installation() as found:
        reset(found.people, name, by.actor, by.reason, found.clock)
        _say_recorded(found, "second_factor_removed", name, output)


def _say_recorded(found: Installation, event: str, name: str, output: Format) -> None:
    _print_recorded(event, found.people.account(name).name, output)


def _print_recorded(event: str, name: str, output: Format) -> None:
    said = say("cli.account_recorded", event=say(f"event.account.{event}"), name=name)
    print_done(output, said, name=name, recorded=f"account.{event}")


def _print_link(name: str, invitation: Invitation, output: Format) -> None:
    """The one place where a link is told; it stands in no log."""
    link = f"{settings().address}/invitation?token={invitation.secret}"
    until = writing.moment(invitation.expires_at, settings().lang)
    said = say("cli.account_link", name=name, until=until)
    facts = {"name": name, "link": link, "expires_at": show_moment(invitation.expires_at)}
    print_done(output, f"{said}\n{link}", **facts)
