"""Whose a calendar is: judged whenever it is read, and ended at once."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.api.people.browsers import OTHER_PASSWORD
from tests.feeds.desk import Desk
from tests.support.scenario import FIRST, ROOT, SECOND
from tracker.aggregates.account import account_stream
from tracker.errors import NotFoundError, RuleViolationError
from tracker.feeds.keeping import MOST, Feed, end, feeds_of, make
from tracker.people.links import accept, invite
from tracker.people.registering import DisablePerson, EnablePerson, disable, enable
from tracker.rights.words import Role

CLERK, BOTH, AUDITOR, NOBODY = "vt.noivu", "hai.noi", "kiem.tra", "chua.giao"


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """Each unit has one item."""
    for unit in (ROOT, FIRST, SECOND):
        desk.assign(unit, unit=unit)
    return desk


def feeds(desk: Desk, name: str) -> list[Feed]:
    with desk.found.pool.connection() as connection:
        return feeds_of(connection, account_stream(name))


def said(name: str) -> dict[str, str | None]:
    return {"actor": "tests", "command_id": str(uuid4()), "name": name, "expected_version": None}


def test_only_what_the_own_units_lead_is_ones_own(busy: Desk) -> None:
    assert busy.events(busy.address(CLERK)).keys() == {FIRST}
    assert busy.events(busy.address(BOTH)).keys() == {FIRST, SECOND}
    busy.grant(NOBODY, Role.LEADER, ROOT)
    assert busy.events(busy.address(NOBODY)).keys() == {ROOT}


def test_a_unit_is_shown_with_all_below_it(busy: Desk) -> None:
    assert busy.events(busy.address(AUDITOR, ROOT)).keys() == {ROOT, FIRST, SECOND}
    assert busy.events(busy.address(AUDITOR, SECOND)).keys() == {SECOND}


def test_a_unit_of_somebody_else_is_not_there(busy: Desk) -> None:
    assert busy.content(busy.address(CLERK, SECOND)) is None


def test_whom_no_work_concerns_has_no_calendar(busy: Desk) -> None:
    assert busy.content(busy.address(AUDITOR)) is None
    assert busy.content(busy.address(NOBODY)) is None
    assert busy.content("khong-co") is None


def test_with_the_last_grant_the_calendar_is_gone(busy: Desk) -> None:
    mine, theirs = busy.address(CLERK), busy.address(CLERK, FIRST)
    busy.wait(minutes=1)
    busy.revoke(CLERK, Role.CLERK, FIRST)
    assert busy.content(mine) is None
    assert busy.content(theirs) is None
    busy.grant(CLERK, Role.CLERK, FIRST)
    assert busy.events(mine).keys() == {FIRST}


def test_with_narrower_grants_only_what_is_left_is_shown(busy: Desk) -> None:
    busy.grant(NOBODY, Role.LEADER, ROOT)
    secret = busy.address(NOBODY, ROOT)
    assert busy.events(secret).keys() == {ROOT, FIRST, SECOND}
    tag = busy.tag(secret)
    busy.wait(minutes=1)
    busy.grant(NOBODY, Role.LEADER, SECOND)
    busy.revoke(NOBODY, Role.LEADER, ROOT)
    assert busy.events(secret).keys() == {SECOND}
    assert busy.tag(secret) != tag


def test_whoever_may_do_all_everywhere_is_concerned_by_all(busy: Desk) -> None:
    busy.grant(NOBODY, Role.LEADER, None)
    assert busy.events(busy.address(NOBODY)).keys() == {ROOT, FIRST, SECOND}


def test_an_account_that_is_disabled_has_no_calendar_any_more(busy: Desk) -> None:
    secret = busy.address(CLERK)
    busy.wait(minutes=1)
    disable(DisablePerson(**said(CLERK)), busy.found.people, busy.clock)  # type: ignore[arg-type]
    assert busy.content(secret) is None
    enable(EnablePerson(**said(CLERK)), busy.found.people, busy.clock)  # type: ignore[arg-type]
    assert busy.content(secret) is None
    assert feeds(busy, CLERK)[0].ended_at == busy.clock.moment


def test_whoever_takes_an_account_over_by_a_link_ends_its_addresses(busy: Desk) -> None:
    secret, others = busy.address(CLERK), busy.address(BOTH)
    link = invite(busy.found.people, CLERK, "quan.tri", busy.clock)
    assert busy.content(secret) is not None
    accept(busy.found.people, link.secret, OTHER_PASSWORD, "10.0.0.1", busy.clock)
    assert busy.content(secret) is None
    assert busy.content(others) is not None


def test_an_address_that_was_ended_is_gone_at_once_and_for_good(busy: Desk) -> None:
    kept, ended = busy.address(CLERK), busy.address(CLERK, FIRST)
    (feed,) = [one for one in feeds(busy, CLERK) if one.unit == FIRST]
    with busy.found.pool.connection() as connection:
        with pytest.raises(NotFoundError):
            end(connection, account_stream(BOTH), feed.feed_id, busy.clock.now())
        assert busy.content(ended) is not None
        at = busy.wait(minutes=1)
        end(connection, account_stream(CLERK), feed.feed_id, at)
        end(connection, account_stream(CLERK), feed.feed_id, busy.wait(minutes=1))
    assert busy.content(ended) is None
    assert busy.content(kept) is not None
    assert [one.ended_at for one in feeds(busy, CLERK)] == [None, at]


def test_when_it_was_read_is_kept_to_the_hour(busy: Desk) -> None:
    secret = busy.address(CLERK)
    assert feeds(busy, CLERK)[0].read_at is None
    first = busy.clock.moment
    for _ in range(4):
        busy.content(secret)
        busy.wait(minutes=25)
    (feed,) = feeds(busy, CLERK)
    assert feed.read_at == first + timedelta(minutes=75)


def test_one_form_makes_one_address_and_nobody_has_ever_so_many(busy: Desk) -> None:
    account, form = account_stream(CLERK), uuid4()
    with busy.found.pool.connection() as connection:
        make(connection, form, account, None, busy.clock.now())
        with pytest.raises(RuleViolationError, match="feed_made_already"):
            make(connection, form, account, None, busy.clock.now())
        for _ in range(MOST - 1):
            make(connection, uuid4(), account, None, busy.clock.now())
        with pytest.raises(RuleViolationError, match="too_many_feeds"):
            make(connection, uuid4(), account, None, busy.clock.now())
        end(connection, account, form, busy.clock.now())
        make(connection, uuid4(), account, None, busy.clock.now())


def test_the_secret_stands_nowhere(busy: Desk) -> None:
    secret = busy.address(CLERK)
    with busy.found.pool.connection() as connection:
        rows = connection.execute("select calendar_feed::text from calendar_feed").fetchall()
    assert len(rows) == 1
    assert secret not in str(rows)
    assert len(secret) >= 43
    assert secret not in repr(feeds(busy, CLERK))


def test_the_tag_changes_with_what_is_said(busy: Desk) -> None:
    secret = busy.address(CLERK)
    tag = busy.tag(secret)
    busy.wait(hours=1)
    assert busy.tag(secret) == tag
    busy.assign("HH-T-022")
    known = busy.tag(secret)
    assert known != tag
    busy.wait(days=1)
    assert busy.tag(secret) not in {tag, known}
