"""Which route answers a request, named by its template: `/api/v1/items/{kind}/{ref}`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import Scope

Templates = Mapping[Callable[..., Any], str]


def templates_of(routes: Sequence[BaseRoute]) -> Templates:
    """The template of each function that answers, with the prefixes of all its routers."""
    contexts = iter_route_contexts(routes)
    return {
        found.endpoint: found.path_format
        for found in contexts
        if found.endpoint is not None and found.path_format is not None
    }


def route_of(scope: Scope) -> str | None:
    """The template of the route that answers, once there is one; ids and words are not in it."""
    templates: Templates = scope["app"].state.templates
    endpoint = scope.get("endpoint")
    return None if endpoint is None else templates.get(endpoint)
