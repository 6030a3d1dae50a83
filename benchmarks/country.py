"""A made-up country: one central root, provinces below it, 323 units below each of those."""

from collections.abc import Iterator
from math import ceil
from typing import Final, NamedTuple

UNITS_OF_A_PROVINCE: Final = 323
_ITEMS_OF_A_UNIT: Final = 182
ROOT: Final = "TW"


class Unit(NamedTuple):
    """One unit of the tree."""

    code: str
    name: str
    level: str
    parent: str | None


class Country:
    """As many provinces as give every unit about 182 items; two million items make 34."""

    def __init__(self, items: int) -> None:
        wanted = items / _ITEMS_OF_A_UNIT / UNITS_OF_A_PROVINCE
        # A province begun only just is left out: 34.02 are 34.
        self.provinces = [f"T{n:02}" for n in range(1, max(1, ceil(wanted - 0.2)) + 1)]
        self.leaves = [
            f"{province}.{n:03}"
            for province in self.provinces
            for n in range(1, UNITS_OF_A_PROVINCE + 1)
        ]

    def units(self) -> Iterator[Unit]:
        """Parents before their children."""
        yield Unit(ROOT, "Chính phủ", "central", None)
        for province in self.provinces:
            yield Unit(province, f"UBND tỉnh {province}", "province", ROOT)
        for code in self.leaves:
            yield Unit(code, f"UBND xã {code}", "commune", code.partition(".")[0])
