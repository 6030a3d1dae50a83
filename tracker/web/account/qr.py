"""A text as a QR code, to be drawn by the page itself: nothing is fetched for it."""

from typing import Final, NamedTuple

import segno

_MARGIN: Final = 4
"""Modules of blank around it, which cameras need."""


class Drawing(NamedTuple):
    """A square of ``size`` modules, margin included, and the path of the dark ones."""

    size: int
    path: str


def drawn(text: str) -> Drawing:
    """The code with about 15% of it to spare for scratches and reflections."""
    rows = segno.make(text, error="m", micro=False).matrix
    dark = [
        f"M{x + _MARGIN} {y + _MARGIN}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, module in enumerate(row)
        if module
    ]
    return Drawing(len(rows) + 2 * _MARGIN, "".join(dark))
