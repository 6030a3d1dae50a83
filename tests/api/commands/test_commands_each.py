"""Every command once: what it is told, the event that it records, and what it answers."""

from typing import Any
from urllib.parse import unquote

import pytest

from tests.api.commands.giving import ACTOR, ON, Desk, assignment
from tests.support.scenario import FIRST, SECOND
from tracker.api.commands.deeds import ON_ITEM
from tracker.fold.words import COMPLETED_KINDS, Kind

# What comes before it, the command, what it says, and the event's type.
CASES: list[tuple[list[str], str, dict[str, Any], str]] = [
    ([], "start", {}, "started"),
    ([], "note-progress", {"note": "Đã rà soát 3/8 phòng"}, "progress_noted"),
    ([], "request-extension", {"reason": "Thiếu thiết bị"}, "extension_requested"),
    ([], "refuse-extension", {"reason": "Đã gia hạn một lần"}, "extension_refused"),
    ([], "extend-deadline", {"due_on": "2024-04-15"}, "deadline_extended"),
    ([], "correct-deadline", {"due_on": None}, "deadline_corrected"),
    ([], "report-completion", {"source": {"number": "12/BC-UBND"}}, "completion_reported"),
    (["report-completion"], "confirm-completion", {}, "completion_confirmed"),
    (["report-completion"], "reject-completion", {"due_on": "2024-04-01"}, "completion_rejected"),
    ([], "suspend", {"reason": "Chờ thanh tra lại"}, "suspended"),
    (["suspend"], "resume", {"due_on": "2024-05-01"}, "resumed"),
    (["report-completion", "confirm-completion"], "reopen", {}, "reopened"),
    ([], "transfer", {"to_unit": SECOND}, "transferred"),
    ([], "request-return", {"reason": "Không thuộc chức năng"}, "return_requested"),
    ([], "refuse-return", {}, "return_refused"),
    ([], "accept-return", {}, "return_accepted"),
    ([], "withdraw", {"reason": "Văn bản bị bãi bỏ"}, "withdrawn"),
    ([], "urge", {}, "urged"),
    (["start"], "void", {"event_no": 2}, "voided"),
]
OF_FINDINGS: list[tuple[list[str], str, dict[str, Any], str]] = [
    ([], "record-payment", {"amount": 3_594_228, "voucher": "Số 08/4"}, "payment_recorded"),
    ([], "report-remediation", {}, "remediation_reported"),
    ([], "report-completion", {}, "remediation_reported"),
    (["report-remediation"], "confirm-remediation", {}, "remediated"),
    (["report-remediation"], "reject-remediation", {"due_on": None}, "remediation_rejected"),
]


def test_every_command_on_an_item_is_tried_here() -> None:
    assert {command for _, command, _, _ in CASES + OF_FINDINGS} == set(ON_ITEM)


@pytest.mark.parametrize(
    ("kind", "case"),
    [(Kind.DIRECTIVE, case) for case in CASES] + [(Kind.FINDING, case) for case in OF_FINDINGS],
    ids=lambda value: value[1] if isinstance(value, tuple) else str(value),
)
def test_a_command_records_its_event(
    desk: Desk, kind: Kind, case: tuple[list[str], str, dict[str, Any], str]
) -> None:
    before, command, said, word = case
    ref = desk.assign(kind)
    for version, earlier in enumerate(before, 1):
        desk.acted(ref, earlier, version, kind=kind.value)
    version = len(before) + 1

    response = desk.act(ref, command, version, kind=kind.value, **said)

    assert response.status_code == 200, response.text
    assert response.headers["etag"] == f'"{version + 1}"'
    event = desk.events(ref, kind)[-1]
    assert f"{kind}.{word}" == event.TOPIC
    kept = {name: value for name, value in said.items() if value is not None}
    assert {name: str(vars(event)[name]) for name in kept} == {n: str(v) for n, v in kept.items()}
    assert (str(event.effective_on), event.actor) == (ON, ACTOR)
    answer = response.json()
    assert (answer["kind"], answer["ref"]) == (kind.value, ref)
    assert (answer["version"], answer["event_no"]) == (version + 1, version + 1)
    (told,) = answer["events"]
    assert (told["type"], told["no"], told["effective_on"]) == (event.TOPIC, version + 1, ON)


@pytest.mark.parametrize("kind", COMPLETED_KINDS)
def test_work_is_given_and_can_be_looked_at_where_the_answer_says(desk: Desk, kind: Kind) -> None:
    ref = desk.ref("HH/2024 số")
    response = desk.post(f"/items/{kind}", assignment(kind, ref, due_on=None))

    assert response.status_code == 201, response.text
    assert response.headers["etag"] == '"1"'
    assert unquote(response.headers["location"]) == f"/api/v1/items/{kind}/{ref}"
    (event,) = desk.events(ref, kind)
    assert f"{kind}.assigned" == event.TOPIC
    assert vars(event)["unit"] == FIRST
    desk.web.found.catch_up()
    looked = desk.web.ask(response.headers["location"])
    assert (looked.status_code, looked.headers["etag"]) == (200, '"1"')
    assert looked.json()["ref"] == ref


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(Kind.PLAN_TASK, False), (Kind.DIRECTIVE, True), (Kind.FINDING, True)],
)
def test_whether_a_completion_is_confirmed_is_as_the_kind_has_it(
    desk: Desk, kind: Kind, expected: bool
) -> None:
    assert vars(desk.events(desk.assign(kind), kind)[0])["needs_confirmation"] is expected


def test_a_target_is_set_and_assessed(desk: Desk) -> None:
    ref = desk.ref("CT")
    target = {
        "ref": ref,
        "unit": FIRST,
        "title": "Tỷ lệ hồ sơ trước và đúng hạn",
        "plan": "326/KH-UBND",
        "goal": ">= 95%",
        "measure": "ratio",
        "effective_on": "2024-01-16",
    }
    made = desk.post("/items/target", target)
    told = desk.acted(ref, "assess", kind="target", state="met", numerator=5340, denominator=5353)

    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert made.headers["location"] == f"/api/v1/items/target/{ref}"
    _, assessed = desk.events(ref, Kind.TARGET)
    assert (vars(assessed)["state"], vars(assessed)["numerator"]) == ("met", 5340)
    assert (told["version"], told["events"][0]["type"]) == (2, "target.assessed")


def test_a_reference_may_hold_slashes_and_accents_however_they_are_typed(desk: Desk) -> None:
    ref = desk.ref("Kế hoạch/07")
    decomposed = ref.replace("ế", "e\u0302\u0301").replace("ạ", "a\u0323")
    assert decomposed != ref
    desk.assign(Kind.PLAN_TASK, f" {decomposed} ")

    answer = desk.acted(decomposed, "start", kind="plan_task", note="ke\u0302\u0301t qu\u1ea3")

    assert answer["ref"] == ref
    assert [vars(event)["ref"] for event in desk.events(ref, Kind.PLAN_TASK)] == [ref, ref]
    assert vars(desk.events(ref, Kind.PLAN_TASK)[1])["note"] == "kết quả"
