"""Every command on items: given these events, when it is given, then this event or this error."""

import json
from typing import Any
from unicodedata import normalize

import pytest
from psycopg import Connection

from tests.support.scenario import ABOUT, FIRST, SECOND, Office, md, moment
from tests.support.waiting import Aside
from tracker.commands import items
from tracker.commands.items import (
    AcceptReturn,
    ConfirmCompletion,
    CorrectDeadline,
    ExtendDeadline,
    OnItem,
    RecordPayment,
    RejectCompletion,
    Reopen,
    ReportCompletion,
    Resume,
    Suspend,
    Transfer,
    Urge,
    VoidEvent,
    Withdraw,
)
from tracker.errors import (
    InvalidInputError,
    NotFoundError,
    RuleViolationError,
    StaleVersionError,
    TrackerError,
)
from tracker.fold.words import COMPLETED_KINDS, Kind, Word, word_as_stored

COMMANDS = [
    command
    for command in vars(items).values()
    if isinstance(command, type) and issubclass(command, OnItem) and command is not OnItem
]
OWN: dict[type[OnItem], dict[str, Any]] = {
    ExtendDeadline: {"due_on": md("31/3")},
    CorrectDeadline: {"due_on": None},
    RejectCompletion: {"due_on": md("31/3")},
    Resume: {"due_on": md("31/3")},
    Reopen: {"due_on": md("31/3")},
    Transfer: {"to_unit": SECOND},
    VoidEvent: {"event_no": 2},
    RecordPayment: {"amount": 16_424_380, "voucher": "Giấy nộp tiền 07/5/2024"},
}
GIVEN: dict[type[OnItem], tuple[type[OnItem], ...]] = {
    ConfirmCompletion: (ReportCompletion,),
    RejectCompletion: (ReportCompletion,),
    Reopen: (ReportCompletion, ConfirmCompletion),
    Resume: (Suspend,),
    VoidEvent: (Urge,),
}
of_every_sort = pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.__name__)


def kinds_of(command: type[OnItem]) -> tuple[Kind, ...]:
    """The kinds of item to which it can happen."""
    return (Kind.FINDING,) if command is RecordPayment else COMPLETED_KINDS


def given(office: Office, kind: Kind, command: type[OnItem]) -> int:
    """An item that is ready for the command; gives its version."""
    office.assign(kind, "X-01", about={"needs_confirmation": True})
    for before in GIVEN.get(command, ()):
        office.act(before, kind, "X-01", "9/3")
    return 1 + len(GIVEN.get(command, ()))


def when(office: Office, kind: Kind, command: type[OnItem], **more: Any) -> items.Outcome:
    return office.act(command, kind, "X-01", "10/3", **{**OWN.get(command, {}), **more})


def log(owner: Connection[Any], kind: str = "") -> list[tuple[Any, ...]]:
    return owner.execute(
        "select originator_version, topic, convert_from(state, 'utf8'), effective_on, import_no"
        " from event where topic not like 'unit.%%' and starts_with(topic, %s) order by position",
        (kind,),
    ).fetchall()


def test_there_is_a_command_for_every_word():
    assert {command.WORD for command in COMMANDS} == set(Word) - {Word.ASSIGNED}


@of_every_sort
def test_an_accepted_command_is_one_event_with_what_was_said(
    office: Office, owner: Connection[Any], command: type[OnItem]
):
    for kind in kinds_of(command):
        version = given(office, kind, command)
        before = log(owner, kind)

        outcome = when(office, kind, command, command_id=f"id-{kind}", note="Theo biên bản họp")

        *unchanged, (no, topic, state, day, import_no) = log(owner, kind)
        assert unchanged == before
        assert (no, outcome.version) == (version + 1, version + 1)
        assert topic == f"{kind}.{word_as_stored(kind, command.WORD)}"
        own = {
            k: v.isoformat() if k == "due_on" and v else v for k, v in OWN.get(command, {}).items()
        }
        assert json.loads(state) == {
            "ref": "X-01",
            **own,
            "effective_on": "2024-03-10",
            "actor": "vt.huonghuu",
            "note": "Theo biên bản họp",
            "command_id": f"id-{kind}",
        }
        assert (day, import_no) == (md("10/3"), None)
        assert owner.execute("select max(position) from event").fetchone() == (outcome.position,)


