"""Deadlines that came near and passed, with a scheduler that was down from 12/3 to 14/3.

It swept every other morning from 08/3 to 20/3, for the first time on 08/3. What it flagged stands
in the history as it would have recorded it; nothing here asks the product which flags are due.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from tests.support.scenario import (
    FIRST,
    ROOT,
    SECOND,
    Line,
    assigned_line,
    happened_line,
    md,
    moment,
    unit_line,
    write_history,
)
from tracker.aggregates.events import stream_id
from tracker.alerts.ledger import NewAlert, add, alerts_of_item
from tracker.alerts.ledger import settle as settled
from tracker.alerts.words import Channel, Occasion, Why
from tracker.fold.words import Kind
from tracker.history.importing import import_history

TASK: Final = Kind.PLAN_TASK
LATER: Final = "2024-04-30"
SWEPT: Final = [f"{day}/3" for day in (8, 9, 10, 11, 15, 16, 17, 18, 19, 20)]
"""The days on which the scheduler ran."""


def flag_line(  # noqa: PLR0913 - a sentence in one line
    ref: str,
    level: int,
    on: str,
    typed: str | None = None,
    *,
    due: str = "15/3",
    at: str = "07:00:10",
) -> Line:
    """A flag of a level for a deadline, of one day, recorded on another, soon after seven."""
    word = "overdue_flagged" if level > 0 else "due_soon_flagged"
    own = {} if level > 0 else {"days_before": -level}
    line = happened_line(TASK, ref, word, on, for_due_on=md(due).isoformat(), **own)
    recorded_at = moment(typed or on, at).isoformat()
    return {**line, "recorded_at": recorded_at, "actor": "scheduler"}


def _flags(ref: str, *, due: str = "15/3", without: frozenset[int] = frozenset()) -> list[Line]:
    """All flags of a deadline of 15/3, as that scheduler recorded them."""
    days = {-7: ("8/3", "8/3"), -3: ("12/3", "15/3"), -1: ("14/3", "15/3"), 1: ("16/3", "16/3")}
    return [flag_line(ref, level, *days[level], due=due) for level in days if level not in without]


def history() -> list[Line]:
    """Every story under a reference that says what it is about."""
    quiet = frozenset({-3, -1, 1})
    lines = [
        unit_line(ROOT),
        unit_line(FIRST, ROOT),
        unit_line(SECOND, ROOT),
        # Open all the time.
        assigned_line(TASK, "OPEN", unit=FIRST),
        *_flags("OPEN"),
        # Done, extended, taken back while the scheduler was down.
        assigned_line(TASK, "DONE", unit=FIRST),
        *_flags("DONE", without=quiet),
        happened_line(TASK, "DONE", "completion_reported", "13/3"),
        assigned_line(TASK, "MOVED", unit=SECOND),
        *_flags("MOVED", without=quiet),
        happened_line(TASK, "MOVED", "deadline_extended", "10/3", typed="13/3", due_on=LATER),
        # Somebody took a flag out of the log.
        assigned_line(TASK, "MISSING", unit=SECOND),
        *_flags("MISSING", without=frozenset({-3})),
        # Overdue when the scheduler ran for the first time.
        assigned_line(TASK, "OLD", due="7/3", unit=FIRST),
        flag_line("OLD", 1, "8/3", due="7/3"),
        # Registered during a day, three days before its deadline.
        assigned_line(TASK, "SUDDEN", "9/3", due="12/3", unit=SECOND),
        flag_line("SUDDEN", -3, "9/3", due="12/3", at="10:00:00"),
        flag_line("SUDDEN", -1, "11/3", due="12/3"),
        flag_line("SUDDEN", 1, "13/3", "15/3", due="12/3"),
        # Done before its deadline, typed long after it.
        assigned_line(TASK, "LATE", unit=FIRST),
        *_flags("LATE"),
        happened_line(TASK, "LATE", "completion_reported", "9/3", typed="5/4"),
        # Registered only after two of its marks would have come.
        {**assigned_line(TASK, "TYPED", unit=SECOND), "recorded_at": moment("13/3").isoformat()},
        flag_line("TYPED", -1, "14/3", "15/3"),
        flag_line("TYPED", 1, "16/3"),
        # Reported by mistake, and the report taken back.
        assigned_line(TASK, "VOIDED", unit=SECOND),
        *_flags("VOIDED", without=frozenset({-7, 1})),
        happened_line(TASK, "VOIDED", "completion_reported", "7/3"),
        happened_line(TASK, "VOIDED", "voided", "11/3", event_no=2),
        happened_line(TASK, "VOIDED", "completion_reported", "13/3", typed="15/3"),
        # Due when the scheduler ran no more.
        assigned_line(TASK, "AHEAD", due="24/3", unit=FIRST),
        flag_line("AHEAD", -7, "17/3", due="24/3"),
        # Done, and flagged all the same.
        assigned_line(TASK, "QUIET", due="17/3", unit=FIRST),
        happened_line(TASK, "QUIET", "completion_reported", "1/3"),
        flag_line("QUIET", 1, "18/3", due="17/3"),
    ]
    return sorted(lines, key=lambda line: datetime.fromisoformat(line["recorded_at"]))


def settle(url: str, folder: Path, now: datetime) -> None:
    """Brings the stories into an empty store."""
    import_history(url, [write_history(folder / "alerts.jsonl", history())], now)


def sweep_each_day(connection: Connection[Any], days: list[str] = SWEPT) -> None:
    """What the sweeps left behind: each knew what there was at seven, and ended a minute later."""
    for day in days:
        connection.execute(
            """
            insert into alert_swept (swept_on, swept_at, position, head)
            select %(on)s, %(begun)s,
              coalesce(max(position) filter (where recorded_at <= %(begun)s), 0),
              coalesce(max(position) filter (where recorded_at <= %(ended)s), 0)
            from event
            """,
            {"on": md(day), "begun": moment(day, "07:00:01"), "ended": moment(day, "07:01:00")},
        )


def tell(connection: Connection[Any], people: Mapping[str, UUID]) -> None:
    """What the ledger says of some of them: who was told, and what became of it.

    Args:
        connection: to the ledger.
        people: accounts by name: ``can.bo`` is told of what is near, ``lanh.dao`` of the rest.
    """
    clerk, head = people["can.bo"], people["lanh.dao"]
    near, late = Occasion.DUE_SOON, Occasion.OVERDUE
    sent, _tried, gone, *_ = [
        _raised(connection, new, "8/3")
        for new in (
            _notice("OPEN", near, -7, clerk, "8/3"),
            _notice("OPEN", near, -7, clerk, "8/3", channel=Channel.EMAIL),
            _notice("DONE", near, -7, clerk, "8/3"),
            _notice("OLD", late, 1, head, "8/3", due="7/3"),
        )
    ]
    settled(connection, [sent], [(gone, Why.CLOSED)], moment("8/3", "07:01:00"))
    connection.execute(_DEAD, {"clerk": clerk, "made_at": moment("8/3", "07:00:30")})
    # After the outage only the most urgent level is told.
    _raised(connection, _notice("OPEN", near, -1, clerk, "14/3"), "15/3")
    _raised(connection, _notice("OPEN", late, 3, head, "18/3"), "18/3")
    period = NewAlert(
        "quý I/2024", None, Occasion.PERIOD, -3, md("31/3"), head, Channel.INBOX, FIRST, md("28/3")
    )
    _raised(connection, period, "28/3")


_DEAD: Final = """
with dead as (
  insert into alert_delivery (delivery_id, recipient, channel, made_on, made_at, state, attempts,
    next_try_at, problem, settled_at, address)
  values (gen_random_uuid(), %(clerk)s, 'email', '2024-03-08', %(made_at)s, 'dead', 7,
    %(made_at)s, 'no such mailbox', '2024-03-11 07:30:00+07', 'can.bo@h57.example')
  returning delivery_id, recipient, channel
)
update alert set delivery_id = dead.delivery_id from dead
where alert.recipient = dead.recipient and alert.channel = dead.channel
"""


def _notice(  # noqa: PLR0913 - a sentence in one line
    ref: str,
    occasion: Occasion,
    level: int,
    recipient: UUID,
    fired_on: str,
    *,
    due: str = "15/3",
    channel: Channel = Channel.INBOX,
) -> NewAlert:
    subject, stream = f"{TASK}:{ref}", stream_id(TASK, ref)
    about = (subject, stream, occasion, level, md(due))
    return NewAlert(*about, recipient, channel, FIRST, md(fired_on))


def _raised(connection: Connection[Any], new: NewAlert, on: str) -> int:
    """Puts it into the ledger that day; gives its number."""
    add(connection, [new], moment(on, "07:00:20"))
    return alerts_of_item(connection, new.subject)[-1].alert_id
