"""Evidence is listed and given out to whoever may see the item as it was, and only unchanged."""

import logging
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest

from tests.api.asking import refused
from tests.evidence import made_files as made
from tests.evidence.files_office import FilesOffice, named, sha256
from tests.support.scenario import FIRST, ROOT, SECOND
from tracker.commands.items import Transfer, VoidEvent
from tracker.fold.words import Kind
from tracker.rights.words import Role


def ref_of(item: str) -> str:
    return item.rpartition("/")[2]


def test_a_file_comes_back_as_it_was_with_what_protects_its_reader(files: FilesOffice):
    content = files.new_file()
    kept = files.brought(content, "Đề án số 6.pdf")
    item = files.attach(named(kept))

    response = files.take(item, kept["sha256"])

    assert response.status_code == 200
    assert response.content == content
    headers = response.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-length"] == str(len(content))
    assert headers["etag"] == f'"{kept["sha256"]}"'
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert "sandbox" in headers["content-security-policy"]
    assert headers["content-disposition"] == (
        "attachment; filename=\"De an so 6.pdf\"; filename*=UTF-8''" + quote("Đề án số 6.pdf")
    )


def test_a_file_of_several_blocks_comes_back_whole(files: FilesOffice):
    content = bytes(range(256)) * 3800

    kept = files.brought(b"%PDF-" + content)

    assert files.take(files.attach(named(kept)), kept["sha256"]).content == b"%PDF-" + content


def test_text_is_given_out_as_text_whatever_it_is_called(folder_files: FilesOffice):
    kept = folder_files.brought("del *.* /s\r\nđã xóa".encode(), 'chạy "ngay".bat')
    item = folder_files.attach(named(kept))

    response = folder_files.take(item, kept["sha256"])

    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    disposition = response.headers["content-disposition"]
    assert '.bat.txt"' in disposition
    assert disposition.count('"') == 2
    assert disposition.endswith(".bat.txt")


def test_the_last_name_that_an_event_gives_a_file_is_the_one(folder_files: FilesOffice):
    kept = named(folder_files.brought(folder_files.new_file()))
    item = folder_files.attach({**kept, "name": "cũ.pdf"}, {**kept, "name": "mới.pdf"})

    disposition = folder_files.take(item, kept["sha256"]).headers["content-disposition"]

    assert quote("mới.pdf") in disposition


def test_what_events_name_is_listed_with_the_event_and_what_is_known(folder_files: FilesOffice):
    kept = folder_files.brought(folder_files.new_file(), "Kế hoạch.pdf")
    elsewhere = {"name": "Tờ trình.pdf", "sha256": sha256(b"elsewhere"), "size": 12}
    item = folder_files.attach("Công văn 107", named(kept), elsewhere)

    paper, here, other = folder_files.listed(item)

    assert here == {
        "no": 1,
        "type": "directive.assigned",
        "effective_on": "2024-01-02",
        "recorded_at": here["recorded_at"],
        "actor": "vt.huonghuu",
        "voided_by": None,
        "name": "Kế hoạch.pdf",
        "sha256": kept["sha256"],
        "size": kept["size"],
        "media_type": "application/pdf",
        "state": "stored",
    }
    assert (paper["name"], paper["sha256"], paper["state"]) == ("Công văn 107", None, "not_stored")
    assert (other["size"], other["media_type"], other["state"]) == (12, None, "not_stored")


def test_a_list_is_of_its_day_and_its_known_at_time(folder_files: FilesOffice):
    office = folder_files.office
    one, other = (named(folder_files.brought(folder_files.new_file())) for _ in range(2))
    item = folder_files.attach(one, on="2/1")
    office.act(Transfer, Kind.DIRECTIVE, ref_of(item), "10/3", to_unit=SECOND, attachments=[other])
    folder_files.web.found.catch_up()

    def hashes(**query: str) -> list[str]:
        return [file["sha256"] for file in folder_files.listed(item, **query)]

    first, second = (file["recorded_at"] for file in folder_files.listed(item))
    folder_files.clock.moment = datetime.fromisoformat(second) + timedelta(hours=1)
    assert hashes() == [one["sha256"], other["sha256"]]
    assert hashes(as_of="2024-03-09") == [one["sha256"]]
    assert hashes(as_of="2024-01-01") == []
    assert hashes(known_at=first) == [one["sha256"]]
    taken = folder_files.take(item, other["sha256"], as_of="2024-03-09")
    refused(taken, 404, "not_evidence_of_item")
    assert folder_files.take(item, other["sha256"]).status_code == 200


def test_what_was_voided_says_so_and_can_still_be_examined(folder_files: FilesOffice):
    kept = named(folder_files.brought(folder_files.new_file()))
    item = folder_files.attach()
    office, ref = folder_files.office, ref_of(item)
    office.act(Transfer, Kind.DIRECTIVE, ref, "10/3", to_unit=SECOND, attachments=[kept])
    office.act(VoidEvent, Kind.DIRECTIVE, ref, "11/3", event_no=2, reason="ghi nhầm")
    folder_files.web.found.catch_up()

    (file,) = folder_files.listed(item)

    assert (file["no"], file["voided_by"]) == (2, 3)
    assert folder_files.take(item, kept["sha256"]).status_code == 200


# --- who ------------------------------------------------------------------------------------------


@pytest.fixture
def moved(folder_files: FilesOffice) -> tuple[str, str]:
    """An item with a file, moved on 10/3 from the first unit to the second."""
    kept = named(folder_files.brought(folder_files.new_file()))
    item = folder_files.attach(kept)
    folder_files.office.act(Transfer, Kind.DIRECTIVE, ref_of(item), "10/3", to_unit=SECOND)
    folder_files.web.found.catch_up()
    return item, kept["sha256"]


