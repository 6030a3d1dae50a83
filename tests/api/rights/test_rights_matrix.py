"""Every route with every role on a thing at every place: as the table of docs/rights.md says.

A route that the table or the matrix does not have fails.
"""

import pytest
from fastapi.routing import iter_route_contexts

from tests.api.asking import Web
from tests.api.rights.asks import ROUTES, Ask, address
from tests.api.rights.ground import Ground, elsewhere
from tests.api.rights.table import PLACES, allows, rows
from tracker.api.app import PREFIX
from tracker.api.guard.hosts import FOR_OPERATORS
from tracker.rights.words import Role

TABLE = rows()
REFUSED = 403


def served(web: Web) -> set[str]:
    """Every route that programs use, as the table names it; for pages see tests/web."""
    found = set()
    for route in iter_route_contexts(web.app.routes):
        path = str(route.path).replace(":path}", "}")
        if not path.startswith(PREFIX) and path not in FOR_OPERATORS:
            continue
        own = path.removeprefix(PREFIX) if path.startswith(PREFIX) else f"/{path}"
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}:
            found.add(f"{method} {own}")
    return found


OPEN_FILES = {"GET /openapi.json"}


def test_every_route_stands_in_the_table_and_in_the_matrix(ground: Ground) -> None:
    routes = served(ground.web) - OPEN_FILES
    assert routes - set(TABLE) == set(), "docs/rights.md does not say who may do it"
    assert set(TABLE) - routes == set(), "docs/rights.md has routes that there are none of"
    assert set(ROUTES) == set(TABLE)


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def status(ground: Ground, ask: Ask, credentials: dict[str, str]) -> int:
    headers = {**ask.headers, **credentials}
    response = ground.web.send(
        ask.method,
        address(ask),
        params=dict(ask.query) or None,
        json=ask.body,
        headers=headers,
        follow_redirects=False,
    )
    assert response.status_code < 500, (ask, response.text)
    return response.status_code


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_each_role_may_do_what_the_table_says(ground: Ground, route: str) -> None:
    told, asked = TABLE[route], ROUTES[route]
    for place in PLACES if len(asked.times) > 1 or asked.is_command else ("own",):
        asks = [(when, asked.asking(ground, place, when)) for when in asked.times]
        ground.web.found.catch_up()
        for when, ask in asks:
            judged = elsewhere(place) if asked.is_command and when == "past" else place
            for (role, whole), token in ground.tokens.items():
                by_session = told[role] == "session"
                expected = allows(told[role], judged, whole=whole) and not by_session
                got = status(ground, ask, bearing(token))
                assert (got != REFUSED) == expected, (role, whole, place, when, got)
                if by_session:
                    session = ground.session(ground.names[role, whole])
                    assert status(ground, ask, session) != REFUSED, (role, ask)


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_without_signing_in_only_what_is_open_answers(ground: Ground, route: str) -> None:
    ask = ROUTES[route].asking(ground, "own", "today")
    ground.web.found.catch_up()
    got = status(ground, ask, {})
    is_open = set(TABLE[route].values()) == {"open"}
    assert (got == 401) != is_open, got


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_without_a_grant_only_what_is_everybody_s_answers(ground: Ground, route: str) -> None:
    ask = ROUTES[route].asking(ground, "own", "today")
    ground.web.found.catch_up()
    everybody = set(TABLE[route].values()) in ({"open"}, {"signed in"})
    assert (status(ground, ask, bearing(ground.nobody)) != REFUSED) == everybody


def test_the_table_knows_every_role() -> None:
    for route, told in TABLE.items():
        assert set(told) == set(Role), route
