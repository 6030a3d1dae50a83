"""Compound files (OLE), as office programs wrote them before 2007: which of them it is."""

import struct
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Final, NamedTuple

from tracker.evidence.media_types import MediaType

_STREAMS: Final[Mapping[str, MediaType]] = {
    "WordDocument": MediaType.DOC,
    "Workbook": MediaType.XLS,
    "Book": MediaType.XLS,
    "PowerPoint Document": MediaType.PPT,
}
"""The stream at the root that makes a compound file a document; installers have none of them."""

_HEADER: Final = struct.Struct("<30xH16xI16xII109I")
"""Size of a sector as a power of two; first sectors of directory and of the table's own list;
how many of the latter; the first part of that list."""
_SECTOR_SHIFTS: Final = (9, 12)
_LAST_SECTOR: Final = 0xFFFFFFF9
_ENTRY: Final = struct.Struct("<64sHBxIII")
"""Name in UTF-16, its length in bytes, sort of entry, left and right neighbour, child."""
_ENTRY_SIZE: Final = 128
_NOBODY: Final = 0xFFFFFFFF
_MOST_SECTORS: Final = 2048
"""Of the directory; documents have a handful."""
_MOST_LISTS: Final = 64
"""Sectors that list where the table is; enough for half a gigabyte."""


class _Entry(NamedTuple):
    name: str
    neighbours: tuple[int, int]
    child: int


def compound_type(file: BinaryIO) -> MediaType | None:
    """The type of a document that is a compound file; None where it is none or broken."""
    try:
        entries = list(_entries(file))
        names = set(_at_root(entries))
    except (struct.error, IndexError):
        return None
    return next((kind for name, kind in _STREAMS.items() if name in names), None)


def _at_root(entries: list[_Entry]) -> Iterator[str]:
    """The names directly in the root; those deeper belong to documents inside the document."""
    waiting, seen = [entries[0].child], {_NOBODY}
    while waiting:
        number = waiting.pop()
        if number not in seen:
            seen.add(number)
            yield entries[number].name
            waiting += entries[number].neighbours


def _entries(file: BinaryIO) -> Iterator[_Entry]:
    """The directory, entry by entry; the first is the root."""
    file.seek(0)
    shift, first, listed, lists, *heads = _HEADER.unpack(file.read(_HEADER.size))
    if shift not in _SECTOR_SHIFTS:
        return
    sectors = _Sectors(file, 1 << shift, heads, listed, min(lists, _MOST_LISTS))
    for sector in sectors.chain(first):
        for place in range(0, len(sector), _ENTRY_SIZE):
            name, length, _, left, right, child = _ENTRY.unpack_from(sector, place)
            told = name[: max(0, length - 2)].decode("utf-16-le", "replace")
            yield _Entry(told, (left, right), child)


class _Sectors:
    """The sectors of a compound file, each of which names the next through a table."""

    def __init__(
        self, file: BinaryIO, size: int, heads: list[int], listed: int, lists: int
    ) -> None:
        self._file = file
        self._end = file.seek(0, 2)
        self._size = size
        self._numbers = struct.Struct(f"<{size // 4}I")
        self._table = [*heads]
        for _ in range(lists):
            *more, listed = self._numbers.unpack(self._read(listed))
            self._table += more

    def chain(self, first: int) -> Iterator[bytes]:
        """A sector and those that follow it."""
        for _ in range(_MOST_SECTORS):
            if first >= _LAST_SECTOR:
                return
            yield self._read(first)
            part, place = divmod(first, self._size // 4)
            first = self._numbers.unpack(self._read(self._table[part]))[place]

    def _read(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start + self._size > self._end:
            message = "the file ends before the sector"
            raise struct.error(message)
        self._file.seek(start)
        return self._file.read(self._size)
