"""Commands over many streams: loaded in bulk, decided about, and recorded together."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar
from uuid import UUID

from tracker.aggregates.item import Item
from tracker.application import Tracker
from tracker.commands.recording import Recorded
from tracker.errors import StaleVersionError

T = TypeVar("T")

_ATTEMPTS: Final = 5
"""Somebody may log a completion while five thousand items are decided about; then anew."""
_LOADED_AT_ONCE: Final = 500

Progress = Callable[[int, int], None]
"""Told how many items were loaded, and of how many."""


def silent(_done: int, _total: int) -> None:
    """Nobody watches."""


def loaded(streams: Sequence[UUID], tracker: Tracker, progress: Progress) -> Iterator[Item]:
    """The items of many streams, as many at a time as memory bears."""
    for start in range(0, len(streams), _LOADED_AT_ONCE):
        some = streams[start : start + _LOADED_AT_ONCE]
        yield from tracker.items(some)
        progress(start + len(some), len(streams))


def until_recorded(
    tracker: Tracker, decide: Callable[[], tuple[T, Sequence[Recorded]]]
) -> tuple[T, int | None]:
    """Records what is decided, deciding anew where somebody else was first.

    Args:
        tracker: where it is recorded.
        decide: loads and decides; gives what is told of it, and what is to be recorded.

    Returns:
        What was told, and the last position; None where nothing was to be recorded.

    Raises:
        StaleVersionError: others were first every time.
    """
    for attempt in range(_ATTEMPTS):
        told, changed = decide()
        try:
            position = tracker.record(*changed)
        except StaleVersionError:
            if attempt == _ATTEMPTS - 1:
                raise
        else:
            return told, position
    raise AssertionError
