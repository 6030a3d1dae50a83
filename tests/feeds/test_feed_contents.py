"""What stands in a calendar: open items on their deadlines, as long as they are open."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar

from tests.feeds.desk import ADDRESS, Desk
from tests.support.scenario import FIRST, ROOT, SECOND
from tracker.commands.items import (
    ConfirmCompletion,
    ExtendDeadline,
    NoteProgress,
    RejectCompletion,
    ReportCompletion,
    Resume,
    Suspend,
    Transfer,
    VoidEvent,
    Withdraw,
)
from tracker.feeds.composing import Entries, Entry, entries_of
from tracker.feeds.reading import opened
from tracker.feeds.writing import Setting, written
from tracker.fold.words import ItemClass, Kind
from tracker.reading.cut import Cut
from tracker.reading.items import Listed
from tracker.rights.words import Role

CLERK, OTHER, CONFIRMER = "vt.noivu", "vt.hoaan", "hai.noi"
LONG = "Rà soát, thống kê; tham mưu Ủy ban nhân dân xã ban hành kế hoạch\nđẩy mạnh cải cách"


def setting(cut: Cut) -> Setting:
    """That of a calendar of somebody's own work."""
    return Setting(language="vi", address=ADDRESS, now=cut.known_at, cut=cut, unit=None, names={})


def test_an_open_item_stands_on_its_deadline(desk: Desk) -> None:
    desk.assign("HH-T-022", title="Rà soát thủ tục đất đai")
    (event,) = desk.events(desk.address(CLERK)).values()
    assert event["SUMMARY"] == "Rà soát thủ tục đất đai"
    assert event.start == date(2024, 6, 15)
    assert event.end == date(2024, 6, 16)
    assert event["DTSTAMP"].dt == datetime(2024, 6, 3, 2, tzinfo=UTC)
    assert event["SEQUENCE"] == 1
    assert event["URL"] == f"{ADDRESS}/items/directive/HH-T-022"
    assert event["CATEGORIES"].to_ical().decode() == "ý kiến chỉ đạo"
    *told, known = event["DESCRIPTION"].splitlines()
    assert told == [
        "Ý kiến chỉ đạo HH-T-022",
        "Đơn vị chủ trì: Phòng Nội vụ (H57.31)",
        "Tình trạng: đang thực hiện trong hạn",
        "Thời hạn: 15/6/2024",
    ]
    assert known.startswith("Số liệu tính đến ngày 03/6/2024, theo dữ liệu ghi nhận đến ")
    assert event["UID"].endswith("@tracker.example")
    assert "VALARM" not in desk.content(desk.address(CLERK)).decode()  # type: ignore[union-attr]


