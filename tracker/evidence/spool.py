"""Where an upload lies until all of it is there: a file without a name, gone with its process."""

import hashlib
import logging
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO, Final, Self

from tracker.errors import InvalidInputError, TooLargeError, UnavailableError

logger: Final = logging.getLogger(__name__)

_MB: Final = 10**6


class Spool:
    """Takes a file block by block and hashes it on the way.

    Args:
        folder: on the disk that shall hold it; made if need be.
        most_mb: megabytes; with the first byte more it is refused.
    """

    def __init__(self, folder: Path, most_mb: int) -> None:
        self.most_mb = most_mb
        """The limit."""
        self._hash = hashlib.sha256()
        self.size = 0
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Never linked to a name, so whatever ends the process, nothing of it is left.
            self.file: BinaryIO = TemporaryFile(dir=folder)  # noqa: SIM115 - closed in __exit__
        except OSError as error:
            raise _no_room(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.file.close()

    @property
    def sha256(self) -> str:
        """Of what it holds."""
        return self._hash.hexdigest()

    def take(self, block: bytes) -> None:
        """Adds a block.

        Raises:
            TooLargeError: the file is larger than the limit; nothing more is written.
            UnavailableError: the disk has no room or cannot be written.
        """
        self.size += len(block)
        if self.size > self.most_mb * _MB:
            raise TooLargeError("evidence_too_large", field="file", most=self.most_mb)
        self._hash.update(block)
        try:
            self.file.write(block)
        except OSError as error:
            raise _no_room(error) from error

    def finish(self) -> None:
        """Says that this was all.

        Raises:
            InvalidInputError: there was nothing.
            UnavailableError: as :meth:`take`.
        """
        if not self.size:
            raise InvalidInputError("evidence_empty", field="file")
        try:
            self.file.flush()
        except OSError as error:
            raise _no_room(error) from error


def _no_room(error: OSError) -> UnavailableError:
    logger.error("an upload cannot be written: %s", error.strerror)
    return UnavailableError("evidence_no_room")