@pytest.mark.parametrize(
    ("grant", "as_of", "status"),
    [
        ((Role.CLERK, SECOND), None, 200),
        ((Role.CLERK, FIRST), None, 403),
        ((Role.CLERK, FIRST), "2024-03-09", 200),
        ((Role.CLERK, SECOND), "2024-03-09", 403),
        ((Role.LEADER, ROOT), None, 200),
        ((Role.AUDITOR, None), None, 200),
        ((Role.ADMINISTRATOR, None), None, 403),
    ],
)
def test_a_file_is_for_whoever_may_see_the_item_as_it_was(
    folder_files: FilesOffice,
    moved: tuple[str, str],
    grant: tuple[Role, str | None],
    as_of: str | None,
    status: int,
):
    item, hashed = moved
    folder_files.asks(grant)

    taken = folder_files.take(item, hashed, as_of=as_of)
    listed = folder_files.web.get(f"{item}/evidence", as_of=as_of)

    assert (taken.status_code, listed.status_code) == (status, status)
    if status != 200:
        assert taken.headers["content-type"] == "application/problem+json"


def test_a_right_to_one_item_is_none_to_the_files_of_another(folder_files: FilesOffice):
    mine, other = (named(folder_files.brought(folder_files.new_file())) for _ in range(2))
    item = folder_files.attach(mine)
    folder_files.attach(other)
    folder_files.asks((Role.CLERK, FIRST))

    body = refused(folder_files.take(item, other["sha256"]), 404, "not_evidence_of_item")

    assert body["field"] == "sha256"


def test_what_there_is_not_is_not_found(folder_files: FilesOffice):
    elsewhere = {"name": "Tờ trình.pdf", "sha256": sha256(b"elsewhere")}
    item = folder_files.attach(elsewhere)

    refused(folder_files.take("/items/directive/KHONG-CO", sha256(b"")), 404, "unknown_item")
    refused(folder_files.take(item, elsewhere["sha256"]), 404, "evidence_never_stored")
    refused(folder_files.take(item, "A" * 64), 422, "bad_parameter")
    refused(folder_files.take(item, sha256(b""), until="2024"), 422, "unknown_parameter")


# --- what no longer fits --------------------------------------------------------------------------


def reports(files: FilesOffice, hashed: str) -> list[tuple[object, ...]]:
    with files.web.found.pool.connection() as connection:
        return connection.execute(
            "select found, first_found_at, last_found_at, mended_at from evidence_damage"
            " where sha256 = %s order by first_found_at",
            (hashed,),
        ).fetchall()


def test_one_flipped_bit_and_nothing_is_given_out(
    folder_files: FilesOffice, caplog: pytest.LogCaptureFixture
):
    content = folder_files.new_file()
    kept = named(folder_files.brought(content))
    item = folder_files.attach(kept)
    other = bytes([content[0] ^ 1]) + content[1:]
    folder_files.file(kept["sha256"]).write_bytes(other)
    first = folder_files.clock.moment

    refused(folder_files.take(item, kept["sha256"]), 409, "evidence_damaged")
    folder_files.clock.moment += timedelta(hours=1)
    body = refused(folder_files.take(item, kept["sha256"]), 409, "evidence_damaged")

    assert body["field"] == "sha256"
    second = folder_files.clock.moment
    assert reports(folder_files, kept["sha256"]) == [(sha256(other), first, second, None)]
    assert folder_files.listed(item)[0]["state"] == "damaged"
    (record, _) = [r for r in caplog.records if r.name == "tracker.evidence.verifying"]
    assert record.levelno == logging.ERROR
    assert kept["sha256"] in record.getMessage()


def test_a_file_that_is_gone_is_reported_and_comes_back_by_being_brought_again(
    folder_files: FilesOffice,
):
    content = folder_files.new_file()
    kept = named(folder_files.brought(content))
    item = folder_files.attach(kept)
    folder_files.file(kept["sha256"]).unlink()

    refused(folder_files.take(item, kept["sha256"]), 409, "evidence_missing")
    missing_since = folder_files.clock.moment
    folder_files.clock.moment += timedelta(hours=2)
    again = folder_files.brought(content)

    assert again["stored_before"]
    assert folder_files.take(item, kept["sha256"]).content == content
    assert folder_files.listed(item)[0]["state"] == "stored"
    ((found, first, _, mended),) = reports(folder_files, kept["sha256"])
    assert (found, first, mended) == ("missing", missing_since, folder_files.clock.moment)


def test_a_good_file_brought_again_is_not_reported(files: FilesOffice):
    content = files.new_file()
    kept = files.brought(content)
    files.brought(content)

    assert reports(files, kept["sha256"]) == []


def test_the_application_may_not_forget_a_file_or_a_report(folder_files: FilesOffice):
    with folder_files.web.found.pool.connection() as connection:
        allowed = connection.execute(
            "select table_name, privilege_type from information_schema.role_table_grants"
            " where grantee = 'tracker_app' and table_name like 'evidence%' order by 1, 2"
        ).fetchall()

    assert allowed == [
        ("evidence", "INSERT"),
        ("evidence", "SELECT"),
        ("evidence_damage", "INSERT"),
        ("evidence_damage", "SELECT"),
    ]


def test_a_plain_name_for_old_programs_has_no_sign_that_ends_it(folder_files: FilesOffice):
    kept = folder_files.brought(made.PDF + b"names", "a%22; filename=b.pdf")
    item = folder_files.attach(named(kept))

    disposition = folder_files.take(item, kept["sha256"]).headers["content-disposition"]

    assert disposition.startswith('attachment; filename="a_22; filename=b.pdf"; filename*=')