@of_every_sort
def test_the_same_command_again_is_recorded_once(
    office: Office, owner: Connection[Any], command: type[OnItem]
):
    for kind in kinds_of(command):
        version = given(office, kind, command)
        first = when(office, kind, command, command_id="id-1", expected_version=version)
        if command not in (Withdraw, AcceptReturn):
            office.act(Urge, kind, "X-01", "10/3")
        before = log(owner, kind)

        again = when(office, kind, command, command_id="id-1", expected_version=version)

        assert first.position is not None
        assert (again.version, again.position) == (len(before), None)
        assert log(owner, kind) == before


@of_every_sort
def test_what_the_caller_did_not_see_is_stale(
    office: Office, owner: Connection[Any], command: type[OnItem]
):
    for kind in kinds_of(command):
        version = given(office, kind, command)
        before = log(owner, kind)

        for off in (-1, 1):
            with pytest.raises(StaleVersionError) as caught:
                when(office, kind, command, expected_version=version + off)
            assert caught.value.code == "stale_version"
            assert caught.value.details == {"expected": version + off, "found": version}

        assert log(owner, kind) == before
        assert when(office, kind, command, expected_version=version).version == version + 1


@of_every_sort
def test_against_a_rule_nothing_is_recorded(
    office: Office, owner: Connection[Any], command: type[OnItem]
):
    for kind in kinds_of(command):
        given(office, kind, command)
        if command is VoidEvent:
            when(office, kind, command)
        else:
            office.act(Withdraw, kind, "X-01", "9/3")
        before = log(owner, kind)

        with pytest.raises(RuleViolationError) as caught:
            when(office, kind, command)

        assert caught.value.code in ("phase_forbids", "void_of_voided_event")
        assert log(owner, kind) == before


@of_every_sort
def test_an_unknown_item_is_not_found(
    office: Office, owner: Connection[Any], command: type[OnItem]
):
    for kind in kinds_of(command):
        with pytest.raises(NotFoundError) as caught:
            when(office, kind, command)

        assert caught.value.code == "unknown_item"
        assert caught.value.details["value"] == "X-01"
        assert log(owner, kind) == []


@pytest.mark.parametrize(
    ("command", "wrong", "field", "code"),
    [
        (Urge, {"actor": ""}, "actor", "empty_text"),
        (Urge, {"actor": 5}, "actor", "expected_text"),
        (Urge, {"effective_on": "10/3"}, "effective_on", "expected_day"),
        (Urge, {"effective_on": moment("10/3")}, "effective_on", "expected_day"),
        (Urge, {"note": "a\0b"}, "note", "bad_characters"),
        (Urge, {"source": {"nummer": "1"}}, "source.nummer", "unknown_field"),
        (Urge, {"attachments": [{"name": "a"}]}, None, None),
        (ExtendDeadline, {"due_on": None}, "due_on", None),
        (Transfer, {"to_unit": None}, "to_unit", None),
        (RecordPayment, {"amount": 0}, "amount", "expected_at_least"),
        (RecordPayment, {"amount": 1.5}, "amount", "expected_integer"),
        (RecordPayment, {"amount": True}, "amount", "expected_integer"),
        (VoidEvent, {"event_no": 0}, "event_no", "expected_at_least"),
    ],
)
def test_a_malformed_command_names_its_field_and_records_nothing(  # noqa: PLR0913, PLR0917
    office: Office,
    owner: Connection[Any],
    command: type[OnItem],
    wrong: dict[str, Any],
    field: str | None,
    code: str | None,
):
    given(office, Kind.FINDING, command)
    before = log(owner)

    with pytest.raises(InvalidInputError) as caught:
        when(office, Kind.FINDING, command, **wrong)

    assert field is None or caught.value.details["field"] == field
    assert code is None or caught.value.code.endswith(code)
    assert log(owner) == before


