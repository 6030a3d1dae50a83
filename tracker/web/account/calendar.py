"""``/calendar/{secret}.ics``: a calendar feed, for programs that show calendars.

Whoever has the address reads it; it is judged whenever it is read (tracker.feeds).
"""

import gzip
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

from tracker.api.dependencies import Installed, asking
from tracker.feeds.keeping import note_read
from tracker.feeds.reading import composed, opened, tag_of
from tracker.feeds.writing import MEDIA_TYPE
from tracker.web.frame.assets import takes_gzip

router = APIRouter(include_in_schema=False)

_HEADERS: Final = {
    # Kept by the program that asks, and shown again only once it has asked whether it still holds.
    "Cache-Control": "private, no-cache",
    "Content-Disposition": 'inline; filename="calendar.ics"',
    "Vary": "Accept-Encoding",
    "X-Robots-Tag": "noindex",
}
_SMALL: Final = 1_000
_LEVEL: Final = 5


@router.get("/calendar/{secret}.ics")
def read_calendar(request: Request, found: Installed, secret: str) -> Response:
    """The feed as it is now, or that it is as it was when it was read last.

    Raises:
        HTTPException: 404, as for any address that there is not: unknown, ended, or nothing in
            it is the person's any more. Nobody is told which.
    """
    language, address = found.settings.lang, found.settings.address
    with asking(found) as connection:
        feed = opened(connection, secret, found.clock.now())
        if feed is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        note_read(connection, feed.feed, feed.now)
        # Weak: the moment of writing stands in it, too.
        tag = f'W/"{tag_of(feed, language, address)}"'
        headers = {**_HEADERS, "ETag": tag}
        if _is_had(request, tag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        content = composed(connection, feed, language, address)
    return _packed(request, content, headers)


def _is_had(request: Request, tag: str) -> bool:
    named = request.headers.get("if-none-match", "").split(",")
    return tag.removeprefix("W/") in {one.strip().removeprefix("W/") for one in named}


def _packed(request: Request, content: bytes, headers: dict[str, str]) -> Response:
    if len(content) > _SMALL and takes_gzip(request):
        content = gzip.compress(content, _LEVEL, mtime=0)
        headers = {**headers, "Content-Encoding": "gzip"}
    return Response(content, headers=headers, media_type=MEDIA_TYPE)
