"""Every form of an item: what it records, and what it refuses while it keeps what was typed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from tests.support.scenario import SECOND
from tests.web.items.counter import CLERK, CONFIRMER, LEADER, PERSON, Counter, Step, form_of
from tests.web.reading_pages import Page
from tracker.api.commands.deeds import ON_ITEM
from tracker.fold.words import Kind
from tracker.web.items.wording import WORDINGS

REPORTED: Step = ("report-completion", "1/6", {})
CONFIRMED: Step = ("confirm-completion", "2/6", {})
SUSPENDED: Step = ("suspend", "1/6", {"reason": "Chờ"})
ASKED: Step = ("request-extension", "1/6", {"reason": "Chờ"})
RETURNED: Step = ("request-return", "1/6", {"reason": "Giao nhầm"})
WHY = {"reason": "Theo đề nghị của đơn vị"}
ON = "2024-06-03"


class Case(NamedTuple):
    """A form filled well, and the field that is empty or wrong when it is not."""

    name: str
    word: str
    typed: Mapping[str, Any] = {}
    recorded: Mapping[str, Any] = {}
    wrong: tuple[str, str] = ("effective_on", "2024-06-04")
    before: tuple[Step, ...] = ()
    as_: str = CONFIRMER
    kind: Kind = Kind.DIRECTIVE


DUE = {"due_on": "2024-07-15"}
CASES = [
    Case("start", "started", {"note": "Đã phân công"}, {"note": "Đã phân công"}, as_=CLERK),
    Case("note-progress", "progress_noted", {"note": "50%"}, wrong=("note", ""), as_=CLERK),
    Case(
        "record-payment",
        "payment_recorded",
        {"amount": "16.424.380", "voucher": "Giấy nộp tiền 01"},
        {"amount": 16_424_380, "voucher": "Giấy nộp tiền 01"},
        ("amount", "nhiều"),
        as_=CLERK,
        kind=Kind.FINDING,
    ),
    Case("request-extension", "extension_requested", WHY, WHY, ("reason", ""), as_=CLERK),
    Case("refuse-extension", "extension_refused", WHY, WHY, ("reason", ""), (ASKED,)),
    Case("extend-deadline", "deadline_extended", DUE, {}, ("due_on", "")),
    Case("correct-deadline", "deadline_corrected", {**WHY, **DUE}, {}, ("due_on", "")),
    Case("report-completion", "completion_reported", as_=CLERK),
    Case("confirm-completion", "completion_confirmed", before=(REPORTED,)),
    Case("reject-completion", "completion_rejected", WHY, WHY, ("reason", ""), (REPORTED,)),
    Case("report-remediation", "remediation_reported", as_=CLERK, kind=Kind.FINDING),
    Case("confirm-remediation", "remediated", before=(REPORTED,), kind=Kind.FINDING),
    Case(
        "reject-remediation",
        "remediation_rejected",
        WHY,
        WHY,
        ("reason", ""),
        (REPORTED,),
        kind=Kind.FINDING,
    ),
    Case("suspend", "suspended", WHY, WHY, ("reason", "")),
    Case("resume", "resumed", DUE, {}, ("due_on", "ngày mai"), (SUSPENDED,)),
    Case("reopen", "reopened", WHY, WHY, ("reason", ""), (REPORTED, CONFIRMED)),
    Case("transfer", "transferred", {"to_unit": SECOND}, {"to_unit": SECOND}, ("to_unit", "X")),
    Case("request-return", "return_requested", WHY, WHY, ("reason", ""), as_=CLERK),
    Case("refuse-return", "return_refused", WHY, WHY, ("reason", ""), (RETURNED,)),
    Case("accept-return", "return_accepted", before=(RETURNED,)),
    Case("withdraw", "withdrawn", WHY, WHY, ("reason", "")),
    Case("urge", "urged", {"note": "Khẩn trương"}, {"note": "Khẩn trương"}, as_=LEADER),
    Case(
        "void",
        "voided",
        {**WHY, "event_no": "2"},
        {**WHY, "event_no": 2},
        ("event_no", ""),
        (REPORTED,),
    ),
]
BY_NAME = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


def test_every_command_on_an_item_has_a_form_and_a_case():
    assert {case.name for case in CASES} == set(WORDINGS) == set(ON_ITEM)


@BY_NAME
def test_a_form_records_what_was_typed_once_and_leads_back(counter: Counter, case: Case):
    ref = counter.item(case.kind, *case.before)
    action = form_of(case.name, case.kind, ref)
    page = counter.look(action, as_=case.as_, back="/my-work")
    before = counter.events(case.kind, ref)

    sent = page.filled(action, effective_on=ON, **case.typed)
    first = counter.post(action, sent, case.as_)
    again = counter.post(action, sent, case.as_)

    assert (first.status_code, first.headers["location"]) == (303, "/my-work"), first.text
    assert (again.status_code, again.headers["location"]) == (303, "/my-work")
    (event,) = counter.events(case.kind, ref)[len(before) :]
    assert f"{case.kind}.{case.word}" == event.TOPIC
    assert (event.actor, event.effective_on.isoformat()) == (case.as_, ON)
    assert {name: vars(event)[name] for name in case.recorded} == case.recorded
    if "due_on" in case.typed:
        assert vars(event)["due_on"].isoformat() == case.typed["due_on"]


@BY_NAME
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_recorded(
    counter: Counter, case: Case
):
    ref = counter.item(case.kind, *case.before)
    action = form_of(case.name, case.kind, ref)
    page = counter.look(action, as_=case.as_)
    before = counter.events(case.kind, ref)
    field, value = case.wrong
    typed = {"effective_on": ON, "source.number": "12/BC-UBND", **case.typed, field: value}

    response = counter.send(page, action, case.as_, **typed)

    shown = Page(response)
    assert response.status_code in {403, 404, 409, 422}, response.text
    assert field in shown.error_of, shown.error_of
    assert counter.events(case.kind, ref) == before
    kept = shown.filled(action)
    assert kept["key"] != page.filled(action)["key"]
    typed.pop(field)
    assert {name: kept[name] for name in typed} == typed


def test_a_form_is_not_for_who_may_not_do_it(counter: Counter):
    ref = counter.item()

    for name in ("report-completion", "extend-deadline"):
        counter.look(form_of(name, Kind.DIRECTIVE, ref), 403, as_=LEADER)
    counter.look(form_of("urge", Kind.DIRECTIVE, ref), 403)


def test_a_form_sent_by_hand_is_refused_to_who_may_not_do_it(counter: Counter):
    ref = counter.item()
    action = form_of("report-completion", Kind.DIRECTIVE, ref)
    sent = counter.look(action).filled(action, effective_on=ON)
    leader = counter.browser(LEADER)

    response = counter.post(action, {**sent, "csrf": leader.csrf}, LEADER)

    assert response.status_code == 403
    assert len(counter.events(Kind.DIRECTIVE, ref)) == 1


def test_a_form_of_another_site_is_refused(counter: Counter):
    ref = counter.item()
    action = form_of("start", Kind.DIRECTIVE, ref)
    sent = counter.look(action).filled(action, effective_on=ON, csrf="x")

    assert counter.post(action, sent).status_code == 403
    assert len(counter.events(Kind.DIRECTIVE, ref)) == 1


def test_a_stale_form_says_what_was_recorded_since_and_can_be_sent_again(counter: Counter):
    ref = counter.item()
    action = form_of("report-completion", Kind.DIRECTIVE, ref)
    page = counter.look(action)
    start = form_of("start", Kind.DIRECTIVE, ref)
    counter.send(counter.look(start, as_="vt.hai"), start, "vt.hai", effective_on="2024-06-01")

    response = counter.send(page, action, effective_on=ON, note="Đã gửi")

    stale = Page.of(response, 412)
    assert "#2: bắt đầu thực hiện ngày 01/6/2024 (vt.hai)" in stale.text
    sent = stale.filled(action)
    assert (sent["version"], sent["effective_on"], sent["note"]) == ("2", ON, "Đã gửi")
    again = counter.post(action, sent)
    assert again.status_code == 303
    assert [event.TOPIC for event in counter.events(Kind.DIRECTIVE, ref)][-1] == (
        "directive.completion_reported"
    )


def test_a_button_fills_the_day_and_records_nothing(counter: Counter):
    ref = counter.item()
    action = form_of("report-completion", Kind.DIRECTIVE, ref)

    page = Page.of(counter.send(counter.look(action), action, fill="2024-06-02", note="Xong"))

    sent = page.filled(action)
    assert (sent["effective_on"], sent["note"]) == ("2024-06-02", "Xong")
    assert len(counter.events(Kind.DIRECTIVE, ref)) == 1


def test_files_that_came_with_a_refused_form_need_not_come_again(counter: Counter):
    ref = counter.item()
    action = form_of("report-completion", Kind.DIRECTIVE, ref)
    file = {"file": ("bao cao.txt", "Đã xong".encode(), "text/plain")}

    refused = Page(counter.send(counter.look(action), action, files=file))
    assert refused.error_of.keys() == {"effective_on"}
    response = counter.send(refused, action, effective_on=ON)

    assert response.status_code == 303
    event = counter.events(Kind.DIRECTIVE, ref)[-1]
    assert event.attachments is not None
    (attached,) = event.attachments
    page = counter.page_of(Kind.DIRECTIVE, ref)
    address = f"/items/directive/{ref}/evidence/{attached['sha256']}"
    assert address in page.links
    taken = counter.browser().ask("GET", address)
    assert (taken.status_code, taken.text) == (200, "Đã xong")
    assert taken.headers["content-disposition"].startswith("attachment;")


def test_a_unit_is_found_by_its_name(counter: Counter):
    ref = counter.item(unit=PERSON)
    action = form_of("transfer", Kind.DIRECTIVE, ref)
    page = counter.look(action, as_=CONFIRMER)
    assert SECOND in [one.told["value"] for one in page.one("datalist").all("option")]

    response = counter.send(page, action, CONFIRMER, effective_on=ON, to_unit="CONG CHUC TU PHAP")

    assert response.status_code == 303, response.text
    assert vars(counter.events(Kind.DIRECTIVE, ref)[-1])["to_unit"] == PERSON


def test_a_person_voids_only_what_he_recorded_himself(counter: Counter):
    ref = counter.item(Kind.DIRECTIVE, ("start", "1/3", {"actor": CLERK}), ("urge", "2/3", {}))
    action = form_of("void", Kind.DIRECTIVE, ref)
    page = counter.look(action)
    options = [one.told["value"] for one in page.one("select").all("option")]
    assert options == ["", "2"]

    response = counter.send(page, action, effective_on=ON, event_no="3", reason="Nhầm")

    assert response.status_code == 403
    counter.look(action, 403, as_="vt.hai")


def test_what_is_left_to_pay_is_said(counter: Counter):
    paid: Step = ("record-payment", "1/3", {"amount": 6_424_380})
    ref = counter.item(Kind.FINDING, paid)

    page = counter.look(form_of("record-payment", Kind.FINDING, ref))

    assert "Còn phải nộp: 10.000.000 đồng" in page.text


def test_what_nobody_can_record_is_not_found(counter: Counter):
    ref = counter.item()

    counter.look(form_of("destroy", Kind.DIRECTIVE, ref), 404)
    counter.look(form_of("start", Kind.DIRECTIVE, "không có"), 404)
    counter.look(form_of("record-payment", Kind.DIRECTIVE, ref), 422)


@pytest.mark.parametrize("back", ["//example.org/", "https://example.org/", "/\\example.org"])
def test_a_form_leads_back_to_no_other_site(counter: Counter, back: str):
    ref = counter.item()
    action = form_of("start", Kind.DIRECTIVE, ref)
    page = counter.look(action, back=back)

    response = counter.send(page, action, effective_on=ON)

    assert response.headers["location"] == f"/items/directive/{ref}"


def test_a_form_for_what_is_not_accepted_now_says_so(counter: Counter):
    ref = counter.item(Kind.DIRECTIVE, REPORTED, CONFIRMED)

    page = counter.look(form_of("report-completion", Kind.DIRECTIVE, ref))

    assert "tình trạng hiện tại không cho phép" in page.text
