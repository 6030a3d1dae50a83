"""What need not be kept is forgotten: refused accesses, the secrets of old mails."""

from datetime import timedelta
from threading import Event
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr, ValidationError

from scheduler import jobs
from tracker.access.refusals import Period, Refusal, note, refusals
from tracker.alerts.recipients.wishes import SECRETS_LAST, is_secret, secret_for
from tracker.bootstrap import opened
from tracker.clock import FixedClock
from tracker.settings import Settings


def test_what_is_older_than_the_setting_is_forgotten(database_url: str, clock: FixedClock) -> None:
    settings = Settings(database_url=SecretStr(database_url), refusals_kept_days=400)
    with opened(settings, clock=clock) as found, found.pool.connection() as connection:
        for days in (401, 400, 399, 0):
            at = clock.moment - timedelta(days=days)
            told = ("::1", "GET", None, "/", f"days_{days}", None, None, UUID(int=1))
            note(connection, Refusal(at, None, *told))
        assert jobs.forget_refusals(found, Event()).told == {"forgotten": 1}
        assert jobs.forget_refusals(found, Event()).told == {"forgotten": 0}
        left = {one.code for one in refusals(connection, Period())}
    assert left == {"days_400", "days_399", "days_0"}


def test_less_than_a_year_cannot_be_set() -> None:
    with pytest.raises(ValidationError):
        Settings(refusals_kept_days=365)


def test_the_link_of_a_mail_works_for_more_than_a_year(
    database_url: str, clock: FixedClock
) -> None:
    settings = Settings(database_url=SecretStr(database_url))
    with opened(settings, clock=clock) as found, found.pool.connection() as connection:
        secret = secret_for(connection, uuid4(), clock.moment)
        clock.moment += SECRETS_LAST
        assert jobs.forget_sessions(found, Event()).told == {"forgotten": 0}
        assert is_secret(connection, secret)
        clock.moment += timedelta(seconds=1)
        assert jobs.forget_sessions(found, Event()).told == {"forgotten": 1}
        assert not is_secret(connection, secret)
