"""Which addresses programs of this house may call: public ones, or all where an office says so.

Else whoever may enter an address could have the server ask machines that only it can reach.
"""

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

import httpcore
import httpx

from tracker.sending.words import NotSentError, Why

_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""IPv6 addresses by which a network reaches IPv4 ones (RFC 6052)."""
_LONGEST: Final = 2000
_PORTS: Final = range(1, 65536)


def is_address(url: str, *, private: bool) -> bool:
    """Whether a text is an address that may be called, as far as the text itself tells.

    Args:
        url: the text; a user, a password or a fragment in it is refused.
        private: whether private machines may be called, and http is enough.
    """
    try:
        parts = httpx.URL(url)
        host = parts.host
    except (httpx.InvalidURL, UnicodeError):
        return False
    schemes = {"https", "http"} if private else {"https"}
    bare = not parts.userinfo and not parts.fragment and url.isprintable() and " " not in url
    there = bool(host) and (parts.port is None or parts.port in _PORTS)
    return parts.scheme in schemes and there and bare and len(url) <= _LONGEST


def machine(url: str) -> str:
    """Scheme, host and port of an address: the rest of it is often a secret that opens it.

    Empty for what is no address.
    """
    if not is_address(url, private=True):
        return ""
    parts = httpx.URL(url)
    return f"{parts.scheme}://{parts.netloc.decode()}"


def is_public(address: str) -> bool:
    """Whether an IP address belongs to a machine of the public network."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = _behind(found)
    # What is set aside for later holds older ways to write IPv4 addresses, some of this house.
    of_house = found.is_reserved or (isinstance(found, IPv6Address) and found.is_site_local)
    return found.is_global and not found.is_multicast and not of_house


def _behind(found: IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, if it stands for one."""
    if found in _TRANSLATED:
        return IPv4Address(int(found) & 0xFFFF_FFFF)
    for older in (found.ipv4_mapped, found.sixtofour, found.teredo and found.teredo[1]):
        if older is not None:
            return older
    return found


class Guarded(httpcore.AsyncNetworkBackend):
    """Connects to the very address that was looked at, so a name cannot mean another one later.

    The name stays what the certificate is asked for.
    """

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - as the library asks
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of the name that answers.

        Raises:
            NotSentError: the name means an address that is not public.
            httpcore.ConnectError: there is no such name, or nothing answers.
        """
        addresses = await _addresses(host, port)
        if not self._private and not all(map(is_public, addresses)):
            raise NotSentError(Why.FORBIDDEN_ADDRESS, host)
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError:
                continue
        return await self._network.connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )


async def _addresses(host: str, port: int) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(told[4][0]) for told in found))
