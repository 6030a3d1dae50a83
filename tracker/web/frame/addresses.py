"""Addresses within the product; those of pages keep the C and K that the reader chose."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import quote, quote_plus

from starlette.requests import Request

CUT: Final = ("as_of", "known_at")
"""The parameters of the time bar."""
DATA: Final = ("/api/", "/healthz", "/readyz", "/metrics")
"""Beginnings of what programs ask; all else is for people."""
Parameter = str | int | bool | Iterable[object] | object | None


def address(path: str, /, **parameters: Parameter) -> str:
    """``/items?unit=H57&class=open_overdue``; a name may end in ``_`` where Python keeps it.

    None and empty values are left out, lists are repeated, truth is ``yes`` or ``no``.
    """
    pairs = [
        f"{_quoted(name.rstrip('_'))}={_quoted(_spelt(value))}"
        for name, values in parameters.items()
        for value in _several(values)
        if value is not None and _spelt(value)
    ]
    return f"{path}?{'&'.join(pairs)}" if pairs else path


@lru_cache(maxsize=1_024)
def _quoted(value: str) -> str:
    """A page has hundreds of addresses, with few different words in them."""
    return quote_plus(value)


def _several(values: Parameter) -> Iterable[object]:
    if isinstance(values, (list, tuple, set, frozenset)):
        return values
    return [values]


def _spelt(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def part(name: str) -> str:
    """A reference or code as a part of a path."""
    return quote(name, safe="")


def is_page_path(path: str) -> bool:
    """Whether people read what is answered there."""
    return not path.startswith(DATA)


def path_of(request: Request) -> str:
    """The path as it was asked for: what was quoted in a reference stays quoted."""
    raw = request.scope.get("raw_path")
    # Servers need not tell it.
    return raw.decode("latin-1") if raw else quote(request.url.path)


def here(request: Request) -> str:
    """The address of the page that was asked for, to come back to."""
    path, query = path_of(request), request.url.query
    return f"{path}?{query}" if query else path


def is_ours(path: str) -> bool:
    """Whether a person may be led there: a path of this product, on no other host."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


class Addresses(NamedTuple):
    """Makes addresses from a page: with its C and K, where these were chosen."""

    kept: Mapping[str, str]

    def __call__(self, path: str, /, **parameters: Parameter) -> str:
        """The address with the page's C and K, unless the parameters say other ones."""
        return address(path, **{**self.kept, **parameters})


def addresses_of(request: Request) -> Addresses:
    """Those that keep what the address of this request says of C and K."""
    told = request.query_params
    return Addresses({name: told[name] for name in CUT if told.get(name)})
