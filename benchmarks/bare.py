"""The baseline of the API: a bare FastAPI route that does one SELECT 1 through a pool.

Run as ``python -m benchmarks.bare URL PORT``; the same server, pool and threads as the
product, and nothing else.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
import uvicorn
from fastapi import FastAPI

from tracker.database.connect import POOL_SIZE, open_pool


def main(url: str, port: int) -> None:
    """Serves ``/select-1`` until it is killed."""
    pool = open_pool(url)

    @asynccontextmanager
    async def bounded(_: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = POOL_SIZE
        yield

    app = FastAPI(lifespan=bounded)

    @app.get("/select-1")
    def select_1() -> dict[str, int]:
        with pool.connection() as connection:
            row = connection.execute("select 1").fetchone()
        return {"answer": row[0] if row else 0}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
