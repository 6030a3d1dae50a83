"""A target: its page, and the form that assesses it."""

from tests.support.scenario import FIRST
from tests.web.items.counter import CLERK, CONFIRMER, LEADER, Counter
from tests.web.reading_pages import Page
from tracker.fold.words import Kind

ON = "2024-06-03"


def new_target(counter: Counter, ref: str) -> str:
    counter.office.set_target(ref, unit=FIRST, command_id=f"set {ref}")
    counter.web.found.catch_up()
    return ref


def test_a_target_is_assessed_and_says_so(counter: Counter):
    ref = new_target(counter, "CT-1")
    page = counter.page_of(Kind.TARGET, ref)
    assert "chưa đánh giá" in page.text
    action = f"/record/target/{ref}"
    assert action in page.links

    form = counter.look(action)
    typed = {"state": "met", "numerator": "5.340", "denominator": "5.353", "evidence": "BC 12"}
    response = counter.send(form, action, effective_on=ON, **typed)

    assert (response.status_code, response.headers["location"]) == (303, f"/items/target/{ref}")
    shown = counter.page_of(Kind.TARGET, ref)
    for said in ("✓ đạt", "5.340/5.353", "BC 12", "Đã ghi nhận đánh giá CT-1."):
        assert said.removeprefix("✓ ") in shown.text, said


def test_what_is_wrong_with_an_assessment_stands_beside_its_field(counter: Counter):
    ref = new_target(counter, "CT-2")
    action = f"/record/target/{ref}"

    shown = Page(counter.send(counter.look(action), action, effective_on=ON, numerator="nhiều"))

    assert shown.response.status_code == 422
    assert shown.error_of.keys() == {"state", "numerator"}
    assert shown.filled(action)["numerator"] == "nhiều"
    assert len(counter.events(Kind.TARGET, ref)) == 1


def test_an_assessment_is_recorded_once(counter: Counter):
    ref = new_target(counter, "CT-3")
    action = f"/record/target/{ref}"
    sent = counter.look(action).filled(action, effective_on=ON, state="not_met")

    assert [counter.post(action, sent).status_code for _ in range(2)] == [303, 303]
    assert len(counter.events(Kind.TARGET, ref)) == 2


def test_a_target_is_assessed_by_who_registers_work_alone(counter: Counter):
    ref = new_target(counter, "CT-4")
    action = f"/record/target/{ref}"

    for name in (CONFIRMER, LEADER):
        counter.look(action, 403, as_=name)
        assert action not in counter.page_of(Kind.TARGET, ref, as_=name).links
    sent = counter.look(action, as_=CLERK).filled(action, effective_on=ON, state="met")
    leader = counter.browser(LEADER)
    assert counter.post(action, {**sent, "csrf": leader.csrf}, LEADER).status_code == 403
    assert len(counter.events(Kind.TARGET, ref)) == 1
