"""The days before the long weekend of 30/4/2024: a Monday swapped, a Saturday worked."""

from datetime import datetime

import pytest

from tracker.clock import FixedClock
from tracker.days import LOCAL_ZONE


@pytest.fixture
def clock() -> FixedClock:
    """Monday 29/4/2024, in the morning: the day of adoption, unless a test moves it."""
    return FixedClock(datetime(2024, 4, 29, 9, tzinfo=LOCAL_ZONE))
