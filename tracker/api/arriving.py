"""Reading one's own write: a question waits until the read model holds a position of the log.

Waiting costs neither a thread nor a connection of the pool: one listener a process hears of
every batch that is projected, and wakes those who wait.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final

import anyio
import anyio.to_thread
import psycopg
from fastapi import FastAPI, Query, Request
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo

from tracker.api.callers import Calling
from tracker.api.dependencies import FIRST_POSITION, LAST_POSITION, Installed, asking
from tracker.bootstrap import Installation
from tracker.database.connect import app_conninfo
from tracker.errors import InvalidInputError, UnavailableError
from tracker.projections.projector import PROJECTED_CHANNEL
from tracker.reading.cut import SQL

logger: Final = logging.getLogger(__name__)

LISTENER: Final = "tracker listener"
"""How the server's own tools name the listener's connection."""
WAIT_SECONDS: Final = 2.0
"""A projector that runs is never half a second behind one write; who has waited four times as
long waits for one that does not run, or for a long import, and is better told so."""
_LOOK_SECONDS: Final = 0.5
"""A notification is only a hint; while somebody waits, the checkpoint is looked at this often."""
_LONGEST_PAUSE: Final = 10.0


class Arrivals:
    """How far the read model has come, as one listener of this process knows."""

    def __init__(self, database_url: str, *, patience: float = WAIT_SECONDS) -> None:
        self.reached = 0
        self.waiting = 0
        """Questions that wait at this moment."""
        self.patience = patience
        """Seconds for which a question waits."""
        self._database_url = database_url
        self._news = asyncio.Event()
        self._wanted = asyncio.Event()
        """Somebody has begun to wait; a listener without a connection need not pause longer."""
        self._pause = _LOOK_SECONDS

    async def until(self, position: int) -> bool:
        """Waits, not for ever; gives whether the read model holds the position."""
        self.waiting += 1
        self._wanted.set()
        try:
            with anyio.move_on_after(self.patience):
                while self.reached < position:
                    await self._news.wait()
        finally:
            self.waiting -= 1
        return self.reached >= position

    async def follow(self) -> None:
        """Listens until it is cancelled, through every outage of the database."""
        while True:
            try:
                await self._listen()
            except psycopg.Error as error:
                logger.warning("nobody hears of projected events, next try soon: %s", error)
            self._wanted.clear()
            with anyio.move_on_after(self._pause):
                await self._wanted.wait()
            self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    async def _listen(self) -> None:
        conninfo = make_conninfo(app_conninfo(self._database_url), application_name=LISTENER)
        # Told to stop at this moment, a connection just made would be nobody's to close.
        with anyio.CancelScope(shield=True):
            made = await AsyncConnection.connect(conninfo, autocommit=True)
        async with made as connection:
            await connection.execute(f"listen {PROJECTED_CHANNEL}")
            await self._look(connection)
            self._pause = _LOOK_SECONDS
            while True:
                heard = False
                async for _ in connection.notifies(timeout=_LOOK_SECONDS, stop_after=1):
                    heard = True
                if heard or self.waiting:
                    await self._look(connection)

    async def _look(self, connection: AsyncConnection[Any]) -> None:
        cursor = await connection.execute(SQL["arrived"])
        row = await cursor.fetchone()
        self.reached = row[0] if row else 0
        news, self._news = self._news, asyncio.Event()
        news.set()


@asynccontextmanager
async def listening(app: FastAPI) -> AsyncIterator[None]:
    """The listener runs for as long as the block lasts."""
    arrivals: Arrivals = app.state.arrivals
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(arrivals.follow)
        try:
            yield
        finally:
            tasks.cancel_scope.cancel()


async def arrived(
    request: Request,
    found: Installed,
    _: Calling,
    min_position: Annotated[int | None, Query(ge=FIRST_POSITION, le=LAST_POSITION)] = None,
) -> None:
    """Every question first waits for the position that it names; strangers wait for nothing.

    Raises:
        InvalidInputError: nothing has been recorded at that position yet.
        UnavailableError: the read model did not get there in time.
    """
    arrivals: Arrivals = request.app.state.arrivals
    if min_position is None or min_position <= arrivals.reached:
        return
    reached, last = await anyio.to_thread.run_sync(_look_once, found)
    if min_position > last:
        raise InvalidInputError("not_recorded_yet", field="min_position", value=min_position)
    if min_position > reached and not await arrivals.until(min_position):
        raise UnavailableError("projection_behind", position=arrivals.reached, goal=min_position)


def _look_once(found: Installation) -> tuple[int, int]:
    """The position that the read model has reached, and the last one of the log."""
    with asking(found) as connection:
        row = connection.execute(SQL["arrived"]).fetchone()
    return row or (0, 0)
