"""Asks the provider over HTTP: bounded in time and in size, and no redirect is followed."""

import asyncio
import logging
import ssl
from typing import Any, Final

import httpx
import orjson

from tracker.errors import UnavailableError

logger: Final = logging.getLogger(__name__)

Document = dict[str, Any]

_TIMEOUT: Final = httpx.Timeout(10, connect=5)
_WHOLE_SECONDS: Final = 20
"""Until the last byte: a provider that sends one now and then is as good as down."""
_LARGEST_BYTES: Final = 256 * 1024
_BROKEN: Final = 500
_OK: Final = 200


class Fetching:
    """Asks, trusting the certificate authorities that this machine trusts.

    ``seconds`` are until the last byte of an answer.
    """

    def __init__(self, *, seconds: float = _WHOLE_SECONDS) -> None:
        self._seconds = seconds
        # Once: reading the authorities takes longer than asking the provider.
        self._trust = ssl.create_default_context()

    async def document(self, url: str, *, access_token: str | None = None) -> Document:
        """What stands at an address, a JSON object; ``access_token`` opens it.

        Raises:
            UnavailableError: `openid_unreachable`.
        """
        opening = {} if access_token is None else {"Authorization": f"Bearer {access_token}"}
        status, document = await self._asked("GET", url, headers=opening)
        if status != _OK:
            raise UnavailableError("openid_unreachable")
        return document

    async def answer(self, url: str, form: str, headers: dict[str, str]) -> tuple[int, Document]:
        """The status and the JSON object that a form is answered with.

        Raises:
            UnavailableError: `openid_unreachable`.
        """
        return await self._asked("POST", url, form.encode(), headers)

    async def _asked(
        self,
        method: str,
        url: str,
        form: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Document]:
        try:
            async with (
                asyncio.timeout(self._seconds),
                httpx.AsyncClient(verify=self._trust, timeout=_TIMEOUT) as client,
                client.stream(method, url, content=form, headers=headers) as response,
            ):
                return response.status_code, await _object(response)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as error:
            logger.warning("the OpenID provider does not answer at %s: %r", url, error)
            raise UnavailableError("openid_unreachable") from error


async def _object(response: httpx.Response) -> Document:
    """The body of an answer that is one.

    Raises:
        ValueError: it is none, or far larger than any such answer.
    """
    if response.status_code >= _BROKEN:
        raise ValueError(response.status_code)
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _LARGEST_BYTES:
            raise ValueError(len(body))
    document = orjson.loads(body)
    if not isinstance(document, dict):
        raise ValueError(type(document))  # noqa: TRY004 - what came is malformed, whatever its type
    return document
