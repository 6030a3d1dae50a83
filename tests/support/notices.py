"""Notices as the scheduler leaves them: rows of deliveries and of the ledger."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from tests.support.scenario import FIRST
from tracker.aggregates.events import stream_id
from tracker.bootstrap import Installation
from tracker.days import LOCAL_ZONE

THAT_MORNING = datetime(2024, 6, 3, 8, tzinfo=LOCAL_ZONE)


def row(ref: str, occasion: str, about_on: str, days: int, **more: Any) -> dict[str, Any]:
    """A line of a digest, as it was composed."""
    return {
        "occasion": occasion,
        "kind": "directive",
        "ref": ref,
        "title": f"Nội dung {ref}",
        "about_on": about_on,
        "days": days,
        "level": days,
        **more,
    }


def digest(
    *rows: dict[str, Any],
    periods: tuple[dict[str, Any], ...] = (),
    unit: tuple[str, str] = (FIRST, "Phòng Nội vụ"),
) -> dict[str, Any]:
    """What a delivery about items of one unit says."""
    counts = {"overdue": 0, "due_soon": 0}
    told = {"code": unit[0], "name": unit[1], **counts, "rows": list(rows)}
    return {
        "as_of": "2024-06-03",
        "known_at": "2024-06-03T07:00:00+07:00",
        "units": [told] if rows else [],
        "periods": list(periods),
    }


def account_id(found: Installation, name: str) -> UUID:
    """The account of a login."""
    return found.people.account(name).id


def deliver(  # noqa: PLR0913 - a row of many columns
    found: Installation,
    recipient: UUID,
    told: dict[str, Any] | None = None,
    *,
    channel: str = "inbox",
    state: str = "sent",
    at: datetime = THAT_MORNING,
    problem: str | None = None,
    attempts: int = 0,
) -> UUID:
    """A delivery to somebody, with a row of the ledger for each line that it says."""
    delivery_id = uuid4()
    is_settled = state != "waiting"
    row = {
        "id": delivery_id,
        "recipient": recipient,
        "channel": channel,
        "day": at.date(),
        "at": at,
        "state": state,
        "attempts": attempts,
        "problem": problem,
        "settled": at if is_settled else None,
        "told": Jsonb(told) if state == "sent" else None,
    }
    with found.pool.connection() as connection:
        connection.execute(_DELIVERY, row)
        lines = [line for unit in (told or {"units": []})["units"] for line in unit["rows"]]
        for line in lines:
            became = {"sent": "sent", "empty": "dropped"}.get(state, "pending")
            said = {**line, "subject": f"{line['kind']}:{line['ref']}", "state": became}
            said |= {"stream": stream_id(line["kind"], line["ref"]), "why": None}
            said |= {"why": "closed"} if became == "dropped" else {}
            said |= {"settled": None} if became == "pending" else {}
            connection.execute(_ALERT, {**row, **said, "unit": FIRST, "fired": at.date()})
    return delivery_id


_DELIVERY = """
insert into alert_delivery (delivery_id, recipient, channel, made_on, made_at, state, attempts,
  next_try_at, problem, settled_at, told)
values (%(id)s, %(recipient)s, %(channel)s, %(day)s, %(at)s, %(state)s, %(attempts)s,
  %(at)s, %(problem)s, %(settled)s, %(told)s)
"""
_ALERT = """
insert into alert (subject, stream, occasion, level, about_on, recipient, channel, unit, fired_on,
  raised_at, state, why, settled_at, delivery_id)
values (%(subject)s, %(stream)s, %(occasion)s, %(level)s, %(about_on)s, %(recipient)s, %(channel)s,
  %(unit)s, %(fired)s, %(at)s, %(state)s, %(why)s, %(settled)s, %(id)s)
on conflict do nothing
"""
