"""Digests that do not go out: tried again, given up, woken; and what a crash costs."""

import json
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest

from tests.alerts.posting import BOTH, CLERK, HEAD, Posting
from tests.alerts.sweeps import TASK
from tests.support.programs import programs
from tests.support.scenario import FIRST
from tests.support.waiting import Aside, until
from tracker.alerts.telling import deliveries
from tracker.alerts.telling.deliveries import RETRY_AFTER
from tracker.alerts.telling.delivering import deliver
from tracker.alerts.words import AlertState, Channel, DeliveryState
from tracker.bootstrap import opened
from tracker.errors import NotFoundError
from tracker.rights.words import Role

MONDAY = "18/3"


@pytest.fixture
def waiting(posting: Posting) -> Posting:
    """The marks of Monday have been gone through; two inboxes and two mails wait."""
    posting.sweep(MONDAY)
    return posting


def wait(posting: Posting, minutes: float) -> None:
    clock = posting.desk.office.clock
    clock.moment += timedelta(minutes=minutes)


# --- refused -------------------------------------------------------------------------------------


def test_what_a_server_refuses_is_tried_again_ever_later_and_given_up(waiting: Posting) -> None:
    waiting.server.does("refuse 451 4.3.2 mailbox <b>busy</b>")
    assert waiting.deliver() == {"sent": 2, "failed": 2}

    for attempts, delay in enumerate(RETRY_AFTER, 1):
        row = waiting.row(CLERK)
        assert (row.state, row.attempts) == (DeliveryState.WAITING, attempts)
        assert row.next_try_at == waiting.desk.now + delay
        assert row.problem == "Bị từ chối: 451 4.3.2 mailbox <b>busy</b>"
        waiting.desk.office.clock.moment = row.next_try_at - timedelta(seconds=1)
        assert waiting.deliver() == {}
        waiting.sweep(row.next_try_at.date(), f"{row.next_try_at + timedelta(hours=7):%H:%M}")
        expected = "failed" if attempts < len(RETRY_AFTER) else "dead"
        assert waiting.deliver() == {expected: 2}

    assert {row.state for row in waiting.rows()} == {DeliveryState.DEAD}
    assert waiting.alerts(AlertState.PENDING) == 2
    assert waiting.server.taken() == []


def test_who_is_not_known_to_the_server_is_given_up_at_once_with_its_words(
    waiting: Posting,
) -> None:
    waiting.server.does("refuse-recipients 550 5.1.1 no such person here")

    assert waiting.deliver() == {"sent": 2, "dead": 2}
    row = waiting.row(HEAD)
    assert row.problem == "Bị từ chối: 550 5.1.1 no such person here"
    named = deliveries.dead(waiting.desk.connection, 10)
    assert {(one.delivery_id, one.alerts) for one in named} == {
        (one.delivery_id, 1) for one in waiting.rows()
    }
    assert all(one.name for one in named)


def test_a_full_mailbox_is_not_given_up_at_once(waiting: Posting) -> None:
    waiting.server.does("refuse-recipients 552 5.2.2 mailbox full")
    assert waiting.deliver() == {"sent": 2, "failed": 2}


def test_what_was_given_up_can_be_sent_again(waiting: Posting) -> None:
    waiting.server.does("refuse-recipients 550 nobody")
    waiting.deliver()
    waiting.server.does("accept")
    assert waiting.deliver() == {}
    row = waiting.row(CLERK)

    deliveries.send_again(waiting.desk.connection, row.delivery_id, waiting.desk.now)

    assert waiting.deliver() == {"sent": 1}
    again = waiting.row(CLERK)
    assert (again.delivery_id, again.state) == (row.delivery_id, DeliveryState.SENT)
    assert (again.problem, again.attempts) == (None, 0)
    assert waiting.server.to() == [f"{CLERK}@h57.example"]


def test_what_is_sent_again_joins_what_waits_already(waiting: Posting) -> None:
    waiting.server.does("refuse-recipients 550 nobody")
    waiting.deliver()
    first = waiting.row(CLERK)
    waiting.server.does("refuse 451 later")
    waiting.desk.office.assign(TASK, "NV-2", due="15/3")
    waiting.sweep("19/3")
    waiting.deliver()
    waiting.server.does("accept")

    deliveries.send_again(waiting.desk.connection, first.delivery_id, waiting.desk.now)

    assert waiting.deliver("19/3", "09:00") == {"sent": 2}
    old, new = waiting.rows(CLERK)
    assert (old.delivery_id, old.state) == (first.delivery_id, DeliveryState.EMPTY)
    assert waiting.told_refs(new) == ["NV-1", "NV-2"]


def test_only_what_was_given_up_is_sent_again(waiting: Posting) -> None:
    waiting.deliver()
    for delivery_id in (uuid4(), waiting.row(CLERK).delivery_id):
        with pytest.raises(NotFoundError, match="unknown_delivery"):
            deliveries.send_again(waiting.desk.connection, delivery_id, waiting.desk.now)


def test_what_a_clock_that_was_ahead_put_off_is_tried_by_the_right_one(waiting: Posting) -> None:
    waiting.server.does("refuse 451 later")
    ahead = waiting.desk.now + timedelta(days=30)
    waiting.deliver()
    waiting.desk.owner.execute("update alert_delivery set next_try_at = %s", (ahead,))
    waiting.server.does("accept")

    assert waiting.deliver() == {"sent": 2}