def test_the_calendar_says_whose_it_is_and_when_to_look_again(desk: Desk) -> None:
    mine, theirs = desk.calendar(desk.address(CLERK)), desk.calendar(desk.address(CLERK, FIRST))
    assert mine["X-WR-CALNAME"] == mine["NAME"] == "Hạn công việc của tôi"
    assert theirs["X-WR-CALNAME"] == "Hạn công việc: Phòng Nội vụ"
    assert mine["VERSION"] == "2.0"
    assert mine["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert mine["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert mine["X-PUBLISHED-TTL"] == "PT1H"
    assert not mine.errors


def test_long_lines_of_many_byte_letters_are_folded_and_read_back_whole(desk: Desk) -> None:
    desk.assign("HH/2024: số 1", title=LONG)
    content = desk.content(desk.address(CLERK))
    assert content is not None
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[-1] == b""
    for line in lines:
        line.decode()
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["SUMMARY"] == LONG
    assert event["URL"].endswith("/HH%2F2024%3A%20s%E1%BB%91%201")


def test_the_language_is_that_of_the_installation(desk: Desk) -> None:
    desk.assign("HH-T-022", due="31/5")
    desk.found.settings = desk.found.settings.model_copy(update={"lang": "en"})
    (event,) = desk.events(desk.address(CLERK)).values()
    assert event["SUMMARY"].startswith("[3 days overdue] ")
    assert "Status: overdue" in event["DESCRIPTION"]


def test_what_is_overdue_says_so_and_counts_the_days_on(desk: Desk) -> None:
    desk.assign("HH-T-022", due="31/5", title="Rà soát")
    secret = desk.address(CLERK)
    first = desk.events(secret)["HH-T-022"]
    assert first["SUMMARY"] == "[quá hạn 3 ngày] Rà soát"
    desk.wait(days=1)
    second = desk.events(secret)["HH-T-022"]
    assert second["SUMMARY"] == "[quá hạn 4 ngày] Rà soát"
    assert second.start == first.start
    assert second["UID"] == first["UID"]


@pytest.mark.parametrize(
    ("item_class", "changed"),
    [
        (ItemClass.OPEN_IN_TIME, datetime(2024, 5, 2, 2, tzinfo=UTC)),
        (ItemClass.OPEN_OVERDUE, datetime(2024, 6, 2, 17, tzinfo=UTC)),
    ],
)
def test_words_that_count_days_changed_at_midnight(
    item_class: ItemClass, changed: datetime
) -> None:
    day, now = date(2024, 5, 31), datetime(2024, 6, 3, 2, tzinfo=UTC)
    item = Listed(1, Kind.DIRECTIVE, "HH-1", FIRST, item_class, day, None, "Rà soát", None, None)
    entry = Entry(UUID(int=1), 1, datetime(2024, 5, 2, 2, tzinfo=UTC), day, item)
    content = written(Entries([entry], 1), setting(Cut(date(2024, 6, 3), now, 1)))
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["LAST-MODIFIED"].dt == changed


def test_a_moved_deadline_moves_the_entry_in_its_place(desk: Desk) -> None:
    desk.assign("HH-T-022")
    secret = desk.address(CLERK)
    before = desk.events(secret)["HH-T-022"]
    desk.act(ExtendDeadline, "HH-T-022", due_on="30/6", reason="mưa lũ")
    after = desk.events(secret)["HH-T-022"]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.start == date(2024, 6, 30)
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
    desk.act(VoidEvent, "HH-T-022", event_no=2, reason="nhầm")
    back = desk.events(secret)["HH-T-022"]
    assert back.start == before.start
    assert back["SEQUENCE"] > after["SEQUENCE"]


def test_what_only_tells_changes_no_words(desk: Desk) -> None:
    desk.assign("HH-T-022")
    secret = desk.address(CLERK)
    before = desk.events(secret)["HH-T-022"]
    desk.act(NoteProgress, "HH-T-022", note="đã họp")
    after = desk.events(secret)["HH-T-022"]
    assert (after.start, after["SUMMARY"], after["UID"]) == (
        before.start,
        before["SUMMARY"],
        before["UID"],
    )


def test_what_is_suspended_leaves_and_comes_back_when_it_goes_on(desk: Desk) -> None:
    desk.assign("HH-T-022")
    secret = desk.address(CLERK)
    uid = desk.events(secret)["HH-T-022"]["UID"]
    desk.act(Suspend, "HH-T-022", reason="chờ văn bản")
    assert desk.events(secret) == {}
    desk.act(Resume, "HH-T-022", due_on="1/7")
    event = desk.events(secret)["HH-T-022"]
    assert event["UID"] == uid
    assert event.start == date(2024, 7, 1)


def test_what_is_withdrawn_or_done_is_gone(desk: Desk) -> None:
    desk.assign("HH-T-022")
    desk.assign("HH-T-023", about={"needs_confirmation": False})
    secret = desk.address(CLERK)
    assert desk.events(secret).keys() == {"HH-T-022", "HH-T-023"}
    desk.act(Withdraw, "HH-T-022", reason="giao nhầm")
    desk.act(ReportCompletion, "HH-T-023")
    assert desk.events(secret) == {}


def test_what_waits_goes_from_the_clerk_to_the_confirmer_and_back(desk: Desk) -> None:
    desk.grant(CONFIRMER, Role.CONFIRMER, ROOT)
    desk.revoke(CONFIRMER, Role.CLERK, FIRST)
    desk.revoke(CONFIRMER, Role.CLERK, SECOND)
    desk.assign("HH-T-022", title="Rà soát")
    clerk, confirmer = desk.address(CLERK), desk.address(CONFIRMER)
    assert desk.events(confirmer) == {}
    desk.act(ReportCompletion, "HH-T-022", "1/6")
    assert desk.events(clerk) == {}
    waiting = desk.events(confirmer)["HH-T-022"]
    assert waiting["SUMMARY"] == "[chờ xác nhận] Rà soát"
    assert waiting.start == date(2024, 6, 1)
    assert "Báo cáo hoàn thành: 01/6/2024" in waiting["DESCRIPTION"]
    assert "Thời hạn: 15/6/2024" in waiting["DESCRIPTION"]
    desk.act(RejectCompletion, "HH-T-022", reason="thiếu phụ lục")
    assert desk.events(confirmer) == {}
    assert desk.events(clerk)["HH-T-022"]["UID"] == waiting["UID"]
    desk.act(ReportCompletion, "HH-T-022", command_id="again")
    desk.act(ConfirmCompletion, "HH-T-022")
    assert desk.events(confirmer) == desk.events(clerk) == {}


def test_an_item_goes_with_its_unit(desk: Desk) -> None:
    desk.assign("HH-T-022")
    first, second = desk.address(CLERK), desk.address(OTHER)
    assert (len(desk.events(first)), len(desk.events(second))) == (1, 0)
    desk.act(Transfer, "HH-T-022", to_unit=SECOND, reason="đúng thẩm quyền")
    assert (len(desk.events(first)), len(desk.events(second))) == (0, 1)


def test_work_without_a_deadline_and_targets_have_no_day(desk: Desk) -> None:
    desk.assign("HH-T-022", due=None)
    desk.office.set_target("HH-CT-1", command_id="target")
    desk.found.catch_up()
    assert desk.events(desk.address(CLERK, FIRST)) == {}


def test_all_kinds_of_work_are_there(desk: Desk) -> None:
    for kind in (Kind.PLAN_TASK, Kind.DIRECTIVE, Kind.FINDING):
        desk.assign(f"HH-{kind}", kind=kind)
    events = desk.events(desk.address(CLERK))
    assert len(events) == 3
    assert len({event["UID"] for event in events.values()}) == 3


def test_of_too_many_those_nearest_to_today_are_shown_and_it_is_said(desk: Desk) -> None:
    for day in (1, 7, 9, 28):
        desk.assign(f"HH-{day}", due=date(2024, 6, day))
    secret = desk.address(CLERK)
    assert "tổng số" not in desk.calendar(secret)["DESCRIPTION"]
    with desk.found.pool.connection() as connection:
        feed = opened(connection, secret, desk.clock.now())
        assert feed is not None
        entries = entries_of(connection, feed.shown, feed.cut, most=2)
    assert [entry.day.day for entry in entries.entries] == [1, 7]
    calendar = Calendar.from_ical(written(entries, setting(feed.cut)))
    assert "chỉ có 2 việc gần hôm nay nhất trong tổng số 4 việc" in calendar["DESCRIPTION"]
