"""The types of file that are taken, and the endings that fit each of them."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import Final


class MediaType(StrEnum):
    """What a stored file is, found out from its bytes."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    DOC = "application/msword"
    XLS = "application/vnd.ms-excel"
    PPT = "application/vnd.ms-powerpoint"
    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    HEIC = "image/heic"
    TEXT = "text/plain"
    """Tables of comma-separated values and letters as mail programs save them are text too."""
    XML = "application/xml"
    ZIP = "application/zip"


_ENDINGS: Final[Mapping[MediaType, tuple[str, ...]]] = {
    MediaType.PDF: (".pdf",),
    MediaType.DOCX: (".docx",),
    MediaType.XLSX: (".xlsx",),
    MediaType.PPTX: (".pptx",),
    MediaType.ODT: (".odt",),
    MediaType.ODS: (".ods",),
    MediaType.ODP: (".odp",),
    MediaType.DOC: (".doc",),
    MediaType.XLS: (".xls",),
    MediaType.PPT: (".ppt",),
    MediaType.JPEG: (".jpg", ".jpeg", ".jfif"),
    MediaType.PNG: (".png",),
    MediaType.TIFF: (".tif", ".tiff"),
    MediaType.HEIC: (".heic", ".heif"),
    MediaType.TEXT: (".txt", ".csv", ".tsv", ".eml"),
    MediaType.XML: (".xml",),
    MediaType.ZIP: (".zip",),
}


def fitting_name(name: str, media_type: MediaType) -> str:
    """The name under which a file is given out; it never ends like another type of file.

    A text called ``x.bat`` would run where it is opened; ``x.bat.txt`` is read.
    """
    endings = _ENDINGS[media_type]
    return name if PurePath(name).suffix.lower() in endings else name + endings[0]
