"""The program's edges: how it is used wrongly, refused, asked about far-off days, cut short."""

import csv
import io
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.tracker_program import PATIENCE, PROGRAM, Ended, environment, process, tracker
from tests.conftest import Databases
from tests.support.rows import head
from tests.support.scenario import Line, unit_line, write_history
from tracker.sample import HISTORIES

COMMANDS = (
    *("counts", "items", "flows", "changes", "timeline", "verify", "import-history"),
    *("export-history", "rebuild", "serve", "demo", "scheduler"),
)
SECRET = "mat-khau-rat-bi-mat"  # noqa: S105 - this one is made to be looked for
NOWHERE = f"postgresql://tracker:{SECRET}@127.0.0.1:1/tracker"


# --- help ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_help_lists_every_command(lang: str):
    ended = process(NOWHERE, "--help", TRACKER_LANG=lang)

    assert (ended.code, ended.err) == (0, "")
    for command in COMMANDS:
        assert f"\n  {command} " in ended.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_without_a_database(command: str):
    ended = tracker(NOWHERE, command, "--help")

    assert (ended.code, ended.err) == (0, "")
    assert f"tracker {command}" in ended.out


@pytest.mark.parametrize("command", ["counts", "items", "flows", "changes", "timeline"])
def test_every_command_that_prints_data_takes_a_format(command: str):
    assert "--format" in tracker(NOWHERE, command, "--help").out


# --- wrong use -----------------------------------------------------------------------------------

WRONG = [
    ["nonsense"],
    ["counts"],
    ["counts", "--as-of"],
    ["counts", "--as-of", "2024-03-08", "--colour", "red"],
    ["counts", "--as-of", "2024-02-30"],
    ["counts", "--as-of", "08/3/2024"],
    ["counts", "--as-of", "2024-3-8"],
    ["counts", "--as-of", "20240308"],
    ["counts", "--as-of", "2024-W10-5"],
    ["counts", "--as-of", ""],
    ["counts", "--as-of", "1899-12-31"],
    ["counts", "--as-of", "2200-01-01"],
    ["counts", "--as-of", "9999999-01-01"],
    ["counts", "--as-of", "2024-03-08", "extra"],
    ["counts", "--as-of", "2024-03-08", "--known-at", "yesterday"],
    ["counts", "--as-of", "2024-03-08", "--known-at", "2024-02-30"],
    ["counts", "--as-of", "2024-03-08", "--known-at", "0001-01-01"],
    ["counts", "--as-of", "2024-03-08", "--known-at", "9999-12-31"],
    ["counts", "--as-of", "2024-03-08", "--known-at", ""],
    ["counts", "--as-of", "2024-03-08", "--format", "xml"],
    ["counts", "--as-of", "2024-03-08", "--kind", "task"],
    ["counts", "--as-of", "2024-03-08", "--issuer-level", "ward"],
    ["counts", "--as-of", "2024-03-08", "--by", "colour"],
    ["counts", "--as-of", "2024-03-08", "--by", "kind,colour"],
    ["items", "--as-of", "2024-03-08", "--class", "late"],
    ["flows", "--from", "2024-03-09", "--to", "2024-03-08"],
    ["flows", "--from", "2024-03-09"],
    ["flows", "--from", "2024-03-01", "--to", "2024-03-08", "--kind", "target"],
    ["changes", "--as-of", "2024-03-08", "--known-at", "2024-03-08"],
    ["timeline", "task", "NV-1"],
    ["timeline", "plan_task"],
    ["verify", "--as-of", "2024-03-08", "--sample", "0"],
    ["verify", "--as-of", "2024-03-08", "--sample", "many"],
    ["import-history"],
    ["export-history"],
    ["serve", "--port", "0"],
    ["serve", "--port", "65536"],
    ["serve", "--port", "http"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_use_exits_two_and_prints_no_data(sample_url: str, arguments: list[str]):
    ended = tracker(sample_url, *arguments)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.strip()
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["counts", "--as-of", "2024-02-30"], ["--as-of", "2024-02-30", "2024-03-08"]),
        (["counts", "--as-of", "2024-03-08", "--by", "colour"], ["--by", "colour", "issuer_level"]),
        (["items", "--as-of", "2024-03-08", "--class", "late"], ["--class", "late"]),
        (["flows", "--from", "2024-03-09", "--to", "2024-03-08"], ["09/3/2024", "08/3/2024"]),
    ],
)
def test_wrong_use_names_the_option_the_value_and_what_was_expected(
    sample_url: str, arguments: list[str], named: list[str]
):
    ended = tracker(sample_url, *arguments)

    assert all(word in ended.err for word in named), ended.err


