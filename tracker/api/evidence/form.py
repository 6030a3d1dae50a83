"""Reads an uploaded form as it comes in, into a spool, and keeps no more of it than a block."""

from collections.abc import AsyncIterable
from typing import Final

import anyio.to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from tracker.entry.problems import shown
from tracker.errors import InvalidInputError, TooLargeError, TrackerError, UnsupportedTypeError
from tracker.evidence.names import LONGEST, plain_name
from tracker.evidence.spool import Spool

_FIELD: Final = b"file"
_BLOCK: Final = 2**20
"""Bytes collected before they are written, for each write waits for a thread."""
_MB: Final = 10**6


def most_read(most_mb: int) -> int:
    """How many bytes of a form are read at all, where a file may have so many megabytes.

    A sender that is cut off while it sends often never gets to see the answer, so what is
    refused is read on, unseen, up to twice the limit.
    """
    return 2 * most_mb * _MB + _BLOCK


async def receive(chunks: AsyncIterable[bytes], content_type: str, spool: Spool) -> str:
    """Takes the one file of a form into the spool; gives its name.

    Raises:
        UnsupportedTypeError: not a form with files.
        InvalidInputError: not one file in the field ``file``, an unfit name, or broken off.
        TooLargeError: more bytes than the limit.
        UnavailableError: as :meth:`Spool.take`.
    """
    form = _Form(content_type)
    refused: TrackerError | None = None
    arrived = 0
    try:
        async for chunk in chunks:
            arrived += len(chunk)
            if arrived > most_read(spool.most_mb):
                raise too_large(spool.most_mb)
            refused = refused or await _fed(form, chunk, spool)
    except ClientDisconnect as error:
        raise _broken() from error
    if refused is not None:
        raise refused
    return await _finished(form, spool)


def too_large(most_mb: int) -> TooLargeError:
    """The refusal of a file beyond the limit."""
    return TooLargeError("evidence_too_large", field="file", most=most_mb)


async def _fed(form: "_Form", chunk: bytes, spool: Spool) -> TrackerError | None:
    """Feeds what has come; gives the refusal that it led to."""
    try:
        form.feed(chunk)
        if len(form.collected) >= _BLOCK:
            await anyio.to_thread.run_sync(spool.take, form.collect())
    except TrackerError as error:
        return error
    return None


async def _finished(form: "_Form", spool: Spool) -> str:
    if not form.is_complete:
        raise _broken()
    if form.name is None:
        raise InvalidInputError("file_expected", field="file")
    await anyio.to_thread.run_sync(spool.take, form.collect())
    await anyio.to_thread.run_sync(spool.finish)
    return form.name


class _Form:
    """A form of one file, part by part."""

    def __init__(self, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise UnsupportedTypeError("form_expected")
        self.name: str | None = None
        self.collected = bytearray()
        self.is_complete = False
        self._header = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._value = bytearray()
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._add_to_header,
                    "on_header_value": self._add_to_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._name,
                    "on_part_data": self._collect,
                    "on_end": self._complete,
                },
            )
        except FormParserError as error:
            raise UnsupportedTypeError("form_expected") from error

    def feed(self, chunk: bytes) -> None:
        """Reads on.

        Raises:
            InvalidInputError: what came is not what was asked for.
        """
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _broken() from error

    def collect(self) -> bytes:
        """The bytes of the file that came since the last time."""
        block = bytes(self.collected)
        self.collected.clear()
        return block

    def _begin(self) -> None:
        if self.name is not None:
            raise InvalidInputError("file_expected", field="file")
        self._headers.clear()

    def _add_to_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _name(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        if options.get(b"name") != _FIELD or b"filename" not in options:
            raise InvalidInputError("file_expected", field="file")
        self.name = plain_name(_decoded(options[b"filename"]))

    def _collect(self, data: bytes, start: int, end: int) -> None:
        self.collected += data[start:end]

    def _complete(self) -> None:
        self.is_complete = True


def _decoded(name: bytes) -> str:
    """A name as all programs of today send it."""
    try:
        return name.decode()
    except UnicodeDecodeError as error:
        value = shown(name.decode(errors="replace"))
        raise InvalidInputError("bad_file_name", field="file", value=value, most=LONGEST) from error


def _broken() -> InvalidInputError:
    return InvalidInputError("broken_form", field="file")
