"""Every address of pages, with something in the place of what the address leaves open."""

from typing import NamedTuple

from fastapi.routing import iter_route_contexts

from tests.api.asking import Web
from tracker.api.guard.hosts import FOR_OPERATORS
from tracker.web.frame.addresses import is_page_path

REF, UNIT, NAME = "MAT-1", "H57.31", "vt.noivu"
FILLED = {
    "{digest}": "x",
    "{kind}": "directive",
    "{ref:path}": REF,
    "{code}": UNIT,
    "{code:path}": UNIT,
    "{number}": "1",
    "{sha256}": "0" * 64,
    "{session_id}": "00000000-0000-0000-0000-000000000000",
    "{delivery_id}": "00000000-0000-0000-0000-000000000000",
    "{endpoint_id}": "00000000-0000-0000-0000-000000000000",
    "{token_id}": "00000000-0000-0000-0000-000000000000",
    "{feed_id}": "00000000-0000-0000-0000-000000000000",
    "{secret}": "x",
    "{deed}": "rename",
}
OF_ITS_OWN = {
    "/assets/": {"{name:path}": "site.css"},
    "/record/item/": {"{name}": "report-completion"},
    "/record/target/": {"{name}": "assess"},
    "/record/unit/": {"{name}": "rename"},
    "/admin/people/": {"{name}": NAME},
}
"""What the same word stands for below these addresses."""


class Wall(NamedTuple):
    """One route of pages."""

    method: str
    template: str

    @property
    def address(self) -> str:
        """An address that the route answers."""
        own = (filled for start, filled in OF_ITS_OWN.items() if self.template.startswith(start))
        path = self.template
        for name, value in {**FILLED, **next(own, {})}.items():
            path = path.replace(name, value)
        assert "{" not in path, f"tests/web/walls.py does not know how to fill {path}"
        return path

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def walls_of(web: Web) -> list[Wall]:
    """All that is served beside the API."""
    return sorted(
        Wall(method, str(route.path))
        for route in iter_route_contexts(web.app.routes)
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}
        if is_page_path(str(route.path)) and route.path not in FOR_OPERATORS
    )
