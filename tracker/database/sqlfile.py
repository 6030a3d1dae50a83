"""SQL as source: plain files of named queries.

A query begins with ``-- name: what_it_is`` and ends where the next begins.
"""

import re
from functools import cache
from importlib.resources import files
from typing import LiteralString, cast

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


@cache
def queries(package: str, file_name: str) -> dict[str, LiteralString]:
    """The queries of a ``.sql`` file of a package, by name.

    They are literals of this product: the file is read, never composed with data.

    Raises:
        ValueError: two queries of one name.
    """
    source = files(package).joinpath(file_name).read_text(encoding="utf-8")
    parts = _NAME.split(source)[1:]
    named = dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))
    if len(named) != len(parts[::2]):
        raise ValueError(file_name)
    return cast("dict[str, LiteralString]", named)
