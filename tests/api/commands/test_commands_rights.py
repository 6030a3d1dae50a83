"""Who may give which command: judged by the unit that leads today, as far as the caller saw it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid5

import pytest
from fastapi import Response

from tests.api.asking import WHEN_ASKED, serving
from tests.api.commands.giving import ON, Desk, assignment
from tests.conftest import Databases
from tests.support.scenario import FIRST, ROOT, SECOND
from tracker.access.acting import has_just_recorded
from tracker.aggregates.events import stream_id
from tracker.api.commands import calendars, deeds, items, targets, unit_ending, units
from tracker.api.commands.once import Giving, answer_once
from tracker.api.commands.receiving import Asked
from tracker.clock import FixedClock
from tracker.commands.units import MoveUnit
from tracker.days import iso_day, local_day
from tracker.errors import ForbiddenError, NotFoundError, StaleVersionError
from tracker.fold.words import Kind
from tracker.rights.granting import Caller, Grant
from tracker.rights.words import Act, Role

LONG_AGO = iso_day("2024-01-01")
BELOW_FIRST = "H57.31.05"


@pytest.fixture(scope="session")
def own_desk(databases: Databases) -> Iterator[Desk]:
    """A desk of its own, with an official below the first office, and a read model that knows."""
    with databases.fresh() as url, serving(url, clock=FixedClock(WHEN_ASKED)) as web:
        office = web.office()
        office.settle_in()
        office.establish(BELOW_FIRST, "Tổ một cửa", "office", FIRST)
        web.found.catch_up()
        yield Desk(web)


def who(name: str, *grants: tuple[Role, str | None]) -> Caller:
    """A person with roles for units (None: the whole installation)."""
    account = uuid5(stream_id("account", name), "test")
    held = tuple(Grant(role, unit, LONG_AGO) for role, unit in grants)
    return Caller(account, name, held, WHEN_ASKED.date())


CLERK = who("van.thu", (Role.CLERK, FIRST))
OTHER_CLERK = who("van.thu.khac", (Role.CLERK, SECOND))
COLLEAGUE = who("van.thu.hai", (Role.CLERK, FIRST))
REGISTRAR = who("van.thu.huyen", (Role.CLERK, ROOT))
CONFIRMER = who("theo.doi", (Role.CONFIRMER, ROOT))
CONFIRMER_OF_FIRST = who("theo.doi.phong", (Role.CONFIRMER, FIRST))
LEADER = who("lanh.dao", (Role.LEADER, ROOT))
AUDITOR = who("thanh.tra", (Role.AUDITOR, ROOT))
ADMINISTRATOR = who("quan.tri.huyen", (Role.ADMINISTRATOR, ROOT))
ADMINISTRATOR_OF_FIRST = who("quan.tri.phong", (Role.ADMINISTRATOR, FIRST))
ADMINISTRATOR_OF_ALL = who("quan.tri.he.thong", (Role.ADMINISTRATOR, None))
NOBODY = who("khach")


def asking(desk: Desk, caller: Caller, expected: int = 1, **fields: Any) -> Asked:
    """A request of that person, well formed."""
    said = {"effective_on": iso_day(ON), **fields}
    return Asked(caller, desk.web.found, said, expected, "/api/v1", None)


def act(
    desk: Desk, caller: Caller, ref: str, command: str, expected: int = 1, **fields: Any
) -> Response:
    """A command of that person on a directive."""
    asked = asking(desk, caller, expected, **fields)
    deed = deeds.ON_ITEM[command]
    return answer_once(items.Acting(asked=asked, deed=deed, kind=Kind.DIRECTIVE, ref=ref))


def give(desk: Desk, caller: Caller, unit: str = FIRST) -> str:
    """A directive that the person gives to a unit."""
    ref = desk.ref("QUYEN")
    fields = assignment(Kind.DIRECTIVE, ref, unit=unit)
    for name in ("effective_on", "due_on"):
        fields[name] = iso_day(fields[name])
    asked = Asked(caller, desk.web.found, fields, 0, "/api/v1", None)
    deed = deeds.ASSIGN[Kind.DIRECTIVE]
    answer_once(items.Assigning(asked=asked, deed=deed, kind=Kind.DIRECTIVE, ref=ref))
    return ref


@contextmanager
def forbidden(code: str = "unit_not_granted", **details: Any) -> Iterator[None]:
    """A refusal of access, with its details."""
    with pytest.raises(ForbiddenError) as caught:
        yield
    assert caught.value.code == code, caught.value
    assert details.items() <= caught.value.details.items(), caught.value


# --- items --------------------------------------------------------------------------------------

WHO_MAY = {
    Act.LOG: [CLERK, COLLEAGUE],
    Act.DECIDE: [CONFIRMER],
    Act.URGE: [LEADER],
}
EVERYBODY = [
    CLERK,
    OTHER_CLERK,
    COLLEAGUE,
    REGISTRAR,
    CONFIRMER,
    CONFIRMER_OF_FIRST,
    LEADER,
    AUDITOR,
    ADMINISTRATOR,
    NOBODY,
]
FREE = ["start", "request-extension", "refuse-extension", "suspend", "accept-return", "urge"]


@pytest.mark.parametrize("command", FREE)
def test_a_command_is_for_those_who_have_its_act_for_the_unit(own_desk: Desk, command: str) -> None:
    wanted = deeds.ON_ITEM[command].act
    ref = give(own_desk, REGISTRAR)
    for caller in EVERYBODY:
        may = caller in WHO_MAY[wanted]
        with pytest.raises(StaleVersionError if may else ForbiddenError) as caught:
            act(own_desk, caller, ref, command, 99)
        assert may or caught.value.details["act"] is wanted
    act(own_desk, WHO_MAY[wanted][0], ref, command)


def test_work_is_registered_for_units_within_reach(own_desk: Desk) -> None:
    give(own_desk, REGISTRAR, SECOND)
    give(own_desk, CLERK, BELOW_FIRST)
    with forbidden(field="unit", value=SECOND, act=Act.REGISTER):
        give(own_desk, CLERK, SECOND)
    with forbidden("act_not_granted", act=Act.REGISTER):
        give(own_desk, CONFIRMER)
    with pytest.raises(NotFoundError):
        give(own_desk, CLERK, "H99")


def test_a_transfer_needs_the_right_to_both_units(own_desk: Desk) -> None:
    ref = give(own_desk, REGISTRAR, BELOW_FIRST)
    with forbidden(field="to_unit", value=SECOND, act=Act.DECIDE):
        act(own_desk, CONFIRMER_OF_FIRST, ref, "transfer", to_unit=SECOND)
    with pytest.raises(NotFoundError) as caught:
        act(own_desk, CONFIRMER_OF_FIRST, ref, "transfer", to_unit="H99")
    assert caught.value.details["value"] == "H99"
    act(own_desk, CONFIRMER, ref, "transfer", to_unit=SECOND)


def test_the_unit_that_leads_today_decides_not_the_one_it_was_given_to(own_desk: Desk) -> None:
    ref = give(own_desk, REGISTRAR)
    act(own_desk, CONFIRMER, ref, "transfer", to_unit=SECOND)
    with forbidden(value=SECOND, act=Act.LOG):
        act(own_desk, CLERK, ref, "start", 2)
    act(own_desk, OTHER_CLERK, ref, "start", 2)


def test_who_saw_the_item_before_it_left_is_told_what_he_may_see(own_desk: Desk) -> None:
    ref = give(own_desk, REGISTRAR)
    on = iso_day("2024-04-01")
    act(own_desk, CONFIRMER, ref, "transfer", to_unit=SECOND, effective_on=on)
    later = iso_day("2024-05-02")
    act(own_desk, OTHER_CLERK, ref, "note-progress", 2, note="riêng", effective_on=later)

    with pytest.raises(StaleVersionError) as caught:
        act(own_desk, CLERK, ref, "start")

    assert caught.value.details["version"] == 3
    changed: Any = caught.value.details["changed"]
    assert "riêng" not in str(changed)
    assert [one["type"] for one in changed] == ["directive.transferred"]


def test_an_unknown_item_is_unknown_to_everybody(own_desk: Desk) -> None:
    for caller in (NOBODY, CLERK, CONFIRMER):
        with pytest.raises(NotFoundError):
            act(own_desk, caller, "CHUA-CO", "start")


def test_a_clerk_takes_back_what_he_recorded_himself(own_desk: Desk) -> None:
    ref = give(own_desk, REGISTRAR)
    act(own_desk, CLERK, ref, "start")
    with forbidden(act=Act.DECIDE, code="act_not_granted"):
        act(own_desk, COLLEAGUE, ref, "void", 2, event_no=2)
    act(own_desk, CLERK, ref, "void", 2, event_no=2)
    act(own_desk, COLLEAGUE, ref, "note-progress", 3, note="x")
    act(own_desk, CONFIRMER, ref, "void", 4, event_no=4)


@pytest.mark.parametrize("event_no", [3, 1000])
def test_nobody_recorded_what_is_not_there(own_desk: Desk, event_no: int) -> None:
    ref = give(own_desk, REGISTRAR)
    with forbidden("act_not_granted", act=Act.DECIDE):
        act(own_desk, CLERK, ref, "void", event_no=event_no)


def test_whoever_mistyped_a_deadline_corrects_it(own_desk: Desk) -> None:
    due_on = iso_day("2024-03-25")
    ref = give(own_desk, CLERK)
    with forbidden("act_not_granted", act=Act.DECIDE):
        act(own_desk, COLLEAGUE, ref, "correct-deadline", due_on=due_on)
    act(own_desk, CLERK, ref, "correct-deadline", due_on=due_on)
    act(own_desk, CONFIRMER, ref, "extend-deadline", 2, due_on=iso_day("2024-04-25"))
    with forbidden("act_not_granted", act=Act.DECIDE):
        act(own_desk, CLERK, ref, "correct-deadline", 3, due_on=due_on)
    act(own_desk, CONFIRMER, ref, "correct-deadline", 3, due_on=iso_day("2024-04-26"))


def test_targets_are_set_and_assessed_by_who_registers_work(own_desk: Desk) -> None:
    ref = own_desk.ref("CT")
    target = {"ref": ref, "unit": FIRST, "title": "Chỉ tiêu", "plan": "326/KH-UBND"}
    target |= {"goal": "100%", "measure": "ratio"}

    def set_by(caller: Caller) -> Giving:
        asked = asking(own_desk, caller, 0, **target)
        return targets.Setting(asked=asked, deed=deeds.SET_TARGET, kind=Kind.TARGET, ref=ref)

    def assessed_by(caller: Caller) -> Giving:
        asked = asking(own_desk, caller, 1, state="met")
        deed = deeds.ASSESS_TARGET
        return targets.Assessing(asked=asked, deed=deed, kind=Kind.TARGET, ref=ref)

    with forbidden(value=FIRST, act=Act.REGISTER):
        answer_once(set_by(OTHER_CLERK))
    answer_once(set_by(CLERK))
    with forbidden(value=FIRST, act=Act.REGISTER):
        answer_once(assessed_by(OTHER_CLERK))
    answer_once(assessed_by(CLERK))


# --- units and calendars ------------------------------------------------------------------------


def founding(desk: Desk, caller: Caller, parent: str | None) -> str:
    code = desk.ref("H57.9")
    fields = {"code": code, "name": "Phòng Y tế", "level": "office", "parent": parent}
    asked = asking(desk, caller, 0, **fields)
    answer_once(units.Founding(asked=asked, deed=deeds.ESTABLISH_UNIT, code=code))
    desk.web.found.catch_up()
    return code


def test_units_are_founded_below_what_one_runs(own_desk: Desk) -> None:
    founding(own_desk, ADMINISTRATOR, FIRST)
    founding(own_desk, ADMINISTRATOR_OF_ALL, None)
    with forbidden(field="parent", value=ROOT, act=Act.RUN_UNITS):
        founding(own_desk, ADMINISTRATOR_OF_FIRST, ROOT)
    with forbidden("whole_not_granted", act=Act.RUN_UNITS):
        founding(own_desk, ADMINISTRATOR, None)
    with forbidden("act_not_granted", act=Act.RUN_UNITS):
        founding(own_desk, CONFIRMER, FIRST)


def test_a_unit_just_founded_is_known_to_the_next_request(own_desk: Desk) -> None:
    """Nobody projects beside this application; whoever asks waits until it is known."""
    code = own_desk.ref("H57.8")
    fields = {"code": code, "name": "Phòng Y tế", "level": "office", "parent": FIRST}
    asked = asking(own_desk, ADMINISTRATOR, 0, **fields)
    answer_once(units.Founding(asked=asked, deed=deeds.ESTABLISH_UNIT, code=code))

    give(own_desk, REGISTRAR, code)


def changing(
    desk: Desk, caller: Caller, code: str, command: str, expected: int = 1, **fields: Any
) -> Response:
    asked = asking(desk, caller, expected, **fields)
    deed = deeds.CHANGE_UNIT[command]
    return answer_once(units.Changing(asked=asked, deed=deed, code=code))


def test_no_day_of_others_is_taken_by_a_move_that_is_dated_back(own_desk: Desk) -> None:
    """The figures of those days, and the right to read them, would go over with it."""
    late = who("quan.tri.xa", (Role.ADMINISTRATOR, SECOND))
    code, office = own_desk.ref("H57.7"), own_desk.web.office()
    office.establish(code, "Trạm Y tế", "office", FIRST)
    for parent, day in ((SECOND, "1/2"), (FIRST, "1/3"), (SECOND, "1/4")):
        office.change(MoveUnit, code, day, parent=parent)
    own_desk.web.found.catch_up()

    for day in ("2024-01-15", "2024-02-15", "2024-03-15"):
        with forbidden(field="code", value=code, act=Act.RUN_UNITS):
            changing(own_desk, late, code, "move", 4, effective_on=iso_day(day), parent=SECOND)
        with forbidden(field="code", value=code, act=Act.RUN_UNITS):
            changing(own_desk, late, code, "rename", 4, effective_on=iso_day(day), name="Trạm")
    renamed = iso_day("2024-04-15")
    assert changing(own_desk, late, code, "rename", 4, effective_on=renamed, name="Trạm")


def test_a_unit_is_changed_by_who_runs_it_and_where_it_goes(own_desk: Desk) -> None:
    code = founding(own_desk, ADMINISTRATOR, FIRST)
    with forbidden(field="parent", value=SECOND):
        changing(own_desk, ADMINISTRATOR_OF_FIRST, code, "move", parent=SECOND)
    with forbidden("whole_not_granted"):
        changing(own_desk, ADMINISTRATOR, code, "move", parent=None)
    with forbidden(field="code", value=ROOT):
        changing(own_desk, ADMINISTRATOR_OF_FIRST, ROOT, "rename", name="Huyện")
    with pytest.raises(NotFoundError):
        changing(own_desk, ADMINISTRATOR_OF_FIRST, "H99", "rename", name="Huyện")
    changing(own_desk, ADMINISTRATOR_OF_FIRST, code, "rename", name="Phòng Y tế và Dân số")


def test_a_unit_is_ended_by_who_runs_all_that_is_given_anything(own_desk: Desk) -> None:
    code = founding(own_desk, ADMINISTRATOR, FIRST)
    ref = give(own_desk, REGISTRAR, code)

    def ending(caller: Caller, **fields: Any) -> Giving:
        asked = asking(own_desk, caller, 1, **fields)
        return unit_ending.Ending(asked=asked, deed=deeds.END_UNIT["merge"], code=code)

    handed = [{"kind": "directive", "ref": ref, "unit": SECOND}]
    with forbidden(field="into", value=SECOND):
        answer_once(ending(ADMINISTRATOR_OF_FIRST, into=SECOND))
    with forbidden(field="children_to", value=ROOT):
        answer_once(ending(ADMINISTRATOR_OF_FIRST, into=FIRST, children_to=ROOT))
    with forbidden(value=SECOND):
        answer_once(ending(ADMINISTRATOR_OF_FIRST, into=FIRST, items=handed))
    answer_once(ending(ADMINISTRATOR_OF_FIRST, into=FIRST))


def test_the_national_calendar_is_for_who_runs_all(own_desk: Desk) -> None:
    def adopting(caller: Caller, code: str) -> Giving:
        asked = asking(
            own_desk,
            caller,
            0,
            days=[{"day": "2024-05-02", "kind": "swapped_off", "name": "Nghỉ"}],
            source={"number": "2450/VPCP-KGVX"},
        )
        return calendars.Adopting(asked=asked, deed=deeds.ADOPT_DAYS, code=code)

    with forbidden("whole_not_granted", act=Act.RUN_CALENDARS):
        answer_once(adopting(ADMINISTRATOR, "VN"))
    answer_once(adopting(ADMINISTRATOR_OF_ALL, "VN"))


def test_a_calendar_of_a_unit_is_for_who_runs_the_unit(own_desk: Desk) -> None:
    code = own_desk.ref("LICH")

    def establishing(caller: Caller, unit: str | None) -> Giving:
        asked = asking(own_desk, caller, 0, code=code, name="Lịch của phòng", unit=unit)
        return calendars.Establishing(asked=asked, deed=deeds.ESTABLISH_CALENDAR, code=code)

    with forbidden("whole_not_granted", act=Act.RUN_CALENDARS):
        answer_once(establishing(ADMINISTRATOR, None))
    with forbidden(value=SECOND, act=Act.RUN_CALENDARS):
        answer_once(establishing(ADMINISTRATOR_OF_FIRST, SECOND))
    answer_once(establishing(ADMINISTRATOR_OF_FIRST, FIRST))


def test_a_deadline_is_corrected_on_the_day_on_which_it_was_typed(own_desk: Desk) -> None:
    ref = give(own_desk, CLERK)
    item = own_desk.web.found.tracker.item(Kind.DIRECTIVE, ref)
    typed = local_day(item.happenings[0].recorded_at)
    assert has_just_recorded(CLERK._replace(asked_on=typed), item, 1)
    assert not has_just_recorded(CLERK._replace(asked_on=typed + timedelta(days=1)), item, 1)
    assert not has_just_recorded(COLLEAGUE._replace(asked_on=typed), item, 1)
    assert not has_just_recorded(CLERK._replace(asked_on=typed), item, 2)


def test_a_body_with_more_fields_than_any_event_is_refused_unread(own_desk: Desk) -> None:
    crowded = {str(number): 0 for number in range(101)}
    for body in (crowded, {"effective_on": "2024-03-08", "source": crowded}):
        response = own_desk.post("/items/directive", body)
        assert response.status_code == 422
        assert response.json()["type"].endswith(":too_many_fields")
        assert len(response.content) < 1_000
