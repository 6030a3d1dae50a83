"""A read model that is ahead of its log, or of another log, is never mixed with this one."""

from threading import Event
from typing import Any

import pytest
from psycopg import Connection

from tests.support.rows import checkpoint, head, read_model
from tests.support.scenario import Office
from tests.support.waiting import Aside, until
from tracker.commands.items import Urge, Withdraw
from tracker.errors import UnavailableError, UnfitEnvironmentError
from tracker.fold.words import Kind
from tracker.projections.projector import LEADER_LOCK, Projector, catch_up
from tracker.projections.rebuild import MODEL_VERSION, ensure_read_model, rebuild

AHEAD = "update checkpoint set position = position + 1000"
OTHER = "update checkpoint set recorded_at = recorded_at - interval '1 second'"
both = pytest.mark.parametrize("statement", [AHEAD, OTHER], ids=["ahead", "another log"])


@pytest.fixture
def followed(office: Office, database_url: str) -> Office:
    office.assign(Kind.DIRECTIVE, "CD-01")
    catch_up(database_url)
    return office


@both
def test_catching_up_is_refused(
    followed: Office, owner: Connection[Any], database_url: str, statement: str
):
    owner.execute(statement.encode())
    before = read_model(database_url)
    followed.act(Urge, Kind.DIRECTIVE, "CD-01", "1/3")

    with pytest.raises(UnfitEnvironmentError) as caught:
        catch_up(database_url)

    assert caught.value.code == "read_model_ahead"
    assert read_model(database_url) == before


@both
def test_a_projector_ends_and_says_why(
    followed: Office, owner: Connection[Any], database_url: str, statement: str
):
    owner.execute(statement.encode())
    assert followed
    projector, stop = Projector(database_url), Event()

    Aside(lambda: projector.run(stop)).result()

    assert projector.health.failure is not None
    assert projector.health.failure.code == "read_model_ahead"
    assert not projector.health.leading


@both
def test_a_projector_that_is_running_notices_too(
    followed: Office, owner: Connection[Any], database_url: str, statement: str
):
    projector, stop = Projector(database_url), Event()
    running = Aside(lambda: projector.run(stop))
    until(lambda: projector.health.leading, "it to lead")

    owner.execute(statement.encode())
    running.result()

    assert followed
    assert projector.health.failure is not None
    assert projector.health.failure.code == "read_model_ahead"


@both
def test_a_rebuild_puts_it_right(
    followed: Office, owner: Connection[Any], database_url: str, statement: str
):
    right = read_model(database_url)
    owner.execute(statement.encode())

    rebuild(database_url)

    assert followed
    assert read_model(database_url) == right


def test_a_row_that_should_be_there_and_is_not_stops_the_projection(
    followed: Office, owner: Connection[Any], database_url: str
):
    """A read model that somebody wrote into is rebuilt, never patched over."""
    owner.execute("delete from item_interval")
    followed.act(Withdraw, Kind.DIRECTIVE, "CD-01", "1/3")

    with pytest.raises(UnfitEnvironmentError) as caught:
        catch_up(database_url)

    assert caught.value.code == "read_model_broken"
    assert checkpoint(database_url) == head(database_url) - 1


def test_catching_up_gives_up_when_the_leader_does_not_get_there(
    office: Office, owner: Connection[Any], database_url: str
):
    owner.execute("select pg_advisory_lock(%s)", (LEADER_LOCK,))

    with pytest.raises(UnavailableError) as caught:
        Aside(lambda: catch_up(database_url, seconds=0.5)).result()

    assert office
    assert caught.value.code == "projection_behind"
    assert caught.value.details == {"position": 0, "goal": 3}


def test_a_projector_goes_on_after_the_model_was_swapped_under_it(
    followed: Office, database_url: str
):
    projector, stop = Projector(database_url, batch=1), Event()
    running = Aside(lambda: projector.run(stop))
    until(lambda: projector.health.leading, "it to lead")

    for no in range(2, 5):
        rebuild(database_url)
        followed.assign(Kind.DIRECTIVE, f"CD-0{no}")
        until(lambda: checkpoint(database_url) == head(database_url), "it to go on")

    stop.set()
    running.result()
    assert projector.health.failure is None
    assert len(read_model(database_url)["item"]) == 4


@pytest.mark.parametrize(
    ("spoil", "rebuilt"),
    [
        (None, False),
        ("drop schema readmodel cascade", True),
        (f"update checkpoint set model_version = {MODEL_VERSION} - 1", True),
    ],
)
def test_a_read_model_is_made_where_there_is_none_of_this_version(
    followed: Office,
    owner: Connection[Any],
    database_url: str,
    spoil: str | None,
    rebuilt: bool,
):
    right = read_model(database_url)
    built = owner.execute("select built_at from checkpoint").fetchone()
    if spoil:
        owner.execute(spoil.encode())

    ensure_read_model(database_url)

    assert followed
    assert read_model(database_url) == right
    assert (owner.execute("select built_at from checkpoint").fetchone() != built) == rebuilt
