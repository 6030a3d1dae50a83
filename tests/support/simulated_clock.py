"""One moment for every process and for the store itself, kept in a row of the database.

After :func:`install` the store records at that moment, and whoever has a :class:`SimulatedClock`
sees it, each with an error of its own. Time moves when the row is updated, never by itself.
"""

from datetime import datetime, timedelta
from typing import Self

import psycopg

from tracker.database.connect import owner_conninfo

_INSTALL = """
create table tracker.simulated (
  single boolean primary key default true check (single),
  moment timestamptz not null
);
grant select on tracker.simulated to public;
create or replace function tracker.next_recorded_at() returns timestamptz language sql stable
set search_path = tracker, pg_temp as $$
  select greatest(
    (select moment from simulated), (select recorded_at from event order by position desc limit 1)
  )
$$;
create or replace function tracker.next_account_recorded_at() returns timestamptz
language sql stable set search_path = tracker, pg_temp as $$
  select greatest(
    (select moment from simulated),
    (select recorded_at from account_event order by position desc limit 1)
  )
$$;
"""


def install(database_url: str, moment: datetime) -> None:
    """Puts an empty database of tests at a moment."""
    with psycopg.connect(owner_conninfo(database_url)) as connection:
        connection.execute(_INSTALL)
        connection.execute("insert into tracker.simulated (moment) values (%s)", (moment,))


class SimulatedClock:
    """Reads the simulated moment.

    Args:
        database_url: where it stands.
        offset: by how much this clock is ahead of the moment.
    """

    def __init__(self, database_url: str, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset
        self._connection = psycopg.connect(owner_conninfo(database_url), autocommit=True)

    def now(self) -> datetime:
        """The simulated moment as this clock shows it."""
        row = self._connection.execute("select moment from tracker.simulated").fetchone()
        assert row is not None
        moment: datetime = row[0]
        return moment + self.offset

    def move_to(self, moment: datetime) -> None:
        """Moves time for everybody."""
        self._connection.execute("update tracker.simulated set moment = %s", (moment,))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
