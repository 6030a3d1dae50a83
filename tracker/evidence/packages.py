"""Files that are ZIP archives: office documents, and archives of papers."""

import struct
import zlib
from collections.abc import Mapping
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from tracker.evidence.media_types import MediaType

_MOST_ENTRIES: Final = 10_000
_MOST_DIRECTORY: Final = 4 * 2**20
"""Bytes of an archive's directory; it is read whole, so it may not be of any size."""
_END: Final = struct.Struct("<4s4x2xHI4xH")
_END_SIGN: Final = b"PK\x05\x06"
_LONGEST_COMMENT: Final = 65535
_WIDE_END: Final = b"PK\x06\x07"
"""Of archives with more or larger entries than ours may have."""
_WIDE_END_SIZE: Final = 20

_CONTENT_TYPES: Final = "[Content_Types].xml"
_MOST_CONTENT_TYPES: Final = 2**20
_OFFICE: Final[Mapping[bytes, MediaType]] = {
    f"{media_type.value}.main+xml".encode(): media_type
    for media_type in (MediaType.DOCX, MediaType.XLSX, MediaType.PPTX)
}
_MACROS: Final = b"macroEnabled"
_OPEN_DOCUMENT: Final[Mapping[bytes, MediaType]] = {
    media_type.value.encode(): media_type
    for media_type in (MediaType.ODT, MediaType.ODS, MediaType.ODP)
}
_PROGRAMS: Final = {"META-INF/MANIFEST.MF", "AndroidManifest.xml"}
"""Archives that run where they are opened."""

_UNREADABLE: Final = (
    BadZipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What the reader of archives raises about bytes that are no good archive."""


def package_type(file: BinaryIO) -> MediaType | None:
    """The type of a ZIP archive; None where it is broken, a program, or has macros."""
    if not _has_modest_directory(file):
        return None
    try:
        with ZipFile(file) as archive:
            return _type_of(archive)
    except _UNREADABLE:
        return None


def _has_modest_directory(file: BinaryIO) -> bool:
    """Whether the end of the archive, found as its reader finds it, promises few entries."""
    size = file.seek(0, 2)
    start = file.seek(max(0, size - _LONGEST_COMMENT - _END.size - _WIDE_END_SIZE))
    tail = file.read(size - start)
    place = len(tail) - _END.size
    if not (tail[place:].startswith(_END_SIGN) and tail.endswith(b"\0\0")):
        place = tail.rfind(_END_SIGN)
    if place < 0 or place + _END.size > len(tail):
        return False
    _, entries, length, _ = _END.unpack_from(tail, place)
    wide = tail[max(0, place - _WIDE_END_SIZE) : place].startswith(_WIDE_END)
    return entries <= _MOST_ENTRIES and length <= _MOST_DIRECTORY and not wide


def _type_of(archive: ZipFile) -> MediaType | None:
    names = set(archive.namelist())
    if len(names) > _MOST_ENTRIES or not names:
        return None
    if "mimetype" in names:
        return _OPEN_DOCUMENT.get(_beginning(archive, "mimetype", 100).strip())
    if _CONTENT_TYPES in names:
        return _office_type(_beginning(archive, _CONTENT_TYPES, _MOST_CONTENT_TYPES))
    return None if names & _PROGRAMS else MediaType.ZIP


def _office_type(content_types: bytes) -> MediaType | None:
    if _MACROS in content_types:
        return None
    return next((kind for main, kind in _OFFICE.items() if main in content_types), None)


def _beginning(archive: ZipFile, name: str, most: int) -> bytes:
    """The first bytes of an entry, however large it says or turns out to be."""
    entry = archive.getinfo(name)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        message = "no office program packs like this"
        raise BadZipFile(message)
    with archive.open(entry) as opened:
        return opened.read(most)
