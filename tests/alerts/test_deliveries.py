"""What people find in their inbox, and what programs are told."""

import json
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from tests.alerts.posting import CLERK, HEAD, Posting
from tests.alerts.sweeps import TASK
from tests.support.programs import Program, programs
from tests.support.scenario import FIRST, ROOT
from tracker.aggregates.account import account_stream
from tracker.alerts.recipients.endpoints import endpoints
from tracker.alerts.telling import deliveries
from tracker.alerts.words import AlertState, Channel, DeliveryState
from tracker.commands.items import ReportCompletion

MONDAY, TUESDAY = "18/3", "19/3"


# --- the inbox -----------------------------------------------------------------------------------


def test_the_inbox_has_the_newest_first_and_says_what_is_unread(posting: Posting) -> None:
    connection, clerk = posting.desk.connection, account_stream(CLERK)
    posting.sweep(MONDAY)
    posting.deliver()
    posting.desk.office.assign(TASK, "NV-2", due="15/3")
    posting.sweep(TUESDAY)
    posting.deliver()

    newest, first = deliveries.inbox(connection, clerk, 10)
    assert (posting.told_refs(newest), posting.told_refs(first)) == (["NV-2"], ["NV-1"])
    assert deliveries.inbox(connection, clerk, 1) == [newest]
    assert deliveries.inbox(connection, clerk, 10, newest.settled_at) == [first]
    assert deliveries.unread(connection, clerk) == 2

    now = posting.desk.now
    assert deliveries.mark_read(connection, clerk, [first.delivery_id], now) == 1
    assert deliveries.mark_read(connection, clerk, [first.delivery_id], now) == 0
    assert deliveries.unread(connection, clerk) == 1
    assert first.settled_at is not None
    assert newest.settled_at is not None
    assert deliveries.mark_read(connection, clerk, first.settled_at, now) == 0
    assert deliveries.mark_read(connection, clerk, newest.settled_at, now) == 1
    assert deliveries.unread(connection, clerk) == 0


def test_nobody_reads_another_s(posting: Posting) -> None:
    connection = posting.desk.connection
    posting.sweep(MONDAY)
    posting.deliver()
    (theirs,) = deliveries.inbox(connection, account_stream(HEAD), 10)

    read = [theirs.delivery_id]
    assert deliveries.mark_read(connection, account_stream(CLERK), read, posting.desk.now) == 0
    assert deliveries.unread(connection, account_stream(HEAD)) == 1


def test_what_was_left_empty_is_in_no_inbox(posting: Posting) -> None:
    posting.sweep(MONDAY)
    posting.desk.office.act(ReportCompletion, TASK, "NV-1", MONDAY)
    posting.deliver()

    assert posting.row(CLERK, Channel.INBOX).state is DeliveryState.EMPTY
    assert deliveries.inbox(posting.desk.connection, account_stream(CLERK), 10) == []
    assert deliveries.unread(posting.desk.connection, account_stream(CLERK)) == 0


def test_without_a_mail_server_the_inbox_tells_all(posting: Posting) -> None:
    posting.sweep(MONDAY)
    posting.desk.owner.execute("delete from alert where channel = 'email'")

    assert posting.deliver() == {"sent": 2}
    assert posting.server.taken() == []


# --- programs ------------------------------------------------------------------------------------


class Called:
    """A program that is told, and what it was told."""

    def __init__(self, program: Program, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.port = program.says()

    def calls(self) -> list[dict[str, Any]]:
        lines = (self.folder / "called.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture
def called(tmp_path: Path) -> Iterator[Called]:
    with programs() as start:
        yield Called(start("called_server", tmp_path), tmp_path)


def tell(posting: Posting, called: Called, channel: Channel, unit: str | None) -> str:
    """Has the program told of a unit; gives the secret."""
    posting.desk.endpoint("Trục liên thông", unit, channel)
    url = f"http://127.0.0.1:{called.port}/nhan"
    posting.desk.owner.execute("update alert_endpoint set url = %s", (url,))
    (endpoint,) = endpoints(posting.desk.connection)
    return endpoint.secret


def test_a_webhook_is_told_what_people_are_told_signed(posting: Posting, called: Called) -> None:
    secret = tell(posting, called, Channel.WEBHOOK, ROOT)
    posting.sweep(MONDAY)
    posting.deliver()

    (call,) = called.calls()
    row = posting.row("Trục liên thông", Channel.WEBHOOK)
    assert call["id"] == str(row.delivery_id)
    document = json.loads(call["body"])
    assert document["type"] == "alerts.digest"
    assert document["data"] == row.told
    # What follows is often a secret, and auditors of a unit are shown where it went.
    assert row.address == f"http://127.0.0.1:{called.port}"
    assert document["timestamp"] == "2024-03-18T07:00:00+07:00"
    signed_at = posting.desk.now.astimezone(UTC)
    assert call["signature"] == Webhook(secret).sign(call["id"], signed_at, call["body"])


@pytest.mark.parametrize(
    ("unit", "name", "counted"),
    [(FIRST, "Phong Noi vu", "2 qua han, 1 sap den han"), (None, "Truc lien thong", None)],
)
def test_a_gateway_is_given_a_text_with_all_of_the_unit_s_work(
    posting: Posting, called: Called, unit: str | None, name: str, counted: str | None
) -> None:
    """Not only with what is new: NV-2 is overdue since January, and between two levels."""
    office = posting.desk.office
    office.assign(TASK, "NV-2", due="15/1")
    office.assign(TASK, "NV-3", due="21/3")
    office.assign(TASK, "NV-4", due="26/3")
    office.assign(TASK, "NV-5", due="26/3", unit=ROOT)
    office.assign(TASK, "NV-6", due="10/3", unit=ROOT)
    tell(posting, called, Channel.TEXT, unit)
    posting.sweep(MONDAY)
    posting.deliver()

    (call,) = called.calls()
    assert json.loads(call["body"]) == {
        "text": f"[CCHC] {name}: {counted or '3 qua han, 1 sap den han'}",
        "to": ["0912345678"],
        "unit": unit,
        "as_of": "2024-03-18",
        "known_at": "2024-03-18T07:00:00+07:00",
    }
    assert posting.row("Trục liên thông", Channel.TEXT).state is DeliveryState.SENT


def test_a_program_that_may_not_be_called_is_not(posting: Posting, called: Called) -> None:
    tell(posting, called, Channel.WEBHOOK, None)
    closed = posting.found.settings.model_copy(update={"webhooks_private": False})
    posting.found.settings = closed
    posting.sweep(MONDAY)

    assert posting.deliver() == {"sent": 4, "failed": 1}
    problem = posting.row("Trục liên thông", Channel.WEBHOOK).problem
    assert problem == f"Địa chỉ không được phép gọi: http://127.0.0.1:{called.port}"
    assert not (called.folder / "called.jsonl").exists()
    assert posting.alerts(AlertState.PENDING) == 1
