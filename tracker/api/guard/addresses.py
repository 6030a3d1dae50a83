"""From which address a request came, through the proxies that we were told to trust."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Scope

from tracker.bootstrap import Installation

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

NOWHERE: Final[Address] = IPv4Address("0.0.0.0")  # noqa: S104 - compared with, never listened on
"""The address of a peer that has none, as over a local socket."""
_FORWARDED_FOR: Final = b"x-forwarded-for"
_SITE_PREFIX: Final = 64
"""What one subscriber is given of IPv6: inside it, an address can be changed at will."""


def client_address(request: HTTPConnection) -> str:
    """The address of whoever sent the request, as an IP address.

    It is the peer's, unless `trusted_proxies` names the peer; then it is the last one in
    `X-Forwarded-For` that is no trusted proxy itself, for what stands before that one was
    written by the client.
    """
    return str(address_of(request.scope))


def client_site(request: HTTPConnection) -> str:
    """What attempts are counted by: the IPv4 address, or the IPv6 network of 64 bits."""
    return site_of(address_of(request.scope))


def site_of(address: Address) -> str:
    """The same of an address."""
    if isinstance(address, IPv4Address):
        return str(address)
    return str(IPv6Network((address, _SITE_PREFIX), strict=False))


def address_of(scope: Scope) -> Address:
    """The same of an ASGI scope."""
    found: Installation = scope["app"].state.installation
    trusted = found.settings.trusted_proxies or ()
    address = _parsed(scope["client"][0]) if scope.get("client") else None
    if address is None or not _among(address, trusted):
        return address or NOWHERE
    return _beyond(address, _hops(scope["headers"]), trusted)


def _beyond(address: Address, hops: list[str], trusted: Networks) -> Address:
    """Walks away from us as long as each stage was told by one that is trusted."""
    for hop in reversed(hops):
        told = _parsed(hop)
        if told is None:
            return address
        address = told
        if not _among(address, trusted):
            return address
    return address


def _hops(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    lines = [value.decode("latin-1") for name, value in headers if name == _FORWARDED_FOR]
    return [hop.strip() for line in lines for hop in line.split(",")]


def _parsed(text: str) -> Address | None:
    """An address as proxies write it: also with its port, in brackets, or IPv4 within IPv6."""
    bare = text
    if text.startswith("["):
        bare = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        bare = text.partition(":")[0]
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _among(address: Address, networks: Networks) -> bool:
    return any(address in network for network in networks)
