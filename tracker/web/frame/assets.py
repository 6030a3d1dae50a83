"""Styles, scripts and pictures: all from here, kept by browsers for a year under a hashed name."""

import gzip
from functools import cache
from hashlib import sha256
from http import HTTPStatus
from mimetypes import guess_type
from pathlib import Path
from typing import Final, NamedTuple

from fastapi import APIRouter, Request, Response

from tracker.errors import NotFoundError

router = APIRouter(include_in_schema=False)

FOLDER: Final = Path(__file__).parents[1] / "assets"
_SHOWN_DIGITS: Final = 12
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_TEXT: Final = frozenset({".css", ".js", ".svg"})


class Asset(NamedTuple):
    """A file as it is sent."""

    digest: str
    media_type: str
    plain: bytes
    packed: bytes


@cache
def _names() -> frozenset[str]:
    """All there are; nothing else is looked for, whatever a name spells."""
    return frozenset(
        file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*") if file.is_file()
    )


def _asset(name: str) -> Asset | None:
    return _read(name) if name in _names() else None


@cache
def _read(name: str) -> Asset:
    """The file of that name; each is read once."""
    path = FOLDER / name
    plain = path.read_bytes()
    media_type, _ = guess_type(path.name)
    packed = gzip.compress(plain, mtime=0) if path.suffix in _TEXT else plain
    digest = sha256(plain).hexdigest()[:_SHOWN_DIGITS]
    return Asset(digest, media_type or "application/octet-stream", plain, packed)


def asset_address(name: str) -> str:
    """Where a page finds the file as it is now.

    Raises:
        FileNotFoundError: a page names a file that is not there.
    """
    found = _asset(name)
    if found is None:
        raise FileNotFoundError(name)
    return f"/assets/{found.digest}/{name}"


@router.get("/assets/{digest}/{name:path}")
def get_asset(request: Request, digest: str, name: str) -> Response:
    """The file; a page of an older version gets the newer file, but may not keep it.

    Raises:
        NotFoundError: no such file.
    """
    found = _asset(name)
    if found is None:
        raise NotFoundError("unknown_page", field="path", value=name)
    headers = {"ETag": f'"{found.digest}"', "Vary": "Accept-Encoding"}
    headers["Cache-Control"] = _FOR_EVER if digest == found.digest else "no-cache"
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if takes_gzip(request) and found.packed is not found.plain:
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, headers=headers, media_type=found.media_type)
    return Response(found.plain, headers=headers, media_type=found.media_type)


def takes_gzip(request: Request) -> bool:
    """Whether the browser can unpack what is sent."""
    return "gzip" in request.headers.get("accept-encoding", "")
