"""A clerk's day: what was done is recorded where one sees it, of the day on which it was done."""

import re
from pathlib import Path

import pytest

from tests.browser.conftest import Enter
from tests.browser.people import CLERK
from tests.browser.site import Site
from tests.browser.walking import Walker
from tests.evidence.made_files import workbook

DONE = "2024-05-31"
UNDONE = "HH-2024-NV13"


@pytest.fixture
def clerk(day: Site, enter: Enter) -> Walker:
    return enter(day, CLERK).go("/my-work")


def opens(clerk: Walker, ref: str, deed: str) -> Walker:
    """From an item's own page to the form."""
    kind = {"HH-2": "plan_task", "HH-K": "finding"}.get(ref[:4], "directive")
    clerk.go(f"/items/{kind}/{ref}")
    clerk.page.locator(".item-actions summary").click()
    return clerk.follow(clerk.say(f"deed.{deed}"), within=clerk.page.locator(".item-actions"))


def test_a_completion_takes_two_clicks_and_one_date(clerk: Walker):
    report = clerk.say("deed.report-completion")

    clerk.follow(report, within=clerk.row("HH-H-008"))
    clerk.fill(clerk.say("field.on_done"), DONE)
    clerk.press(report)

    clerk.is_at("/my-work").is_told("report-completion", ref="HH-H-008")
    clerk.sees("HH-H-008", within=clerk.page.locator("#waiting"))
    clerk.sees_not("HH-H-008", within=clerk.page.locator("#overdue"))
    clerk.go("/items/directive/HH-H-008").sees(clerk.say("class.await_late"))
    clerk.sees("31/5/2024")


def test_several_are_reported_at_once_with_one_document_and_one_file(clerk: Walker, tmp_path: Path):
    file = tmp_path / "bao-cao-so-60.xlsx"
    file.write_bytes(workbook())
    for ref in ("HH-T-022", "HH-T-025"):
        clerk.tick(clerk.say("my.pick", ref=ref), within=clerk.page.locator("#overdue"))
    clerk.press(clerk.say("my.many.report-completion"))

    clerk.fill(clerk.say("field.on_done"), DONE)
    clerk.fill(clerk.say("field.source_number"), "60/BC-UBND")
    clerk.fill(clerk.say("field.source_date"), DONE)
    clerk.fill(clerk.say("field.source_issuer"), "UBND xã Hương Hữu")
    clerk.field(clerk.say("record.files")).set_input_files(file)
    clerk.press(clerk.say("deed.report-completion"))

    clerk.is_at("/my-work").is_told("many", n=2)
    for ref in ("HH-T-022", "HH-T-025"):
        clerk.sees(ref, within=clerk.page.locator("#waiting"))
        clerk.go(f"/items/directive/{ref}").sees("60/BC-UBND").sees(file.name)
        clerk.go("/my-work")


def test_a_part_of_what_is_to_be_recovered_is_paid(clerk: Walker):
    opens(clerk, "HH-KL02-1", "record-payment").sees("15.000.000")

    clerk.fill(clerk.say("field.on_paid"), DONE)
    clerk.fill(clerk.say("record.amount"), "3.000.000")
    clerk.fill(clerk.say("record.voucher"), "45/GNT")
    clerk.press(clerk.say("deed.record-payment"))

    clerk.is_told("record-payment", ref="HH-KL02-1")
    clerk.go("/items/finding/HH-KL02-1").sees("8.000.000").sees("45/GNT")


def test_work_begins_and_goes_on(clerk: Walker):
    opens(clerk, "HH-H-010", "start").press(clerk.say("record.today", day="03/6/2024"))
    clerk.press(clerk.say("deed.start")).is_told("start", ref="HH-H-010")

    opens(clerk, "HH-H-010", "note-progress")
    clerk.fill(clerk.say("record.note"), "Đã tổng hợp số liệu của các thôn")
    clerk.press(clerk.say("record.today", day="03/6/2024"))
    clerk.press(clerk.say("deed.note-progress"))

    clerk.is_told("note-progress", ref="HH-H-010")
    clerk.go("/items/directive/HH-H-010").sees("Đã tổng hợp số liệu của các thôn")


