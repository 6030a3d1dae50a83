"""The OpenAPI document against the commands: what is described is taken, what is not is refused."""

from typing import Any

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.api.commands.giving import Desk
from tests.support.properties import examples
from tracker.api.app import PREFIX
from tracker.api.commands.deeds import DEEDS, ON_ITEM, PREVIEWED
from tracker.entry.fields import Shape
from tracker.fold.words import Kind

ALL = [*DEEDS, *(f"{path}/preview" for path in PREVIEWED)]


@pytest.fixture(scope="session")
def described(desk: Desk) -> BaseSchema:
    return schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", desk.web.app)


@pytest.fixture(scope="session")
def document(desk: Desk) -> dict[str, Any]:
    return dict(desk.web.answer("/openapi.json"))


def operation(document: dict[str, Any], path: str) -> dict[str, Any]:
    return dict(document["paths"][PREFIX + path]["post"])


def test_every_command_is_described_and_no_other(document: dict[str, Any]) -> None:
    elsewhere = (f"{PREFIX}/items/", f"{PREFIX}/units", f"{PREFIX}/calendars")
    told = {path for path, ways in document["paths"].items() if "post" in ways}
    assert {path for path in told if path.startswith(elsewhere)} == {PREFIX + path for path in ALL}


@pytest.mark.parametrize("path", ALL)
def test_a_command_says_what_it_takes_and_how_it_may_be_refused(
    document: dict[str, Any], path: str
) -> None:
    said = operation(document, path)
    headers = {one["name"]: one["required"] for one in said["parameters"] if one["in"] == "header"}
    is_new, is_look = "{" not in path, path.endswith("/preview")
    if is_look:
        assert not headers
    else:
        assert headers == {"Idempotency-Key": False, **({} if is_new else {"If-Match": True})}
    refusals = {"401", "403", "404", "409", "413", "415", "422", "429", "503"}
    stale = set() if is_new or is_look else {"412"}
    assert set(said["responses"]) == refusals | stale | {"201" if is_new else "200"}
    assert said["summary"]
    body = said["requestBody"]
    assert body["required"] is True
    assert list(body["content"]) == ["application/json"]


@pytest.mark.parametrize("path", DEEDS)
def test_its_example_has_the_shape_that_is_described_and_taken(
    document: dict[str, Any], path: str
) -> None:
    content = operation(document, path)["requestBody"]["content"]["application/json"]
    body: type[Shape] = DEEDS[path].body

    assert content["schema"]["$ref"].endswith(f"/{body.__name__}")
    assert body.model_validate(content["example"])
    if path != "/units/{code}/hand-over":
        assert content["example"]["effective_on"] == "2024-03-08"
        assert "effective_on" in body.model_json_schema()["required"]


def test_days_are_said_to_be_days(document: dict[str, Any]) -> None:
    fields = document["components"]["schemas"]["DirectiveAssignedBody"]["properties"]
    assert fields["effective_on"]["format"] == "date"
    assert fields["due_on"]["anyOf"] == [{"type": "string", "format": "date"}, {"type": "null"}]
    assert "actor" not in fields


@pytest.mark.parametrize("name", ON_ITEM)
def test_what_is_answered_is_as_described(desk: Desk, described: BaseSchema, name: str) -> None:
    deed = ON_ITEM[name]
    kind = Kind.FINDING if Kind.FINDING in deed.kinds else deed.kinds[0]
    example = {**deed.example, **({"to_unit": "H57.32"} if name == "transfer" else {})}
    checked = described[f"{PREFIX}/items/{{kind}}/{{ref}}/{name}"]["POST"]
    ref = desk.assign(kind)
    taken = desk.post(f"/items/{kind}/{ref}/{name}", example, version=1)
    stale = desk.post(f"/items/{kind}/{ref}/{name}", example, version=7)
    malformed = desk.post(f"/items/{kind}/{ref}/{name}", {})

    assert taken.status_code in (200, 409)
    assert (stale.status_code, malformed.status_code) == (412, 422)
    for response in (taken, stale, malformed):
        checked.validate_response(schemathesis.Response.from_httpx(response, verify=False))


def test_whatever_is_sent_is_answered_as_described(described: BaseSchema) -> None:
    operations = [described[PREFIX + path]["POST"] for path in ALL]
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)

    @examples(0.1)
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(operations))
        mode = data.draw(st.sampled_from(modes))
        case: Case = data.draw(chosen.as_strategy(generation_mode=mode))
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    ask()
