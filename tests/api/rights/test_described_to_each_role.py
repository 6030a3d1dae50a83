"""The whole OpenAPI document, asked by everybody: nothing breaks, nothing is undescribed.

Schemathesis makes the requests, those that fit the description and those that do not; each role
sends them with a token of its own. What is no answer of ours (5xx), a status that the document
does not name or a shape other than described fails.
"""

from itertools import cycle
from typing import Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.rights.ground import Ground
from tracker.rights.words import Role

CASES: Final = 2_000
"""Of all roles together."""
_CHECKS: Final = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def described(ground: Ground) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", ground.web.app)


def of_route(described: BaseSchema, method: str, path: str) -> st.SearchStrategy[Case]:
    operation = described[path][method]
    return st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


@pytest.mark.parametrize("tenth", range(10))
def test_every_route_answers_each_role_as_described(
    ground: Ground, described: BaseSchema, tenth: int
) -> None:
    """The routes in ten parts, which may be tried at the same time."""
    routes = [(one.ok().method, one.ok().path) for one in described.get_all_operations()]
    # Some routes take nothing and can be asked in one way only.
    each = CASES * 6 // (5 * len(routes)) + 1
    tokens = cycle(ground.tokens[role, False] for role in Role)
    for method, path in routes[tenth::10]:
        asked = []

        @settings(
            max_examples=each,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=of_route(described, method, path))
        def ask(case: Case) -> None:
            headers = {"Authorization": f"Bearer {next(tokens)}"}
            response = case.call(headers=headers)
            asked.append(response.status_code)  # noqa: B023 - of this route
            case.validate_response(response, checks=list(_CHECKS))

        ask()
        told = described[path][method].definition.raw
        takes = "requestBody" in told or "parameters" in told
        assert len(asked) >= (each if takes else 1), (method, path, len(asked))
