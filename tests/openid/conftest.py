"""A real OpenID provider for as long as the tests last, and browsers that sign in there."""

from collections.abc import Iterator

import pytest

from tests.openid.providing import Browser, OpenIDProvider, RunningClock, provider_in, somebody


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenIDProvider]:
    """The provider that all tests share; whoever stops it starts it again."""
    with provider_in(tmp_path_factory.mktemp("openid")) as provider:
        yield provider


@pytest.fixture
def running_clock() -> RunningClock:
    return RunningClock()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Of somebody whom no other test knows."""
    with Browser(somebody()) as browser:
        yield browser