# --- silent, gone ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["refuse-greeting", "silent"])
def test_while_nobody_answers_one_digest_pays_with_a_try(waiting: Posting, mode: str) -> None:
    waiting.server.does(mode)

    assert waiting.deliver() == {"sent": 2, "failed": 1}
    assert sorted(row.attempts for row in waiting.rows()) == [0, 1]
    waiting.server.does("accept")
    wait(waiting, 1)
    assert waiting.deliver() == {"sent": 2}
    assert waiting.server.to() == BOTH


def test_a_server_that_is_not_there_is_asked_again(waiting: Posting) -> None:
    settings = waiting.found.settings.model_copy(update={"smtp_port": 9})
    with opened(settings, clock=waiting.desk.office.clock) as found:
        assert deliver(found, Event()).told["failed"] == 1
    assert {row.problem is None for row in waiting.rows()} == {True, False}


@pytest.mark.parametrize("mode", ["hold", "drop"])
def test_who_took_it_and_said_nothing_gets_it_again_under_the_same_name(
    waiting: Posting, mode: str
) -> None:
    waiting.server.does(mode)
    waiting.deliver()
    once = waiting.server.to()
    assert once
    waiting.server.does("accept")
    wait(waiting, 1)

    assert waiting.deliver()["sent"] == 2
    assert waiting.server.to() == sorted([*once, *BOTH])
    names = {mail["Message-ID"] for mail in waiting.server.mails()}
    assert names == {f"<{row.delivery_id}@h57.example>" for row in waiting.rows()}


# --- killed, and at once --------------------------------------------------------------------------


def test_killed_between_the_server_s_word_and_ours_it_goes_out_again(
    waiting: Posting, tmp_path: Path
) -> None:
    waiting.server.does("hold")
    with programs() as start:
        scheduler = start("alerting", waiting.desk.url, tmp_path, waiting.server.port)
        scheduler.says_in_time("ready")
        scheduler.tell(json.dumps(["deliver"]))
        until(waiting.server.taken, "the server took a mail")
        scheduler.kill()
    once = waiting.server.to()
    assert len(once) == 1
    waiting.server.does("accept")

    # The server of the database frees the row when it sees that the connection is gone.
    sent = until(lambda: waiting.deliver().get("sent"), "the row is free")
    assert sent in {1, 2}
    until(lambda: not waiting.deliver() and len(waiting.server.to()) == 3, "all went out")
    assert waiting.server.to() == sorted([*once, *BOTH])
    assert {row.state for row in waiting.rows()} == {DeliveryState.SENT}
    assert waiting.alerts(AlertState.SENT) == 4
    assert len({mail["Message-ID"] for mail in waiting.server.mails()}) == 2


def test_several_who_deliver_at_once_send_each_mail_once(posting: Posting) -> None:
    desk = posting.desk
    for number in range(8):
        desk.person(f"ld.{number:02}", Role.LEADER, FIRST)
    posting.sweep(MONDAY)
    with ExitStack() as open_ones:
        settings = posting.found.settings.model_copy(update={"smtp_seconds": 30})
        several = [
            open_ones.enter_context(opened(settings, clock=desk.office.clock)) for _ in range(3)
        ]
        runs = [Aside(partial(deliver, found, Event())) for found in several]
        told = [run.result().told for run in runs]

    # What one of them finds locked it leaves to the others.
    left = posting.deliver().get("sent", 0)
    assert sum(one["sent"] for one in told) + left == 20
    others = [f"ld.{number:02}@h57.example" for number in range(8)]
    assert posting.server.to() == sorted([*BOTH, *others])
    assert len(posting.rows()) == 10


def test_what_is_raised_while_a_digest_is_on_its_way_does_not_join_it(waiting: Posting) -> None:
    """Or it would be settled with a digest that does not tell of it."""
    waiting.server.does("hold")
    slow = waiting.found.settings.model_copy(update={"smtp_seconds": 30})
    with opened(slow, clock=waiting.desk.office.clock) as found:
        run = Aside(partial(deliver, found, Event()))
        until(waiting.server.taken, "the first mail is on its way")
        waiting.desk.office.assign(TASK, "NV-2", due="15/3")
        waiting.sweep(MONDAY, "07:30")
        assert waiting.deliver().get("sent", 0) in {0, 1}
        waiting.server.does("accept")
        run.result()
    until(lambda: not waiting.deliver(), "nothing is left for today")

    waiting.sweep("19/3")
    waiting.deliver()
    for name in (CLERK, HEAD):
        told = [waiting.told_refs(row) for row in waiting.rows(name)]
        assert sorted(ref for refs in told for ref in refs) == ["NV-1", "NV-2"]
    sent = {mail["Message-ID"]: str(mail) for mail in waiting.server.mails()}
    assert sum("NV-2 " in text for text in sent.values()) == 2


def test_one_digest_that_cannot_be_made_does_not_stop_the_others(posting: Posting) -> None:
    desk = posting.desk
    desk.endpoint("Trục", None, Channel.WEBHOOK)
    desk.owner.execute("update alert_endpoint set secret = 'whsec_?'")
    posting.sweep(MONDAY)

    assert posting.deliver() == {"sent": 4, "failed": 1}
    row = posting.row("Trục", Channel.WEBHOOK)
    assert (row.state, row.attempts) == (DeliveryState.WAITING, 1)
    assert row.problem == "Lỗi ngoài dự kiến: whsec_"
