"""How often one caller may ask: counted in this process, so each further process allows as much."""

import math
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qs

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.api.guard.addresses import address_of, site_of
from tracker.api.guard.credentials import credential_of
from tracker.api.guard.forging import SAFE_METHODS
from tracker.api.guard.hosts import FOR_OPERATORS
from tracker.api.guard.windows import Windows
from tracker.clock import Clock
from tracker.errors import TooManyError
from tracker.settings import Settings

_UNKNOWN: Final = 401
_FILES: Final = {"csv", "xlsx"}
_STILL: Final = "/assets/"
"""Files of pages, the same for everybody and kept by browsers: half a dozen come with the first
page that is opened, and a whole office may begin its day behind one address."""
_ONCE_A_MINUTE: Final = RateLimitItemPerMinute(1)
_MOST_REMEMBERED: Final = 10_000
"""Credentials; an office has hundreds, a ministry some thousands."""


class Bucket(NamedTuple):
    """What a request is counted in."""

    name: str
    """`reads`, `writes`, `exports` or `strangers`."""
    who: str
    """A credential's digest, or the site of somebody without one."""


class Rates:
    """Counts the requests of each caller, and of each site those that nobody signed in sent.

    A credential not yet found good counts with the strangers of its site each time it is of no
    use, so guessing tokens is as slow as asking without one; those of the same site that are
    good are not held up by it.
    """

    def __init__(self, app: ASGIApp, settings: Settings, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self._limiter = MovingWindowRateLimiter(Windows(clock))
        self._limits = _limits(settings)
        self._good: dict[str, None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request.

        Raises:
            TooManyError: `rate_limited`.
        """
        if scope["type"] != "http" or _is_free(scope["path"]):
            await self._app(scope, receive, send)
            return
        credential = credential_of(scope)
        stranger = Bucket("strangers", site_of(address_of(scope)))
        if credential is None:
            self._count(scope, stranger)
            await self._app(scope, receive, send)
            return
        is_good = credential.digest in self._good
        if is_good:
            self._count(scope, Bucket(_sort(scope), credential.digest))
        else:
            self._refuse_if_full(scope, stranger)
        status = await self._serve(scope, receive, send)
        if "caller" in scope["state"]:
            self._remember(credential.digest)
        elif status == _UNKNOWN or not is_good:
            self._good.pop(credential.digest, None)
            self._hit(stranger)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> int:
        """Serves it; gives the status of the answer."""
        status = 0

        async def send_and_see(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self._app(scope, receive, send_and_see)
        return status

    def _remember(self, digest: str) -> None:
        self._good[digest] = None
        if len(self._good) > _MOST_REMEMBERED:
            del self._good[next(iter(self._good))]

    def _hit(self, bucket: Bucket) -> bool:
        limit = self._limits.get(bucket.name)
        return limit is None or self._limiter.hit(limit, *bucket)

    def _count(self, scope: Scope, bucket: Bucket) -> None:
        if not self._hit(bucket):
            raise self._refusal(scope, bucket)

    def _refuse_if_full(self, scope: Scope, bucket: Bucket) -> None:
        limit = self._limits.get(bucket.name)
        if limit is not None and not self._limiter.test(limit, *bucket):
            raise self._refusal(scope, bucket)

    def _refusal(self, scope: Scope, bucket: Bucket) -> TooManyError:
        """The refusal; the first of a minute is to be recorded, a flood is not."""
        limit = self._limits[bucket.name]
        free_at, _ = self._limiter.get_window_stats(limit, *bucket)
        seconds = math.ceil(max(free_at - self._clock.now().timestamp(), 1))
        scope["state"]["is_noted"] = not self._limiter.hit(_ONCE_A_MINUTE, "noted", *bucket)
        return TooManyError("rate_limited", seconds=seconds, limit=limit.amount, bucket=bucket.name)


def _is_free(path: str) -> bool:
    return path in FOR_OPERATORS or path.startswith(_STILL)


def rate_headers(error: TooManyError) -> dict[str, str]:
    """When to come back; and the limit, as draft-ietf-httpapi-ratelimit-headers spells it."""
    seconds, limit = error.details.get("seconds"), error.details.get("limit")
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    if limit is not None:
        name = error.details["bucket"]
        headers["RateLimit-Policy"] = f'"{name}";q={limit};w=60'
        headers["RateLimit"] = f'"{name}";r=0;t={seconds}'
    return headers


def _limits(settings: Settings) -> Mapping[str, RateLimitItem]:
    """The limits that are set; none is 0."""
    amounts = {
        "reads": settings.rate_reads_per_minute,
        "writes": settings.rate_writes_per_minute,
        "exports": settings.rate_exports_per_minute,
        "strangers": settings.rate_strangers_per_minute,
    }
    return {name: RateLimitItemPerMinute(n) for name, n in amounts.items() if n}


def _sort(scope: Scope) -> str:
    if scope["method"] not in SAFE_METHODS:
        return "writes"
    wanted = parse_qs(scope["query_string"].decode("latin-1")).get("format", [])
    return "exports" if _FILES.intersection(wanted) else "reads"
