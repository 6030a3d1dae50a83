"""Where the bytes lie: a folder or a bucket, each file under its address, which is its hash.

A file comes to be under its address as a whole or not at all: in a folder it is renamed
there, in a bucket it is there when its last part is acknowledged.
"""

import hashlib
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

import anyio.to_thread
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from tracker.errors import UnavailableError, UnfitEnvironmentError
from tracker.settings import Settings

if TYPE_CHECKING:
    from obstore.store import S3Config

logger: Final = logging.getLogger(__name__)

_BLOCK: Final = 2 * 2**20
"""Bytes read at a time; each read is a request of its own, so no slow reader holds one."""
_PART: Final = 5 * 2**20
"""Bytes written at a time; the smallest part that S3 takes."""
_PARTS_AT_ONCE: Final = 2
_FOLDER: Final = "evidence"
_SHARD: Final = 2
"""Letters of the hash that name a folder, twice, so that none grows too large to be listed."""


def address(sha256: str) -> str:
    """The key of a file: ``ab/cd/abcd…``."""
    return f"{sha256[:_SHARD]}/{sha256[_SHARD : 2 * _SHARD]}/{sha256}"


class Look(NamedTuple):
    """What lies under an address."""

    sha256: str
    """The hash of the bytes as they are."""
    size: int
    mark: str | None
    """Changes when the file is written anew."""


class Store:
    """Files under their addresses.

    Every method waits without holding a thread, and raises UnavailableError when the
    place cannot be reached or refuses us.
    """

    def __init__(self, objects: LocalStore | S3Store, incoming: Path, root: Path | None) -> None:
        self._objects = objects
        self.incoming = incoming
        """The folder where uploads lie until they are complete."""
        self._root = root
        """Of the addresses, when they are on a disk of ours."""

    async def put(self, sha256: str, file: BinaryIO) -> None:
        """Writes a file under its address; what lay there is replaced at once."""
        file.seek(0)
        with _reached():
            await self._objects.put_async(
                address(sha256), file, chunk_size=_PART, max_concurrency=_PARTS_AT_ONCE
            )
        if self._root is not None:
            await anyio.to_thread.run_sync(_settle, self._root, address(sha256))

    async def look(self, sha256: str) -> Look | None:
        """Reads what lies under an address to the end; None if nothing does."""
        with _reached():
            try:
                told = await self._objects.head_async(address(sha256))
            except FileNotFoundError:
                return None
            found = Look("", told["size"], told["e_tag"])
            read = hashlib.sha256()
            async for block in self.blocks(sha256, found):
                read.update(block)
        return found._replace(sha256=read.hexdigest())

    async def blocks(self, sha256: str, look: Look) -> AsyncIterator[bytes]:
        """The bytes that were looked at, in order; fails if the file was changed since."""
        for start in range(0, look.size, _BLOCK):
            with _reached():
                part = await self._objects.get_async(
                    address(sha256),
                    options={
                        "range": (start, min(start + _BLOCK, look.size)),
                        "if_match": look.mark,
                    },
                )
                block = await part.bytes_async()
            yield bytes(block)

    async def addresses(self, before: datetime) -> AsyncIterator[str]:
        """The hashes under which anything lies that was written before a moment, in no order."""
        with _reached():
            async for batch in self._objects.list():
                for told in batch:
                    if told["last_modified"] < before:
                        yield told["path"].rpartition("/")[2]


def open_store(settings: Settings) -> Store:
    """The store that the settings name; nothing is read or written yet but its folder made.

    Raises:
        UnavailableError: the folder cannot be made.
        UnfitEnvironmentError: what the settings say of a bucket cannot be used.
    """
    incoming = settings.home.resolve() / _FOLDER
    if settings.evidence_url is not None:
        return Store(_bucket(settings), incoming, None)
    with _reached():
        incoming.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Store(LocalStore(incoming), incoming, incoming)


def _bucket(settings: Settings) -> S3Store:
    """The bucket; keys that are not set come from the machine's own role."""
    config: S3Config = {"region": settings.evidence_region}
    if settings.evidence_endpoint is not None:
        config["endpoint"] = settings.evidence_endpoint
    if settings.evidence_key_id is not None:
        config["access_key_id"] = settings.evidence_key_id.get_secret_value()
    if settings.evidence_secret_key is not None:
        config["secret_access_key"] = settings.evidence_secret_key.get_secret_value()
    try:
        return S3Store.from_url(
            str(settings.evidence_url),
            config=config,
            client_options={
                "allow_http": str(settings.evidence_endpoint).startswith("http:"),
                "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(seconds=60),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
        )
    except BaseError:
        # What is wrong with them is not repeated; they hold a secret.
        raise UnfitEnvironmentError("bad_evidence_settings") from None


@contextmanager
def _reached() -> Iterator[None]:
    """What the place does not give is 'unavailable'; the log says why, the caller is not told."""
    try:
        yield
    except (BaseError, OSError) as error:
        why = str(error).partition("\n")[0]
        logger.error("the evidence store failed: %s", why)  # noqa: TRY400 - expected, no trace
        raise UnavailableError("evidence_store_unreachable") from error


def _settle(root: Path, key: str) -> None:
    """Waits until the disk has a file and the folders that lead to it."""
    file = root / key
    for path in (file, *file.parents):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if path == root:
            return
