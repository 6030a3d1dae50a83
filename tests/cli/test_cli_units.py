"""``tracker unit`` for what the worked example leaves out: tables of items, and what is left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.tracker_program import tracker
from tests.conftest import Databases
from tests.support.scenario import ROOT, assigned_line, unit_line, write_history
from tracker.fold.words import Kind

OFFICES = ("H57.31", "H57.32", "H57.33")
REFS = ("CD-1", "CD-2", "CD-3")


@pytest.fixture
def url(databases: Databases, tmp_path: Path) -> Iterator[str]:
    """A district with three offices; the first leads three open directives."""
    lines = [unit_line(), *(unit_line(code, ROOT) for code in OFFICES)]
    lines += [assigned_line(Kind.DIRECTIVE, ref, unit=OFFICES[0]) for ref in REFS]
    with databases.fresh() as url:
        imported = tracker(url, "import-history", write_history(tmp_path / "h.jsonl", lines))
        assert imported.code == 0, imported.err
        yield url


def table(folder: Path, text: str) -> Path:
    file = folder / "muc.csv"
    file.write_text(text, encoding="utf-8")
    return file


def leads(url: str, code: str) -> list[str]:
    answer = tracker(url, "items", "--as-of", "2024-06-01", "--unit", code, "--format", "json")
    return [item["ref"] for item in answer.answer["items"]]


SPLIT = ("unit", "split", OFFICES[0], "--into", OFFICES[1], "--into", OFFICES[2])
ABOUT = ("--on", "01/5/2024", "--actor", "vt", "--yes")


def test_a_table_says_which_item_goes_where(url: str, tmp_path: Path):
    items = table(tmp_path, f"kind,ref,unit\ndirective,CD-2,{OFFICES[2]}\n")

    done = tracker(url, *SPLIT, *ABOUT, "--items", items, "--format", "json")

    assert done.answer == {"unit": OFFICES[0], "transferred": 3, "moved": 0}
    assert [leads(url, code) for code in OFFICES] == [[], ["CD-1", "CD-3"], ["CD-2"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind,ref,unit\ndirective,CD-9,H57.32\n", "CD-9"),
        ("kind,ref,unit\ndirective,CD-1,H57.99\n", "H57.99"),
        ("kind,ref,unit\ntask,CD-1,H57.32\n", "kind"),
        ("kind,ref,unit\ndirective,CD-1,H57.32\ndirective,CD-1,H57.33\n", "ref"),
        ("kind,ref\ndirective,CD-1\n", "20"),
    ],
    ids=["not led", "unknown unit", "no kind", "twice", "no column"],
)
def test_a_table_that_is_wrong_records_nothing(url: str, tmp_path: Path, text: str, said: str):
    refused = tracker(url, *SPLIT, *ABOUT, "--items", table(tmp_path, text))

    assert refused.code == 1
    assert said in refused.err
    assert "Traceback" not in refused.err
    assert leads(url, OFFICES[0]) == list(REFS)
    tree = tracker(url, "unit", "tree", "--as-of", "2024-06-01", "--format", "json").answer
    assert OFFICES[0] in {unit["code"] for unit in tree["units"]}


def test_a_table_of_units_that_ends_one_points_at_what_it_still_leads(url: str, tmp_path: Path):
    file = tmp_path / "units.csv"
    file.write_text(
        "code,name,level,parent,from,to,successor\n"
        f"{OFFICES[0]},Phòng Nội vụ,office,{ROOT},01/01/2024,30/4/2024,{OFFICES[1]}\n",
        encoding="utf-8",
    )

    imported = tracker(url, "unit", "import", file, "--actor", "vt")
    left = tracker(url, "unit", "stranded", "--format", "json").answer
    done = tracker(url, "unit", "hand-over", OFFICES[0], "--actor", "vt", "--yes")
    nothing = tracker(url, "unit", "stranded", "--format", "csv")

    assert imported.code == 0
    assert f"tracker unit hand-over {OFFICES[0]}" in imported.err
    assert left["units"] == [
        {"code": OFFICES[0], "ended_on": "2024-05-01", "heir": OFFICES[1], "open_items": 3}
    ]
    assert done.code == 0, done.err
    assert leads(url, OFFICES[1]) == list(REFS)
    assert nothing.out.splitlines() == ["code,ended_on,heir,open_items"]


def test_a_reform_ahead_says_what_is_to_be_done_on_its_day(url: str):
    about = ("--on", "01/7/2199", "--actor", "vt", "--yes")

    decided = tracker(url, "unit", "merge", OFFICES[0], "--into", OFFICES[1], *about)

    assert decided.code == 0
    assert f"tracker unit hand-over {OFFICES[0]}" in decided.err
    assert leads(url, OFFICES[0]) == list(REFS)


@pytest.mark.parametrize("output", ["table", "csv", "json"])
def test_a_unit_is_founded_renamed_and_moved(url: str, output: str):
    about = ("--on", "2024-05-01", "--actor", "vt", "--document", "12/QĐ-UBND")

    for words in (
        ("establish", "H57.34", "--name", "Phòng Y tế", "--level", "office", "--parent", ROOT),
        ("rename", "H57.33", "--name", "Phòng Kinh tế"),
        ("move", "H57.33", "--parent", "H57.34"),
    ):
        assert tracker(url, "unit", *words, *about).code == 0
    tree = tracker(url, "unit", "tree", "--as-of", "2024-05-01", "--format", output)
    before = tracker(url, "unit", "tree", "--as-of", "2024-04-30", "--format", output)

    assert tree.code == before.code == 0
    assert "Phòng Kinh tế" in tree.out
    assert "Phòng Kinh tế" not in before.out
