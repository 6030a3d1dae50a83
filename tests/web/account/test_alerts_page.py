"""``/me/alerts``, the calendar's address, and stopping mails without signing in."""

import logging
from typing import Any
from uuid import uuid4

import pytest
from icalendar import Calendar
from psycopg.rows import scalar_row

from tests.api.asking import WITHOUT_RATES, Web, serving
from tests.api.people.browsers import Browser, signed_in
from tests.api.people.conftest import NOW
from tests.support.scenario import FIRST, Office
from tests.web.account.test_entering import submit
from tests.web.account.test_me import said, shown
from tests.web.house import OURS
from tests.web.reading_pages import Page
from tracker.aggregates.account import account_stream
from tracker.alerts.recipients.wishes import SECRETS_LAST, forget, secret_for, unsubscribe, wants
from tracker.alerts.rules.policy import DEFAULT, Rule
from tracker.alerts.words import Audience, Channel, Occasion
from tracker.clock import FixedClock
from tracker.fold.words import Kind
from tracker.people.registering import RenamePerson, rename
from tracker.rights.granting import Grant
from tracker.rights.words import Role
from tracker.web.account.told import told

PATH, CALENDARS = "/me/alerts", "/me/alerts/calendars"
CLERK = "vt.noivu"


def make(browser: Browser, **typed: str) -> str:
    """The address of a new calendar, without the host."""
    page = Page.of(submit(browser, shown(browser, PATH), CALENDARS, **typed))
    address = page.one("code").text
    assert address.replace("http:", "webcal:") in page.links
    return address.removeprefix("http://127.0.0.1:8000")


def mailed(web: Web, name: str = CLERK) -> str:
    """The path of the link in a mail that went out."""
    with web.found.pool.connection() as connection:
        secret = secret_for(connection, account_stream(name), web.found.clock.now())
    return f"/alerts/unsubscribe/{secret}"


def wants_email(web: Web, name: str = CLERK) -> bool:
    with web.found.pool.connection() as connection:
        return wants(connection, account_stream(name)).email


# --- calendars ----------------------------------------------------------------------------------


