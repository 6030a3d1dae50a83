"""What there is in the office of these tests, and how its people go about."""

from datetime import timedelta

from tests.api.asking import Web
from tests.api.people.browsers import Browser, signed_in
from tests.support.scenario import FIRST, Office
from tracker.clock import FixedClock
from tracker.fold.words import Kind

TITLE, PERSON = "Mật: rà soát thủ tục đất đai", "Nguyễn Thị Đào"
"""What nobody without a right may read."""
OURS = {"origin": "http://tracker.example", "sec-fetch-site": "same-origin"}
EVERYTHING, NOTHING = "tat.ca", "chua.giao"
"""Who holds every role, and who holds none."""


def entered(web: Web, name: str = EVERYTHING) -> Browser:
    """A browser in which somebody has signed in."""
    return signed_in(web, name)


def clock_of(web: Web) -> FixedClock:
    clock = web.found.clock
    assert isinstance(clock, FixedClock)
    return clock


def assign(web: Web, ref: str) -> None:
    """One more item of the office, a minute later; the read model has it."""
    clock_of(web).moment += timedelta(minutes=1)
    office = Office(web.found.tracker, clock_of(web))
    office.assign(Kind.DIRECTIVE, ref, "2/1", unit=FIRST, due="15/6", command_id=f"assign {ref}")
    web.found.catch_up()
