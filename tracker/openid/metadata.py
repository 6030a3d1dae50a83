"""What the provider says of itself, checked before any of it is used."""

from collections.abc import Iterable
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from authlib.oidc.discovery import get_well_known_url

from tracker.errors import UnfitEnvironmentError
from tracker.openid.fetching import Document

SIGNATURES: Final = (
    *("RS256", "RS384", "RS512"),
    *("PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512"),
)
"""With a private key of the provider alone: neither `none` nor a secret that we know as well."""
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_WAYS: Final = ("client_secret_basic", "client_secret_post")


class Metadata(NamedTuple):
    """The parts of a provider's metadata that a sign-in needs."""

    authorization: str
    """Where the person is sent."""
    token: str
    """Where the code is redeemed."""
    keys: str
    """Where its public keys stand."""
    person: str | None
    """Where it says more of a person than in the ID token."""
    signatures: tuple[str, ...]
    """The algorithms that are accepted of it."""
    way: str
    """How we prove who we are at `token`."""
    names_itself: bool
    """Whether its answers carry its name (RFC 9207), and are refused without."""


def address_of(issuer: str) -> str:
    """Where a provider describes itself."""
    return str(get_well_known_url(issuer, external=True))


def is_private(url: object, *, like: str) -> bool:
    """Whether nobody on the way can read or change what is sent to an address.

    It is https, or stays on this machine as the issuer ``like`` does.
    """
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    stays = parts.hostname in LOOPBACK and urlsplit(like).hostname in LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and stays))


def metadata_of(document: Document, issuer: str) -> Metadata:
    """What the document of an issuer says.

    Raises:
        UnfitEnvironmentError: `openid_misfit`, naming what is not as it has to be.
    """
    if document.get("issuer") != issuer:
        raise UnfitEnvironmentError("openid_misfit", what="issuer")
    return Metadata(
        authorization=_end(document, "authorization_endpoint", issuer),
        token=_end(document, "token_endpoint", issuer),
        keys=_end(document, "jwks_uri", issuer),
        person=(
            None
            if document.get("userinfo_endpoint") is None
            else _end(document, "userinfo_endpoint", issuer)
        ),
        signatures=_among(document, "id_token_signing_alg_values_supported", SIGNATURES),
        way=_among(document, "token_endpoint_auth_methods_supported", _WAYS)[0],
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _end(document: Document, name: str, issuer: str) -> str:
    """An address of the provider's where secrets may be sent."""
    end = document.get(name)
    if not is_private(end, like=issuer):
        raise UnfitEnvironmentError("openid_misfit", what=name)
    return str(end)


def _among(document: Document, name: str, known: Iterable[str]) -> tuple[str, ...]:
    """What the provider offers of what we know; silent, it offers what comes first with us."""
    offered = document.get(name, list(known)[:1])
    common = tuple(one for one in known if isinstance(offered, list) and one in offered)
    if not common:
        raise UnfitEnvironmentError("openid_misfit", what=name)
    return common
