"""Adopting days while others write: all of it or nothing, and by what the items then are."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from tests.calendars.deeds import (
    AFTER,
    BEFORE,
    OFF,
    adopt,
    adopting,
    directive,
    due,
    give,
    moved,
    preview,
    rule,
    said,
    streams,
    words_of,
)
from tests.support.rows import head, history_of
from tests.support.scenario import Office, md
from tests.support.waiting import Aside
from tracker.application import Tracker
from tracker.commands.calendars import adopt_days
from tracker.commands.items import ExtendDeadline, NoteProgress, ReportCompletion, Suspend, Withdraw
from tracker.database.connect import open_pool
from tracker.deadlines.calendar import NATIONAL
from tracker.errors import RuleViolationError, StaleVersionError
from tracker.fold.words import Kind

CD = Kind.DIRECTIVE


@pytest.fixture
def colleague(database_url: str, office: Office) -> Iterator[Office]:
    """Somebody else, with connections of their own."""
    with open_pool(database_url, size=2) as pool:
        yield Office(Tracker(pool), office.clock, count(1000))


def between(deed: Callable[[], Any], times: int) -> Callable[[int, int], None]:
    """Does the deed after the items were loaded and before anything is recorded, so many times."""
    left = iter(range(times))

    def loaded(_done: int, _total: int) -> None:
        if next(left, None) is not None:
            # In a thread of its own, as another clerk would.
            Aside(deed).result()

    return loaded


DEEDS: dict[str, tuple[Callable[[Office], Any], bool]] = {
    "reported": (lambda who: who.act(ReportCompletion, CD, "CD-1", "29/4"), False),
    "withdrawn": (lambda who: who.act(Withdraw, CD, "CD-1", "29/4"), False),
    "extended": (lambda who: who.act(ExtendDeadline, CD, "CD-1", "29/4", due_on="30/6"), False),
    "suspended": (lambda who: who.act(Suspend, CD, "CD-1", "29/4"), True),
    "noted": (lambda who: who.act(NoteProgress, CD, "CD-1", "29/4", note="đang làm"), True),
}


@pytest.mark.parametrize(("deed", "moves"), DEEDS.values(), ids=DEEDS)
def test_an_item_that_changed_meanwhile_is_judged_as_it_then_is(
    office: Office, colleague: Office, deed: Callable[[Office], Any], moves: bool
):
    for ref in ("CD-1", "CD-2"):
        give(office, ref)
    command = adopting(office, OFF)
    meddling = between(lambda: deed(colleague), 1)

    done = adopt_days(command, streams("CD-1", "CD-2"), office.tracker, office.clock, meddling)

    assert ("CD-1" in moved(done)) is moves
    assert moved(done)["CD-2"] == (BEFORE, AFTER)
    assert office.tracker.calendars().version(NATIONAL) == 1
    assert words_of(directive(office)).count("deadline_extended") == (
        1 if moves or deed is DEEDS["extended"][0] else 0
    )


def test_where_an_item_never_holds_still_nothing_at_all_is_recorded(
    office: Office, colleague: Office, database_url: str
):
    for ref in ("CD-1", "CD-2"):
        give(office, ref)
    note = between(lambda: colleague.act(NoteProgress, CD, "CD-1", "29/4", note="lại nữa"), 99)

    with pytest.raises(StaleVersionError) as caught:
        adopt_days(
            adopting(office, OFF), streams("CD-1", "CD-2"), office.tracker, office.clock, note
        )

    assert caught.value.code == "changed_meanwhile"
    assert not [line for line in history_of(database_url) if line["type"].startswith("calendar.")]
    assert due(directive(office)) == due(directive(office, "CD-2")) == BEFORE
    assert set(words_of(directive(office))) == {"assigned", "progress_noted"}
    # Once the others are still, the same days can be adopted.
    assert set(moved(adopt(office, OFF, led=streams("CD-1", "CD-2")))) == {"CD-1", "CD-2"}


def test_the_calendar_may_change_between_the_look_and_the_deed(office: Office, colleague: Office):
    """What moves is what the calendar as it then is says, not what the look said."""
    give(office, "CD-1")
    look = preview(office, OFF, led=streams("CD-1"))
    adopt(colleague, said("2024-05-03"))

    done = adopt(office, OFF, led=streams("CD-1"))

    assert moved(look) == {"CD-1": (BEFORE, AFTER)}
    assert moved(done) == {"CD-1": (BEFORE, md("9/5"))}
    assert done.moves[0].rule.calendar_version == 2


def test_a_retry_of_one_command_by_two_at_once_records_one_adoption(
    office: Office, colleague: Office, database_url: str
):
    give(office, "CD-1")
    command = adopting(office, OFF)

    both = [
        Aside(lambda who=who: adopt_days(command, streams("CD-1"), who.tracker, who.clock))
        for who in (office, colleague)
    ]
    done = [one.result() for one in both]

    assert sorted(len(one.moves) for one in done) == [0, 1]
    assert sum(one.position is None for one in done) == 1
    assert max(one.position or 0 for one in done) == head(database_url)
    assert office.tracker.calendars().version(NATIONAL) == 1
    assert words_of(directive(office)) == ["assigned", "deadline_extended"]


def test_what_adopting_refuses_a_look_refuses_too(office: Office):
    """A count from 26/4, given on 07/5, would end on 06/5 were 29/4 an ordinary day."""
    office.clock.moment = office.clock.moment.replace(month=5, day=8)
    give(office, "CD-1", on="7/5")
    outcomes = []

    for act in (preview, adopt):
        try:
            done = act(office, said("2024-04-29", "ordinary"), led=streams("CD-1"))
            outcomes.append(("done", moved(done)))
        except RuleViolationError as error:
            outcomes.append((error.code, error.details))

    assert outcomes[0] == outcomes[1]


def test_one_item_that_cannot_move_does_not_keep_an_office_from_its_calendar(office: Office):
    office.clock.moment = office.clock.moment.replace(month=5, day=8)
    give(office, "CD-1", on="7/5")
    give(office, "CD-2", on="26/4", due=md("8/5"), counted=rule(6))

    done = adopt(office, said("2024-04-29", "ordinary"), led=streams("CD-1", "CD-2"))

    assert moved(done)["CD-2"] == (md("8/5"), md("7/5"))
    assert office.tracker.calendars().version(NATIONAL) == 1
