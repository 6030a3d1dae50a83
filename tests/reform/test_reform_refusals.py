"""Looking before deciding, and what is refused: in both cases nothing is recorded."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.tracker_program import tracker
from tests.reform.hau_giang import (
    BY_WHOM,
    CLERK,
    DISTRICT,
    HOA_AN,
    KINH_CUNG,
    ON_THE_DAY,
    PROVINCE,
    TABLE,
    unit,
)
from tests.support.rows import head, history_of

MERGE = ("merge", KINH_CUNG, "--into", HOA_AN, "--children-to", HOA_AN, *ON_THE_DAY)
OPEN = ["KC-01", "KC-02", "KC-03", "KC-04", "KC-05", "KC-09", "KC-10", "KC-13"]
"""What Kinh Cùng leads from 01/7/2025 on; KC-10 was done on 10/7, KC-13 given to it on 04/7."""


def preview(url: str, *words: object) -> Any:
    return unit(url, *words, "--preview", "--format", "json").answer


def test_a_preview_lists_items_people_alerts_and_actors_and_records_nothing(before_reform: str):
    events = head(before_reform)

    seen = preview(before_reform, *MERGE)

    assert (seen["unit"], seen["on"]) == (KINH_CUNG, "2025-07-01")
    assert {"KC-02", "KC-03", "KC-09"} <= {item["ref"] for item in seen["items"]}
    assert [person["code"] for person in seen["people"]] == [CLERK]
    assert [person["name"] for person in seen["people"]] == ["Công chức Văn phòng - Thống kê"]
    assert [below["code"] for below in seen["below"]] == [CLERK]
    assert seen["alerts"] == 1
    assert [item["ref"] for item in seen["items"] if item["alerts"]] == ["KC-02"]
    assert {"he.thong", "thanhtra.ph", "vt.kinhcung", "vt.ph"} == set(seen["actors"])
    assert head(before_reform) == events


def test_a_preview_lists_exactly_the_items_that_the_merger_then_transfers(before_reform: str):
    seen = preview(before_reform, *MERGE)
    done = unit(before_reform, *MERGE, "--yes", "--format", "json").answer

    transferred = [
        line["ref"] for line in history_of(before_reform) if line["type"].endswith(".transferred")
    ][1:]  # the first is of March
    assert sorted(transferred) == OPEN
    assert done == {"unit": KINH_CUNG, "transferred": len(OPEN), "moved": 1}
    assert sorted(item["ref"] for item in seen["items"]) == OPEN
    assert seen["open_items"] == len(OPEN)


def test_a_printed_preview_says_who_is_affected(before_reform: str):
    seen = tracker(before_reform, "unit", *MERGE, "--preview")

    assert (seen.code, seen.err) == (0, "")
    for word in ("KC-02", "15/5/2025", CLERK, "Công chức Văn phòng - Thống kê", "vt.kinhcung"):
        assert word in seen.out
    assert "01/7/2025" in seen.out


@pytest.mark.parametrize("words", [MERGE, ("hand-over", "H30.35.06", *BY_WHOM)])
def test_with_yes_a_preview_is_still_only_a_preview(before_reform: str, words: tuple[object, ...]):
    events = head(before_reform)

    assert unit(before_reform, *words, "--preview", "--yes").code == 0
    assert head(before_reform) == events


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_whoever_does_not_say_yes_records_nothing(before_reform: str, answer: str):
    events = head(before_reform)

    asked = unit(before_reform, *MERGE, typed=answer)

    assert asked.code == 1
    assert "KC-02" in asked.out, "what is affected is shown before the question"
    assert KINH_CUNG in asked.err
    assert head(before_reform) == events


def test_whoever_says_yes_records_all_of_it(before_reform: str):
    events = head(before_reform)

    asked = unit(before_reform, *MERGE, typed="y\n")

    assert asked.code == 0, asked.err
    assert head(before_reform) == events + 1 + 1 + len(OPEN)


REFUSED = [
    pytest.param(
        ("merge", KINH_CUNG, "--into", "H99", "--children-to", HOA_AN), "H99", id="unknown heir"
    ),
    pytest.param(
        ("merge", KINH_CUNG, "--into", KINH_CUNG, "--children-to", HOA_AN), KINH_CUNG, id="itself"
    ),
    pytest.param(("merge", "H99", "--into", HOA_AN), "H99", id="unknown unit"),
    pytest.param(("merge", "H30.35.06", "--into", HOA_AN), "2025", id="ended already"),
    pytest.param(("merge", KINH_CUNG, "--into", "H30.35.06"), "H30.35.06", id="ended heir"),
    pytest.param(("merge", KINH_CUNG, "--into", HOA_AN), CLERK, id="units left behind"),
    pytest.param(("dissolve", DISTRICT, "--successor", PROVINCE), "H30.35.01", id="many left"),
    pytest.param(
        ("merge", KINH_CUNG, "--into", HOA_AN, "--children-to", "H99"), "H99", id="unknown parent"
    ),
    pytest.param(
        ("merge", KINH_CUNG, "--into", HOA_AN, "--children-to", KINH_CUNG),
        KINH_CUNG,
        id="below what ends",
    ),
    pytest.param(
        ("merge", DISTRICT, "--into", PROVINCE, "--children-to", KINH_CUNG),
        KINH_CUNG,
        id="below one of themselves",
    ),
    pytest.param(
        ("dissolve", KINH_CUNG, "--children-to", HOA_AN), "KC-", id="nobody takes the work"
    ),
    pytest.param(
        ("split", KINH_CUNG, "--into", HOA_AN, "--into", "H99", "--children-to", HOA_AN),
        "H99",
        id="split into an unknown one",
    ),
]


@pytest.mark.parametrize(("words", "named"), REFUSED)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_cannot_be_is_refused_in_one_line_and_records_nothing(
    before_reform: str, words: tuple[str, ...], named: str, lang: str
):
    events = head(before_reform)

    refused = tracker(before_reform, "unit", *words, *ON_THE_DAY, "--yes", lang=lang)

    assert refused.code == 1
    assert named in refused.only_complaint
    assert head(before_reform) == events


@pytest.mark.parametrize(("words", "named"), REFUSED)
def test_a_preview_of_what_cannot_be_records_nothing_either(
    before_reform: str, words: tuple[str, ...], named: str
):
    events = head(before_reform)

    seen = unit(before_reform, *words, *ON_THE_DAY, "--preview")

    assert seen.code == 0 or named in seen.only_complaint
    assert head(before_reform) == events


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("hand-over", KINH_CUNG), KINH_CUNG),
        (("hand-over", "H99"), "H99"),
        (("hand-over", "H30.35.06", "--to", "H99"), "H99"),
    ],
)
def test_a_hand_over_of_a_unit_that_goes_on_or_is_unknown_is_refused(
    before_reform: str, words: tuple[str, ...], named: str
):
    events = head(before_reform)

    refused = unit(before_reform, *words, *BY_WHOM, "--yes")

    assert refused.code == 1
    assert named in refused.only_complaint
    assert head(before_reform) == events


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (b"kind,ref,unit\nfinding,QL-02,H99\n", "H99"),
        (b"kind,ref,unit\nfinding,QL-99,H30.35.03\n", "QL-99"),
        (b"kind,ref,unit\nplan_task,NV-01,H30.35.03\n", "NV-01"),
        (b"kind,ref,unit\nfinding,,H30.35.03\nfoo,QL-02,H30.35.03\n", "foo"),
        (b"\xff\xfe", "UTF-8"),
    ],
    ids=["unknown unit", "unknown item", "item of another unit", "two bad rows", "no table"],
)
def test_a_bad_table_of_items_refuses_the_whole(
    before_reform: str, tmp_path: Path, rows: bytes, named: str
):
    file = tmp_path / "items.csv"
    file.write_bytes(rows)
    events = head(before_reform)
    words = ("split", "H30.35.02", "--into", "H30.35.01", "--into", "H30.35.03", "--items", file)

    refused = unit(before_reform, *words, *ON_THE_DAY, "--yes")

    assert refused.code != 0
    assert named in refused.err
    assert head(before_reform) == events


def test_a_reform_ahead_of_its_day_ends_the_unit_and_leaves_the_work_till_then(before_reform: str):
    ahead = ("--on", "2199-07-01", *BY_WHOM, "--yes", "--format", "json")

    done = unit(before_reform, "merge", "H30.35.05", "--into", "H30.35.03", *ahead)

    assert done.answer == {"unit": "H30.35.05", "transferred": 0, "moved": 0}
    assert "2199-07-01" in done.err
    early = unit(before_reform, "hand-over", "H30.35.05", *BY_WHOM, "--yes")
    assert early.code == 1
    assert "H30.35.05" in early.only_complaint


def test_a_table_that_ends_a_unit_says_which_work_waits_for_a_hand_over(before_reform: str):
    taken = unit(before_reform, "import", TABLE, *BY_WHOM)

    assert taken.code == 0
    assert "H30.35.05" in taken.err
    assert "H30.35.04" not in taken.err, "it had finished its work"
    handed = unit(before_reform, "hand-over", "H30.35.05", *BY_WHOM, "--yes", "--format", "json")
    assert handed.answer == {"unit": "H30.35.05", "transferred": 3, "moved": 0}


def test_the_same_merger_a_second_time_is_refused(before_reform: str):
    assert unit(before_reform, *MERGE, "--yes").code == 0
    events = head(before_reform)

    again = unit(before_reform, *MERGE, "--yes")

    assert again.code == 1
    assert "2025-07-01" in again.only_complaint
    assert head(before_reform) == events
