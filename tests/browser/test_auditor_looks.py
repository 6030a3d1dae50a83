"""An auditor's day: any C and K, a second K beside it, what differs and why; nothing to write."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.people import AUDITOR
from tests.browser.site import Site
from tests.browser.walking import Walker

ON_THE_DAY = "as_of=2024-03-08&known_at=2024-03-08T17:30&unit=H57.31.05&kind=plan_task"


@pytest.fixture
def auditor(shown: Site, enter: Enter) -> Walker:
    return enter(shown, AUDITOR)


def test_the_auditor_chooses_c_and_k_and_sees_the_report_s_figures(auditor: Walker):
    auditor.go("/").follow(auditor.say("nav.audit"))
    form = auditor.page.locator("form.audit-form")
    auditor.choose(auditor.say("column.kind"), auditor.say("kind.plan_task"), within=form)
    form.locator("#f-as_of").fill("2024-03-08")
    form.locator("#f-known_at").fill("2024-03-08")
    auditor.press(auditor.say("audit.show"))

    auditor.is_at(re.compile("as_of=2024-03-08.*known_at=2024-03-08|known_at.*as_of"))
    expect(auditor.row(auditor.say("class.done_on_time")).locator("td").first).to_have_text("12")
    expect(auditor.row(auditor.say("class.open_overdue")).locator("td").first).to_have_text("1")


def test_a_second_k_shows_what_differs_and_by_which_events(auditor: Walker):
    auditor.go(f"/audit?{ON_THE_DAY}&against=2024-03-15T17:00")

    expect(auditor.page.locator(".audit-differing > li")).to_have_count(3)
    auditor.sees("+3", within=auditor.row(auditor.say("class.done_on_time")))
    for ref in ("HH-2024-NV11", "HH-2024-NV16", "HH-2024-NV19"):
        auditor.sees("báo cáo hoàn thành".capitalize(), within=auditor.row(ref))
    auditor.follow("HH-2024-NV19")
    auditor.sees("HH-2024-NV19", within=auditor.page.locator("h1"))


def test_what_was_recorded_late_is_listed(auditor: Walker):
    auditor.go("/audit?as_of=2024-03-08").follow(auditor.say("audit.tab.late"))
    form = auditor.page.locator("form.audit-form")
    form.locator("#f-as_of").fill("2024-03-08")
    form.locator("#f-since").fill("2024-03-08")
    auditor.press(auditor.say("audit.show"))

    for ref in ("HH-2024-NV11", "HH-2024-NV16", "HH-2024-NV19"):
        auditor.sees(ref)


def test_one_item_is_followed_event_by_event(auditor: Walker):
    auditor.go("/audit/item/directive/HH-T-022?step=1")
    steps = [auditor.page.locator("#h-step").inner_text()]

    for _ in range(2):
        auditor.follow(auditor.say("audit.step_after"))
        steps.append(auditor.page.locator("#h-step").inner_text())

    assert len(set(steps)) == 3


def test_all_that_is_seen_can_be_taken_along(auditor: Walker):
    auditor.go(f"/audit?{ON_THE_DAY}&against=2024-03-15T17:00")
    taken = []
    for link in auditor.page.locator(".audit-files a").all():
        with auditor.page.expect_download() as download:
            link.click()
        taken.append(download.value.suggested_filename.rpartition(".")[2])

    assert sorted(taken) == ["csv", "csv", "xlsx", "xlsx"]


def test_nothing_on_an_auditor_s_pages_writes(auditor: Walker):
    for path in ("/audit", "/audit/late", "/items", "/items/directive/HH-T-022", "/steering"):
        auditor.go(path)
        main = auditor.page.locator("main")
        assert main.locator("a[href*='/record/'], a[href*='/register/']").count() == 0, path
        sent = main.locator("form[method=post]:not([action='/views'])")
        assert sent.count() == 0, path
