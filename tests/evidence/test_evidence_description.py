"""The OpenAPI document about evidence: whatever is sent, the answer is one that it describes."""

from typing import Any

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, Response
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from tests.evidence.files_office import FilesOffice, named
from tests.support.properties import examples

BRING = ("POST", "/api/v1/evidence")
LIST = ("GET", "/api/v1/items/{kind}/{ref}/evidence")
TAKE = ("GET", "/api/v1/items/{kind}/{ref}/evidence/{sha256}")
SIGNED_IN = ignored_auth
"""Not checked here: in this office somebody always is."""


@pytest.fixture(scope="module")
def described(folder_office: FilesOffice) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", folder_office.web.app)


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize(("method", "path"), [BRING, LIST, TAKE])
def test_whatever_is_sent_is_answered_as_described(
    described: BaseSchema, method: str, path: str, mode: GenerationMode
):
    @examples(0.3)
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def ask(case: Case) -> None:
        response = case.call()
        if response.status_code == 503:
            # It asks for a position that nobody has recorded yet.
            assert response.json()["type"].endswith("projection_behind")
        else:
            case.validate_response(response, excluded_checks=[positive_data_acceptance, SIGNED_IN])

    ask()


@examples(0.2)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_a_file_is_brought_listed_and_taken_as_described(
    described: BaseSchema, folder_files: FilesOffice, text: str
):
    content = f"a{text}".encode()

    def asked(operation: tuple[str, str], status: int, **parts: Any) -> Response:
        method, path = operation
        case = described[path][method].Case(**parts)
        response = case.call()
        assert response.status_code == status
        case.validate_response(response, excluded_checks=[SIGNED_IN])
        return response

    body = {"body": {"file": content}, "media_type": "multipart/form-data"}
    kept = asked(BRING, 201, **body).json()
    kind, ref = folder_files.attach(named(kept)).split("/")[-2:]
    asked(LIST, 200, path_parameters={"kind": kind, "ref": ref})
    where = {"kind": kind, "ref": ref, "sha256": kept["sha256"]}

    assert asked(TAKE, 200, path_parameters=where).content == content
