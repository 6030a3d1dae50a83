"""Establishing calendars and adopting days: what is recorded, and what is refused and why."""

from typing import Any
from unicodedata import normalize

import pytest

from tests.calendars.deeds import (
    OFF,
    PAPER,
    adopt,
    adopting,
    found,
    give,
    moved,
    preview,
    rule,
    said,
    streams,
)
from tests.support.rows import history_of
from tests.support.scenario import FIRST, ROOT, Office, md
from tests.support.waiting import Aside
from tracker.commands.calendars import NATIONAL_NAME, adopt_days, preview_days
from tracker.commands.items import ExtendDeadline, Reopen, ReportCompletion, Resume, Suspend
from tracker.deadlines.calendar import NATIONAL, DayKind
from tracker.errors import (
    InvalidInputError,
    NotFoundError,
    RuleViolationError,
    StaleVersionError,
    TrackerError,
)
from tracker.fold.words import Kind


def calendar_events(url: str) -> list[dict[str, Any]]:
    return [line for line in history_of(url) if line["type"].startswith("calendar.")]


# --- establishing ---------------------------------------------------------------------------------


def test_a_calendar_rests_on_the_nation_and_rules_for_its_unit(office: Office):
    found(office, "46", unit=ROOT)

    calendars = office.tracker.calendars()

    assert list(calendars) == [NATIONAL, "46"]
    assert calendars.about("46")[2:] == (NATIONAL, ROOT)
    assert calendars.of_unit(office.tracker.unit_tree().above(FIRST, md("26/4"))) == "46"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("base", "45", "unknown_calendar"),
        ("base", "46", "unknown_calendar"),
        ("unit", "H99", "unknown_unit"),
    ],
)
def test_what_a_calendar_names_has_to_be_there(
    office: Office, database_url: str, field: str, value: str, code: str
):
    with pytest.raises(NotFoundError) as caught:
        found(office, "46", **{field: value})

    assert (caught.value.code, caught.value.details) == (code, {"field": field, "value": value})
    assert calendar_events(database_url) == []


def test_a_code_is_taken_once_in_whatever_unicode_form(office: Office):
    found(office, "Huế")

    for again in ("Huế", normalize("NFD", "Huế")):
        with pytest.raises(RuleViolationError) as caught:
            found(office, again)
        assert (caught.value.code, caught.value.details["field"]) == ("calendar_taken", "code")
    assert list(office.tracker.calendars()) == [NATIONAL, "Huế"]


def test_the_same_command_again_establishes_nothing(office: Office):
    first = found(office, "46", command_id="once")
    again = found(office, "46", command_id="once")

    assert (first.version, again.version) == (1, 1)
    assert again.position is None


def test_the_national_calendar_rests_on_nothing_whatever_is_said(office: Office):
    found(office, NATIONAL, base=NATIONAL)

    assert office.tracker.calendars().about(NATIONAL).base is None
    assert office.tracker.calendars().chain(NATIONAL) == [NATIONAL]


def test_the_national_calendar_comes_into_being_with_its_first_adoption(
    office: Office, database_url: str
):
    adopt(office, OFF)
    adopt(office, said("2024-05-03"))

    established, *adopted = calendar_events(database_url)

    assert (established["type"], established["code"]) == ("calendar.established", NATIONAL)
    assert established["name"] == NATIONAL_NAME
    assert established["source"]["number"] == PAPER
    assert [line["type"] for line in adopted] == ["calendar.days_adopted"] * 2
    assert office.tracker.calendars().version(NATIONAL) == 2


# --- refused adoptions ----------------------------------------------------------------------------

WEEKDAY = said("2024-05-03", "makeup_work")
REFUSED: dict[str, tuple[dict[str, Any], type[TrackerError], str]] = {
    "no document": ({"source": None}, RuleViolationError, "adoption_without_document"),
    "a document without number": (
        {"source": {"issuer": "Văn phòng Chính phủ", "date": "2024-04-12"}},
        RuleViolationError,
        "adoption_without_document",
    ),
    "a make-up day that is no rest day": (
        {"days": [WEEKDAY]},
        RuleViolationError,
        "makeup_on_weekday",
    ),
    "a day twice": ({"days": [OFF, {**OFF, "kind": "holiday"}]}, RuleViolationError, "day_twice"),
    "a calendar nobody established": ({"code": "46"}, NotFoundError, "unknown_calendar"),
    "a document of tomorrow": (
        {"effective_on": md("30/4")},
        RuleViolationError,
        "effective_after_recording",
    ),
    "a day that does not exist": (
        {"days": [said("2024-02-30")]},
        InvalidInputError,
        "expected_day",
    ),
    "a kind that does not exist": (
        {"days": [said("2024-05-02", "feast")]},
        InvalidInputError,
        "expected_one_of",
    ),
    "a day without a name": (
        {"days": [said("2024-05-02", name="")]},
        InvalidInputError,
        "empty_text",
    ),
    "a year far off": ({"years": [2200]}, InvalidInputError, "expected_at_most"),
}


