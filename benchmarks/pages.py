"""Pages as a browser asks for them: the server's time beside a bare route's, and what is sent.

Asked over loopback with sessions of people with ordinary grants of one office, in turn with a bare
FastAPI route that does one SELECT 1, in the same run; then by people of a province.
"""

import re
import zlib
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from time import perf_counter
from typing import Final
from urllib.parse import urljoin

import psycopg

from benchmarks.api import serving
from benchmarks.country import Country
from benchmarks.report import Figure, Report, note, percentile
from benchmarks.users import User
from benchmarks.visitor import visitor
from tracker.clock import SystemClock
from tracker.database.connect import app_conninfo
from tracker.days import local_day
from tracker.reading.cut import Filters, cut_at
from tracker.reading.items import items
from tracker.rights.words import Role

_READ: Final = ("/my-work", "/work-log", "/steering", "/items", "/audit", "/audit/late", "/me")
_RUN: Final = ("/admin", "/admin/units")
_TURNS: Final = {True: 100, False: 20}
"""How often a page is asked for, of an office or not."""
_WARM: Final = 10
_AT_MOST: Final = 10.0
"""Times the bare route, at the median."""
_FIRST_KB, _AFTER_KB = 300, 30
_MS: Final = 1_000
_KB: Final = 1_000
_ASSET: Final = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"')


@dataclass
class Reader:
    """A browser's connection, kept open; it takes what is sent as compressed as it is."""

    port: int
    cookie: str

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.port, timeout=120)

    def get(self, path: str) -> tuple[float, int, str, str]:
        """Milliseconds, bytes sent, what was sent, and for how long it may be kept.

        Raises:
            RuntimeError: it was not answered.
        """
        head = {"Cookie": self.cookie, "Accept-Encoding": "gzip"}
        began = perf_counter()
        self._connection.request("GET", path, headers=head)
        response = self._connection.getresponse()
        sent = response.read()
        took = (perf_counter() - began) * _MS
        if response.status != 200:
            message = f"{path}: {response.status}"
            raise RuntimeError(message)
        packed = response.headers.get("content-encoding") == "gzip"
        text = zlib.decompress(sent, wbits=31) if packed else sent
        kept = response.headers.get("cache-control", "")
        return took, len(sent), text.decode("utf-8", "replace"), kept


def measure(url: str, items: int, report: Report) -> None:
    """Starts the product and the bare route, and looks at every main page as who uses it does."""
    country = Country(items)
    office, province = country.leaves[0], country.provinces[0]
    with ExitStack() as stack:
        product = stack.enter_context(serving(url, "-m", "tracker", "serve", "--port"))
        bare = stack.enter_context(serving(url, "-m", "benchmarks.bare", url))
        for unit, roles, paths in (
            (office, (Role.CLERK, Role.LEADER), [*_READ, f"/items/{_item_of(url, office)}"]),
            (office, (Role.ADMINISTRATOR,), _RUN),
            (province, (Role.CONFIRMER, Role.LEADER), _READ),
            (province, (Role.ADMINISTRATOR,), _RUN),
        ):
            visiting = stack.enter_context(visitor(url, unit, *roles))
            reader = Reader(product, visiting.cookie)
            for path in paths:
                _timed(reader, User(bare), path, report, _TURNS[unit == office])
                if unit == office:
                    _weighed(reader, path, report)


def _item_of(url: str, unit: str) -> str:
    now = SystemClock().now()
    with psycopg.connect(app_conninfo(url)) as connection:
        cut = cut_at(connection, local_day(now), None, now)
        found, *_ = items(connection, cut, Filters(unit), limit=1)
    return f"{found.kind}/{found.ref}"


def _timed(reader: Reader, other: User, path: str, report: Report, turns: int) -> None:
    is_office = turns == _TURNS[True]
    whose = "an office's" if is_office else "a province's"
    taken = []
    for turn in range(turns + _WARM):
        took, *_ = reader.get(path)
        other.ask("/select-1")
        if turn >= _WARM:
            taken.append(took)
    for title, share in (("median", 0.5), ("p95", 0.95)):
        report.add(
            Figure(
                f"{whose} {path}, {title}",
                percentile(taken, share),
                "ms",
                percentile(other.taken[_WARM:], share),
                "SELECT 1 route",
                at_most=_AT_MOST if title == "median" and is_office else None,
                of_ratio=True,
            )
        )


def _weighed(reader: Reader, path: str, report: Report) -> None:
    """What is sent to who comes for the first time, and what to who has been here before."""
    _, sent, html, _ = reader.get(path)
    assets = [reader.get(urljoin(path, asset)) for asset in sorted(set(_ASSET.findall(html)))]
    first = sent + sum(size for _, size, *_ in assets)
    after = sent + sum(size for _, size, _, kept in assets if "max-age" not in kept)
    for title, size, most in (("first", first, _FIRST_KB), ("after", after, _AFTER_KB)):
        report.add(Figure(f"{path}, sent {title}", size / _KB, "kB", at_most=most))
    note(f"   {len(html):,} characters, {len(assets)} assets")
