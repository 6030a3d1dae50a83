"""Small files of every sort that offices send, and of some that they should not."""

import io
import struct
import zipfile
from collections.abc import Mapping

from openpyxl import Workbook

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
SECTOR = 512
NUMBERS = 128
LAST, FREE, NOBODY = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFF
"""Of compound files: bytes of a sector, numbers in it, and marks in place of a number."""


def zipped(entries: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def office(main: str) -> bytes:
    """An office document whose main part is of a content type."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    return zipped({"[Content_Types].xml": types.encode(), "main.xml": b"<d/>"})


def workbook() -> bytes:
    """As a real program writes it."""
    saved = io.BytesIO()
    book = Workbook()
    book.active.append(["Báo cáo", 1])  # type: ignore[union-attr]
    book.save(saved)
    return saved.getvalue()


def open_document(media_type: str) -> bytes:
    return zipped({"mimetype": media_type.encode(), "content.xml": b"<d/>"})


def compound(*roots: str, deeper: str | None = None) -> bytes:
    """A compound file with streams at its root, and one inside the first of them.

    One sector of table, one of directory; all streams are empty.
    """
    table = struct.pack("<128I", 0xFFFFFFFD, LAST, *[FREE] * 126)
    directory = _directory(roots, deeper)
    return _header(directory=1, listed=LAST, lists=0, table=0) + table + directory


def large_compound(*roots: str) -> bytes:
    """One so large that the header has not room for the list of the table's sectors."""
    place = 109 * NUMBERS
    listed = struct.pack("<128I", 1, *[FREE] * 126, LAST)
    table = struct.pack("<128I", LAST, *[FREE] * 127)
    start = _header(directory=place, listed=0, lists=1, table=FREE) + listed + table
    return start.ljust((place + 1) * SECTOR, b"\0") + _directory(roots, None)


def _header(*, directory: int, listed: int, lists: int, table: int) -> bytes:
    signature = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    begin = struct.pack("<8s16x5H10x", signature, 0x3E, 3, 0xFFFE, 9, 6)
    middle = struct.pack("<8I", 1, directory, 0, 4096, LAST, 0, listed, lists)
    return begin + middle + struct.pack("<109I", table, *[FREE] * 108)


def _directory(roots: tuple[str, ...], deeper: str | None) -> bytes:
    entries = [("Root Entry", 5, NOBODY, 1 if roots else NOBODY)]
    for place, name in enumerate(roots, 1):
        following = place + 1 if place < len(roots) else NOBODY
        inside = len(roots) + 1 if deeper and place == 1 else NOBODY
        entries.append((name, 2 if inside == NOBODY else 1, following, inside))
    if deeper:
        entries.append((deeper, 2, NOBODY, NOBODY))
    return b"".join(_entry(*entry) for entry in entries).ljust(SECTOR, b"\0")


def _entry(name: str, sort: int, following: int, child: int) -> bytes:
    spelt = name.encode("utf-16-le")
    fields = struct.pack("<64sHBBIII", spelt, len(spelt) + 2, sort, 1, NOBODY, following, child)
    return fields.ljust(128, b"\0")


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(30)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(30)
SIGNED_XML = (
    '\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="a.xsl"?>'
    '<HDon><Ten>Phiếu thu</Ten><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></HDon>'
).encode()
LETTER = "Từ: Văn phòng\r\nTới: Phòng Nội vụ\r\n\r\nKính gửi, <đính kèm>\t1\f2".encode()
