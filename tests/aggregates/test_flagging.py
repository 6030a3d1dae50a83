"""Flags in many streams at once, and that nobody's form goes stale by them."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import time
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from tests.support.scenario import Office, md
from tracker.aggregates.events import stream_id
from tracker.aggregates.item import Item
from tracker.application import Tracker
from tracker.commands.flagging import Looking, flag
from tracker.commands.items import (
    CorrectDeadline,
    FlagOverdue,
    NoteProgress,
    OnItem,
    ReportCompletion,
    Urge,
    act,
)
from tracker.database.connect import open_pool
from tracker.errors import StaleVersionError
from tracker.fold.words import Kind, Word

TASK = Kind.PLAN_TASK
REFS = ("NV-1", "NV-2", "NV-3")
STREAMS = [stream_id(TASK, ref) for ref in REFS]


@pytest.fixture
def busy(office: Office) -> Office:
    """Three tasks, overdue since 16 March."""
    for ref in REFS:
        office.assign(TASK, ref, "2/1", due="15/3")
    return office


@pytest.fixture
def colleague(database_url: str, office: Office) -> Iterator[Office]:
    """Somebody else, with connections of their own."""
    with open_pool(database_url, size=2) as pool:
        yield Office(Tracker(pool), office.clock, count(1000))


def looking(office: Office) -> Looking:
    return Looking(md("3/6"), office.clock.now(), (7, 3, 1), time(7), None)


def flags(office: Office, ref: str) -> int:
    return sum(event.actor == "scheduler" for event in office.tracker.item(TASK, ref).happenings)


class Interrupted(Tracker):
    """Something is recorded between its reading of items and its writing, so many times."""

    deeds: Iterator[Callable[[], Any]] = iter(())

    def items(self, streams: Sequence[UUID]) -> list[Item]:
        found = super().items(streams)
        next(self.deeds, lambda: None)()
        return found

    def item(self, kind: Kind, ref: str) -> Item:
        found = super().item(kind, ref)
        next(self.deeds, lambda: None)()
        return found


def interrupted(office: Office, *deeds: Callable[[], Any]) -> Interrupted:
    tracker = Interrupted(office.tracker.pool)
    tracker.deeds = iter(deeds)
    return tracker


# --- recording -----------------------------------------------------------------------------------


def test_all_are_flagged_in_one_append(busy: Office, owner: Connection[Any]):
    flagged = flag(STREAMS, busy.tracker, looking(busy))
    assert flagged.flags == 3
    assert [item.version for item in flagged.items] == [2, 2, 2]
    moments = owner.execute("select distinct recorded_at from event where topic like '%flagged'")
    assert len(moments.fetchall()) == 1
    assert flag(STREAMS, busy.tracker, looking(busy)).flags == 0


def test_streams_of_units_targets_and_nobody_are_passed_over(busy: Office):
    busy.set_target("CT-1")
    others = [stream_id("unit", "H57"), stream_id(Kind.TARGET, "CT-1"), stream_id(TASK, "NV-9")]
    flagged = flag([*others, STREAMS[0]], busy.tracker, looking(busy))
    assert ([item.id for item in flagged.items], flagged.flags) == (STREAMS[:1], 1)


def test_who_was_second_finds_the_flags_of_the_first(busy: Office, colleague: Office):
    second = interrupted(busy, lambda: flag(STREAMS[:2], colleague.tracker, looking(colleague)))
    assert flag(STREAMS, second, looking(busy)).flags == 1
    assert [flags(busy, ref) for ref in REFS] == [1, 1, 1]


def test_what_is_done_meanwhile_is_not_flagged(busy: Office, colleague: Office):
    second = interrupted(busy, lambda: colleague.act(ReportCompletion, TASK, "NV-2", "14/3"))
    assert flag(STREAMS, second, looking(busy)).flags == 2
    assert [flags(busy, ref) for ref in REFS] == [1, 0, 1]


def test_an_item_whose_history_takes_no_flag_is_named_and_the_others_are_flagged(
    busy: Office, owner: Connection[Any], caplog: pytest.LogCaptureFixture
):
    # As no version of ours ever recorded: resumed, although it was not suspended.
    owner.execute(
        "insert into event"
        " (originator_id, originator_version, topic, state, effective_on, recorded_at)"
        " select originator_id, 2, 'plan_task.resumed', convert_to("
        '  \'{"ref":"NV-2","effective_on":"2024-02-01","actor":"x"}\', \'utf8\'),'
        " '2024-02-01', recorded_at from event where originator_id = %s",
        (STREAMS[1],),
    )
    with caplog.at_level(logging.WARNING):
        assert flag(STREAMS, busy.tracker, looking(busy)).flags == 2
    assert str(STREAMS[1]) in caplog.text
    assert [flags(busy, ref) for ref in REFS] == [1, 0, 1]


# --- forms that were open ------------------------------------------------------------------------


def test_a_form_opened_before_the_flag_is_taken_after_it(busy: Office):
    flag(STREAMS, busy.tracker, looking(busy))
    outcome = busy.act(ReportCompletion, TASK, "NV-1", "14/3", expected_version=1)
    assert outcome.version == 3
    assert [event.word for event in busy.tracker.item(TASK, "NV-1").happenings] == [
        Word.ASSIGNED,
        Word.OVERDUE_FLAGGED,
        Word.COMPLETION_REPORTED,
    ]


def test_a_form_is_taken_although_the_flag_comes_while_it_is_recorded(
    busy: Office, colleague: Office
):
    second = interrupted(busy, lambda: flag(STREAMS, colleague.tracker, looking(colleague)))
    command = NoteProgress(kind=TASK, ref="NV-1", expected_version=1, **busy.meta("1/6", {}))
    assert act(command, second, busy.clock).version == 3


STALE: dict[str, tuple[type[OnItem], dict[str, Any]]] = {
    "somebody's note": (NoteProgress, {}),
    "a deadline": (CorrectDeadline, {"due_on": "31/3"}),
    "a flag that came otherwise": (FlagOverdue, {}),
    "somebody's flag": (FlagOverdue, {"for_due_on": md("15/3")}),
}


@pytest.mark.parametrize("is_flagged_first", [True, False])
@pytest.mark.parametrize(("command", "given"), STALE.values(), ids=STALE)
def test_whatever_else_was_recorded_since_makes_it_stale(
    busy: Office, command: type[OnItem], given: dict[str, Any], is_flagged_first: bool
):
    for is_flag in (is_flagged_first, not is_flagged_first):
        if is_flag:
            flag(STREAMS, busy.tracker, looking(busy))
        else:
            busy.act(command, TASK, "NV-1", "17/3", **given)
    last = busy.tracker.item(TASK, "NV-1").version
    with pytest.raises(StaleVersionError) as caught:
        busy.act(Urge, TASK, "NV-1", "1/6", expected_version=1)
    assert caught.value.details == {"expected": 1, "found": last}


@pytest.mark.parametrize("version", [-1, 0, 3, 9])
def test_a_version_that_nobody_can_have_seen_is_stale(busy: Office, version: int):
    flag(STREAMS, busy.tracker, looking(busy))
    with pytest.raises(StaleVersionError):
        busy.act(Urge, TASK, "NV-1", "1/6", expected_version=version)


def test_a_colleague_s_note_while_it_is_recorded_makes_it_stale(busy: Office, colleague: Office):
    second = interrupted(busy, lambda: colleague.act(NoteProgress, TASK, "NV-1", "1/6"))
    command = Urge(kind=TASK, ref="NV-1", expected_version=1, **busy.meta("1/6", {}))
    with pytest.raises(StaleVersionError) as caught:
        act(command, second, busy.clock)
    assert caught.value.details == {"expected": 1, "found": 2}
