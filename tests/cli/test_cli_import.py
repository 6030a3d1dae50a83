"""A history that is refused, as its owner sees it: every bad line, in words, and nothing stored."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unicodedata import is_normalized

import pytest

from tests.cli.tracker_program import PATIENCE, PROGRAM, Ended, environment, process, tracker
from tests.history.past import TASK, after, as_bytes, as_line, assert_empty, past
from tests.support.rows import head
from tracker.sample import HISTORIES

NAMED = {
    "vi": re.compile(r"dòng (\d+), trường (\S+): (.+)"),
    "en": re.compile(r"line (\d+), field (\S+): (.+)"),
}
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩậắằặẻẽếềểệịọỏốồổộớờởợụủứừửựỳỷỹ]")


def import_(url: str, folder: Path, content: bytes, lang: str = "vi") -> Ended:
    file = folder / "past.jsonl"
    file.write_bytes(content)
    return tracker(url, "import-history", file, lang=lang)


def named(ended: Ended, lang: str) -> list[tuple[int, str, str]]:
    """The lines, fields and reasons that were said, the last line apart."""
    *lines, last = ended.err.splitlines()
    matches = [NAMED[lang].fullmatch(line) for line in lines]
    assert all(matches), ended.err
    assert last.startswith(
        "Lỗi: không nạp gì" if lang == "vi" else "Error: nothing was imported"
    ), last
    return [(int(m[1]), m[2], m[3]) for m in matches if m]


BAD: dict[str, bytes] = {
    "not JSON": as_bytes([*past(), "{"]),
    "not UTF-8": as_bytes([*past(), b"\xff\xfe"]),
    "unknown type": as_bytes([*past(), {"type": "x"}]),
    "unknown field": as_bytes([*past(), after(past(), "plan_task.urged", ref="NV-1", colour="đỏ")]),
    "missing": as_bytes([*past(), after(past(), "plan_task.urged")]),
    "bad day": as_bytes(
        [*past(), after(past(), "plan_task.urged", ref="NV-1", effective_on="2024-02-30")]
    ),
    "list for text": as_bytes([*past(), after(past(), "plan_task.urged", ref=["NV-1"])]),
    "one of": as_bytes([*past(), after(past(), "target.assessed", ref="CT-1", state="good")]),
    "unknown unit": as_bytes(
        [*past(), after(past(), "plan_task.transferred", ref="NV-1", to_unit="H99")]
    ),
    "unknown item": as_bytes([*past(), after(past(), "plan_task.urged", ref="NV-9")]),
    "phase": as_bytes([*past(), after(past(), "plan_task.reopened", ref="NV-1", due_on=None)] * 2),
    "void": as_bytes([*past(), after(past(), "plan_task.voided", ref="NV-1", event_no=1)]),
    "amount": as_bytes([*past(), after(past(), "finding.payment_recorded", ref="KL-1", amount=0)]),
    "twice": as_bytes([*past(), {**past()[TASK], "recorded_at": "2024-03-02T00:00:00Z"}]),
    "order": as_bytes([*past(), past()[0]]),
    "future": as_bytes(
        [
            *past(),
            after(past(), "plan_task.urged", ref="NV-1") | {"recorded_at": "2150-01-01T00:00:00Z"},
        ]
    ),
    "too long": as_bytes([*past(), "x" * 1_000_001]),
    "empty": b"",
    "control characters": as_bytes(
        [*past(), after(past(), "plan_task.urged", ref="NV\x1b[31m\n-1\r\x07", note="\x00")]
    ),
    "control characters in a name": as_bytes(
        [*past(), after(past(), "plan_task.urged", ref="NV-1", **{"a\n\x1b[2Jb": 1})]
    ),
    "control characters in a type": as_bytes([*past(), {"type": "dòng\n\x1b[2J"}]),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_every_bad_line_is_said_in_words_on_a_line_of_its_own(
    database_url: str, tmp_path: Path, content: bytes, lang: str
):
    ended = import_(database_url, tmp_path, content, lang)

    assert (ended.code, ended.out) == (1, "")
    assert_empty(database_url)
    assert not set(ended.err) & {chr(code) for code in range(32) if code != ord("\n")}
    assert is_normalized("NFC", ended.err)
    problems = named(ended, lang)
    assert problems
    for _, _, reason in problems:
        assert len(reason) < 400
        assert VIETNAMESE.search(reason) or lang == "en", reason


def test_what_was_expected_is_said_in_both_languages(database_url: str, tmp_path: Path):
    content = BAD["bad day"]

    vi = import_(database_url, tmp_path, content).err.splitlines()[0]
    en = import_(database_url, tmp_path, content, "en").err.splitlines()[0]

    assert vi.startswith("dòng 9, trường effective_on: “2024-02-30”")
    assert "cần dạng 2024-03-08" in vi
    assert en.startswith("line 9, field effective_on: “2024-02-30”")
    assert "2024-03-08" in en


def test_a_late_entry_names_the_event_in_the_way(database_url: str, tmp_path: Path):
    lines = past()
    lines[5] |= {"effective_on": "2024-03-05", "recorded_at": "2024-03-05T08:00:00+07:00"}
    late = after(lines, "plan_task.suspended", ref="NV-1", effective_on="2024-03-03")
    late["recorded_at"] = "2024-03-06T08:00:00+07:00"

    ended = import_(database_url, tmp_path, as_bytes([*lines[:6], late]))

    ((line, field, reason),) = named(ended, "vi")
    assert (line, field) == (7, "effective_on")
    for word in ("sự kiện số 2", "báo cáo hoàn thành", "05/3/2024", "03/3/2024", "tạm dừng"):
        assert word in reason


def test_a_hundred_of_many_problems_are_said(database_url: str, tmp_path: Path):
    ended = import_(database_url, tmp_path, as_bytes([*past(), *[b"{"] * 500]))

    assert [line for line, _, _ in named(ended, "vi")] == list(range(9, 109))


def test_lines_of_several_files_are_said_with_their_file(database_url: str, tmp_path: Path):
    good, bad = tmp_path / "tốt.jsonl", tmp_path / "sai.jsonl"
    good.write_bytes(as_bytes(past()))
    bad.write_bytes(b"{}\n")

    ended = tracker(database_url, "import-history", good, bad)

    assert ended.code == 1
    assert ended.err.splitlines()[0].startswith("sai.jsonl: dòng 1, trường type: ")
    assert_empty(database_url)


def test_the_real_program_refuses_with_exit_code_one(database_url: str, tmp_path: Path):
    file = tmp_path / "past.jsonl"
    file.write_bytes(BAD["unknown unit"])

    ended = process(database_url, "import-history", file)

    assert ended.code == 1
    assert [(line, field) for line, field, _ in named(ended, "vi")] == [(9, "to_unit")]
    assert_empty(database_url)


def test_the_same_file_twice_changes_nothing(database_url: str):
    first = tracker(database_url, "import-history", *HISTORIES)
    before = tracker(database_url, "counts", "--as-of", "2024-03-08", "--by", "unit,kind")

    second = tracker(database_url, "import-history", *HISTORIES)

    assert first.code == 0
    assert "Đã nạp 173 sự kiện" in first.out
    assert second.code == 1
    assert second.only_complaint.startswith("Lỗi: kho đã có sự kiện")
    after_ = tracker(database_url, "counts", "--as-of", "2024-03-08", "--by", "unit,kind")
    assert after_.out.splitlines()[1:] == before.out.splitlines()[1:]
    assert head(database_url) == 173


def test_a_huge_line_does_not_fill_the_memory(database_url: str, tmp_path: Path):
    file = tmp_path / "past.jsonl"
    with file.open("wb") as out:
        out.write(as_bytes(past()))
        for _ in range(300):
            out.write(b"x" * 1_000_000)
        out.write(b"\n{}\n")

    ended = subprocess.run(
        [sys.executable, "-c", MEASURED, str(PROGRAM), "import-history", str(file)],
        env=environment(database_url),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    outcome = json.loads(ended.stdout)
    assert outcome["code"] == 1, outcome["err"]
    assert "dòng 9, trường -: dòng quá dài" in outcome["err"]
    assert "dòng 10, trường type: " in outcome["err"]
    assert outcome["peak_kilobytes"] < 400 * 1024
    assert_empty(database_url)


MEASURED = """
import json, resource, subprocess, sys
ended = subprocess.run(sys.argv[1:], capture_output=True, text=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"code": ended.returncode, "err": ended.stderr, "peak_kilobytes": peak}))
"""


# --- with a database of its own ------------------------------------------------------------------


@pytest.fixture
def home() -> Iterator[Path]:
    """Where the embedded server lives; its own user has to get in, so not below tmp_path."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_the_program_brings_its_own_database(home: Path, tmp_path: Path):
    out = tmp_path / "out.jsonl"
    place = str(home / "in here")

    imported = process(None, "import-history", *HISTORIES, TRACKER_HOME=place)
    counted = process(
        None, "counts", "--as-of", "2024-03-08", "--format", "json", TRACKER_HOME=place
    )
    exported = process(None, "export-history", out, TRACKER_HOME=place)

    assert (imported.code, imported.err) == (0, "")
    assert (counted.err, counted.answer["total"]) == ("", 20 + 34 + 4)
    assert exported.code == 0
    assert {json.loads(line)["type"].split(".")[0] for line in out.read_bytes().splitlines()} == {
        "unit",
        "plan_task",
        "directive",
        "finding",
        "target",
    }


def test_a_refused_history_leaves_the_own_database_empty(home: Path, tmp_path: Path):
    file = tmp_path / "past.jsonl"
    file.write_bytes(as_line({"type": "x"}))

    refused = process(None, "import-history", file, TRACKER_HOME=str(home), TRACKER_LANG="en")
    counted = process(
        None, "counts", "--as-of", "2024-03-08", "--format", "json", TRACKER_HOME=str(home)
    )

    assert refused.code == 1
    assert refused.err.startswith("line 1, field type: ")
    assert counted.answer["groups"] == [{"counts": {}}]
