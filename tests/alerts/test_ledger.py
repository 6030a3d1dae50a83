"""The ledger: one row a key, whatever happens; what was dropped untold can wait again."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from tests.alerts.desk import Desk
from tests.support.scenario import md
from tracker.alerts.ledger import (
    NewAlert,
    add,
    alerts_of_item,
    attach,
    of_delivery,
    pending_of,
    settle,
)
from tracker.alerts.words import AlertState, Channel, Occasion, Why

AN, BINH = UUID(int=1), UUID(int=2)
DUE, FIRED = md("15/3"), md("16/3")


def alert(
    ref: str = "CD-1",
    level: int = 1,
    recipient: UUID = AN,
    channel: Channel = Channel.INBOX,
    about_on: date = DUE,
) -> NewAlert:
    stream = UUID(int=9)
    subject = f"directive:{ref}"
    key = (subject, stream, Occasion.OVERDUE, level, about_on, recipient, channel)
    return NewAlert(*key, "H57.31", FIRED)


def make_delivery(desk: Desk, recipient: UUID = AN, state: str = "waiting") -> UUID:
    delivery = uuid4()
    desk.connection.execute(
        "insert into alert_delivery"
        " (delivery_id, recipient, channel, made_on, made_at, state, next_try_at)"
        " values (%s, %s, 'inbox', %s, %s, %s, %s)",
        (delivery, recipient, desk.today, desk.now, state, desk.now),
    )
    return delivery


def test_what_is_added_waits_with_all_that_was_said_of_it(desk: Desk) -> None:
    assert add(desk.connection, [alert()], desk.now) == 1
    [found] = pending_of(desk.connection, AN, Channel.INBOX)
    assert NewAlert(*found[1:10]) == alert()
    assert found[10:] == (desk.now, AlertState.PENDING, None, None, None)
    assert isinstance(found.occasion, Occasion)
    assert isinstance(found.channel, Channel)


def test_nothing_added_is_nothing(desk: Desk) -> None:
    assert add(desk.connection, [], desk.now) == 0


def test_a_key_is_added_once_whatever_else_is_said(desk: Desk) -> None:
    again = alert()._replace(unit="H57.32", fired_on=FIRED + timedelta(1), stream=None)
    assert add(desk.connection, [alert(), again], desk.now) == 1
    assert add(desk.connection, [again], desk.now) == 0
    assert len(alerts_of_item(desk.connection, "directive:CD-1")) == 1


def test_each_part_of_the_key_makes_another_alert(desk: Desk) -> None:
    first = alert()
    others = [
        alert(ref="CD-2"),
        alert(level=3),
        alert(recipient=BINH),
        alert(channel=Channel.EMAIL),
        alert(about_on=md("20/3")),
        first._replace(occasion=Occasion.WAITING),
    ]
    assert add(desk.connection, [first, *others], desk.now) == 7


def test_what_waits_is_of_one_recipient_and_channel(desk: Desk) -> None:
    rows = [alert(), alert(level=3), alert(recipient=BINH), alert(channel=Channel.EMAIL)]
    add(desk.connection, rows, desk.now)
    waiting = {
        (recipient, channel): len(pending_of(desk.connection, recipient, channel))
        for recipient in (AN, BINH)
        for channel in (Channel.INBOX, Channel.EMAIL)
    }
    assert waiting == {
        (AN, Channel.INBOX): 2,
        (AN, Channel.EMAIL): 1,
        (BINH, Channel.INBOX): 1,
        (BINH, Channel.EMAIL): 0,
    }


def test_what_belongs_to_a_delivery_waits_with_it(desk: Desk) -> None:
    add(desk.connection, [alert(), alert(level=3)], desk.now)
    ids = [one.alert_id for one in pending_of(desk.connection, AN, Channel.INBOX)]
    one, other = make_delivery(desk), make_delivery(desk, BINH)
    assert attach(desk.connection, ids[:1], one) == 1
    assert attach(desk.connection, ids, other) == 1
    assert [found.alert_id for found in of_delivery(desk.connection, one)] == ids[:1]
    assert [found.alert_id for found in of_delivery(desk.connection, other)] == ids[1:]
    assert pending_of(desk.connection, AN, Channel.INBOX) == []


def test_what_became_of_alerts_is_written_once(desk: Desk) -> None:
    add(desk.connection, [alert(), alert(level=3), alert(level=7)], desk.now)
    ids = [one.alert_id for one in pending_of(desk.connection, AN, Channel.INBOX)]
    settle(desk.connection, ids[:1], [(ids[1], Why.MOVED)], desk.now)
    settle(desk.connection, ids[1:2], [(ids[0], Why.VOID)], desk.now + timedelta(1))
    states = [
        (one.state, one.why, one.settled_at)
        for one in alerts_of_item(desk.connection, "directive:CD-1")
    ]
    assert states == [
        (AlertState.SENT, None, desk.now),
        (AlertState.DROPPED, Why.MOVED, desk.now),
        (AlertState.PENDING, None, None),
    ]


def test_what_was_sent_is_never_raised_again(desk: Desk) -> None:
    add(desk.connection, [alert()], desk.now)
    [found] = pending_of(desk.connection, AN, Channel.INBOX)
    settle(desk.connection, [found.alert_id], [], desk.now)
    assert add(desk.connection, [alert()], desk.now) == 0
    assert pending_of(desk.connection, AN, Channel.INBOX) == []


def test_what_was_dropped_untold_waits_again_in_no_delivery(desk: Desk) -> None:
    add(desk.connection, [alert()], desk.now)
    [found] = pending_of(desk.connection, AN, Channel.INBOX)
    attach(desk.connection, [found.alert_id], make_delivery(desk))
    settle(desk.connection, [], [(found.alert_id, Why.CLOSED)], desk.now)
    later = desk.now + timedelta(1)
    assert add(desk.connection, [alert(), alert(level=3)], later) == 2
    again, new = pending_of(desk.connection, AN, Channel.INBOX)
    assert again == found
    assert new.raised_at == later


def test_a_delivery_on_its_way_keeps_no_sweep_waiting(desk: Desk) -> None:
    """It holds the rows that it settles until it is through; raising them again passes by."""
    add(desk.connection, [alert()], desk.now)
    [found] = pending_of(desk.connection, AN, Channel.INBOX)
    with desk.office.tracker.pool.connection() as other, other.transaction():
        settle(other, [found.alert_id], [], desk.now)
        assert add(desk.connection, [alert(), alert(level=3)], desk.now) == 1


def test_every_channel_can_wait(desk: Desk) -> None:
    assert add(desk.connection, [alert(channel=channel) for channel in Channel], desk.now) == 4
