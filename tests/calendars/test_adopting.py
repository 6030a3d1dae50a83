"""Adopting days: the look before, the one recording, whose calendar it is, and the past."""

from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any

import psycopg

from tests.calendars.deeds import (
    AFTER,
    BEFORE,
    KINDS,
    OFF,
    PAPER,
    WORDS,
    adopt,
    directive,
    due,
    found,
    give,
    moved,
    preview,
    rule,
    said,
    streams,
    words_of,
)
from tests.support.rows import head, history_of
from tests.support.scenario import FIRST, ROOT, SECOND, Office, md
from tracker.database.connect import app_conninfo
from tracker.deadlines.calendar import NATIONAL
from tracker.fold.state import class_at
from tracker.fold.words import ItemClass, Kind
from tracker.projections.projector import catch_up
from tracker.reading.counts import counts
from tracker.reading.cut import Cut, Filters

NOW = datetime(2026, 1, 1, tzinfo=UTC)


# --- looking first --------------------------------------------------------------------------------


def test_a_look_lists_old_and_new_and_records_nothing(office: Office, database_url: str):
    give(office, "CD-1")
    give(office, "CD-2", due=md("6/5"), counted=rule(4))
    office.assign(Kind.DIRECTIVE, "CD-3", "26/4", due="30/5")
    before = history_of(database_url)

    look = preview(office, OFF, led=streams("CD-1", "CD-2", "CD-3"))

    assert moved(look) == {"CD-1": (BEFORE, AFTER), "CD-2": (md("6/5"), md("7/5"))}
    assert look.position is None
    assert history_of(database_url) == before


def test_adopting_moves_what_a_look_said(office: Office):
    give(office, "CD-1")
    give(office, "CD-2", due=md("6/5"), counted=rule(4))
    led = streams("CD-1", "CD-2")

    look, done = preview(office, OFF, led=led), adopt(office, OFF, led=led)

    assert moved(done) == moved(look)
    assert [move.rule for move in done.moves] == [move.rule for move in look.moves]
    assert (due(directive(office)), due(directive(office, "CD-2"))) == (AFTER, BEFORE)


# --- what is recorded -----------------------------------------------------------------------------


def test_one_recording_holds_the_adoption_and_one_extension_for_each_item(
    office: Office, database_url: str
):
    for kind in KINDS:
        give(office, "1", kind)
    led = list(chain.from_iterable(streams("1", kind=kind) for kind in KINDS))
    length = head(database_url)

    done = adopt(office, OFF, led=led, reason="Theo thông báo", actor="pnv.ph")

    established, adoption, *extensions = history_of(database_url)[length:]
    assert done.position == length + 5 == head(database_url)
    assert (established["type"], adoption["type"]) == (
        "calendar.established",
        "calendar.days_adopted",
    )
    assert sorted(line["type"] for line in extensions) == sorted(
        f"{kind}.deadline_extended" for kind in KINDS
    )
    for line in extensions:
        assert line["due_on"] == "2024-05-08"
        assert line["deadline_rule"] == rule(version=1)
        assert line["cause"] == {"calendar": NATIONAL, "calendar_version": 1, "paper": PAPER}
        assert line["effective_on"] == "2024-04-29"
        assert (line["actor"], line["reason"]) == ("pnv.ph", "Theo thông báo")
        assert line["source"]["number"] == PAPER


def test_the_extension_is_dated_the_local_day_of_recording_not_that_of_the_document(office: Office):
    give(office, "CD-1")
    # Half past midnight of the 30th in the offices, still the 29th by UTC.
    office.clock.moment = office.clock.moment.replace(day=30, hour=0, minute=30)

    adopt(office, OFF, led=streams("CD-1"), on="12/4")

    assert directive(office).happenings[-1].effective_on == md("30/4")
    assert office.tracker.calendar(NATIONAL).happenings[-1].effective_on == md("12/4")


def test_a_deadline_moves_again_with_the_next_adoption_and_back_when_days_are_taken_back(
    office: Office,
):
    give(office, "CD-1")
    led = streams("CD-1")

    first = adopt(office, OFF, led=led)
    second = adopt(office, said("2024-05-03"), led=led)
    office.clock.moment += timedelta(days=1)
    third = adopt(office, said("2024-05-02", "ordinary"), said("2024-05-03", "ordinary"), led=led)

    assert [moved(one)["CD-1"] for one in (first, second, third)] == [
        (md("7/5"), md("8/5")),
        (md("8/5"), md("9/5")),
        (md("9/5"), md("7/5")),
    ]
    assert words_of(directive(office)) == ["assigned", *["deadline_extended"] * 3]


