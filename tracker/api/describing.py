"""Shapes in the OpenAPI document beside those that FastAPI finds itself."""

import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

SCHEMAS: Final = "#/components/schemas/"


def described(*shapes: type[BaseModel]) -> dict[str, Any]:
    """The schemas of what is taken, and of what these are made of, by name."""
    _, schemas = models_json_schema(
        [(shape, "validation") for shape in shapes], ref_template=SCHEMAS + "{model}"
    )
    return dict(schemas["$defs"])


@cache
def examples() -> dict[str, Any]:
    """What an answer or a body may look like, by the name of its schema."""
    file = files("tracker.api.shapes").joinpath("examples.json")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """The document, in which each schema that has an example shows it."""
    schemas = document["components"]["schemas"]
    for name, example in examples().items():
        schemas[name]["example"] = example
    return document