def test_payments_are_of_findings_only(office: Office, owner: Connection[Any]):
    office.assign(Kind.DIRECTIVE, "X-01")

    with pytest.raises(InvalidInputError) as caught:
        when(office, Kind.DIRECTIVE, RecordPayment)

    assert caught.value.code == "not_for_kind"
    assert len(log(owner)) == 1


def test_an_unknown_unit_is_not_found(office: Office, owner: Connection[Any]):
    office.assign(Kind.DIRECTIVE, "X-01")

    with pytest.raises(NotFoundError) as caught:
        when(office, Kind.DIRECTIVE, Transfer, to_unit="H99")

    assert (caught.value.code, caught.value.details) == (
        "unknown_unit",
        {"field": "to_unit", "value": "H99"},
    )
    assert len(log(owner)) == 1


def test_optional_deadlines_may_be_left_out(office: Office, owner: Connection[Any]):
    office.assign(Kind.DIRECTIVE, "X-01")
    office.act(Suspend, Kind.DIRECTIVE, "X-01", "1/3")
    office.act(Resume, Kind.DIRECTIVE, "X-01", "2/3")

    assert "due_on" not in json.loads(log(owner)[-1][2])


# --- assignments ---------------------------------------------------------------------------------


def test_one_command_sent_eight_times_at_once_is_recorded_once_and_succeeds_eight_times(
    office: Office, owner: Connection[Any]
):
    """An impatient finger, or a proxy that repeats a request."""
    meta = {"command_id": "id-1", "expected_version": 1}

    def assign() -> int:
        return office.assign(Kind.DIRECTIVE, "X-01", command_id="id-0").version

    def urge() -> int:
        return office.act(Urge, Kind.DIRECTIVE, "X-01", "10/3", **meta).version

    for deed, version in ((assign, 1), (urge, 2)):
        assert [one.result() for one in [Aside(deed) for _ in range(8)]] == [version] * 8
    assert len(log(owner)) == 2


@pytest.mark.parametrize("kind", COMPLETED_KINDS)
@pytest.mark.parametrize("due", [None, "15/3"])
def test_an_assignment_is_one_event_with_all_it_is_about(
    office: Office, owner: Connection[Any], kind: Kind, due: str | None
):
    outcome = office.assign(kind, "X-01", due=due, command_id="id-1", title="Việc cần làm")

    ((no, topic, state, day, _),) = log(owner)
    assert (no, topic, day, outcome.version) == (1, f"{kind}.assigned", md("2/1"), 1)
    assert json.loads(state) == {
        "ref": "X-01",
        "unit": FIRST,
        "title": "Việc cần làm",
        "due_on": md(due).isoformat() if due else None,
        **ABOUT[kind],
        "needs_confirmation": kind is not Kind.PLAN_TASK,
        "effective_on": "2024-01-02",
        "actor": "vt.huonghuu",
        "command_id": "id-1",
    }


@pytest.mark.parametrize("kind", COMPLETED_KINDS)
def test_an_assignment_repeated_is_recorded_once_and_another_finds_the_reference_taken(
    office: Office, owner: Connection[Any], kind: Kind
):
    office.assign(kind, "X-01", command_id="id-1")
    office.act(Urge, kind, "X-01", "1/3")

    again = office.assign(kind, "X-01", command_id="id-1")
    with pytest.raises(RuleViolationError) as caught:
        office.assign(kind, "X-01", command_id="id-2")

    assert (again.version, again.position) == (2, None)
    assert (caught.value.code, caught.value.details) == (
        "ref_taken",
        {"field": "ref", "value": "X-01"},
    )
    assert len(log(owner)) == 2