def test_a_calendar_is_made_told_once_read_and_ended(web: Web) -> None:
    browser = signed_in(web, CLERK)
    path = make(browser, about="me")
    answer = web.send("GET", path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert Calendar.from_ical(answer.text)["X-WR-CALNAME"] == "Hạn công việc của tôi"
    page = shown(browser, PATH)
    assert path.rpartition("/")[2] not in page.response.text
    assert "Công việc của tôi" in page.one("tbody").text
    assert "03/6/2024" in page.one("tbody").all("td")[1].text
    (ending,) = [one.told["action"] for one in page.one("tbody").all("form")]
    assert "không còn đọc được" in said(browser, submit(browser, page, ending))
    assert web.send("GET", path).status_code == 404
    assert "đã chấm dứt" in shown(browser, PATH).one("tbody").text


def test_the_calendar_of_a_unit_is_asked_for_by_its_name_or_its_code(web: Web) -> None:
    browser = signed_in(web, "kiem.tra")
    for typed in ("H57.31", "phòng nội vụ"):
        answer = web.send("GET", make(browser, unit=typed))
        assert Calendar.from_ical(answer.text)["X-WR-CALNAME"] == "Hạn công việc: Phòng Nội vụ"


@pytest.mark.parametrize(
    ("name", "typed", "status"),
    [
        (CLERK, {"about": "unit", "unit": "H57.32"}, 403),
        (CLERK, {"about": "unit", "unit": "H99"}, 404),
        (CLERK, {"about": "unit", "unit": ""}, 422),
        ("kiem.tra", {"unit": ""}, 422),
    ],
)
def test_what_is_wrong_is_told_beside_the_unit_and_stays(
    web: Web, name: str, typed: dict[str, str], status: int
) -> None:
    browser = signed_in(web, name)
    page = Page.of(submit(browser, shown(browser, PATH), CALENDARS, **typed), status)
    assert set(page.error_of) == {"unit"}
    assert page.filled(CALENDARS)["unit"] == typed["unit"]
    assert not page.root.all("code")


def test_one_form_makes_one_calendar(web: Web) -> None:
    browser = signed_in(web, CLERK)
    form = shown(browser, PATH)
    Page.of(submit(browser, form, CALENDARS))
    again = Page.of(submit(browser, form, CALENDARS), 409)
    assert not again.root.all("code")
    other = signed_in(web, "vt.hoaan")
    data = {**shown(other, PATH).filled(CALENDARS), "key": form.filled(CALENDARS)["key"]}
    Page.of(other.ask("POST", CALENDARS, data=data, headers=OURS))


def test_who_sees_no_items_has_no_form_for_calendars(web: Web) -> None:
    page = shown(signed_in(web, "chua.giao"), PATH)
    assert "không có lịch" in page.text
    assert CALENDARS not in {form.told.get("action") for form in page.main.all("form")}


def test_nobody_ends_a_calendar_of_somebody_else(web: Web) -> None:
    path = make(signed_in(web, CLERK))
    other = signed_in(web, "vt.hoaan")
    data = shown(other, PATH).filled("/sign-out")
    with web.found.pool.connection() as connection:
        ((feed_id,),) = connection.execute("select feed_id from calendar_feed").fetchall()
    for one in (feed_id, uuid4()):
        response = other.ask("POST", f"{CALENDARS}/{one}/end", data=data, headers=OURS)
        Page.of(response, 404)
    assert web.send("GET", path).status_code == 200


def test_what_has_not_changed_is_not_sent_again(web: Web, clock: FixedClock) -> None:
    path = make(signed_in(web, CLERK))
    first = web.send("GET", path)
    had = {"if-none-match": f'"other", {first.headers["etag"]}'}
    again = web.send("GET", path, headers=had)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    clock.moment = clock.moment.replace(day=4)
    assert web.send("GET", path, headers=had).status_code == 200
    assert web.send("HEAD", path).content == b""


def test_a_program_gets_the_deadlines_packed_if_it_can_unpack(staff_url: str) -> None:
    clock = FixedClock(NOW)
    with serving(staff_url, clock=clock, signed_in=False) as web:
        office = Office(web.found.tracker, clock)
        office.assign(Kind.DIRECTIVE, "HH-T-022", due="15/6", unit=FIRST)
        web.found.catch_up()
        path = make(signed_in(web, CLERK))
        packed = web.send("GET", path, headers={"accept-encoding": "gzip"})
        plain = web.send("GET", path, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.content == plain.content
    (event,) = Calendar.from_ical(plain.content).walk("VEVENT")
    assert event.start.isoformat() == "2024-06-15"
    assert event["URL"] == "http://127.0.0.1:8000/items/directive/HH-T-022"


def test_wrong_addresses_are_all_answered_alike(web: Web) -> None:
    ended = make(signed_in(web, CLERK))
    with web.found.pool.connection() as connection:
        connection.execute("update calendar_feed set ended_at = made_at")
    texts = set()
    for path in (ended, "/calendar/x.ics", "/calendar/" + "A" * 43 + ".ics", "/nowhere"):
        page = Page.of(web.send("GET", path), 404)
        texts.add(page.text.partition("Mã yêu cầu")[0])
    assert len(texts) == 1


def test_a_stranger_who_guesses_is_slowed_down_and_no_secret_is_kept(
    staff_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    rates: dict[str, Any] = {**WITHOUT_RATES, "rate_strangers_per_minute": 2}
    caplog.set_level(logging.DEBUG)
    clock = FixedClock(NOW)
    with serving(staff_url, clock=clock, signed_in=False, **rates) as web:
        paths = ["/calendar/BI-MAT.ics", "/alerts/unsubscribe/BI-MAT"]
        answers = [web.send("GET", path).status_code for path in (*paths, *paths)]
        assert answers == [404, 404, 429, 429]
        with web.found.pool.connection() as connection:
            cursor = connection.cursor(row_factory=scalar_row)
            kept = cursor.execute("select path from refused_access").fetchall()
        assert kept == ["/calendar/…"]
        ours = [one for one in caplog.records if one.name.startswith("tracker")]
        assert len(ours) >= len(answers)
        assert "BI-MAT" not in " ".join(one.getMessage() for one in ours)
        assert "BI-MAT" not in web.send("GET", "/metrics").text


# --- mails --------------------------------------------------------------------------------------


def test_mails_are_stopped_and_sent_again(web: Web) -> None:
    browser = signed_in(web, CLERK)
    assert "chưa được cấu hình" in shown(browser, PATH).text
    data = shown(browser, PATH).filled("/sign-out")
    off = browser.ask("POST", f"{PATH}/email/off", data=data, headers=OURS)
    assert "không gửi thư điện tử nữa" in said(browser, off)
    assert not wants_email(web)
    on = submit(browser, shown(browser, PATH), f"{PATH}/email/on")
    assert "lại được gửi" in said(browser, on)
    assert wants_email(web)


def test_the_page_says_where_mails_go_and_who_can_say(staff_url: str) -> None:
    sending = {"smtp_host": "mail.example", "mail_from": "theodoi@tracker.example"}
    with serving(staff_url, clock=FixedClock(NOW), signed_in=False, **sending) as web:
        browser = signed_in(web, CLERK)
        assert "Người quản trị có thể ghi địa chỉ" in shown(browser, PATH).text
        command = RenamePerson(
            actor="quan.tri",
            command_id="address",
            name=CLERK,
            expected_version=None,
            full_name="Nguyễn Thị Đào",
            email="dao@hoaan.example",
        )
        rename(command, web.found.people, web.found.clock)
        page = shown(browser, PATH)
        assert "dao@hoaan.example" in page.text
        assert "thư điện tử" in page.one("ul", class_="alert-told").text
        submit(browser, page, f"{PATH}/email/off")
        stopped = shown(browser, PATH)
        assert "đã dừng" in stopped.text
        assert "thư điện tử" not in stopped.one("ul", class_="alert-told").text


def test_following_the_link_of_a_mail_changes_nothing_and_the_button_does(web: Web) -> None:
    path, stranger = mailed(web), Browser(web)
    page = Page.of(stranger.ask("GET", path))
    assert page.response.headers["referrer-policy"] == "strict-origin"
    assert wants_email(web)
    (form,) = page.main.all("form")
    assert form.told["method"] == "post"
    assert "action" not in form.told
    done = Page.of(stranger.ask("POST", path, data={}, headers=OURS))
    assert done.links == [PATH]
    assert not wants_email(web)
    assert wants_email(web, "vt.hoaan")


def test_a_mail_program_stops_the_mails_by_one_click(web: Web) -> None:
    """RFC 8058: no cookie, no origin, no form of ours; and no redirect in answer."""
    body = {"List-Unsubscribe": "One-Click"}
    for sent in ({"data": body}, {"files": {name: (None, v) for name, v in body.items()}}):
        with web.found.pool.connection() as connection:
            connection.execute("delete from alert_unwanted")
        assert web.send("POST", mailed(web), **sent).status_code == 200
        assert not wants_email(web)


def test_wrong_secrets_stop_nothing(web: Web) -> None:
    mailed(web)
    for method in ("GET", "POST"):
        Page.of(web.send(method, "/alerts/unsubscribe/khong-co"), 404)
    assert wants_email(web)


def test_old_mails_go_on_working_until_they_are_forgotten(web: Web) -> None:
    account, now = account_stream(CLERK), web.found.clock.now()
    with web.found.pool.connection() as connection:
        old, new = secret_for(connection, account, now), secret_for(connection, account, now)
        assert old != new
        assert forget(connection, now + SECRETS_LAST) == 0
        assert unsubscribe(connection, old, now)
        assert unsubscribe(connection, new, now)
        later = now + SECRETS_LAST * 1.01
        assert forget(connection, later) == 2
        assert not unsubscribe(connection, new, later)
        kept = connection.execute("select secret_hash from alert_unsubscribe").fetchall()
        assert kept == []


# --- what one is told about ---------------------------------------------------------------------


def test_a_clerk_reads_what_he_is_told_about(web: Web) -> None:
    lines = [
        one.text
        for one in shown(signed_in(web, CLERK), PATH).one("ul", class_="alert-told").all("li")
    ]
    assert lines[0].startswith("Việc sắp đến hạn (trước 7, 3, 1 ngày) của Phòng Nội vụ (H57.31)")
    assert lines[0].endswith("hộp thông báo")
    assert any("có sự phối hợp của Phòng Nội vụ" in line for line in lines)
    assert not any("chờ xác nhận" in line for line in lines)
    assert "không được báo việc nào" in shown(signed_in(web, "kiem.tra"), PATH).text


def test_the_policy_decides_who_is_told() -> None:
    grants = [Grant(Role.LEADER, FIRST, NOW.date()), Grant(Role.CONFIRMER, None, NOW.date())]
    above = {FIRST: [FIRST, "H57"]}
    said = told(DEFAULT, grants, above)
    assert [(one.occasion, one.whose, one.unit) for one in said] == [
        (Occasion.OVERDUE, "of", FIRST),
        (Occasion.WAITING, "below", None),
        (Occasion.SILENT, "below", FIRST),
        (Occasion.PERIOD, "of", FIRST),
    ]
    assert said[0].days == (1, 3, 7, 15, 31, 63)
    assert said[3].channels == (Channel.INBOX,)
    own = Rule(
        occasion=Occasion.OVERDUE,
        audience=Audience.CLERKS,
        channels=(Channel.EMAIL,),
        unit="H57",
    )
    other = DEFAULT.model_copy(update={"rules": (*DEFAULT.rules, own)})
    assert [one.occasion for one in told(other, grants[:1], above)] == [
        Occasion.SILENT,
        Occasion.PERIOD,
    ]
