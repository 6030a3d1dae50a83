"""The demonstration's people: one of each role in the sample's offices, and only there."""

import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.support.scenario import unit_line, write_history
from tracker.bootstrap import Installation, opened
from tracker.cli.demo import load_sample
from tracker.cli.demo_people import settle_people
from tracker.days import local_day
from tracker.history.importing import import_history
from tracker.people.listing import people
from tracker.people.signing_in import Attempt, sign_in
from tracker.rights.words import Role
from tracker.settings import Settings


def said(found: Installation) -> str:
    out = io.StringIO()
    with redirect_stdout(out):
        settle_people(found)
    return out.getvalue()


def listed(found: Installation) -> list[str]:
    return [one.name for one in people(found.pool, local_day(found.clock.now()))]


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=SecretStr(database_url))


def test_there_is_one_of_each_role_and_the_password_printed_lets_all_in(settings: Settings):
    with opened(settings) as found:
        load_sample(found)
        heading, *lines = said(found).splitlines()
        password = heading.split()[-1]
        names = [line.split()[0] for line in lines]
        callers = [
            sign_in(found.people, Attempt(name, password, None, "-", "-"), found.clock).caller
            for name in names
        ]

        assert sorted(names) == listed(found)
        assert {grant.role for caller in callers for grant in caller.grants} == set(Role)
        assert "H57.31.05" in {grant.unit for caller in callers for grant in caller.grants}

        again = said(found)
        assert password not in again
        assert "tracker account invite" in again
        assert sorted(names) == listed(found)


def test_a_store_that_is_not_the_sample_s_is_left_alone(settings: Settings, tmp_path: Path):
    with opened(settings) as found:
        assert said(found) == ""  # an empty one is nobody's
        file = write_history(tmp_path / "h.jsonl", [unit_line()])
        import_history(found.database_url, [file], found.clock.now())
        assert said(found) == ""
        assert listed(found) == []
