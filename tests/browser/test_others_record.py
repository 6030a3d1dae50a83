"""What leaders and confirmers decide, of many items at once; and new work, for many units."""

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.people import CLERK, CONFIRMER, LEADER
from tests.browser.site import Site
from tests.browser.walking import PATIENCE, Walker
from tracker.fold.words import Kind

DECIDED = "2024-06-03"


def words_of(site: Site, ref: str) -> list[str]:
    return [str(one.word) for one in site.found.tracker.item(Kind.DIRECTIVE, ref).history]


def choose(walker: Walker, name: str, *refs: str) -> None:
    for ref in refs:
        walker.tick(walker.say(name, ref=ref))


def test_a_leader_urges_several_with_one_text(day: Site, enter: Enter):
    leader = enter(day, LEADER).go("/steering")
    choose(leader, "steering.choose", "HH-H-006", "HH-T-022")
    leader.press(leader.say("steering_act.urge"))

    leader.fill(leader.say("record.note"), "Đề nghị báo cáo trước ngày 07/6")
    leader.press(leader.say("record.today", day="03/6/2024"))
    leader.press(leader.say("deed.urge"))

    leader.is_told("many", n=2)
    assert [words_of(day, ref)[-1] for ref in ("HH-H-006", "HH-T-022")] == ["urged", "urged"]
    leader.go("/items/directive/HH-H-006").sees("Đề nghị báo cáo trước ngày 07/6")


def test_a_confirmer_confirms_several_at_once(day: Site, enter: Enter):
    confirmer = enter(day, CONFIRMER).go("/my-work")
    choose(confirmer, "my.pick", "HH-T-023")
    confirmer.press(confirmer.say("my.many.confirm-completion"))
    confirmer.fill(confirmer.say("field.on_decided"), DECIDED)
    confirmer.fill(confirmer.say("field.source_number"), "77/UBND-NV")
    confirmer.press(confirmer.say("deed.confirm-completion"))

    confirmer.is_told("many", n=1)
    assert words_of(day, "HH-T-023")[-1] == "completion_confirmed"


def test_a_result_is_rejected_with_its_reason(day: Site, enter: Enter):
    confirmer = enter(day, CONFIRMER).go("/my-work")
    confirmer.follow(confirmer.say("my.reject"), within=confirmer.row("HH-T-024"))
    confirmer.fill(confirmer.say("field.on_decided"), DECIDED)
    confirmer.fill(confirmer.say("record.reason"), "Chưa nêu kết quả từng hồ sơ")
    confirmer.press(confirmer.say("deed.reject-completion"))

    confirmer.is_told("reject-completion", ref="HH-T-024")
    clerk = enter(day, CLERK).go("/my-work")
    clerk.sees("Chưa nêu kết quả từng hồ sơ", within=clerk.page.locator("#rejected"))


def test_a_request_is_answered_with_a_deadline_in_words(day: Site, enter: Enter):
    confirmer = enter(day, CONFIRMER).go("/my-work")
    confirmer.follow(confirmer.say("deed.extend-deadline"), within=confirmer.row("HH-T-025"))
    confirmer.fill(confirmer.say("field.on_decided"), DECIDED)
    confirmer.field(confirmer.say("record.deadline_text")).press_sequentially("cuối quý II")
    read = confirmer.page.locator("#read-back")
    expect(read).to_contain_text("30/6/2024", timeout=PATIENCE)
    confirmer.press(confirmer.say("deed.extend-deadline"))

    confirmer.is_told("extend-deadline", ref="HH-T-025")
    confirmer.go("/items/directive/HH-T-025").sees("cuối quý II").sees("30/6/2024")


def test_an_item_is_given_to_another_unit(day: Site, enter: Enter):
    confirmer = enter(day, CONFIRMER).go("/record/item/transfer/directive/HH-H-008")
    confirmer.fill(confirmer.say("field.on_decided"), DECIDED)
    confirmer.fill(confirmer.say("record.to_unit"), "H57.31.05.01")
    confirmer.fill(confirmer.say("record.reason"), "Phân công lại")
    confirmer.press(confirmer.say("deed.transfer")).is_told("transfer", ref="HH-H-008")

    assert words_of(day, "HH-H-008")[-1] == "transferred"


def test_a_directive_is_registered_for_several_units_with_a_deadline_in_words(
    day: Site, enter: Enter
):
    clerk = enter(day, CLERK).go("/my-work")
    clerk.page.locator(".my-links summary").click()
    clerk.follow(clerk.say("kind.directive"), within=clerk.page.locator(".my-links"))
    clerk.fill(clerk.say("register.issuer.directive"), "UBND huyện Nam Đông")
    clerk.choose(clerk.say("column.issuer_level"), clerk.say("issuer_level.district"))
    clerk.fill(clerk.say("register.number.directive"), "412/UBND-NV")
    clerk.fill(clerk.say("field.source_date"), "2024-05-31")
    clerk.fill(clerk.say("register.effective_on"), "2024-06-03")
    clerk.fill(clerk.say("column.title"), "Báo cáo kết quả khắc phục tồn tại về văn thư")
    clerk.field(clerk.say("register.deadline_text")).press_sequentially("trong tháng 9/2024")
    units = clerk.page.locator("#f-units")
    for unit in ("H57.31.05.01", "H57.31.05.02"):
        units.locator(f"input[value='{unit}']").check()

    read = clerk.page.locator("#read")
    expect(read).to_contain_text("30/9/2024", timeout=PATIENCE)
    expect(read.get_by_label(clerk.say("column.ref"))).to_have_count(2)
    clerk.press(clerk.say("register.do.directive"))

    made = clerk.page.locator("main a").filter(has_text="412")
    expect(made).to_have_count(2, timeout=PATIENCE)
    made.first.click()
    clerk.sees("trong tháng 9/2024").sees("30/9/2024").sees("412/UBND-NV")
