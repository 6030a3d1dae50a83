"""Statements in place of words, in every parameter of every address that can be read."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.api.asking import WHEN_ASKED, Web, serving
from tests.conftest import Databases
from tracker.clock import FixedClock

ATTACKS = [
    "' or '1'='1",
    "'; drop table tracker.event; --",
    "%' union select null, version() --",
    "a\x00b",
    "%(unit)s %s % {unit} {0}",
    "-9223372036854775809",
]
NEEDED = {
    "as_of": "2024-03-08",
    "from": "2023-12-15",
    "to": "2024-03-08",
    "known_at": "2024-03-08",
    "against": "2024-03-15",
    "step": "month",
    "kind": "directive",
    "ref": "HH-T-001",
    "code": "VN",
    "words": "30 ngày",
}
"""What makes everything else of a question right, so that it gets as far as the database."""


@pytest.fixture(scope="module")
def attacked(databases: Databases, sampled: str) -> Iterator[Web]:
    """The application on a sample of its own, asked by somebody with all rights."""
    with (
        databases.fresh(template=sampled) as url,
        serving(url, clock=FixedClock(WHEN_ASKED)) as web,
    ):
        yield web


def events(web: Web) -> int:
    with web.found.pool.connection() as connection:
        row = connection.execute("select count(*) from tracker.event").fetchone()
    assert row is not None
    return int(row[0])


def told(parameter: dict[str, Any]) -> str | None:
    """A right value, or nothing where none is needed or none is known."""
    name = parameter["name"]
    return NEEDED.get(name) if parameter.get("required") or name == "as_of" else None


def asked(path: str, parameters: list[dict[str, Any]], attacked: str, attack: str) -> str:
    """The question with one parameter replaced."""
    query = {}
    for parameter in parameters:
        name = parameter["name"]
        value = attack if name == attacked else told(parameter)
        if value is None:
            continue
        if parameter["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        elif parameter["in"] == "query":
            query[name] = value
    return path + "?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())


def test_no_parameter_reaches_a_statement_as_anything_but_a_value(attacked: Web) -> None:
    before = events(attacked)
    document = attacked.answer("/openapi.json")
    statuses: Counter[int] = Counter()
    for path, operations in document["paths"].items():
        parameters = operations.get("get", {}).get("parameters", [])
        for parameter in parameters:
            if parameter["in"] not in {"path", "query"}:
                continue
            for attack in ATTACKS:
                url = asked(path, parameters, parameter["name"], attack)
                response = attacked.send("GET", url)
                assert response.status_code < 500, (url, response.text)
                assert "PostgreSQL" not in response.text
                statuses[response.status_code] += 1
    assert set(statuses) <= {200, 403, 404, 422}
    assert statuses[404] > 20
    assert statuses.total() > 300
    assert events(attacked) == before > 0
