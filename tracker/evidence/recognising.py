"""What a file is, from its bytes alone; its name and what the sender says of it do not count."""

from collections.abc import Callable, Mapping
from typing import BinaryIO, Final

import puremagic

from tracker.errors import UnsupportedTypeError
from tracker.evidence.compounds import compound_type
from tracker.evidence.media_types import MediaType
from tracker.evidence.packages import package_type
from tracker.evidence.texts import text_type

_HEAD: Final = 4096
_SIGNATURES: Final[Mapping[bytes, MediaType]] = {
    b"%PDF-": MediaType.PDF,
    b"\x89PNG\r\n\x1a\n": MediaType.PNG,
    b"\xff\xd8\xff": MediaType.JPEG,
    b"II*\x00": MediaType.TIFF,
    b"MM\x00*": MediaType.TIFF,
}
_CONTAINERS: Final[Mapping[bytes, Callable[[BinaryIO], MediaType | None]]] = {
    b"PK\x03\x04": package_type,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": compound_type,
}
_HEIC_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}


def media_type_of(file: BinaryIO) -> MediaType:
    """The type of a file that is taken.

    Args:
        file: open for reading, able to seek; read in parts.

    Raises:
        UnsupportedTypeError: a file of another type; ``found`` is what it seems to be.
    """
    file.seek(0)
    head = file.read(_HEAD)
    found = _by_signature(head) or _by_structure(head, file)
    if found is None:
        raise UnsupportedTypeError("evidence_type", field="file", found=_seems(head))
    return found


def _by_signature(head: bytes) -> MediaType | None:
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return MediaType.HEIC
    return next((kind for sign, kind in _SIGNATURES.items() if head.startswith(sign)), None)


def _by_structure(head: bytes, file: BinaryIO) -> MediaType | None:
    recognise = next(
        (told for sign, told in _CONTAINERS.items() if head.startswith(sign)), text_type
    )
    return recognise(file)


def _seems(head: bytes) -> str:
    """What is known of a type that we do not take: the ending that such files usually have."""
    try:
        likely = puremagic.magic_string(head)
    except puremagic.PureError:
        return "?"
    return next((one.extension for one in likely if one.extension), "?")
