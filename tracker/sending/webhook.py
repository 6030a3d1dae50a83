"""Calls another program with a signed JSON document (Standard Webhooks 1.0)."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import ssl
from datetime import datetime
from threading import Event
from typing import Any, Final
from uuid import UUID

import httpcore
import httpx
import orjson

from tracker.sending.guarding import Guarded, is_address, machine
from tracker.sending.patience import answered
from tracker.sending.words import NotSentError, Why

_PREFIX: Final = "whsec_"
_STEP_SECONDS: Final = 10
_WHOLE_SECONDS: Final = 20
"""Until the answer's first line: who takes longer may have it, and gets it again."""
_OK: Final = range(200, 300)
_GONE: Final = 410


def signature(secret: str, name: str, moment: datetime, body: bytes) -> str:
    """What a call is signed with.

    Raises:
        ValueError: the secret is not ``whsec_`` and base64.
    """
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError(_PREFIX) from error
    signed = b".".join((name.encode(), str(int(moment.timestamp())).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


class Caller:
    """Calls other programs; no redirect is followed, no proxy asked, no answer read.

    Args:
        private: whether private machines may be called, and http is enough.
        trust: the authorities that certificates may come from; None: the machine's.
        seconds: after so many a program counts as silent.
        stop: set when this program is to end; answers are then not waited for as long.
    """

    def __init__(
        self,
        *,
        private: bool,
        trust: ssl.SSLContext | None = None,
        seconds: float = _WHOLE_SECONDS,
        stop: Event | None = None,
    ) -> None:
        self._private = private
        self._trust = trust or ssl.create_default_context()
        self._seconds = seconds
        self._stop = stop or Event()

    def call(
        self, url: str, secret: str, name: UUID, now: datetime, document: dict[str, Any]
    ) -> None:
        """Hands a document over; when it returns, the other program has taken it.

        Args:
            url: where to.
            secret: what the call is signed with.
            name: of the message; the same when it comes twice.
            now: the moment that is signed.
            document: what is said.

        Raises:
            NotSentError: it cannot or may not be called, does not answer, or refuses.
        """
        if not is_address(url, private=self._private):
            raise NotSentError(Why.FORBIDDEN_ADDRESS, machine(url))
        body = orjson.dumps(document)
        told: dict[bytes | str, bytes | str] = {
            "Content-Type": "application/json",
            "User-Agent": "reform-tracker",
            "webhook-id": str(name),
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(secret, str(name), now, body),
        }
        asked = self._answer(httpx.URL(url), told, body)
        try:
            status = asyncio.run(answered(asked, self._seconds, self._stop))
        except TimeoutError as error:
            raise NotSentError(Why.SILENT) from error
        if status == _GONE:
            raise NotSentError(Why.ENDED, for_good=True)
        if status not in _OK:
            raise NotSentError(Why.REFUSED, f"HTTP {status}")

    async def _answer(
        self, url: httpx.URL, told: dict[bytes | str, bytes | str], body: bytes
    ) -> int:
        seconds = min(_STEP_SECONDS, self._seconds)
        steps = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        asked = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        try:
            async with (
                httpcore.AsyncConnectionPool(
                    self._trust, network_backend=Guarded(private=self._private)
                ) as pool,
                pool.stream(
                    "POST", asked, headers=told, content=body, extensions={"timeout": steps}
                ) as response,
            ):
                return response.status
        except httpcore.TimeoutException as error:
            raise NotSentError(Why.SILENT) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise NotSentError(Why.UNREACHABLE, str(error)) from error
