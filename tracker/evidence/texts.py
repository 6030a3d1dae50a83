"""Files of plain text and XML; pages and scripts, which run where they are opened, are not."""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.parsers import expat

from tracker.evidence.media_types import MediaType

_BLOCK: Final = 2**16
_NOT_IN_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SCRIPTS: Final = ("#!", "%!", "{\\rtf")
"""How scripts, PostScript and rich text begin; the last can hold programs."""
_PAGES: Final = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg")
"""Vocabularies in which browsers run scripts."""
_PAGE_ROOTS: Final = {"html", "svg"}
_DEEPEST: Final = 200
_LONGEST_TOKEN: Final = 2**20
"""Bytes; the parser keeps an unfinished tag in memory."""


class _NotTakenError(Exception):
    """XML of a sort that is not taken."""


def text_type(file: BinaryIO) -> MediaType | None:
    """Whether a file is text in UTF-8 or XML; None where it is neither."""
    try:
        start = _start_of_text(file)
    except UnicodeDecodeError:
        return None
    if start is None or start.startswith(_SCRIPTS):
        return None
    if not start.startswith("<"):
        return MediaType.TEXT
    return MediaType.XML if _is_harmless_xml(file) else None


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block


def _start_of_text(file: BinaryIO) -> str | None:
    """The first signs that are not blank; None if a sign anywhere has no place in a text.

    Raises:
        UnicodeDecodeError: not UTF-8.
    """
    decoder = getincrementaldecoder("utf-8-sig")()
    start = ""
    for block in _blocks(file):
        text = decoder.decode(block)
        if _NOT_IN_TEXT.search(text):
            return None
        start = start or text.lstrip()[:_BLOCK]
    decoder.decode(b"", final=True)
    return start


def _is_harmless_xml(file: BinaryIO) -> bool:
    """Whether it is well formed and in no vocabulary of pages; signed documents are."""
    parser = expat.ParserCreate(namespace_separator=" ")
    _refuse_pages(parser)
    given = 0
    try:
        for block in _blocks(file):
            parser.Parse(block, False)
            given += len(block)
            if given - parser.CurrentByteIndex > _LONGEST_TOKEN:
                return False
        parser.Parse(b"", True)
    except (expat.ExpatError, _NotTakenError):
        return False
    return True


def _refuse_pages(parser: expat.XMLParserType) -> None:
    depth = 0

    def start(name: str, _: object) -> None:
        nonlocal depth
        depth += 1
        vocabulary, _, local = name.rpartition(" ")
        is_page = vocabulary in _PAGES or (depth == 1 and local.lower() in _PAGE_ROOTS)
        if is_page or depth > _DEEPEST:
            raise _NotTakenError

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        # Its entities can grow without bound, or name files of the reader's machine.
        raise _NotTakenError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
