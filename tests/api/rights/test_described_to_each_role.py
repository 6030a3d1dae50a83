"""The whole OpenAPI document, asked by everybody: nothing breaks, nothing is undescribed.

Schemathesis makes the requests, those that fit the description and those that do not; each role
sends them with a token of its own. What is no answer of ours (5xx), a status that the document
does not name or a shape other than described fails.
"""

from typing import Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.rights.ground import Ground
from tracker.rights.words import Role

CASES: Final = 2_000
"""Of all roles together (issue: at least so many)."""
_CHECKS: Final = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)


@pytest.mark.parametrize("role", Role)
def test_every_route_answers_each_role_as_described(ground: Ground, role: Role) -> None:
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", ground.web.app)
    operations = [found.ok() for found in document.get_all_operations()]
    token = ground.tokens[role, False]
    each = -(-CASES // len(Role) // len(operations)) + 1
    asked: list[str] = []

    for operation in operations:
        either = st.one_of(
            operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
            operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        )

        @settings(
            max_examples=each,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=either)
        def ask(case: Case) -> None:
            headers = {"Authorization": f"Bearer {token}"}
            response = case.call(headers=headers)
            asked.append(case.formatted_path)
            case.validate_response(response, checks=list(_CHECKS))

        ask()

    assert len(asked) >= CASES / len(Role), len(asked)
