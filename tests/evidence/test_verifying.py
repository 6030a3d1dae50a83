"""``tracker evidence verify``: every stored file is read, and what is wrong is named."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import anyio
import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.tracker_program import Ended, tracker
from tests.conftest import Databases
from tests.evidence.conftest import filing_in
from tests.evidence.files_office import FilesOffice, named, sha256
from tracker.evidence.verifying import Verified, verify

NOW = datetime(2190, 1, 1, tzinfo=UTC)


@pytest.fixture
def alone(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FilesOffice]:
    """An office of the test's own, in the folder where the program looks that is told of none."""
    monkeypatch.chdir(tmp_path)
    with filing_in(databases, tmp_path / ".tracker") as files:
        yield files


def verified(files: FilesOffice, now: datetime = NOW) -> Verified:
    found = files.web.found
    return anyio.run(partial(verify, found.evidence, found.pool, now, lambda *_: None))


def run(files: FilesOffice, *words: str, lang: str = "vi") -> Ended:
    return tracker(
        make_conninfo(files.web.found.database_url), "evidence", "verify", *words, lang=lang
    )


def test_what_is_well_and_named_by_an_event_is_only_counted(files: FilesOffice):
    before = verified(files)
    files.attach("giấy", named(files.brought(files.new_file())))

    after = verified(files)

    assert after == before._replace(checked=before.checked + 1)


def test_what_nobody_attached_is_told_after_a_day(files: FilesOffice):
    kept = files.brought(files.new_file())
    stored_at = files.clock.moment

    assert kept["sha256"] in {one.sha256 for one in verified(files).unreferenced}
    soon = verified(files, stored_at + timedelta(hours=23))
    assert soon.unreferenced == []
    assert soon.checked > 0


def test_what_lies_there_unrecorded_is_told(files: FilesOffice):
    hashed = sha256(b"cut short")
    anyio.run(files.web.found.evidence.put, hashed, io.BytesIO(b"cut short"))

    assert verified(files).unrecorded == [hashed]
    assert verified(files, files.clock.moment).unrecorded == []


def test_the_program_names_what_is_wrong_and_fails(alone: FilesOffice):
    good, damaged, missing, unused = (
        alone.brought(alone.new_file(), f"Tệp {number}.pdf") for number in range(4)
    )
    alone.attach(*map(named, (good, damaged, missing)))
    alone.file(damaged["sha256"]).write_bytes(b"other")
    alone.file(missing["sha256"]).unlink()

    ended = run(alone, "--format", "json")

    assert ended.code == 1
    assert "1 tệp bị thay đổi, 1 tệp bị mất" in ended.err
    assert len(ended.err.splitlines()) == 1
    answer = Ended(0, ended.out, "").answer
    assert answer["checked"] == 4
    assert [one["sha256"] for one in answer["damaged"]] == [damaged["sha256"]]
    assert [one["name"] for one in answer["missing"]] == ["Tệp 2.pdf"]
    assert [one["sha256"] for one in answer["unreferenced"]] == [unused["sha256"]]
    assert answer["unrecorded"] == []


def test_the_program_says_it_in_a_table_and_as_values(alone: FilesOffice):
    kept = alone.brought(alone.new_file(), "Tệp.pdf")
    alone.file(kept["sha256"]).unlink()

    table, values = run(alone), run(alone, "--format", "csv", lang="en")

    assert "không còn trong kho" in table.out
    assert "Tệp.pdf" in table.out
    assert "03/6/2024" in table.out
    header, first, *_ = values.out.splitlines()
    assert header == "condition,sha256,size,name,uploaded_by,stored_at"
    assert first.startswith(
        f"missing,{kept['sha256']},{kept['size']},Tệp.pdf,vt.huonghuu,2024-06-03T09"
    )


def test_an_empty_store_is_well_and_so_is_what_was_restored(alone: FilesOffice):
    assert run(alone, "--format", "json").answer["checked"] == 0
    content = alone.new_file()
    kept = named(alone.brought(content))
    item = alone.attach(kept)
    alone.file(kept["sha256"]).unlink()
    assert run(alone).code == 1
    assert alone.listed(item)[0]["state"] == "damaged"

    alone.file(kept["sha256"]).write_bytes(content)

    assert run(alone).code == 0
    assert alone.listed(item)[0]["state"] == "stored"
