"""Thin, idempotent jobs; a missed run is harmless.

A job gets the installation and the event that tells it to stop: one that works in batches
looks at it after each, and then says that it was stopped. It tells what it did in numbers.
"""

import logging
from datetime import timedelta
from threading import Event
from typing import Final

from tracker.access.refusals import forget
from tracker.alerts.audit.report import missing_on
from tracker.alerts.recipients import wishes
from tracker.bootstrap import Installation
from tracker.days import day_before, local_day
from tracker.idempotency import claims
from tracker.people.cleaning import clean
from tracker.projections.rebuild import reindex
from tracker.reading.cut import cut_at
from tracker.reading.verify import Verified, verify
from tracker.upkeep import runs
from tracker.upkeep.runs import Result

logger: Final = logging.getLogger(__name__)

SAMPLE: Final = 1_000
RUNS_KEPT: Final = timedelta(days=90)
_MOST_NAMED: Final = 5


def tidy(installation: Installation, _stop: Event) -> Result:
    """Keeps the read model's indexes small; an office has nobody who would."""
    reindex(installation.database_url)
    return Result({})


def forget_refusals(installation: Installation, _stop: Event) -> Result:
    """Forgets the refused accesses that need not be kept longer."""
    kept = timedelta(days=installation.settings.refusals_kept_days)
    with installation.pool.connection() as connection:
        return Result({"forgotten": forget(connection, installation.clock.now() - kept)})


def forget_keys(installation: Installation, _stop: Event) -> Result:
    """Deletes the keys of requests that nobody can repeat any more."""
    with installation.pool.connection() as connection:
        return Result({"forgotten": claims.forget(connection, installation.clock.now())})


def forget_sessions(installation: Installation, _stop: Event) -> Result:
    """Deletes sessions, links, tokens and counts that have ended by themselves."""
    now = installation.clock.now()
    with installation.pool.connection() as connection:
        mails = wishes.forget(connection, now)
    return Result({"forgotten": clean(installation.pool, now) + mails})


def forget_runs(installation: Installation, _stop: Event) -> Result:
    """Forgets how the standing jobs went long ago."""
    with installation.pool.connection() as connection:
        return Result({"forgotten": runs.forget(connection, installation.clock.now() - RUNS_KEPT)})


def self_check(installation: Installation, _stop: Event) -> Result:
    """Classifies a sample anew from its events; a difference to the read model is an alarm.

    The sample is another one every day. A mark of yesterday that a sweep passed over is an
    alarm, too.
    """
    now = installation.clock.now()
    today = local_day(now)
    installation.catch_up()
    with installation.pool.connection() as connection:
        cut = cut_at(connection, today, None, now)
        verified = verify(connection, cut, limit=SAMPLE, seed=today.toordinal())
        missing = missing_on(connection, cut_at(connection, day_before(today), None, now))
    for difference in verified.differences:
        logger.critical("read model and events differ: %s", difference)
    if verified.parked:
        logger.critical("%s events stand aside unread", verified.parked)
    if missing:
        logger.critical("%s marks of yesterday were not flagged", missing)
    return _judged(verified, missing)


def _judged(verified: Verified, missing: int) -> Result:
    told = {
        "compared": verified.compared,
        "differences": len(verified.differences),
        "missing": missing,
        "parked": verified.parked,
    }
    if not (verified.differences or missing or verified.parked):
        return Result(told)
    named = [one.ref for one in verified.differences[:_MOST_NAMED]]
    return Result(told, "alarm", ", ".join(named) or None)
