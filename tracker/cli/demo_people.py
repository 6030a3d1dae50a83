"""People to try the demonstration with: one of each role in the sample's offices."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Final, NamedTuple
from uuid import uuid4

import typer

from tracker.bootstrap import Installation
from tracker.cli.context import say
from tracker.days import local_day
from tracker.people.links import accept, invite
from tracker.people.listing import people
from tracker.people.registering import GrantRole, RegisterPerson, grant, register
from tracker.rights.words import Role
from tracker.sample import HISTORIES


class Person(NamedTuple):
    """Somebody made up, with one role."""

    name: str
    full_name: str
    role: Role
    unit: str | None


PEOPLE: Final = (
    Person("quantri", "Trần Thị Quản", Role.ADMINISTRATOR, None),
    Person("canbo.huonghuu", "Nguyễn Văn An", Role.CLERK, "H57.31.05"),
    Person("lanhdao.huonghuu", "Lê Thị Bình", Role.LEADER, "H57.31.05"),
    Person("vanphong.namdong", "Hồ Văn Cường", Role.CONFIRMER, "H57.31"),
    Person("kiemtra.tth", "Phạm Thị Dung", Role.AUDITOR, "H57"),
    Person("canbo.phunghiep", "Võ Văn Em", Role.CLERK, "H30.35"),
    Person("lanhdao.phunghiep", "Đặng Thị Giang", Role.LEADER, "H30.35"),
    Person("vanphong.haugiang", "Bùi Văn Hòa", Role.CONFIRMER, "H30"),
    Person("kiemtra.haugiang", "Ngô Thị Khuê", Role.AUDITOR, "H30"),
)
_ACTOR: Final = "demo"
_BYTES: Final = 12


def settle_people(found: Installation) -> None:
    """Makes the sample's people where nobody is yet, and prints how to sign in.

    A store that is not the sample's is left alone: there, these would be strangers.
    """
    if not _is_sample(found):
        return
    if people(found.pool, local_day(found.clock.now()), limit=1):
        typer.echo(say("demo.people_there", name=PEOPLE[0].name, actor=_ACTOR))
        return
    password = token_urlsafe(_BYTES)
    for person in PEOPLE:
        _settle(found, person, password)
    typer.echo(say("demo.people", password=password))
    for person in PEOPLE:
        unit = person.unit or say("scope.everywhere")
        typer.echo(f"  {person.name:<18}  {say(f'role.{person.role.value}')}, {unit}")


def _is_sample(found: Installation) -> bool:
    with found.pool.connection() as connection:
        imported = connection.execute("select sha256 from import").fetchall()
    ours = {sha256(history.read_bytes()).hexdigest() for history in HISTORIES}
    return {digest for (digest,) in imported} == ours


def _settle(found: Installation, person: Person, password: str) -> None:
    registered = RegisterPerson(
        name=person.name, full_name=person.full_name, actor=_ACTOR, command_id=str(uuid4())
    )
    register(registered, found.people, found.clock)
    granted = GrantRole(
        name=person.name,
        role=person.role,
        unit=person.unit,
        expected_version=None,
        actor=_ACTOR,
        command_id=str(uuid4()),
    )
    grant(granted, found.people, found.tracker, found.clock)
    link = invite(found.people, person.name, _ACTOR, found.clock)
    accept(found.people, link.secret, password, "-", found.clock)
