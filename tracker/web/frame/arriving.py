"""Reads a form as it comes in, within limits; of who is not signed in, only the words."""

from collections.abc import AsyncGenerator
from typing import Final

from fastapi import Request
from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser

from tracker.api.evidence.form import most_read, too_large
from tracker.api.guard.sizes import LARGEST_BODY
from tracker.errors import InvalidInputError, TooLargeError

FILE: Final = "file"
_MOST_FIELDS: Final = 5_000
_MOST_FILES: Final = 10
_PART: Final = 1024 * 1024
WITH_FILES: Final = "multipart/form-data"


class _WordsAlone(MultiPartParser):
    """Lets what stands in files go by; their names are kept."""

    arrived = 0

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._current_part.file is not None:
            return
        self.arrived += end - start
        if self.arrived > LARGEST_BODY:
            raise TooLargeError("body_too_large", largest=LARGEST_BODY)
        super().on_part_data(data, start, end)


async def read_form(request: Request, most_mb: int, *, with_files: bool = True) -> FormData:
    """The form with its files, which whoever asked must close.

    Args:
        request: what came in; nobody has read of it yet.
        most_mb: megabytes that a file may have.
        with_files: whether files are wanted; else they are empty.

    Raises:
        InvalidInputError: no form, or too many fields.
        TooLargeError: more than a form may bring.
    """
    kind = kind_of(request)
    try:
        if kind == WITH_FILES and _is_utf8(request):
            parser = MultiPartParser if with_files else _WordsAlone
            return await parser(
                request.headers,
                _counted(request, most_read(most_mb), too_large(most_mb)),
                max_files=_MOST_FILES,
                max_fields=_MOST_FIELDS,
                max_part_size=_PART,
            ).parse()
        if kind == "application/x-www-form-urlencoded":
            beyond = TooLargeError("body_too_large", largest=LARGEST_BODY)
            return await FormParser(
                request.headers, _counted(request, LARGEST_BODY, beyond)
            ).parse()
    except MultiPartException as error:
        raise InvalidInputError("broken_form", field=FILE) from error
    raise InvalidInputError("form_expected", field="Content-Type", value=kind)


def _is_utf8(request: Request) -> bool:
    """Whether texts come as browsers send them; other codecs make what is no text at all."""
    _, told = parse_options_header(request.headers["content-type"])
    return told.get(b"charset", b"utf-8").lower() in {b"utf-8", b"utf8"}


def kind_of(request: Request) -> str:
    """What sort of body was announced."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _counted(
    request: Request, most: int, beyond: TooLargeError
) -> AsyncGenerator[bytes, None]:
    arrived = 0
    async for chunk in request.stream():
        arrived += len(chunk)
        if arrived > most:
            raise beyond
        yield chunk
