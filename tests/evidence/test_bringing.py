"""``POST /evidence``: one file of a form, recognised by content, kept once."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import SecretStr

from tests.api.asking import WHEN_ASKED, WITHOUT_RATES, refused
from tests.conftest import Databases
from tests.evidence import made_files as made
from tests.evidence.files_office import FilesOffice, filing, named, sha256
from tests.support.properties import costly_examples
from tests.support.scenario import FIRST
from tracker.api.app import PREFIX
from tracker.clock import FixedClock
from tracker.errors import InvalidInputError
from tracker.evidence.records import records_of, refuse_unknown_evidence
from tracker.rights.words import Role
from tracker.settings import Settings

ADDRESS = f"{PREFIX}/evidence"
FORM = {"content-type": "multipart/form-data; boundary=x"}


HEAD = b'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'


def part(name: str = 'name="file"; filename="a.txt"', content: str = "text") -> str:
    return f"--x\r\nContent-Disposition: form-data; {name}\r\n\r\n{content}\r\n"


def test_a_file_is_kept_and_named_by_its_hash(files: FilesOffice):
    content = files.new_file()

    kept = files.brought(content, "Báo cáo tháng 3.pdf")

    assert kept == {
        "sha256": sha256(content),
        "size": len(content),
        "media_type": "application/pdf",
        "name": "Báo cáo tháng 3.pdf",
        "stored_before": False,
    }
    with files.web.found.pool.connection() as connection:
        (record,) = records_of(connection, [kept["sha256"]]).values()
    assert record.name == "Báo cáo tháng 3.pdf"
    assert record.uploaded_by == "vt.huonghuu"
    assert record.stored_at == WHEN_ASKED


def test_the_same_file_again_is_the_same_file(files: FilesOffice):
    content = files.new_file()
    files.brought(content)
    files.clock.moment += timedelta(hours=1)
    files.asks((Role.LEADER, FIRST), name="ld.huonghuu")

    again = files.brought(content, "bản khác tên.pdf")

    assert again["stored_before"]
    assert again["name"] == "bản khác tên.pdf"
    with files.web.found.pool.connection() as connection:
        (record,) = records_of(connection, [again["sha256"]]).values()
    assert record.uploaded_by == "vt.huonghuu"
    assert record.name == "Báo cáo.pdf"


def test_the_same_file_from_many_at_once_is_kept_once(folder_files: FilesOffice):
    content = folder_files.new_file() + bytes(200_000)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: folder_files.brought(content), range(8)))

    assert [one["stored_before"] for one in answers].count(False) == 1
    assert folder_files.file(sha256(content)).read_bytes() == content


def test_names_are_composed_and_without_folders(folder_files: FilesOffice):
    name = normalize("NFD", "C:\\Tài liệu\\Kết luận.pdf")

    assert folder_files.brought(made.PDF, name)["name"] == "Kết luận.pdf"


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90\x00" + bytes(300), "Báo cáo.pdf"), (b"<html><br></html>", "Công văn.docx")],
)
def test_a_nice_name_makes_no_good_file(folder_files: FilesOffice, content: bytes, name: str):
    body = refused(folder_files.bring(content, name), 415, "evidence_type")

    assert body["field"] == "file"
    assert "PDF" in body["detail"]
    assert not folder_files.file(sha256(content)).exists()


def test_an_empty_file_is_none(folder_files: FilesOffice):
    assert refused(folder_files.bring(b""), 422, "evidence_empty")["field"] == "file"


def test_a_file_of_the_limit_is_taken_and_one_byte_more_is_not(folder_files: FilesOffice):
    text = b"a" * 1_000_000

    assert folder_files.brought(text)["size"] == 1_000_000
    body = refused(folder_files.bring(text + b"b"), 413, "evidence_too_large")

    assert "1 MB" in body["detail"]
    assert folder_files.file(sha256(text)).exists()
    assert not folder_files.file(sha256(text + b"b")).exists()


def test_what_says_itself_that_it_is_much_too_large_is_not_even_read(folder_files: FilesOffice):
    headers = {**FORM, "content-length": "10000000000"}

    response = folder_files.web.send("POST", ADDRESS, content=b"--x--", headers=headers)

    refused(response, 413, "evidence_too_large")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "broken_form"),
        (part(), "broken_form"),
        (f"{part()}--y--", "broken_form"),
        ("no form", "broken_form"),
        ("--x--\r\n", "file_expected"),
        (f"{part()}{part()}--x--\r\n", "file_expected"),
        (f"{part('name=file')}--x--\r\n", "file_expected"),
        (f"{part('name=note')}{part()}--x--\r\n", "file_expected"),
        ("--x\r\nX-Other: 1\r\n\r\ntext\r\n--x--\r\n", "file_expected"),
        (f"{part('name=file; filename=..')}--x--\r\n", "bad_file_name"),
        (part("name=file; filename=\xff") + "--x--\r\n", "bad_file_name"),
    ],
)
def test_a_form_that_is_not_one_file_is_refused(folder_files: FilesOffice, content: str, code: str):
    body = content.encode("latin-1")
    before = folder_files.stored()

    response = folder_files.web.send("POST", ADDRESS, content=body, headers=FORM)

    assert refused(response, 422, code)["field"] == "file"
    assert folder_files.stored() == before


@pytest.mark.parametrize(
    "kind",
    ["", "application/pdf", "multipart/form-data", f"multipart/form-data; boundary={'x' * 1000}"],
)
def test_what_is_no_form_is_refused(folder_files: FilesOffice, kind: str):
    headers = {"content-type": kind}

    response = folder_files.web.send("POST", ADDRESS, content=made.PDF, headers=headers)

    refused(response, 415, "form_expected")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_records_nothing_about_items_brings_nothing(folder_files: FilesOffice, role: Role):
    folder_files.asks((role, None))
    content = folder_files.new_file()

    refused(folder_files.bring(content), 403, "act_not_granted")

    assert not folder_files.file(sha256(content)).exists()


@pytest.mark.parametrize("role", [Role.CLERK, Role.CONFIRMER, Role.LEADER])
def test_who_records_anything_about_items_brings_what_proves_it(
    folder_files: FilesOffice, role: Role
):
    folder_files.asks((role, FIRST))

    assert folder_files.bring(made.PDF).status_code == 201


def test_a_bucket_that_is_not_there_is_said_and_nothing_recorded(
    databases: Databases,
    tmp_path: Path,
    clock: FixedClock,
    free_tcp_port: int,
    caplog: pytest.LogCaptureFixture,
):
    told = {
        "evidence_url": "s3://nowhere",
        "evidence_endpoint": f"http://127.0.0.1:{free_tcp_port}",
        "evidence_key_id": "a-key",
        "evidence_secret_key": SecretStr("words-of-secret"),
        **WITHOUT_RATES,
    }
    with databases.fresh() as url:
        settings = Settings(database_url=SecretStr(url), home=tmp_path, **told)
        with filing(settings, clock) as files:
            refused(files.bring(made.PDF), 503, "evidence_store_unreachable")
            with files.web.found.pool.connection() as connection:
                assert records_of(connection, [sha256(made.PDF)]) == {}
    assert "the evidence store failed" in caplog.text
    assert "words-of-secret" not in caplog.text


@costly_examples(0.4)
@given(content=st.binary(max_size=3000), chunks=st.lists(st.integers(1, 700), max_size=20))
def test_whatever_is_in_a_file_and_however_it_comes_all_of_it_is_kept(
    folder_files: FilesOffice, content: bytes, chunks: list[int]
):
    """Also what looks like the form around it."""
    whole = made.PDF + content
    form = b"--x\r\n" + HEAD + whole + b"\r\n--x--\r\n"
    assume(b"\r\n--x" not in whole)

    async def coming() -> AsyncIterator[bytes]:
        start = 0
        for length in [*chunks, len(form)]:
            yield form[start : start + length]
            start += length

    response = folder_files.web.send("POST", ADDRESS, content=coming(), headers=FORM)

    assert response.status_code == 201, response.text
    assert response.json()["sha256"] == sha256(whole)
    assert folder_files.file(sha256(whole)).read_bytes() == whole


# --- what an event may name ----------------------------------------------------------------------


def refuse(files: FilesOffice, *attachments: object) -> InvalidInputError:
    with files.web.found.pool.connection() as connection, pytest.raises(InvalidInputError) as found:
        refuse_unknown_evidence(connection, list(attachments))
    return found.value


def test_an_event_names_only_what_was_brought(folder_files: FilesOffice):
    kept = named(folder_files.brought(made.PDF))
    strange = {"name": "khác.pdf", "sha256": sha256(b"other")}

    with folder_files.web.found.pool.connection() as connection:
        refuse_unknown_evidence(connection, None)
        refuse_unknown_evidence(connection, ["Công văn 107/UBND-NC", {"name": "no hash"}])
        refuse_unknown_evidence(connection, [kept, {"name": "a", "sha256": kept["sha256"]}])
    error = refuse(folder_files, "giấy", kept, strange)

    assert error.code == "unknown_evidence"
    assert error.details["field"] == "attachments.2.sha256"
    assert str(error.details["value"]).startswith(strange["sha256"][:50])


@pytest.mark.parametrize(("field", "value"), [("size", 1), ("media_type", "text/html")])
def test_an_event_says_nothing_false_of_a_file(
    folder_files: FilesOffice, field: str, value: object
):
    kept = named(folder_files.brought(made.PDF))

    error = refuse(folder_files, {**kept, field: value})

    assert error.code == "evidence_differs"
    assert error.details["field"] == f"attachments.0.{field}"
