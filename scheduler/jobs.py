"""Thin, idempotent jobs; a missed run is harmless."""

import logging
from datetime import timedelta
from typing import Final

from tracker.access.refusals import forget
from tracker.bootstrap import Installation
from tracker.days import local_day
from tracker.idempotency import claims
from tracker.people.cleaning import clean
from tracker.projections.rebuild import reindex
from tracker.reading.cut import cut_at
from tracker.reading.verify import Verified, verify

logger: Final = logging.getLogger(__name__)

SAMPLE: Final = 1_000


def tidy(installation: Installation) -> None:
    """Keeps the read model's indexes small; an office has nobody who would."""
    reindex(installation.database_url)


def forget_refusals(installation: Installation) -> int:
    """Forgets the refused accesses that need not be kept longer; says how many."""
    kept = timedelta(days=installation.settings.refusals_kept_days)
    with installation.pool.connection() as connection:
        return forget(connection, installation.clock.now() - kept)


def forget_keys(installation: Installation) -> int:
    """Deletes the keys of requests that nobody can repeat any more; gives their number."""
    with installation.pool.connection() as connection:
        return claims.forget(connection, installation.clock.now())


def forget_sessions(installation: Installation) -> int:
    """Deletes sessions, links, tokens and counts that have ended by themselves; says how many."""
    return clean(installation.pool, installation.clock.now())


def self_check(installation: Installation) -> Verified:
    """Classifies a sample anew from its events; a difference to the read model is an alarm.

    The sample is another one every day.
    """
    now = installation.clock.now()
    today = local_day(now)
    installation.catch_up()
    with installation.pool.connection() as connection:
        cut = cut_at(connection, today, None, now)
        verified = verify(connection, cut, limit=SAMPLE, seed=today.toordinal())
    for difference in verified.differences:
        logger.critical("read model and events differ: %s", difference)
    if verified.parked:
        logger.critical("%s events stand aside unread", verified.parked)
    logger.info("self-check of %s items: %s differ", verified.compared, len(verified.differences))
    return verified
