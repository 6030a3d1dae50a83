"""The same work without a mouse, without scripts, on a telephone, in company, after a session."""

from playwright.sync_api import Keyboard, Locator, expect

from tests.api.people.browsers import PASSWORD
from tests.browser.conftest import Enter
from tests.browser.people import CLERK, CONFIRMER
from tests.browser.reading import check_accessible
from tests.browser.site import Site
from tests.browser.walking import PHONE, Walker
from tracker.fold.words import Kind

DONE, YESTERDAY = "2024-05-31", "02/6/2024"
REPORT = "/record/item/report-completion/directive/"

_FOCUSED = """() => {
  const one = document.activeElement;
  // What a browser put into a field of its own has the browser's own ring.
  const is_ours = one.matches(':focus');
  return [!is_ours || getComputedStyle(one).outlineStyle !== 'none', one.outerHTML];
}"""
"""Whether what has the focus can be seen to have it, and what it is."""


def events_of(site: Site, ref: str, kind: Kind = Kind.DIRECTIVE) -> list[str]:
    return [str(one.word) for one in site.found.tracker.item(kind, ref).history]


def reports(walker: Walker, ref: str) -> None:
    walker.go(REPORT + ref).fill(walker.say("field.on_done"), DONE)
    walker.press(walker.say("deed.report-completion"))


def test_without_scripts_everything_is_recorded_all_the_same(day: Site, enter: Enter):
    clerk = enter(day, CLERK, scripts=False).go("/my-work")
    clerk.follow(clerk.say("deed.report-completion"), within=clerk.row("HH-H-008"))
    clerk.press(clerk.say("record.yesterday", day=YESTERDAY))
    clerk.press(clerk.say("deed.report-completion")).is_told("report-completion", ref="HH-H-008")

    clerk.go("/items/plan_task/HH-2024-NV12").page.locator(".item-actions summary").click()
    clerk.follow(clerk.say("deed.request-extension"))
    clerk.press(clerk.say("record.yesterday", day=YESTERDAY)).refused(422)
    clerk.press(clerk.say("deed.request-extension"))
    clerk.sees(clerk.say("page.trouble")).fill(clerk.say("record.reason"), "Chờ hướng dẫn")
    clerk.press(clerk.say("deed.request-extension"))
    clerk.is_told("request-extension", ref="HH-2024-NV12")


def test_on_a_telephone_a_completion_is_reported(day: Site, enter: Enter):
    clerk = enter(day, CLERK, size=PHONE, theme="dark").go("/my-work")
    clerk.follow(clerk.say("deed.report-completion"), within=clerk.row("HH-T-022"))
    clerk.is_as_wide_as(PHONE[0])
    clerk.fill(clerk.say("field.on_done"), DONE)
    clerk.press(clerk.say("deed.report-completion")).is_told("report-completion", ref="HH-T-022")
    clerk.is_as_wide_as(PHONE[0])


def test_the_keyboard_alone_is_enough(day: Site, enter: Enter):
    clerk = enter(day, CLERK).go("/my-work")
    keys, report = clerk.page.keyboard, clerk.say("deed.report-completion")
    keys.press("Tab")
    expect(clerk.page.get_by_role("link", name=clerk.say("nav.skip"))).to_be_focused()
    keys.press("Enter")

    tab_to(clerk, clerk.row("HH-H-006").get_by_role("link", name=report)).press("Enter")
    yesterday = clerk.page.get_by_role("button", name=clerk.say("record.yesterday", day=YESTERDAY))
    tab_to(clerk, yesterday).press("Space")
    expect(clerk.field(clerk.say("field.on_done"))).to_have_value("2024-06-02")
    tab_to(clerk, clerk.page.get_by_role("button", name=report)).press("Enter")

    clerk.is_told("report-completion", ref="HH-H-006")


def tab_to(walker: Walker, wanted: Locator) -> Keyboard:
    """Presses Tab until it has the focus, which must be seen wherever it is on the way."""
    wanted.wait_for()
    for _ in range(200):
        walker.page.keyboard.press("Tab")
        is_seen, source = walker.page.evaluate(_FOCUSED)
        assert is_seen, source
        if wanted.evaluate("one => one === document.activeElement"):
            return walker.page.keyboard
    raise AssertionError(f"the keyboard never comes to {wanted}")


def test_a_double_click_records_once(day: Site, enter: Enter):
    clerk = enter(day, CLERK).go(REPORT + "HH-T-025")
    clerk.fill(clerk.say("field.on_done"), DONE)
    clerk.page.get_by_role("button", name=clerk.say("deed.report-completion")).dblclick()

    clerk.is_told("report-completion", ref="HH-T-025")
    assert events_of(day, "HH-T-025").count("completion_reported") == 1


def test_the_back_button_and_sending_again_record_once(day: Site, enter: Enter):
    clerk = enter(day, CLERK, scripts=False)
    reports(clerk, "HH-H-010")
    clerk.is_told("report-completion", ref="HH-H-010")

    clerk.page.go_back()
    clerk.fill(clerk.say("field.on_done"), DONE).refused(409)
    clerk.press(clerk.say("deed.report-completion"))

    clerk.sees(clerk.say("phase.reported"), within=clerk.page.locator("#trouble"))
    assert events_of(day, "HH-H-010").count("completion_reported") == 1


def test_a_stale_form_says_what_changed_and_lets_one_go_on(day: Site, enter: Enter):
    clerk, confirmer = enter(day, CLERK), enter(day, CONFIRMER)
    clerk.go("/record/item/note-progress/plan_task/HH-2024-NV08").refused(412)
    clerk.fill(clerk.say("record.note"), "Đã tổ chức hai buổi")
    clerk.fill(clerk.say("field.on_happened"), DONE)
    confirmer.go("/record/item/extend-deadline/plan_task/HH-2024-NV08")
    confirmer.fill(confirmer.say("field.on_decided"), DONE)
    confirmer.fill(confirmer.say("column.day"), "2024-07-31")
    confirmer.fill(confirmer.say("record.reason"), "Theo đề nghị của xã")
    confirmer.press(confirmer.say("deed.extend-deadline"))
    confirmer.is_told("extend-deadline", ref="HH-2024-NV08")

    clerk.press(clerk.say("deed.note-progress"))

    clerk.sees(clerk.say("form.changed")).sees(CONFIRMER)
    assert clerk.field(clerk.say("record.note")).input_value() == "Đã tổ chức hai buổi"
    check_accessible(clerk.page)
    clerk.press(clerk.say("deed.note-progress")).is_told("note-progress", ref="HH-2024-NV08")
    last = events_of(day, "HH-2024-NV08", Kind.PLAN_TASK)[-2:]
    assert last == ["deadline_extended", "progress_noted"]


def test_a_session_that_ended_loses_nothing_that_was_typed(day: Site, enter: Enter):
    clerk = enter(day, CLERK).go("/record/item/note-progress/plan_task/HH-2024-NV20")
    clerk.fill(clerk.say("record.note"), "Đã xây dựng 12 quy trình")
    clerk.fill(clerk.say("field.on_happened"), DONE)
    clerk.page.context.clear_cookies(name="tracker_session")

    clerk.refused(401).press(clerk.say("deed.note-progress"))
    check_accessible(clerk.page)
    clerk.fill(clerk.say("page.password"), PASSWORD).press(clerk.say("page.sign_in"))
    clerk.press(clerk.say("leftover.send"))
    clerk.is_told("note-progress", ref="HH-2024-NV20")
    words = events_of(day, "HH-2024-NV20", Kind.PLAN_TASK)
    assert words.count("progress_noted") == 1
