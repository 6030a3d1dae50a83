"""Makes pictures of pages small: pages have few colours, so a palette says each in one byte."""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256
_CHANNELS = {2: 3, 6: 4}
"""Bytes a pixel, by the kind of picture: colours, or colours with transparency."""


def smaller(picture: bytes) -> bytes:
    """The same PNG with the 256 most frequent of its colours, any other as the nearest of them.

    Args:
        picture: what a browser took: eight bits a channel, not interlaced.
    """
    chunks = list(_chunks(picture))
    width, height, _, kind = struct.unpack(">IIBB", chunks[0][1][:10])
    packed = b"".join(data for name, data in chunks if name == b"IDAT")
    rows = list(_rows(zlib.decompress(packed), width, height, _CHANNELS[kind]))
    step = _CHANNELS[kind]
    pixels = [[row[i : i + 3] for i in range(0, len(row), step)] for row in rows]
    counted = Counter(pixel for row in pixels for pixel in row)
    palette = [colour for colour, _ in counted.most_common(_COLOURS)]
    numbers = {colour: number for number, colour in enumerate(palette)}
    for colour in counted:
        if colour not in numbers:
            numbers[colour] = numbers[_nearest(colour, palette)]
    flat = b"".join(b"\0" + bytes(map(numbers.__getitem__, row)) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", b"".join(palette)),
        (b"IDAT", zlib.compress(flat, 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(_chunk(name, data) for name, data in parts)


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(picture):
        length, name = struct.unpack(">I4s", picture[at : at + 8])
        yield name, picture[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _rows(raw: bytes, width: int, height: int, step: int) -> Iterator[bytes]:
    """The rows of pixels, each undone of the filter that its first byte names."""
    long = width * step
    before = bytes(long)
    for number in range(height):
        at = number * (long + 1)
        row = bytearray(raw[at + 1 : at + 1 + long])
        _undo(raw[at], row, before, step)
        before = bytes(row)
        yield before


def _undo(how: int, row: bytearray, above: bytes, step: int) -> None:
    for i in range(len(row)):
        left = row[i - step] if i >= step else 0
        corner = above[i - step] if i >= step else 0
        row[i] = (row[i] + _guessed(how, left, above[i], corner)) & 0xFF


def _guessed(how: int, left: int, above: int, corner: int) -> int:
    match how:
        case 0:
            return 0
        case 1:
            return left
        case 2:
            return above
        case 3:
            return (left + above) // 2
    guess = left + above - corner
    return min((left, above, corner), key=lambda one: abs(guess - one))


def _nearest(colour: bytes, palette: list[bytes]) -> bytes:
    def distance(one: bytes) -> int:
        return sum((a - b) ** 2 for a, b in zip(one, colour, strict=True))

    return min(palette, key=distance)
