"""Settings and the state of the system, as pages tell them."""

from datetime import timedelta

from pydantic import SecretStr

from tests.api.asking import WITHOUT_RATES, serving
from tests.api.people.conftest import NOW, hashing_cheaply
from tests.conftest import Databases
from tests.web.administration.bureau import Bureau
from tracker.catalogue import LANGUAGES, messages
from tracker.clock import FixedClock
from tracker.evidence.records import MISSING, Record, keep_record, report_damage
from tracker.settings import Settings
from tracker.upkeep import runs
from tracker.upkeep.runs import LEADER_LOCK, Result
from tracker.web.frame.words import NOTHING

SECRET = "ba chu cai bi mat"  # noqa: S105 - to be looked for


def test_every_setting_says_what_it_means_in_both_languages() -> None:
    for language in LANGUAGES:
        assert {f"setting.{name}" for name in Settings.model_fields} <= messages(language).keys()


def test_every_setting_is_shown_with_its_variable(bureau: Bureau) -> None:
    page = bureau.look("/admin/settings")
    variables = {one.text for one in page.main.all("code")}
    assert variables == {f"TRACKER_{name.upper()}" for name in Settings.model_fields}


def test_secrets_are_told_as_set_or_not_set(databases: Databases, furnished: str) -> None:
    with (
        databases.fresh(template=furnished) as url,
        serving(
            url,
            clock=FixedClock(NOW),
            signed_in=False,
            evidence_secret_key=SecretStr(SECRET),
            session_hours=7,
        ) as web,
    ):
        hashing_cheaply(web.found)
        page = Bureau(web).look("/admin/settings")
    rows = {
        row.all("td")[0].told["id"].removeprefix("setting-"): [cell.text for cell in row.all("td")]
        for row in page.one("tbody").all("tr")
    }
    assert rows["evidence_secret_key"][1:3] == ["đã đặt (không hiện)", "chưa đặt"]
    assert rows["evidence_key_id"][1] == "chưa đặt"
    assert rows["database_url"][1] == "đã đặt (không hiện)"
    assert rows["session_hours"][1:3] == ["7", "12"]
    assert rows["rate_reads_per_minute"][1] == str(WITHOUT_RATES["rate_reads_per_minute"])
    for told in (SECRET, "postgresql://", "host="):
        assert told not in page.response.text


def test_settings_and_system_are_for_who_audits_everything(bureau: Bureau) -> None:
    for path in ("/admin/settings", "/admin/system"):
        bureau.look(path, 403, as_="qt.noivu")
        bureau.look(path, 403, as_="kiem.tra")
    assert "/admin/system" not in bureau.look("/admin", as_="qt.noivu").links


def test_who_leads_is_seen_by_the_lock(own: Bureau) -> None:
    assert "Không có bộ lập lịch nào đang chạy" in own.look("/admin/system").text
    with own.web.found.pool.connection() as connection:
        connection.execute("select pg_advisory_lock(%s)", (LEADER_LOCK,))
        assert "Có một bộ lập lịch đang điều hành" in own.look("/admin/system").text
        connection.execute("select pg_advisory_unlock(%s)", (LEADER_LOCK,))


def test_trouble_is_told_where_somebody_looks(own: Bureau) -> None:
    assert "Không có sự cố nào được ghi nhận." in own.look("/admin").text
    file = Record("a" * 64, 3, "text/plain", NOW, "vt.noivu", "a.txt")
    with own.web.found.pool.connection() as connection:
        keep_record(connection, file)
        report_damage(connection, file.sha256, MISSING, NOW)
        runs.begin(connection, "sweep", NOW)
    overview = own.look("/admin").text
    assert "1 tài liệu kiểm chứng hỏng hoặc mất" in overview
    assert "1 việc chạy nền cần xem lại" in overview
    page = own.look("/admin/system")
    for words in ("Hệ thống chưa biết bản sao lưu nào", "tracker rebuild", "1 (1 MB)"):
        assert words in page.text
    assert {"/readyz", "/metrics"} <= set(page.links)
    assert not page.main.all("form")


def test_jobs_are_shown_as_they_went(own: Bureau) -> None:
    with own.web.found.pool.connection() as connection:
        check = runs.begin(connection, "self_check", NOW)
        numbers = {"parked": 0, "differences": 2, "compared": 1_000}
        runs.end(connection, check, Result(numbers, "alarm", "NV-1, NV-2"), NOW)
        tidy = runs.begin(connection, "tidy", NOW)
        runs.end(connection, tidy, Result({}), NOW + timedelta(seconds=130))
        runs.begin(connection, "sweep", NOW)
        runs.plan(connection, "sweep", NOW + timedelta(hours=1))
        deliver = runs.begin(connection, "deliver", NOW)
        assert runs.take(connection, "deliver")
        unled = own.look("/admin/system")
        connection.execute("select pg_advisory_lock(%s)", (LEADER_LOCK,))
        page = own.look("/admin/system")
        runs.end(connection, deliver, Result({"sent": 0, "failed": 0}), NOW)
        connection.execute("select pg_advisory_unlock_all()")
    assert "10:00:00 ngày" not in unled.text
    rows = {
        row.told["id"].removeprefix("job-"): [cell.text for cell in row.all("td")]
        for row in page.one("tbody").all("tr")
    }
    assert tuple(rows) == runs.JOBS
    told = "phát hiện sai lệch đã đối chiếu 1.000 mục; 2 mục sai lệch NV-1, NV-2"
    assert rows["self_check"][1] == told
    assert rows["tidy"][1:3] == ["hoàn thành", "09:00:00 ngày 03/6/2024 (2 phút 10 giây)"]
    assert rows["sweep"][1] == "bị ngắt giữa chừng"
    assert rows["sweep"][3] == "10:00:00 ngày 03/6/2024"
    assert rows["deliver"][1] == "đang chạy"
    assert rows["forget_runs"][1:] == ["chưa chạy lần nào", NOTHING, NOTHING]
    (idle,) = [
        row.all("td")[1].text
        for row in own.look("/admin/system").one("tbody").all("tr")
        if row.told["id"] == "job-deliver"
    ]
    assert idle == "hoàn thành không có gì phải làm"


def test_how_far_alerts_are_is_said(own: Bureau) -> None:
    assert "Cảnh báo: chưa rà soát lần nào." in own.look("/admin/system").text
    with own.web.found.pool.connection() as connection:
        connection.execute(
            "insert into alert_sweep (swept_on, position, swept_at) values (%s, 1, %s)",
            (NOW.date(), NOW),
        )
    said = "Cảnh báo: đã rà soát đến hết ngày 03/6/2024, lúc 09:00:00 ngày 03/6/2024."
    assert said in own.look("/admin/system").text