def test_one_reference_may_name_an_item_of_each_kind(office: Office):
    versions = [office.assign(kind, "X-01").version for kind in COMPLETED_KINDS]

    assert versions == [1, 1, 1]


@pytest.mark.parametrize(
    ("more", "error", "code", "field"),
    [
        ({"unit": "H99"}, NotFoundError, "unknown_unit", "unit"),
        ({"about": {"coordinators": ["H99"]}}, NotFoundError, "unknown_unit", "coordinators"),
        ({"about": {"parent_ref": "CD-99"}}, NotFoundError, "unknown_item", "parent_ref"),
        ({"about": {"issuer_level": "moon"}}, InvalidInputError, None, "issuer_level"),
        ({"about": {"issuer": None}}, InvalidInputError, None, "issuer"),
        ({"about": {"plan": "07/QĐ-UBND"}}, InvalidInputError, None, "plan"),
        ({"about": {"needs_confirmation": "yes"}}, InvalidInputError, None, "needs_confirmation"),
        ({"title": ""}, InvalidInputError, None, "title"),
        ({"due": "1/1"}, RuleViolationError, "due_before_assignment", "due_on"),
        ({"on": "4/6"}, RuleViolationError, "effective_after_recording", "effective_on"),
    ],
)
def test_an_assignment_that_is_refused_records_nothing(  # noqa: PLR0913, PLR0917
    office: Office,
    owner: Connection[Any],
    more: dict[str, Any],
    error: type[TrackerError],
    code: str | None,
    field: str,
):
    if "on" in more:
        more = {**more, "due": "15/6"}
    with pytest.raises(error) as caught:
        office.assign(Kind.DIRECTIVE, "X-01", **more)

    assert code is None or caught.value.code == code
    assert caught.value.details["field"] == field
    assert log(owner) == []


def test_a_child_directive_names_a_parent_that_is_there(office: Office, owner: Connection[Any]):
    office.assign(Kind.DIRECTIVE, "X-01")
    office.assign(Kind.DIRECTIVE, "X-02", about={"parent_ref": "X-01"})

    assert json.loads(log(owner)[-1][2])["parent_ref"] == "X-01"


# --- text ----------------------------------------------------------------------------------------


def test_text_is_kept_composed_however_it_was_typed(office: Office, owner: Connection[Any]):
    loose = {
        "title": "Rà soát chữ ký số",
        "reason": "Theo đề nghị",
        "note": "Đã đối chiếu",
        "actor": "Nguyễn Văn Ổn",
        "source": {"issuer": "Sở Nội vụ", "type": "Quyết định"},
        "attachments": ["giấy nộp tiền", {"name": "bản chụp", "sha256": "0" * 64}],
    }
    typed = json.loads(normalize("NFD", json.dumps(loose, ensure_ascii=False)))
    about = {"issuer": normalize("NFD", "UBND tỉnh Thừa Thiên Huế")}
    office.assign(Kind.DIRECTIVE, "X-01", about=about, **typed)

    state = log(owner)[0][2]

    assert state == normalize("NFC", state)
    assert loose.items() <= json.loads(state).items()


@pytest.mark.parametrize("kind", COMPLETED_KINDS)
def test_a_reference_typed_in_parts_is_the_same_reference(office: Office, kind: Kind):
    ref = "HĐND-Kết luận-01"
    office.assign(kind, normalize("NFD", ref))

    assert office.act(Urge, kind, ref, "1/3").version == 2
    assert office.act(Urge, kind, normalize("NFD", ref), "1/3").version == 3
    with pytest.raises(RuleViolationError):
        office.assign(kind, ref)


def test_a_unit_code_typed_in_parts_is_the_same_unit(office: Office, owner: Connection[Any]):
    code = "H57.Tổ-1"
    office.establish(normalize("NFD", code), "Tổ công tác", "office", FIRST)
    office.assign(Kind.DIRECTIVE, "X-01", unit=normalize("NFD", code))

    assert json.loads(log(owner)[0][2])["unit"] == code
