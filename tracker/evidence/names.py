"""Names of files as people's programs send them."""

import re
from typing import Final
from unicodedata import normalize

from tracker.entry.fields import ONE_LINE
from tracker.entry.problems import shown
from tracker.errors import InvalidInputError

LONGEST: Final = 200
"""Characters; as long as a name may be in an event."""
_SEPARATOR: Final = re.compile(r"[/\\]")
_FOLDERS: Final = {".", ".."}


def plain_name(given: str) -> str:
    """The name without the folders that some programs put before it, accents composed.

    Raises:
        InvalidInputError: nothing is left, it is too long, or it has signs that no name has.
    """
    name = _SEPARATOR.split(normalize("NFC", given))[-1].strip()
    if name in _FOLDERS or len(name) > LONGEST or not re.fullmatch(ONE_LINE, name):
        raise InvalidInputError("bad_file_name", field="file", value=shown(given), most=LONGEST)
    return name
