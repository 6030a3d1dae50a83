"""The log of accounts: append-only, with its rows and secrets or not at all, and by itself."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import ProgrammingError
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.people.staff import AN, BINH, CHEAP, OTHER, PASSWORD, Staff
from tests.support.scenario import Office
from tests.support.severing import SeveringProxy, is_commit, severing
from tests.support.waiting import Aside
from tracker.aggregates.account import access_stream
from tracker.aggregates.account_events import Invited
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.database.connect import open_pool
from tracker.errors import RuleViolationError, StaleVersionError, UnauthenticatedError
from tracker.people.identities import link_identity, name_of_identity
from tracker.people.listing import person, sessions_of
from tracker.people.people import People

EDITS = (
    "update account_event set topic = 'account.disabled'",
    "delete from account_event",
    "truncate account_event",
)
INSERT = (
    "insert into tracker.account_event"
    " (originator_id, originator_version, topic, state, effective_on, recorded_at)"
    " values (gen_random_uuid(), 1, 'account.registered', '{}', '2024-01-02', now())"
)


def log(owner: Connection[Any]) -> list[tuple[int, str]]:
    query = "select originator_version, topic from account_event order by position"
    return owner.execute(query).fetchall()


# --- only added to ------------------------------------------------------------------------------


def test_the_application_has_no_right_to_edit_or_to_write_around_the_lock(
    staff: Staff, owner: Connection[Any]
):
    staff.register(AN)
    with staff.people.pool.connection() as connection:
        for statement in (*EDITS, INSERT):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
    assert log(owner) == [(1, "account.registered")]


def test_even_the_owner_is_refused(staff: Staff, owner: Connection[Any]):
    staff.register(AN)
    for statement in EDITS:
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="never edited"):
            owner.execute(statement.encode())


def test_what_stands_in_it_is_of_accounts_and_not_dated_ahead(owner: Connection[Any]):
    for wrong in (
        INSERT.replace("account.registered", "directive.assigned"),
        INSERT.replace("'2024-01-02'", "current_date + 2"),
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            owner.execute(wrong.encode())


def test_recorded_times_never_run_backwards(staff: Staff, owner: Connection[Any]):
    staff.register(AN)
    owner.execute("alter table account_event disable trigger user")
    owner.execute("update account_event set recorded_at = recorded_at + interval '1 day'")
    staff.register(BINH)

    times = owner.execute("select distinct recorded_at from account_event").fetchall()
    assert len(times) == 1


# --- all or nothing -------------------------------------------------------------------------------


class RefusedBesideError(Exception):
    """Something beside the event cannot be."""


def test_an_event_whose_secrets_cannot_be_kept_is_not_recorded(
    staff: Staff, owner: Connection[Any]
):
    staff.register(AN)
    account = staff.people.account(AN)
    account.disable(
        actor=AN, effective_on=staff.today, recorded_at=staff.clock.now(), command_id="d"
    )

    def refuse(_: Connection[Any]) -> None:
        raise RefusedBesideError

    with pytest.raises(RefusedBesideError):
        staff.people.decide(account, refuse)

    assert log(owner) == [(1, "account.registered")]
    assert not person(staff.people.pool, AN).disabled


def test_who_comes_second_writes_neither_event_nor_secret(staff: Staff, owner: Connection[Any]):
    staff.register(AN)
    first, second = staff.people.account(AN), staff.people.account(AN)
    about = {"actor": AN, "effective_on": staff.today, "recorded_at": staff.clock.now()}
    first.record(Invited, command_id="a", **about)
    second.record(Invited, command_id="b", **about)
    staff.people.decide(first)
    wrote: list[int] = []

    with pytest.raises(StaleVersionError):
        staff.people.decide(second, lambda _: wrote.append(1))

    assert wrote == []
    assert len(log(owner)) == 2


@pytest.fixture
def proxy(database_url: str) -> Iterator[SeveringProxy]:
    with severing(database_url) as proxy:
        yield proxy


@pytest.fixture
def far(proxy: SeveringProxy, tracker_app: Tracker, clock: FixedClock) -> Iterator[Staff]:
    """People whose connections go by way of the proxy."""
    with open_pool(proxy.url, size=4) as pool:
        yield Staff(People(pool, passwords=CHEAP), tracker_app, clock)


@pytest.mark.parametrize("after", [True, False], ids=["answer lost", "commit lost"])
def test_over_a_connection_that_is_cut_a_link_is_used_once_and_the_password_set(
    far: Staff, proxy: SeveringProxy, owner: Connection[Any], *, after: bool
):
    far.register(AN)
    link = far.link(AN)
    committing: list[int] = []

    def is_last(kind: bytes, body: bytes) -> bool:
        """The commit of the event and not that of counting the attempt before it."""
        if is_commit(kind, body):
            committing.append(1)
        return is_commit(kind, body) and len(committing) == 2

    proxy.sever(is_last, after=after)
    assert Aside(lambda: far.accept(link)).result() == AN

    assert proxy.severed.is_set()
    assert [topic for _, topic in log(owner)] == [
        "account.registered",
        "account.invited",
        "account.password_changed",
    ]
    assert far.sign_in(AN)
    with pytest.raises(UnauthenticatedError, match="link_refused"):
        far.accept(link, OTHER)


@pytest.mark.parametrize("after", [True, False], ids=["answer lost", "commit lost"])
def test_over_a_connection_that_is_cut_one_session_begins(
    far: Staff, proxy: SeveringProxy, owner: Connection[Any], *, after: bool
):
    far.settle(AN)
    committing: list[int] = []

    def is_second(kind: bytes, body: bytes) -> bool:
        if is_commit(kind, body):
            committing.append(1)
        return is_commit(kind, body) and len(committing) == 2

    proxy.sever(is_second, after=after)
    signed_in = Aside(lambda: far.sign_in(AN)).result()

    assert proxy.severed.is_set()
    assert far.caller(signed_in.cookie).session == signed_in.session_id
    assert len(sessions_of(far.people.pool, AN, far.clock.now())) == 1
    assert [topic for _, topic in log(owner)].count("account.signed_in") == 1


# --- by itself ------------------------------------------------------------------------------------


def test_sign_ins_take_the_next_place_beside_the_account_s_stream(
    staff: Staff, owner: Connection[Any]
):
    staff.settle(AN)
    asides = [Aside(lambda: staff.sign_in(AN)) for _ in range(4)]
    for aside in asides:
        aside.result()

    query = "select originator_version from account_event where originator_id = %s order by 1"
    assert owner.execute(query, (access_stream(AN),)).fetchall() == [(1,), (2,), (3,), (4,)]
    assert staff.people.account(AN).version == person(staff.people.pool, AN).version == 3


def test_the_log_of_the_work_locked_keeps_nobody_out(
    staff: Staff, owner: Connection[Any], pool: ConnectionPool[Connection[Any]]
):
    staff.settle(AN)
    with owner.transaction():
        owner.execute("lock table event in access exclusive mode")
        assert staff.sign_in(AN)
    assert pool is staff.people.pool


def test_who_follows_it_reads_it_by_position(staff: Staff):
    staff.settle(AN, PASSWORD)
    recorder = staff.people.recorder

    log = recorder.select_notifications(start=1, limit=10)

    assert [one.topic for one in log] == [
        "account.registered",
        "account.invited",
        "account.password_changed",
    ]
    assert recorder.max_notification_id() == log[-1].id
    with pytest.raises(ProgrammingError):
        recorder.subscribe()


def test_a_history_file_knows_nothing_of_accounts(staff: Staff, office: Office):
    staff.settle(AN)

    assert {event.TOPIC.partition(".")[0] for event in office.tracker.unit_events()} == {"unit"}
    assert office.tracker.recorder.max_notification_id() == 3


# --- whom a provider means ------------------------------------------------------------------------


def test_a_provider_s_subject_is_one_person(staff: Staff):
    for name in (AN, BINH):
        staff.register(name)
    issuer = "https://dangnhap.example"

    def link(name: str, subject: str) -> int:
        return link_identity(staff.people, name, issuer, subject, name, staff.clock).version

    assert name_of_identity(staff.people.pool, issuer, "1") is None
    assert link(AN, "1") == link(AN, "1") == 2
    assert link(AN, "2") == 3
    with pytest.raises(RuleViolationError, match="identity_taken"):
        link(BINH, "1")
    assert name_of_identity(staff.people.pool, issuer, "2") == AN
    assert name_of_identity(staff.people.pool, "https://other.example", "1") is None
    assert person(staff.people.pool, BINH).version == 1
