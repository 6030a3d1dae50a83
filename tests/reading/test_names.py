"""Units are called what they were called on the day asked about, as far as was known."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection

from tests.conftest import Databases
from tests.reading.test_reading_equals_oracle import at, taken_in
from tests.support.scenario import FIRST, ROOT, SECOND, Line, md, moment, unit_line
from tracker.reading.names import unit_names

NEW = "H57.33"


def happened(word: str, on: str, typed: str, **own: Any) -> Line:
    line = unit_line(FIRST, on=on)
    gone = ("name", "level", "parent")
    kept = {name: value for name, value in line.items() if name not in gone}
    said = {"type": f"unit.{word}", "recorded_at": moment(typed).isoformat()}
    return {**kept, **said, **own}


@pytest.fixture(scope="module")
def connection(databases: Databases) -> Iterator[Connection[Any]]:
    """A unit renamed on 10/3, typed on 20/3, and merged on 1/5; another that comes on 1/6."""
    lines = [
        unit_line(ROOT),
        unit_line(FIRST, ROOT),
        unit_line(SECOND, ROOT),
        happened("renamed", "10/3", "20/3", name="Phòng Nội vụ và Lao động"),
        happened("merged", "1/5", "15/4", into=SECOND),
        {**unit_line(NEW, ROOT, on="1/6"), "recorded_at": moment("15/4").isoformat()},
    ]
    with taken_in(databases, lines) as connection:
        yield connection


@pytest.mark.parametrize(
    ("on", "known", "name"),
    [
        ("9/3", "1/6", "Phòng Nội vụ"),
        ("10/3", "19/3", "Phòng Nội vụ"),
        ("10/3", "20/3", "Phòng Nội vụ và Lao động"),
        ("1/5", "1/6", "Phòng Nội vụ và Lao động"),
        ("3/6", "1/6", "Phòng Nội vụ và Lao động"),
    ],
)
def test_a_unit_is_called_as_on_the_day_and_after_its_end_as_last(
    connection: Connection[Any], on: str, known: str, name: str
):
    found = unit_names(connection, [FIRST], at(connection, md(on), moment(known)))
    assert found == {FIRST: name}


def test_a_unit_to_come_is_called_as_it_will_be(connection: Connection[Any]):
    before_it_came = at(connection, md("20/4"), moment("20/4"))
    before_it_was_known = at(connection, md("20/4"), moment("1/4"))
    for cut in (before_it_came, before_it_was_known):
        assert unit_names(connection, [NEW], cut) == {NEW: "Phòng Nội vụ"}


def test_several_are_named_at_once_and_codes_that_nobody_had_are_left_out(
    connection: Connection[Any],
):
    cut = at(connection, md("20/4"), None)
    assert set(unit_names(connection, [ROOT, SECOND, ROOT, "H99"], cut)) == {ROOT, SECOND}
    assert unit_names(connection, [], cut) == {}
