"""Shapes in the OpenAPI document beside those that FastAPI finds itself."""

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