def test_the_real_program_exits_two_on_wrong_use(sample_url: str):
    assert process(sample_url, "counts", "--as-of", "2024-02-30").code == 2
    backwards = process(sample_url, "flows", "--from", "2024-03-09", "--to", "2024-03-08")
    assert (backwards.code, backwards.only_complaint) == (
        2,
        "Lỗi: kỳ kết thúc ngày 08/3/2024, trước ngày bắt đầu 09/3/2024",
    )


# --- refused -------------------------------------------------------------------------------------

REFUSED = {
    "unknown unit": (["counts", "--as-of", "2024-03-08", "--unit", "H99"], "H99"),
    "unknown unit, items": (["items", "--as-of", "2024-03-08", "--unit", "H99"], "H99"),
    "unknown unit, flows": (
        ["flows", "--from", "2024-03-01", "--to", "2024-03-08", "--unit", "H99"],
        "H99",
    ),
    "unknown unit, changes": (
        [
            "changes",
            "--as-of",
            "2024-03-08",
            "--known-at",
            "2024-03-08",
            "--against",
            "2024-03-09",
            "--unit",
            "H99",
        ],
        "H99",
    ),
    "empty unit": (["counts", "--as-of", "2024-03-08", "--unit", ""], "“”"),
    "unknown item": (["timeline", "plan_task", "NV-99"], "NV-99"),
    "item of another kind": (["timeline", "directive", "HH-2024-NV11"], "HH-2024-NV11"),
    "item not known then": (
        ["timeline", "plan_task", "HH-2024-NV11", "--known-at", "2023-12-01"],
        "HH-2024-NV11",
    ),
    "not an empty store": (["import-history", str(HISTORIES[0])], "kho đã có sự kiện"),
    "no such file": (["import-history", "/no/such.jsonl"], "/no/such.jsonl"),
    "a folder": (["import-history", "/tmp"], "/tmp"),  # noqa: S108
    "export into nowhere": (["export-history", "/no/such/folder/out.jsonl"], "/no/such/folder"),
    "export over a folder": (["export-history", "/tmp"], "/tmp"),  # noqa: S108
}