def test_what_is_missing_is_said_beside_the_field_and_above_and_what_was_typed_stays(
    clerk: Walker,
):
    opens(clerk, "HH-H-010", "request-extension").refused(422)
    clerk.fill(clerk.say("field.on_happened"), DONE)
    clerk.fill(clerk.say("field.source_number"), "61/UBND")

    clerk.press(clerk.say("deed.request-extension"))

    trouble = clerk.page.locator("#trouble")
    clerk.sees(clerk.say("page.trouble"), within=trouble)
    assert clerk.page.title().startswith(clerk.say("page.trouble"))
    assert clerk.field(clerk.say("field.source_number")).input_value() == "61/UBND"
    assert clerk.field(clerk.say("field.on_happened")).input_value() == DONE
    trouble.get_by_role("link").first.click()
    reason = clerk.field(clerk.say("record.reason"))
    assert reason.get_attribute("aria-invalid") == "true"
    reason.fill("Chờ số liệu của huyện")
    clerk.press(clerk.say("deed.request-extension"))
    clerk.is_told("request-extension", ref="HH-H-010")
    clerk.go("/my-work").sees("Chờ số liệu của huyện")


def test_what_was_given_by_mistake_is_handed_back(clerk: Walker):
    opens(clerk, "HH-2024-NV12", "request-return")
    clerk.press(clerk.say("record.yesterday", day="02/6/2024"))
    clerk.fill(clerk.say("record.reason"), "Việc của Văn phòng HĐND và UBND huyện")
    clerk.press(clerk.say("deed.request-return"))

    clerk.is_told("request-return", ref="HH-2024-NV12")
    clerk.go("/my-work").sees("Việc của Văn phòng HĐND và UBND huyện")


def test_an_own_mistake_is_undone_with_its_reason_and_stays_to_be_seen(clerk: Walker):
    opens(clerk, UNDONE, "note-progress").fill(clerk.say("record.note"), "Ghi cho việc khác")
    clerk.press(clerk.say("record.today", day="03/6/2024"))
    clerk.press(clerk.say("deed.note-progress")).is_told("note-progress", ref=UNDONE)

    clerk.go(f"/items/plan_task/{UNDONE}").follow(clerk.say("item.void_this"))
    chosen = clerk.field(clerk.say("record.event_no")).locator("option:checked")
    assert chosen.inner_text().startswith("#2: ")
    clerk.press(clerk.say("record.today", day="03/6/2024"))
    clerk.fill(clerk.say("record.reason"), "Nhập nhầm nhiệm vụ")
    clerk.press(clerk.say("deed.void"))

    clerk.is_told("void", ref=UNDONE)
    clerk.go(f"/items/plan_task/{UNDONE}").sees("Nhập nhầm nhiệm vụ")
    struck = clerk.page.locator(".voided").first
    assert "line-through" in struck.evaluate("one => getComputedStyle(one).textDecorationLine")


def test_a_day_still_to_come_is_refused_where_it_was_typed(clerk: Walker):
    opens(clerk, "HH-2024-NV08", "note-progress").refused(409)
    clerk.fill(clerk.say("record.note"), "Đã làm")
    clerk.fill(clerk.say("field.on_happened"), "2024-06-04")
    clerk.press(clerk.say("deed.note-progress"))

    clerk.sees(clerk.say("page.trouble"), within=clerk.page.locator("#trouble"))
    assert clerk.field(clerk.say("field.on_happened")).get_attribute("aria-invalid") == "true"
    assert clerk.field(clerk.say("record.note")).input_value() == "Đã làm"


def test_the_work_log_tells_what_was_done_and_can_be_taken_along(clerk: Walker):
    clerk.follow(clerk.say("nav.work_log"))
    clerk.is_at(re.compile("/work-log"))
    with clerk.page.expect_download() as taken:
        clerk.page.locator("a[download]").first.click()
    assert taken.value.suggested_filename.endswith(".xlsx")