@pytest.mark.parametrize("act", [adopt_days, preview_days], ids=["adopting", "looking first"])
@pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED)
def test_an_adoption_that_cannot_be_is_refused_and_records_nothing(
    office: Office,
    database_url: str,
    act: Any,
    refused: tuple[dict[str, Any], type[TrackerError], str],
):
    given, kind, code = refused
    days = given.get("days", [OFF])
    own = {name: value for name, value in given.items() if name != "days"}
    command = adopting(office, *days, **own)

    with pytest.raises(kind) as caught:
        act(command, [], office.tracker, office.clock)

    assert caught.value.code == code
    assert calendar_events(database_url) == []
    assert office.tracker.calendars().version(NATIONAL) == 0


def test_the_refusal_names_the_day(office: Office):
    with pytest.raises(RuleViolationError) as weekday:
        adopt(office, WEEKDAY)
    with pytest.raises(RuleViolationError) as twice:
        adopt(office, OFF, said("2024-05-03"), OFF)

    assert weekday.value.details == {"field": "days", "value": md("3/5")}
    assert twice.value.details == {"field": "days", "value": md("2/5")}


def test_a_calendar_that_changed_since_it_was_seen_is_refused(office: Office):
    adopt(office, OFF)
    seen = office.tracker.calendar(NATIONAL).version
    adopt(office, said("2024-05-03"))

    for act in (adopt, preview):
        with pytest.raises(StaleVersionError) as caught:
            act(office, said("2024-05-06"), expected_version=seen)
        assert caught.value.code == "stale_version"
        assert caught.value.details == {"expected": seen, "found": seen + 1}
    assert office.tracker.calendars().version(NATIONAL) == 2
    assert adopt(office, said("2024-05-06"), expected_version=seen + 1).position is not None


def test_the_national_calendar_is_seen_as_not_there_before_its_first_adoption(office: Office):
    with pytest.raises(StaleVersionError) as caught:
        adopt(office, OFF, expected_version=1)

    assert caught.value.details == {"expected": 1, "found": 0}
    assert adopt(office, OFF, expected_version=0).version == 2


def test_the_same_command_again_records_nothing_and_moves_nothing(
    office: Office, database_url: str
):
    give(office, "CD-1")
    command = adopting(office, OFF)

    once = adopt_days(command, streams("CD-1"), office.tracker, office.clock)
    length = len(history_of(database_url))
    again = adopt_days(command, streams("CD-1"), office.tracker, office.clock)
    looked = preview_days(command, streams("CD-1"), office.tracker, office.clock)

    assert list(moved(once)) == ["CD-1"]
    assert again == looked == (once.version, None, [], [])
    assert len(history_of(database_url)) == length


def test_a_province_of_its_own_name_is_adopted_in_whatever_unicode_form(office: Office):
    found(office, "Huế")

    adopt(office, said("2024-06-12"), code=normalize("NFD", "Huế"))

    assert office.tracker.calendars().version("Huế") == 1


def test_the_days_keep_their_document_and_kind(office: Office):
    adopt(
        office,
        said("2024-04-29", "swapped_off", "Nghỉ hoán đổi"),
        said("2024-05-04", "makeup_work", normalize("NFD", "Làm bù ngày 29/4")),
        years=[2024],
        source={"number": PAPER, "date": "2024-04-12"},
    )

    calendar = office.tracker.calendars().named(NATIONAL)

    assert [tuple(told) for told in calendar.days_of(2024)] == [
        (md("29/4"), DayKind.SWAPPED_OFF, "Nghỉ hoán đổi", PAPER),
        (md("4/5"), DayKind.MAKEUP_WORK, "Làm bù ngày 29/4", PAPER),
    ]


