"""Files as they come: cut, empty, of another make, too long; and what is kept of them."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.history.conftest import Store
from tests.history.past import NOW, Bring, Found, Refused, as_bytes, assert_empty, bring, past
from tests.support.properties import examples
from tests.support.rows import head, history_of
from tests.support.scenario import write_history
from tracker.database.connect import app_conninfo
from tracker.entry.reading import LONGEST_LINE
from tracker.errors import NotFoundError, RuleViolationError
from tracker.fold.words import Kind
from tracker.history.importing import import_history
from tracker.projections.rebuild import rebuild
from tracker.reading.timeline import timeline
from tracker.sample import HISTORIES

Bad = Callable[[bytes], Any]


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\n\n  \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"]
)
def test_a_file_without_events_is_refused(refused: Bad, content: bytes):
    assert refused(content).problems == [Found(1, "-", "empty_file")]


@pytest.mark.parametrize(
    "dressed",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.removesuffix(b"\n"),
        lambda text: b"\n\n" + text.replace(b"\n", b"\n\n") + b"  \n",
        lambda text: text.replace(b'{"', b'{ "').replace(b'": ', b'"   :\t'),
    ],
    ids=["CRLF", "BOM", "no last newline", "blank lines", "oddly spaced"],
)
def test_what_an_editor_may_have_done_to_a_file_does_no_harm(
    brought: Bring, database_url: str, dressed: Callable[[bytes], bytes]
):
    assert brought(dressed(as_bytes(past()))) is None

    assert history_of(database_url) == past()


def test_a_byte_order_mark_is_no_excuse_on_a_later_line(refused: Bad):
    lines = as_bytes(past()).split(b"\n")
    lines[3] = b"\xef\xbb\xbf" + lines[3]

    assert refused(b"\n".join(lines)).problems[0].line == 4


def test_blank_lines_count_in_line_numbers(refused: Bad):
    assert refused(b"\n\n" + as_bytes(past()) + b"\n{}\n").problems == [
        Found(12, "type", "missing")
    ]


WHOLE = as_bytes(past())
CUT_AT = [place for place in range(1, len(WHOLE)) if b"\n" not in WHOLE[place - 1 : place + 1]]


@examples(1)
@given(size=st.sampled_from(CUT_AT))
def test_a_file_cut_inside_a_line_is_refused(empty_store: Store, one_file: Path, size: int):
    outcome = bring(empty_store.url, one_file, WHOLE[:size])

    assert outcome is not None
    assert {problem.line for problem in outcome.problems} == {WHOLE[:size].count(b"\n") + 1}


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("history") / "past.jsonl"


@examples(1)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_refused_by_line_never_by_a_crash(
    empty_store: Store, one_file: Path, content: bytes
):
    outcome = bring(empty_store.url, one_file, content)

    assert outcome is not None
    assert outcome.problems


@examples(1)
@given(place=st.integers(0, len(WHOLE) - 1), sign=st.integers(0, 255))
def test_one_wrong_byte_is_refused_or_taken_whole(
    empty_store: Store, one_file: Path, place: int, sign: int
):
    content = bytearray(WHOLE)
    content[place] = sign
    refused_or_whole(empty_store, one_file, bytes(content))


def refused_or_whole(store: Store, file: Path, content: bytes) -> Refused | None:
    outcome = bring(store.url, file, content)
    if outcome is None:
        assert head(store.url) == len(past())
        store.spoilt()
    return outcome


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@examples(1)
@given(place=st.integers(0, 7), data=st.data())
def test_any_value_in_any_field_is_refused_by_name_or_taken_whole(
    empty_store: Store, one_file: Path, place: int, data: st.DataObject
):
    lines = past()
    field = data.draw(st.sampled_from([*lines[place], "source", "attachments", "note"]))
    lines[place][field] = data.draw(JSON)
    content = "".join(json.dumps(line) + "\n" for line in lines).encode()
    outcome = refused_or_whole(empty_store, one_file, content)
    if outcome is not None:
        assert outcome.problems[0].line == place + 1


def test_a_line_of_ten_megabytes_is_refused_by_its_number(refused: Bad):
    long = b'{"type": "plan_task.assigned", "title": "' + b"x" * 10_000_000 + b'"}'

    outcome = refused(as_bytes([*past(), long, b"{}"]))

    assert outcome.problems == [Found(9, "-", "line_too_long"), Found(10, "type", "missing")]


def test_the_longest_line_is_taken_up_to_its_last_byte(refused: Bad):
    line = b'{"type": "' + b"x" * (LONGEST_LINE - 12) + b'"}'
    assert len(line) == LONGEST_LINE

    assert refused(line + b"\r\n").problems[0].code == "unknown_type"
    assert refused(line + b" \n").problems[0].code == "line_too_long"


def test_a_store_with_events_takes_no_history(brought: Bring, database_url: str, tmp_path: Path):
    assert brought(as_bytes(past())) is None
    before = everything(database_url)

    for file in (write_history(tmp_path / "again.jsonl", past()), HISTORIES[0]):
        with pytest.raises(RuleViolationError, match="store_not_empty"):
            import_history(database_url, [file], NOW)

    assert everything(database_url) == before


def everything(url: str) -> list[Any]:
    with psycopg.connect(url) as connection:
        events = connection.execute("select * from tracker.event order by position").fetchall()
        return [events, connection.execute("select * from tracker.import").fetchall()]


@pytest.mark.parametrize("name", ["missing.jsonl", "", "."])
def test_what_is_no_file_is_named(database_url: str, tmp_path: Path, name: str):
    path = tmp_path / name
    good = write_history(tmp_path / "past.jsonl", past())

    with pytest.raises(NotFoundError, match="no_such_file") as refusal:
        import_history(database_url, [good, path], NOW)

    assert refusal.value.details == {"path": str(path)}
    assert_empty(database_url)


def test_imported_events_say_so_and_from_which_file(database_url: str):
    import_history(database_url, HISTORIES, NOW)
    rebuild(database_url)

    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in HISTORIES]
    with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
        for kind, ref, sha256 in (
            (Kind.PLAN_TASK, "HH-2024-NV11", hashes[0]),
            (Kind.FINDING, "PH-KL08-1", hashes[1]),
            (Kind.TARGET, "PH-2024-CT01", hashes[1]),
        ):
            found = timeline(connection, kind, ref, head(database_url), NOW)
            assert {moment.imported_from for moment in found.moments} == {sha256}


def test_bad_lines_of_several_files_are_named_by_file(database_url: str, tmp_path: Path):
    one, two = past()[:2], past()[2:]
    two[1]["area"] = "culture"
    files = [
        write_history(tmp_path / "một.jsonl", one),
        write_history(tmp_path / "hai.jsonl", [*two, {"type": "x"}]),
    ]
    with pytest.raises(Exception, match="history_refused") as refusal:
        import_history(database_url, files, NOW)

    assert [problem.place for problem in refusal.value.problems] == [(2, 2), (2, 7)]  # type: ignore[attr-defined]
    assert_empty(database_url)


def test_files_are_merged_by_recorded_time(database_url: str, tmp_path: Path):
    lines = past()
    files = [
        write_history(tmp_path / "odd.jsonl", lines[1::2]),
        write_history(tmp_path / "even.jsonl", lines[::2]),
    ]

    assert import_history(database_url, files, NOW).events == len(lines)

    assert history_of(database_url) == lines
