"""The OpenAPI document about accounts: whatever is sent, the answer is one that it describes."""

import pytest
import schemathesis
from hypothesis import given
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.api.asking import Web
from tests.api.people.addresses import ADDRESSES, ADMINISTERED, OWN
from tests.api.people.browsers import signed_in
from tests.support.properties import examples
from tracker.api.app import PREFIX

LEFT_OUT = [positive_data_acceptance, ignored_auth]
"""Where values are random, what fits may still be refused; and the session is sent by us, so the
check that leaves it out would not."""
SIGNED_IN = [(method, PREFIX + path) for method, path in OWN + ADMINISTERED]


@pytest.fixture(scope="module")
def described(shared: tuple[Web, object]) -> BaseSchema:
    web, _ = shared
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", web.app)


@pytest.fixture
def credentials(web: Web) -> dict[str, str]:
    """Of an administrator, who is signed in."""
    browser = signed_in(web, "quan.tri")
    assert browser.csrf is not None
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    return {"cookie": cookies, "x-csrf-token": browser.csrf}


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [
        (*address, mode)
        for address in ADDRESSES
        for mode in GenerationMode
        # It takes nothing that could be wrong.
        if (*address, mode) != ("GET", f"{PREFIX}/sign-in", GenerationMode.NEGATIVE)
    ],
)
def test_whatever_is_sent_is_answered_as_described(
    described: BaseSchema, credentials: dict[str, str], method: str, path: str, mode: GenerationMode
) -> None:
    @examples(0.1)
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        case.call_and_validate(headers=credentials, excluded_checks=LEFT_OUT)

    ask()


def test_what_needs_a_sign_in_says_so_and_what_is_open_does_not(described: BaseSchema) -> None:
    document = described.raw_schema
    schemes = document["components"]["securitySchemes"]
    assert schemes["token"]["scheme"] == "bearer"
    assert (schemes["session"]["in"], schemes["session"]["name"]) == ("cookie", "tracker_session")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if path.startswith(PREFIX) and (method.upper(), path) not in ADDRESSES:
                assert operation["security"] == [{"token": []}, {"session": []}], path
                assert "401" in operation["responses"], path
    for method, path in ADDRESSES:
        operation = document["paths"][path][method.lower()]
        expected = [{"token": []}, {"session": []}] if (method, path) in SIGNED_IN else None
        assert operation.get("security") == expected, path