@pytest.mark.parametrize(("arguments", "named"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_exits_one_with_one_line(sample_url: str, arguments: list[str], named: str):
    ended = tracker(sample_url, *arguments)

    assert ended.code == 1
    assert named in ended.only_complaint
    assert ended.only_complaint.startswith("Lỗi: ")


def test_a_refusal_is_in_english_when_asked_for(sample_url: str):
    ended = process(
        sample_url, "counts", "--as-of", "2024-03-08", "--unit", "H99", TRACKER_LANG="en"
    )

    assert ended.code == 1
    assert "H99" in ended.only_complaint
    assert ended.only_complaint.isascii() or "“H99”" in ended.only_complaint


def test_a_code_or_reference_with_signs_of_its_own_is_just_unknown(sample_url: str):
    for code in ("'; drop table event; --", "%", "H57%", "{value}", "\\", "H57\x1b[31m", "ố" * 500):
        ended = tracker(sample_url, "counts", "--as-of", "2024-03-08", "--unit", code)
        assert ended.code == 1, code
        assert "\x1b" not in ended.only_complaint


def test_an_item_is_found_however_its_accents_are_typed(databases: Databases, tmp_path: Path):
    composed, typed = "NV-Ủy-ban", "NV-U\u0309y-ban"
    line: Line = {
        **unit_line("H57"),
        "type": "plan_task.assigned",
        "ref": composed,
        "unit": "H57",
        "title": "Việc",
        "due_on": None,
        "plan": "07/QĐ-UBND",
        "area": "direction",
    }
    for name in ("code", "name", "level", "parent"):
        del line[name]
    with databases.fresh() as url:
        file = write_history(tmp_path / "past.jsonl", [unit_line("H57"), line])
        assert tracker(url, "import-history", file).code == 0

        assert tracker(url, "timeline", "plan_task", composed).code == 0
        assert tracker(url, "timeline", "plan_task", typed).code == 0


# --- far-off days --------------------------------------------------------------------------------


def answer(url: str, *question: str) -> Any:
    return tracker(url, *question, "--format", "json").answer


@pytest.mark.parametrize("as_of", ["1900-01-01", "2022-12-31"])
def test_before_all_history_there_is_nothing(sample_url: str, as_of: str):
    counted = answer(sample_url, "counts", "--as-of", as_of)
    assert (counted["total"], counted["out"], counted["groups"]) == (0, 0, [{"counts": {}}])
    assert answer(sample_url, "counts", "--as-of", as_of, "--by", "kind")["groups"] == []
    assert answer(sample_url, "items", "--as-of", as_of)["items"] == []
    flow = answer(sample_url, "flows", "--from", as_of, "--to", as_of)
    assert (flow["carried_in"], flow["new"], flow["left"]) == (0, 0, 0)
    for command in ("counts", "items"):
        assert tracker(sample_url, command, "--as-of", as_of).code == 0


@pytest.mark.parametrize("as_of", ["2100-01-01", "2199-12-31"])
def test_far_ahead_what_is_open_is_overdue(sample_url: str, as_of: str):
    counted = answer(sample_url, "counts", "--as-of", as_of)["groups"][0]["counts"]

    assert "open_in_time" not in counted
    assert counted["open_overdue"] == 5 + 8


def test_known_before_any_event_there_is_nothing(sample_url: str):
    for known_at in ("1901-01-01", "2023-11-30", "2023-12-01T08:00:59.999999+07:00"):
        counted = answer(sample_url, "counts", "--as-of", "2024-03-08", "--known-at", known_at)
        assert (counted["total"], counted["groups"]) == (0, [{"counts": {}}])


def test_a_unit_known_only_later_counts_nothing_before(sample_url: str):
    question = ("counts", "--as-of", "2024-03-08", "--unit", "H57.31.05")

    assert answer(sample_url, *question, "--known-at", "2023-12-01T08:02:30+07:00")["total"] == 0
    assert (
        answer(sample_url, "counts", "--as-of", "2022-12-31", "--unit", "H57.31.05")["total"] == 0
    )


def test_known_ahead_of_now_is_known_now(sample_url: str):
    ahead = answer(sample_url, "counts", "--as-of", "2024-12-31", "--known-at", "2150-01-01")

    assert ahead["groups"] == answer(sample_url, "counts", "--as-of", "2024-12-31")["groups"]


@pytest.mark.parametrize("seed", ["0", "-1", "2147483647", "99999999999999999999"])
def test_any_seed_chooses_a_sample(sample_url: str, seed: str):
    ended = tracker(sample_url, "verify", "--as-of", "2024-03-08", "--seed", seed)

    assert ended.code in {0, 2}
    assert "Traceback" not in ended.err


# --- shapes --------------------------------------------------------------------------------------


def test_json_has_the_keys_of_the_contract(sample_url: str):
    counted = answer(sample_url, "counts", "--as-of", "2024-03-08", "--by", "kind,unit")
    assert list(counted) == ["as_of", "known_at", "total", "out", "groups"]
    assert all(list(group) == ["kind", "unit", "counts"] for group in counted["groups"])
    order = [(group["kind"], group["unit"]) for group in counted["groups"]]
    assert order == sorted(order)
    items = answer(sample_url, "items", "--as-of", "2024-03-08", "--kind", "plan_task")["items"]
    keys = ["kind", "ref", "unit", "class", "due_on", "completed_on", "title"]
    assert all(list(item) == keys for item in items)
    flow = answer(sample_url, "flows", "--from", "2024-01-01", "--to", "2024-03-08")
    of_contract = ["carried_in", "new", "reopened", "closed", "out", "transferred_in", "left"]
    assert [name for name in flow if name not in {"from", "to", "known_at"}] == of_contract
    assert list(flow["closed"]) == ["on_time", "late", "no_deadline"]
    assert list(flow["out"]) == ["withdrawn", "returned", "transferred"]


@pytest.fixture(scope="module")
def formulas_url(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An office whose texts would be formulas, or break a row, in a spreadsheet."""
    titles = ["=1+1", "+84", "-1", "@sum", "\t=1", 'a "b", c', "một\nhai", " =1"]
    lines = [unit_line("=H57")]
    for number, title in enumerate(titles):
        lines.append(
            {
                "type": "plan_task.assigned",
                "ref": f"=NV-{number}",
                "unit": "=H57",
                "title": title,
                "due_on": None,
                "plan": "-326/KH",
                "area": "direction",
                "reason": "+lý do",
                **{name: lines[0][name] for name in ("effective_on", "recorded_at", "actor")},
            }
        )
    file = write_history(tmp_path_factory.mktemp("cli") / "past.jsonl", lines)
    with databases.fresh() as url:
        assert tracker(url, "import-history", file).code == 0
        yield url


def csv_rows(ended: Ended) -> list[list[str]]:
    assert ended.code == 0, ended.err
    return list(csv.reader(io.StringIO(ended.out, newline="")))


@pytest.mark.parametrize(
    "question",
    [
        ["items", "--as-of", "2024-03-08"],
        ["counts", "--as-of", "2024-03-08", "--by", "unit,plan"],
        ["timeline", "plan_task", "=NV-0"],
        ["changes", "--as-of", "2024-03-08", "--known-at", "2023-01-01", "--against", "2025-01-01"],
    ],
    ids=lambda question: question[0],
)
def test_csv_is_harmless_in_a_spreadsheet(formulas_url: str, question: list[str]):
    header, *rows = csv_rows(tracker(formulas_url, *question, "--format", "csv"))

    assert rows
    for row in rows:
        assert len(row) == len(header)
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_csv_keeps_quotes_commas_and_line_breaks(formulas_url: str):
    rows = csv_rows(tracker(formulas_url, "items", "--as-of", "2024-03-08", "--format", "csv"))

    titles = {row[6] for row in rows[1:]}
    assert {'a "b", c', "một\nhai", "'=1+1"} <= titles


def test_a_table_prints_signs_of_markup_as_they_are(databases: Databases, tmp_path: Path):
    unit = {**unit_line("H57"), "name": "[bold]x[/bold]"}
    lines = [
        unit,
        {
            "type": "plan_task.assigned",
            "ref": "NV-[/red]",
            "unit": "H57",
            "title": "[red]Rà soát[/red] :smile: \u200b",
            "due_on": None,
            "plan": "1",
            "area": "direction",
            **{name: unit[name] for name in ("effective_on", "recorded_at", "actor")},
        },
    ]
    with databases.fresh() as url:
        file = write_history(tmp_path / "past.jsonl", lines)
        assert tracker(url, "import-history", file).code == 0

        ended = tracker(url, "items", "--as-of", "2024-03-08")

    assert "NV-[/red]" in ended.out
    assert "[red]Rà soát[/red] :smile:" in ended.out


# --- pipes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        ["items", "--as-of", "2024-03-08", "--format", "json"],
        ["items", "--as-of", "2024-03-08", "--format", "csv"],
        ["items", "--as-of", "2024-03-08"],
        ["counts", "--as-of", "2024-03-08", "--format", "json"],
        ["export-history", "-"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_a_reader_that_goes_away_leaves_no_traceback(sample_url: str, question: list[str]):
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [PROGRAM, *question],
            env=environment(sample_url),
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    finally:
        os.close(writer)

    assert ended.stderr == ""
    assert ended.returncode >= 0


# --- settings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRACKER_LANG", "xx"),
        ("TRACKER_LANG", ""),
        ("TRACKER_PORT", "0"),
        ("TRACKER_PORT", "http"),
        ("TRACKER_HOME", "/srv/$(id)"),
    ],
)
def test_a_wrong_setting_is_one_clear_line(sample_url: str, name: str, value: str):
    ended = process(sample_url, "counts", "--as-of", "2024-03-08", **{name: value})

    assert ended.code == 2
    assert ended.only_complaint.startswith(f"{name}={value}: ")


URLS = {
    "nobody listens": NOWHERE,
    "no such host": f"postgresql://tracker:{SECRET}@no-such-host.invalid/tracker",
    "no such socket": f"host=/no/such/folder user=tracker password={SECRET}",
    "not an address": f"tracker:{SECRET}",
    "half an address": f"postgresql:/tracker:{SECRET}@127.0.0.1/tracker",
    "unknown option": f"postgresql://tracker:{SECRET}@127.0.0.1/tracker?colour=red",
    "bad port": f"postgresql://tracker:{SECRET}@127.0.0.1:port/tracker",
    "unescaped sign": f"postgresql://tracker:{SECRET}%zz@127.0.0.1/tracker",
    "of another make": f"mysql://tracker:{SECRET}@127.0.0.1/tracker",
}


@pytest.mark.parametrize("url", URLS.values(), ids=URLS)
def test_a_database_that_is_not_there_is_one_clear_line_without_its_password(
    url: str, caplog: pytest.LogCaptureFixture
):
    ended = tracker(url, "counts", "--as-of", "2024-03-08")

    assert ended.code in {1, 2}
    assert SECRET not in ended.err
    assert "TRACKER_DATABASE_URL" in ended.only_complaint
    assert caplog.text == ""


@pytest.mark.parametrize("url", ["nobody listens", "unescaped sign"])
def test_the_real_program_says_no_password_either(url: str):
    ended = process(URLS[url], "counts", "--as-of", "2024-03-08")

    assert ended.code in {1, 2}
    assert SECRET not in ended.err
    assert "TRACKER_DATABASE_URL" in ended.only_complaint


def test_a_database_that_does_not_exist_on_its_server_is_one_clear_line(databases: Databases):
    ended = process(databases.named("no_such_database"), "counts", "--as-of", "2024-03-08")

    assert ended.code == 1
    assert "TRACKER_DATABASE_URL" in ended.only_complaint


def test_a_server_that_never_answers_is_given_up_in_time():
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        url = f"postgresql://tracker:{SECRET}@127.0.0.1:{port}/tracker?connect_timeout=2"

        ended = process(url, "counts", "--as-of", "2024-03-08")

    assert ended.code == 1
    assert SECRET not in ended.err
    assert "TRACKER_DATABASE_URL" in ended.only_complaint


def test_a_password_in_the_address_is_not_said_when_the_server_refuses(databases: Databases):
    url = make_conninfo(databases.named("postgres"), user="nobody-here", password=SECRET)

    ended = process(url, "counts", "--as-of", "2024-03-08")

    assert ended.code == 1
    assert SECRET not in ended.err + ended.out
    assert len(ended.err.splitlines()) == 1


# --- export --------------------------------------------------------------------------------------


def test_export_to_standard_output_and_to_a_file_are_the_same(sample_url: str, tmp_path: Path):
    out = tmp_path / "out.jsonl"

    to_file = tracker(sample_url, "export-history", out)
    to_pipe = process(sample_url, "export-history", "-")

    assert (to_file.code, to_file.out, to_pipe.code, to_pipe.err) == (0, "", 0, "")
    assert "173" in to_file.err
    assert out.read_bytes().decode() == to_pipe.out
    assert len(to_pipe.out.splitlines()) == head(sample_url) == 173


def test_rebuild_says_where_it_came_to_and_changes_no_answer(sample_url: str):
    before = answer(sample_url, "items", "--as-of", "2024-03-08", "--known-at", "2024-03-08")

    ended = tracker(sample_url, "rebuild")

    assert (ended.code, ended.err) == (0, "")
    assert "173" in ended.out
    after = answer(sample_url, "items", "--as-of", "2024-03-08", "--known-at", "2024-03-08")
    assert after == before
