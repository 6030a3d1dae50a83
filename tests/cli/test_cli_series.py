"""Series and search on the command line, on the sample."""

import csv
import io

import pytest

from tests.cli.tracker_program import tracker

WEEKS = ("--from", "2024-02-26", "--to", "2024-03-08", "--unit", "H57.31.05", "--step", "week")


def test_a_series_is_printed_in_every_form(sample_url: str):
    ended = tracker(sample_url, "series", *WEEKS)
    answer = tracker(sample_url, "series", *WEEKS, "--format", "json").answer
    rows = list(
        csv.DictReader(io.StringIO(tracker(sample_url, "series", *WEEKS, "--format", "csv").out))
    )

    assert ended.out.startswith("Số liệu từ ngày 26/02/2024 đến ngày 08/3/2024")
    assert [line.split()[0] for line in ended.out.splitlines()[4:-1]] == ["03/3/2024", "08/3/2024"]
    assert [step["as_of"] for step in answer["steps"]] == ["2024-03-03", "2024-03-08"]
    assert (answer["from"], answer["to"], answer["step"]) == ("2024-02-26", "2024-03-08", "week")
    assert [(row["as_of"], row["class"], int(row["count"])) for row in rows] == [
        (step["as_of"], name, number)
        for step in answer["steps"]
        for name, number in step["counts"].items()
    ]
    whole = ("--as-of", "2024-03-08", "--unit", "H57.31.05", "--format", "json")
    counted = tracker(sample_url, "counts", *whole).answer
    assert answer["steps"][-1]["counts"] == counted["groups"][0]["counts"]
    assert answer["steps"][-1]["total"] == counted["total"]


def test_too_many_steps_are_refused_in_words(sample_url: str):
    ended = tracker(sample_url, "series", "--from", "2022-01-01", "--to", "2024-03-08")
    assert ended.code == 2
    assert "hơn 400 mốc" in ended.only_complaint


@pytest.mark.parametrize(("option", "words"), [("--search", "2024-nv11"), ("--q", "nv1 hh")])
def test_items_are_found_by_parts_of_their_reference(sample_url: str, option: str, words: str):
    asked = ("items", "--as-of", "2024-03-08", option, words, "--format", "json")
    found = [item["ref"] for item in tracker(sample_url, *asked).answer["items"]]
    assert "HH-2024-NV11" in found
    assert all(ref.startswith("HH-2024-NV1") for ref in found)


def test_words_without_a_letter_find_nothing_and_say_so(sample_url: str):
    ended = tracker(sample_url, "items", "--as-of", "2024-03-08", "--search", "…!")
    assert ended.code == 2
    assert "không có chữ cái hay chữ số nào" in ended.only_complaint
