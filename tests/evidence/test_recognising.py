"""What a file is, is told by its bytes; what runs where it is opened is not taken."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence import made_files as made
from tests.support.properties import examples
from tracker.errors import UnsupportedTypeError
from tracker.evidence.media_types import MediaType, fitting_name
from tracker.evidence.recognising import media_type_of

TAKEN: dict[str, tuple[bytes, MediaType]] = {
    "pdf": (made.PDF, MediaType.PDF),
    "docx": (made.office(f"{MediaType.DOCX}.main+xml"), MediaType.DOCX),
    "pptx": (made.office(f"{MediaType.PPTX}.main+xml"), MediaType.PPTX),
    "xlsx of a real program": (made.workbook(), MediaType.XLSX),
    "odt": (made.open_document(MediaType.ODT), MediaType.ODT),
    "ods": (made.open_document(MediaType.ODS), MediaType.ODS),
    "odp": (made.open_document(MediaType.ODP), MediaType.ODP),
    "doc": (made.compound("1Table", "WordDocument"), MediaType.DOC),
    "xls": (made.compound("Workbook"), MediaType.XLS),
    "xls of long ago": (made.compound("Book"), MediaType.XLS),
    "doc of many megabytes": (made.large_compound("WordDocument"), MediaType.DOC),
    "ppt": (made.compound("Current User", "PowerPoint Document"), MediaType.PPT),
    "jpeg": (made.JPEG, MediaType.JPEG),
    "png": (made.PNG, MediaType.PNG),
    "tiff": (b"II*\x00" + bytes(60), MediaType.TIFF),
    "tiff the other way round": (b"MM\x00*" + bytes(60), MediaType.TIFF),
    "heic": (made.HEIC, MediaType.HEIC),
    "zip": (made.zipped({"Báo cáo/1.pdf": made.PDF}), MediaType.ZIP),
    "signed xml": (made.SIGNED_XML, MediaType.XML),
    "letter": (made.LETTER, MediaType.TEXT),
    "table": ("ký hiệu;đơn vị\r\nHH-1;H57\r\n".encode("utf-8-sig"), MediaType.TEXT),
    "long text": (("Đôn đốc. " * 40_000).encode(), MediaType.TEXT),
}
REFUSED: dict[str, bytes] = {
    "a program": b"MZ\x90\x00" + bytes(200),
    "a program for another system": b"\x7fELF\x02\x01\x01" + bytes(100),
    "a page": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "a page after a blank": b"\xef\xbb\xbf \r\n<HTML><body>1<br></body></HTML>",
    "a page in good form": b"<html><body/></html>",
    "a page by its vocabulary": b'<a:x xmlns:a="http://www.w3.org/1999/xhtml"/>',
    "a drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
    "a drawing deeper inside": b'<d><svg xmlns="http://www.w3.org/2000/svg"/></d>',
    "xml with entities": b'<!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>',
    "xml cut short": made.SIGNED_XML[:-4],
    "xml of senseless depth": b"<a>" * 1000 + b"</a>" * 1000,
    "xml of one endless tag": b"<a b='" + b"x" * 2_000_000 + b"'/>",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "rich text": b"{\\rtf1 text}",
    "postscript": b"%!PS-Adobe-3.0\nshowpage\n",
    "text in another encoding": "Đôn đốc".encode("utf-16"),
    "text cut inside a letter": "Đôn đốc Đ".encode()[:-1],
    "text with a zero byte": b"text\x00text",
    "a document with macros": made.office("application/vnd.ms-word.document.macroEnabled.main+xml"),
    "an office file of no known sort": made.office("application/vnd.ms-visio.drawing.main+xml"),
    "a book": made.open_document("application/epub+zip"),
    "a java program": made.zipped({"META-INF/MANIFEST.MF": b"Main-Class: a", "a.class": b"1"}),
    "an android program": made.zipped({"AndroidManifest.xml": b"1"}),
    "an archive cut short": made.zipped({"a.pdf": made.PDF})[:-30],
    "an empty archive": b"PK\x05\x06" + bytes(18),
    "an archive of very many files": made.zipped({str(n): b"" for n in range(10_001)}),
    "another sort of archive": b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(50),
    "an installer": made.compound("Tables", "Columns"),
    "a message with a document in it": made.compound("attachment", deeper="WordDocument"),
    "a compound file without anything": made.compound(),
    "a compound file cut short": made.compound("WordDocument")[:900],
    "a moving picture": b"GIF89a" + bytes(30),
    "a film": b"\x00\x00\x00\x18ftypmp42" + bytes(30),
}


@pytest.mark.parametrize("sort", TAKEN)
def test_what_offices_send_is_recognised_by_its_bytes(sort: str):
    content, media_type = TAKEN[sort]

    assert media_type_of(io.BytesIO(content)) is media_type


@pytest.mark.parametrize("sort", REFUSED)
def test_what_runs_or_cannot_be_told_is_refused(sort: str):
    with pytest.raises(UnsupportedTypeError) as caught:
        media_type_of(io.BytesIO(REFUSED[sort]))

    assert caught.value.code == "evidence_type"


def test_the_refusal_says_what_the_file_seems_to_be():
    with pytest.raises(UnsupportedTypeError) as caught:
        media_type_of(io.BytesIO(REFUSED["a program"]))
    assert caught.value.details["found"] == ".exe"

    with pytest.raises(UnsupportedTypeError) as caught:
        media_type_of(io.BytesIO(b"\x01\x02\x03\x04"))
    assert caught.value.details["found"] == "?"


def test_an_archive_whose_end_promises_a_huge_directory_is_not_read():
    content = bytearray(made.zipped({"a.pdf": made.PDF}))
    content[-10:-6] = (2**31).to_bytes(4, "little")

    with pytest.raises(UnsupportedTypeError):
        media_type_of(io.BytesIO(bytes(content)))


def test_an_archive_of_the_wide_sort_is_not_read():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.pdf", made.PDF)
    content = packed.getvalue()
    end = content.rindex(b"PK\x05\x06")
    wide = content[:end] + b"PK\x06\x07" + bytes(16) + content[end:]

    with pytest.raises(UnsupportedTypeError):
        media_type_of(io.BytesIO(wide))


@examples(2)
@given(
    whole=st.sampled_from([content for content, _ in TAKEN.values() if len(content) < 20_000]),
    places=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6)), max_size=5
    ),
    length=st.floats(0, 1),
)
def test_whatever_is_wrong_with_a_file_it_is_recognised_or_refused(
    whole: bytes, places: list[tuple[float, bytes]], length: float
):
    content = bytearray(whole[: max(1, int(len(whole) * length))])
    for place, other in places:
        start = int(place * len(content))
        content[start : start + len(other)] = other

    with suppress(UnsupportedTypeError):
        assert media_type_of(io.BytesIO(bytes(content))) in MediaType


@pytest.mark.parametrize(
    ("name", "media_type", "given_out"),
    [
        ("Báo cáo.pdf", MediaType.PDF, "Báo cáo.pdf"),
        ("ẢNH.JPEG", MediaType.JPEG, "ẢNH.JPEG"),
        ("số liệu.csv", MediaType.TEXT, "số liệu.csv"),
        ("chạy.bat", MediaType.TEXT, "chạy.bat.txt"),
        ("trang.html", MediaType.XML, "trang.html.xml"),
        ("07.QĐ-UBND", MediaType.PDF, "07.QĐ-UBND.pdf"),
        ("không đuôi", MediaType.DOCX, "không đuôi.docx"),
    ],
)
def test_a_file_is_given_out_under_a_name_that_fits_what_it_is(
    name: str, media_type: MediaType, given_out: str
):
    assert fitting_name(name, media_type) == given_out
