"""A folder and a bucket keep files alike: under their hash, whole or not at all."""

import hashlib
import io
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.files_office import sha256
from tests.support.programs import programs
from tests.support.properties import examples
from tracker.errors import UnavailableError, UnfitEnvironmentError
from tracker.evidence.store import Look, Store, address, open_store
from tracker.settings import Settings

MB = 2**20
PART, BLOCK = 5 * MB, 2 * MB
LATER = datetime(2190, 1, 1, tzinfo=UTC)


def put(store: Store, content: bytes) -> str:
    anyio.run(store.put, sha256(content), io.BytesIO(content))
    return sha256(content)


def look(store: Store, hashed: str) -> Look | None:
    return anyio.run(store.look, hashed)


def given_back(store: Store, hashed: str) -> list[bytes]:
    async def read() -> list[bytes]:
        seen = await store.look(hashed)
        assert seen is not None
        return [block async for block in store.blocks(hashed, seen)]

    return anyio.run(read)


def lying(store: Store, before: datetime = LATER) -> set[str]:
    async def read() -> set[str]:
        return {hashed async for hashed in store.addresses(before)}

    return anyio.run(read)


@pytest.mark.parametrize("size", [1, BLOCK, BLOCK + 1, PART - 1, PART, PART + 1, 2 * PART + 3])
def test_what_was_put_is_given_back_in_blocks(store: Store, size: int):
    content = hashlib.shake_256(b"seed").digest(size)

    hashed = put(store, content)

    seen = look(store, hashed)
    assert seen is not None
    assert seen[:2] == (hashed, size)
    blocks = given_back(store, hashed)
    assert max(map(len, blocks)) <= BLOCK
    assert b"".join(blocks) == content


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return open_store(Settings(home=tmp_path_factory.mktemp("home")))


@examples(1)
@given(content=st.binary(min_size=1, max_size=100_000))
def test_whatever_the_bytes_are_they_come_back(folder: Store, content: bytes):
    hashed = put(folder, content)

    assert b"".join(given_back(folder, hashed)) == content
    assert look(folder, hashed) is not None


def test_nothing_lies_where_nothing_was_put(store: Store):
    assert look(store, sha256(b"nothing")) is None
    assert lying(store) == set()


def test_the_same_file_twice_lies_there_once(store: Store):
    put(store, b"one")
    put(store, b"other")
    put(store, b"one")

    assert lying(store) == {sha256(b"one"), sha256(b"other")}
    assert lying(store, datetime(2024, 1, 1, tzinfo=UTC)) == set()


def test_a_file_that_is_written_anew_is_not_mixed_with_what_was_looked_at(store: Store):
    hashed = put(store, b"old")
    seen = look(store, hashed)
    assert seen is not None
    anyio.run(store.put, hashed, io.BytesIO(b"new"))

    with pytest.raises(UnavailableError) as caught:
        anyio.run(partial(_all_blocks, store, hashed, seen))

    assert caught.value.code == "evidence_store_unreachable"


async def _all_blocks(store: Store, hashed: str, seen: Look) -> list[bytes]:
    return [block async for block in store.blocks(hashed, seen)]


def test_a_writer_that_is_killed_half_way_leaves_nothing_under_the_address(
    store: Store, place: dict[str, Any], home: Path
):
    hashed = sha256(b"never complete")
    told = [f"{name}={value}" for name, value in place.items()]
    with programs() as start:
        writer = start("evidence_writer", home, hashed, *told)
        writer.says_in_time("half")
        if not place:
            assert [one.name for one in home.rglob("*#*")] == [f"{hashed}#1"]
        writer.kill()

    assert look(store, hashed) is None
    assert lying(store) == set()
    anyio.run(store.put, hashed, io.BytesIO(b"never complete"))
    assert look(store, hashed) is not None


def test_the_folder_is_nobody_else_s(home: Path):
    open_store(Settings(home=home))

    assert (home / "evidence").stat().st_mode & 0o777 == 0o700


def test_a_file_lies_two_folders_deep():
    assert address("abcd" + "0" * 60) == "ab/cd/abcd" + "0" * 60


def test_a_store_that_is_not_there_is_unavailable(home: Path, free_tcp_port: int):
    told = {
        "evidence_url": "s3://nowhere",
        "evidence_endpoint": f"http://127.0.0.1:{free_tcp_port}",
        "evidence_key_id": "tests",
        "evidence_secret_key": "secret-words",
    }
    store = open_store(Settings(home=home, **told))

    with pytest.raises(UnavailableError) as caught:
        look(store, sha256(b""))

    assert caught.value.code == "evidence_store_unreachable"


def test_a_key_without_its_secret_is_unfit(home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY", raising=False)

    with pytest.raises(UnfitEnvironmentError) as caught:
        open_store(Settings(home=home, evidence_url="s3://bucket", evidence_key_id="tests"))

    assert caught.value.code == "bad_evidence_settings"


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path):
    (tmp_path / "home").write_text("a file in the way")

    with pytest.raises(UnavailableError):
        open_store(Settings(home=tmp_path / "home"))