def test_an_adoption_that_changes_no_count_moves_nothing(office: Office):
    give(office, "CD-1")

    # What is proposed for 29/4 and 4/5, now by its document.
    done = adopt(
        office,
        said("2024-04-29", "swapped_off"),
        said("2024-05-04", "makeup_work"),
        led=streams("CD-1"),
    )

    assert done.moves == []
    assert done.position is not None
    assert directive(office).version == 1


# --- whose calendar -------------------------------------------------------------------------------


def test_only_items_of_the_calendar_and_of_those_that_rest_on_it_move(office: Office):
    found(office, "46", unit=FIRST)
    found(office, "apart", base=None)
    give(office, "of nation")
    give(office, "of province", counted=rule(calendar="46"))
    give(office, "apart", counted=rule(calendar="apart"))
    led = streams("of nation", "of province", "apart")

    by_province = adopt(office, OFF, code="46", led=led)
    by_nation = adopt(office, said("2024-05-03"), led=led)

    assert moved(by_province) == {"of province": (BEFORE, AFTER)}
    assert moved(by_nation) == {
        "of nation": (BEFORE, AFTER),
        "of province": (AFTER, md("9/5")),
    }
    causes = [move.rule for move in by_nation.moves]
    assert {(one.calendar, one.calendar_version) for one in causes} == {(NATIONAL, 1), ("46", 2)}


def test_words_alone_are_counted_by_the_calendar_of_the_unit(office: Office):
    found(office, "46", unit=FIRST)
    for ref, unit in (("in province", FIRST), ("elsewhere", SECOND)):
        words = {"deadline_text": WORDS}
        office.assign(Kind.DIRECTIVE, ref, "26/4", due=BEFORE, unit=unit, about=words)

    done = adopt(office, OFF, code="46", led=streams("in province", "elsewhere"))

    assert moved(done) == {"in province": (BEFORE, AFTER)}
    assert done.moves[0].rule.calendar == "46"


def test_what_the_province_says_of_a_day_keeps_its_items_where_they_are(office: Office):
    found(office, "46", unit=ROOT)
    adopt(office, said("2024-05-02", "ordinary"), code="46")
    give(office, "of province", counted=rule(calendar="46", version=1))

    assert adopt(office, OFF, led=streams("of province")).moves == []


# --- the past -------------------------------------------------------------------------------------


def test_every_class_before_the_day_of_adoption_is_what_it_was(office: Office, database_url: str):
    """An item already overdue is in time from the adoption on, never before it."""
    give(office, "CD-1", on="19/4", due=md("22/4"), counted=rule(1, since="2024-04-19"))
    give(office, "CD-2")
    days = [md("17/4") + timedelta(days=n) for n in range(12)]
    led = streams("CD-1", "CD-2")
    items = [directive(office, ref) for ref in ("CD-1", "CD-2")]
    then = [[class_at(item.history, day) for day in days] for item in items]
    position = head(database_url)
    closed = [_counts(database_url, day, position) for day in days]

    # Announced late: the week after 22/4 was off.
    done = adopt(office, *(said(f"2024-04-{day}") for day in (22, 23, 24, 25, 26)), led=led)

    assert moved(done) == {"CD-1": (md("22/4"), md("2/5"))}
    items = [directive(office, ref) for ref in ("CD-1", "CD-2")]
    assert [[class_at(item.history, day) for day in days] for item in items] == then
    assert then[0][-1] is ItemClass.OPEN_OVERDUE
    assert class_at(items[0].history, md("29/4")) is ItemClass.OPEN_IN_TIME
    # The same by the read model: a closed period, at its own K and at today's.
    assert [_counts(database_url, day, position) for day in days] == closed
    assert [_counts(database_url, day, head(database_url)) for day in days] == closed
    on_the_day = _counts(database_url, md("29/4"), position)
    assert on_the_day != _counts(database_url, md("29/4"), head(database_url))


def _counts(url: str, day: date, position: int) -> Any:
    catch_up(url)
    with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
        return counts(connection, Cut(day, NOW, position), Filters()).groups
