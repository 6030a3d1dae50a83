"""Commands on units and targets: given these events, when one is given, then this or this error."""

from datetime import timedelta
from typing import Any
from unicodedata import normalize

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.support.scenario import FIRST, ROOT, SECOND, Office, md
from tests.support.waiting import Aside
from tracker.commands.items import Outcome
from tracker.commands.units import DissolveUnit, MergeUnit, MoveUnit, OnUnit, RenameUnit
from tracker.days import local_day
from tracker.errors import (
    InvalidInputError,
    NotFoundError,
    RuleViolationError,
    StaleVersionError,
)

OWN: dict[type[OnUnit], dict[str, Any]] = {
    RenameUnit: {"name": "Phòng Tổ chức - Nội vụ"},
    MoveUnit: {"parent": SECOND},
    MergeUnit: {"into": SECOND},
    DissolveUnit: {},
}
commands = pytest.mark.parametrize("command", OWN, ids=[command.__name__ for command in OWN])


def when(office: Office, command: type[OnUnit], on: str = "1/3", **more: Any) -> Outcome:
    return office.change(command, FIRST, on, **{**OWN[command], **more})


def log(owner: Connection[Any]) -> list[tuple[Any, ...]]:
    return owner.execute(
        "select originator_version, topic, convert_from(state, 'utf8')::json, effective_on"
        " from event order by position"
    ).fetchall()


def test_establishing_is_one_event(office: Office, owner: Connection[Any]):
    office.establish("H57.33", "UBND xã Kinh Cùng", "commune", ROOT, on="1/2", command_id="id-1")

    assert log(owner)[-1] == (
        1,
        "unit.established",
        {
            "code": "H57.33",
            "name": "UBND xã Kinh Cùng",
            "level": "commune",
            "parent": ROOT,
            "effective_on": "2024-02-01",
            "actor": "vt.huonghuu",
            "command_id": "id-1",
        },
        md("1/2"),
    )
    assert log(owner)[0][2]["parent"] is None, "that a unit is a root is said, too"


@commands
def test_a_change_is_one_event(office: Office, owner: Connection[Any], command: type[OnUnit]):
    outcome = when(office, command, command_id="id-1")

    assert outcome.version == 2
    assert outcome.position == 4
    assert log(owner)[-1] == (
        2,
        f"unit.{command.WORD}",
        {
            "code": FIRST,
            **OWN[command],
            "effective_on": "2024-03-01",
            "actor": "vt.huonghuu",
            "command_id": "id-1",
        },
        md("1/3"),
    )


def test_a_unit_becomes_a_root(office: Office, owner: Connection[Any]):
    when(office, MoveUnit, parent=None)

    assert log(owner)[-1][2]["parent"] is None


@commands
def test_a_change_may_be_dated_ahead(office: Office, command: type[OnUnit]):
    ahead = local_day(office.clock.now()) + timedelta(days=4000)

    outcome = office.change(command, FIRST, ahead, **OWN[command])

    assert outcome.version == 2


@commands
def test_the_same_change_again_is_recorded_once(
    office: Office, owner: Connection[Any], command: type[OnUnit]
):
    when(office, command, command_id="id-1", expected_version=1)
    before = log(owner)

    again = when(office, command, command_id="id-1", expected_version=1)

    assert again == Outcome(2, None)
    assert log(owner) == before


@commands
def test_a_change_of_what_was_not_seen_is_stale(
    office: Office, owner: Connection[Any], command: type[OnUnit]
):
    before = log(owner)

    with pytest.raises(StaleVersionError) as caught:
        when(office, command, expected_version=2)

    assert caught.value.details == {"expected": 2, "found": 1}
    assert log(owner) == before


@commands
def test_a_unit_that_ended_changes_no_more(
    office: Office, owner: Connection[Any], command: type[OnUnit]
):
    office.change(DissolveUnit, FIRST, "1/2")
    before = log(owner)

    with pytest.raises(RuleViolationError) as caught:
        when(office, command)

    assert caught.value.code == "unit_ended"
    assert log(owner) == before


@commands
def test_an_unknown_unit_is_not_found(office: Office, command: type[OnUnit]):
    with pytest.raises(NotFoundError) as caught:
        office.change(command, "H99", "1/3", **OWN[command])

    assert (caught.value.code, caught.value.details["value"]) == ("unknown_unit", "H99")


@pytest.mark.parametrize(
    ("command", "own", "field"),
    [(MoveUnit, {"parent": "H99"}, "parent"), (MergeUnit, {"into": "H99"}, "into")],
)
def test_an_unknown_other_unit_is_not_found(
    office: Office, owner: Connection[Any], command: type[OnUnit], own: dict[str, str], field: str
):
    with pytest.raises(NotFoundError) as caught:
        when(office, command, **own)

    assert caught.value.details == {"field": field, "value": "H99"}
    assert len(log(owner)) == 3


@pytest.mark.parametrize(
    ("command", "own"), [(MoveUnit, {"parent": FIRST}), (MergeUnit, {"into": FIRST})]
)
def test_a_unit_does_not_lie_in_itself(office: Office, command: type[OnUnit], own: dict[str, str]):
    with pytest.raises(RuleViolationError) as caught:
        when(office, command, **own)

    assert caught.value.code == "unit_into_itself"


def test_a_circle_is_refused_and_records_nothing(office: Office, owner: Connection[Any]):
    office.change(MoveUnit, SECOND, "1/2", parent=FIRST)
    before = log(owner)

    with pytest.raises(RuleViolationError) as caught:
        office.change(MoveUnit, FIRST, "1/3", parent=SECOND)

    assert caught.value.code == "unit_cycle"
    assert caught.value.details["field"] == "parent"
    assert log(owner) == before


