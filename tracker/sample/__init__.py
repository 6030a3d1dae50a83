"""Two synthetic histories, built to the totals of real reports; see README.md beside."""

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
HISTORIES: Final = (
    _FOLDER / "huong-huu-2024.history.jsonl",
    _FOLDER / "phung-hiep-2024.history.jsonl",
)
