"""A real OpenID provider for as long as the tests last, and a browser that signs in there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.openid.providing import OpenIDProvider, provider_in
from tracker.clock import FixedClock, SystemClock


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIDProvider]:
    """The provider that all tests share; leave it running and with the key it had."""
    with provider_in(tmp_path_factory.mktemp("openid")) as provider:
        yield provider


@pytest.fixture
def mortal_provider(tmp_path: Path) -> Iterator[OpenIDProvider]:
    """One of its own, for a test that stops it or changes its key."""
    with provider_in(tmp_path) as provider:
        yield provider


@pytest.fixture
def clock() -> FixedClock:
    """Stands at the present: the provider goes by the machine's clock, and so do its tokens."""
    return FixedClock(SystemClock().now())
