"""Waiting for somebody else's answer, but not for long once this program is to end."""

import asyncio
from collections.abc import Coroutine
from threading import Event
from typing import Any, Final, TypeVar

T = TypeVar("T")

_LOOK_SECONDS: Final = 0.25
GRACE_SECONDS: Final = 2.0
"""How long an answer is still waited for then: most come at once, and it need not go twice."""


async def answered(work: Coroutine[Any, Any, T], seconds: float, stop: Event) -> T:
    """What the other side answers.

    Args:
        work: asks it.
        seconds: after so many it counts as silent.
        stop: set when this program is to end.

    Raises:
        TimeoutError: it is silent, or was when we had to go.
    """
    loop = asyncio.get_running_loop()
    asking = loop.create_task(work)
    end, is_ending = loop.time() + seconds, False
    try:
        while not asking.done():
            if stop.is_set() and not is_ending:
                is_ending = True
                end = min(end, loop.time() + GRACE_SECONDS)
            left = end - loop.time()
            if left <= 0:
                raise TimeoutError
            await asyncio.wait({asking}, timeout=min(_LOOK_SECONDS, left))
        return asking.result()
    finally:
        if not asking.done():
            asking.cancel()
            await asyncio.wait({asking})