def test_of_two_moves_at_once_that_make_a_circle_one_is_refused(
    office: Office, owner: Connection[Any]
):
    """Alone each is harmless."""

    def move(code: str, parent: str) -> str:
        try:
            office.change(MoveUnit, code, "1/3", parent=parent)
        except RuleViolationError as error:
            return error.code
        return "moved"

    moves = [Aside(lambda a=a, b=b: move(a, b)) for a, b in ((FIRST, SECOND), (SECOND, FIRST))]

    assert sorted(one.result() for one in moves) == ["moved", "unit_cycle"]
    assert len(log(owner)) == 4


def test_as_many_changes_at_once_as_the_pool_has_connections_all_succeed(
    office: Office, pool: ConnectionPool[Connection[Any]]
):
    """Taking turns must not use up what the one whose turn it is needs."""
    changes = [
        Aside(lambda no=no: office.change(RenameUnit, FIRST, "1/3", name=f"Tên {no}"))
        for no in range(2 * pool.max_size)
    ]

    versions = [one.result().version for one in changes]

    assert sorted(versions) == list(range(2, 2 + 2 * pool.max_size))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": ""}, "name"), ({"level": "moon"}, "level"), ({"parent": ""}, "parent")],
)
def test_a_malformed_unit_is_refused(
    office: Office, owner: Connection[Any], wrong: dict[str, str], field: str
):
    given = {"name": "UBND xã", "level": "commune", "parent": ROOT, **wrong}
    with pytest.raises(InvalidInputError) as caught:
        office.establish("H57.33", **given)

    assert caught.value.details["field"] == field
    assert len(log(owner)) == 3


def test_a_code_is_taken_but_a_retry_is_recognised(office: Office, owner: Connection[Any]):
    given = ("H57.33", "UBND xã Kinh Cùng", "commune", ROOT)
    office.establish(*given, command_id="id-1")

    assert office.establish(*given, command_id="id-1") == Outcome(1, None)
    with pytest.raises(RuleViolationError) as caught:
        office.establish(*given, command_id="id-2")

    assert (caught.value.code, caught.value.details) == (
        "code_taken",
        {"field": "code", "value": "H57.33"},
    )
    assert len(log(owner)) == 4


def test_a_code_typed_in_parts_is_the_same_code(office: Office, owner: Connection[Any]):
    code = "H57.Tổ-1"
    office.establish(normalize("NFD", code), normalize("NFD", "Tổ công tác"), "office", ROOT)
    office.change(RenameUnit, normalize("NFD", code), "1/3", name="Tổ giúp việc")

    assert [(no, state["code"]) for no, _, state, _ in log(owner)[3:]] == [(1, code), (2, code)]
    assert log(owner)[3][2]["name"] == "Tổ công tác"


# --- targets -------------------------------------------------------------------------------------


def test_setting_and_assessing_a_target(office: Office, owner: Connection[Any]):
    office.set_target("CT-04", command_id="id-1")
    outcome = office.assess_target(
        "CT-04", "18/5", "met", numerator=5_340, denominator=5_353, command_id="id-2"
    )

    common = {"actor": "vt.huonghuu"}
    assert [row[1:3] for row in log(owner)[3:]] == [
        (
            "target.set",
            {
                "ref": "CT-04",
                "unit": FIRST,
                "title": "Tỷ lệ hồ sơ trước và đúng hạn",
                "plan": "326/KH-UBND",
                "goal": ">= 95%",
                "measure": "ratio",
                "effective_on": "2024-01-02",
                "command_id": "id-1",
                **common,
            },
        ),
        (
            "target.assessed",
            {
                "ref": "CT-04",
                "state": "met",
                "numerator": 5_340,
                "denominator": 5_353,
                "effective_on": "2024-05-18",
                "command_id": "id-2",
                **common,
            },
        ),
    ]
    assert outcome == Outcome(2, 5)


def test_target_commands_repeated_are_recorded_once(office: Office, owner: Connection[Any]):
    for _ in range(2):
        office.set_target("CT-04", command_id="id-1")
        office.assess_target("CT-04", "18/5", "met", command_id="id-2", expected_version=1)

    assert len(log(owner)) == 5


def test_target_commands_that_are_refused_record_nothing(office: Office, owner: Connection[Any]):
    office.set_target("CT-04")

    with pytest.raises(RuleViolationError, match="ref_taken"):
        office.set_target("CT-04")
    with pytest.raises(NotFoundError, match="unknown_unit"):
        office.set_target("CT-05", unit="H99")
    with pytest.raises(NotFoundError, match="unknown_item"):
        office.assess_target("CT-05", "18/5", "met")
    with pytest.raises(StaleVersionError):
        office.assess_target("CT-04", "18/5", "met", expected_version=2)
    with pytest.raises(InvalidInputError):
        office.assess_target("CT-04", "18/5", "not_assessed")
    with pytest.raises(InvalidInputError):
        office.assess_target("CT-04", "18/5", "met", numerator=-1)
    with pytest.raises(RuleViolationError, match="effective_before_assignment"):
        office.assess_target("CT-04", "1/1", "met")
    with pytest.raises(RuleViolationError, match="effective_after_recording"):
        office.assess_target("CT-04", "4/6", "met")

    assert len(log(owner)) == 4


def test_a_target_reference_typed_in_parts_is_the_same(office: Office):
    ref = normalize("NFD", "CT-Chỉ tiêu-1")
    office.set_target(ref)

    assert office.assess_target(ref, "18/5", "met").version == 2