def test_two_adoptions_at_once_make_two_versions_and_each_counts_with_its_own(office: Office):
    for number in range(3):
        give(office, f"CD-{number}")
    led = streams("CD-0", "CD-1", "CD-2")
    days = [OFF, said("2024-05-03"), said("2024-05-06")]

    aside = [Aside(lambda day=day: adopt(office, day, led=led)) for day in days]
    done = [one.result() for one in aside]

    assert office.tracker.calendars().version(NATIONAL) == 3
    by_version = {adoption.moves[0].rule.calendar_version: adoption for adoption in done}
    assert sorted(by_version) == [1, 2, 3]
    ends = [set(moved(by_version[version]).values()) for version in (1, 2, 3)]
    assert ends == [
        {(md("7/5"), md("8/5"))},
        {(md("8/5"), md("9/5"))},
        {(md("9/5"), md("10/5"))},
    ]


# --- a deadline that is said to be counted --------------------------------------------------------


def test_a_day_that_counting_does_not_give_is_refused_and_both_are_named(office: Office):
    with pytest.raises(RuleViolationError) as caught:
        give(office, "CD-1", due=md("6/5"))

    assert caught.value.code == "rule_gives_other_day"
    assert caught.value.details == {"field": "due_on", "value": md("6/5"), "expected": md("7/5")}


def test_no_deadline_at_all_is_not_what_counting_gives(office: Office):
    with pytest.raises(RuleViolationError) as caught:
        office.assign(Kind.DIRECTIVE, "CD-1", "26/4", due=None, about={"deadline_rule": rule()})

    assert caught.value.details["value"] is None


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        (rule(calendar="46"), "unknown_calendar"),
        (rule(version=1), "unknown_calendar_version"),
    ],
    ids=["calendar", "version"],
)
def test_a_rule_by_a_calendar_that_never_was_is_refused(
    office: Office, counted: dict[str, Any], code: str
):
    with pytest.raises(NotFoundError) as caught:
        give(office, "CD-1", counted=counted)

    assert caught.value.code == code


@pytest.mark.parametrize(
    ("counted", "field"),
    [
        ({**rule(), "count": 0}, "deadline_rule.count"),
        ({**rule(), "count": "5"}, "deadline_rule.count"),
        ({**rule(), "unit": "fortnight"}, "deadline_rule.unit"),
        ({**rule(), "from": "26/4/2024"}, "deadline_rule.from"),
        ({**rule(), "colour": "red"}, "deadline_rule.colour"),
        ({name: value for name, value in rule().items() if name != "from"}, "deadline_rule.from"),
    ],
    ids=["no time", "text", "unit", "day", "more", "less"],
)
def test_a_rule_of_another_shape_is_refused_by_its_field(
    office: Office, counted: dict[str, Any], field: str
):
    with pytest.raises(InvalidInputError) as caught:
        give(office, "CD-1", counted=counted)

    assert caught.value.details["field"] == field


@pytest.mark.parametrize(
    ("command", "before"),
    [(ExtendDeadline, ()), (Resume, (Suspend,)), (Reopen, (ReportCompletion,))],
    ids=["extended", "resumed", "reopened"],
)
def test_every_event_that_sets_a_deadline_is_held_to_its_rule(
    office: Office, command: Any, before: tuple[Any, ...]
):
    give(office, "CD-1", about={"needs_confirmation": False})
    for earlier in before:
        office.act(earlier, Kind.DIRECTIVE, "CD-1", "26/4")
    counted = {"deadline_rule": rule(10), "deadline_text": "10 ngày làm việc"}

    with pytest.raises(RuleViolationError) as caught:
        office.act(command, Kind.DIRECTIVE, "CD-1", "29/4", due_on="13/5", **counted)
    office.act(command, Kind.DIRECTIVE, "CD-1", "29/4", due_on="14/5", **counted)

    assert (caught.value.code, caught.value.details["expected"]) == (
        "rule_gives_other_day",
        md("14/5"),
    )


@pytest.mark.parametrize("unit", ["working_day", "day", "week", "month", "quarter", "year"])
def test_a_period_that_ends_beyond_all_days_is_refused(office: Office, unit: str):
    with pytest.raises(TrackerError):
        give(office, "CD-1", counted=rule(100_000, unit))
