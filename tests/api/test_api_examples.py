"""Every answer and every body of the description has an example that fits its schema."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.api.asking import Web
from tracker.api.describing import SCHEMAS, examples

JSON = "application/json"


@pytest.fixture(scope="session")
def document(sample: Web) -> dict[str, Any]:
    return dict(sample.answer("/openapi.json"))


def contents(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is sent and what is answered as JSON, with where it stands."""
    for path, ways in document["paths"].items():
        for method, said in ways.items():
            where = f"{method} {path}"
            if JSON in said.get("requestBody", {}).get("content", {}):
                yield where, said["requestBody"]["content"][JSON]
            for status, answer in said["responses"].items():
                if status.startswith("2") and JSON in answer.get("content", {}):
                    yield where, answer["content"][JSON]


def test_all_that_is_sent_and_answered_has_an_example(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    without = [
        where
        for where, told in contents(document)
        if "example" not in told
        and "example" not in schemas[told["schema"]["$ref"].removeprefix(SCHEMAS)]
    ]
    assert without == []


@pytest.mark.parametrize("name", examples())
def test_an_example_fits_its_schema(document: dict[str, Any], name: str) -> None:
    whole = {"$ref": SCHEMAS + name, "components": document["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(examples()[name])
