"""Whether an ID token proves what it says."""

import logging
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from tracker.errors import UnauthenticatedError, UnfitEnvironmentError
from tracker.openid.fetching import Document
from tracker.openid.words import Registration, Vouched

logger: Final = logging.getLogger(__name__)

_LEEWAY_SECONDS: Final = 60
"""How far the provider's clock may be from ours."""
_LONGEST_SUBJECT: Final = 255
_LONGEST_WORD: Final = 200
_MOST_METHODS: Final = 10
_KEY_TYPES: Final = ("RSA", "EC")
_CURVES: Final = (None, "P-256", "P-384", "P-521")


class UnknownKeyError(Exception):
    """The token is signed with a key that is not among those we have."""


class Expected(NamedTuple):
    """What a token has to agree with."""

    registration: Registration
    signatures: tuple[str, ...]
    nonce: str
    access_token: str | None
    now: datetime


def key_set(document: Document) -> KeySet:
    """The public keys for signatures that a provider shows.

    Others, for encryption or of kinds that we do not take, are left aside.

    Raises:
        UnfitEnvironmentError: `openid_misfit`: there is none, or one that is broken.
    """
    shown = document.get("keys")
    keys = [key for key in shown if _signs(key)] if isinstance(shown, list) else []
    try:
        return KeySet.import_key_set({"keys": keys})
    except (JoseError, ValueError, TypeError) as error:
        raise UnfitEnvironmentError("openid_misfit", what="jwks_uri") from error


def _signs(key: Any) -> bool:
    return (
        isinstance(key, dict)
        and key.get("kty") in _KEY_TYPES
        and key.get("crv") in _CURVES
        and key.get("use", "sig") == "sig"
    )


def proven(token: object, keys: KeySet, expected: Expected) -> Vouched:
    """Whom a token vouches for, after every check of OpenID Connect Core 3.1.3.7.

    Raises:
        UnknownKeyError: newer keys may be needed.
        UnauthenticatedError: `openid_refused`; what was wrong is in the log only.
    """
    try:
        claims = _checked(token, keys, expected)
    except InvalidKeyIdError as error:
        raise UnknownKeyError from error
    except (JoseError, ValueError) as error:
        logger.warning("an ID token was refused: %s", error)
        raise UnauthenticatedError("openid_refused") from error
    return Vouched(
        issuer=claims["iss"],
        subject=claims["sub"],
        name=name_in(claims, expected.registration.claim),
        methods=_methods(claims.get("amr")),
        level=_word(claims.get("acr")),
    )


def _checked(token: object, keys: KeySet, expected: Expected) -> CodeIDToken:
    if not isinstance(token, str):
        raise ValueError("no ID token")  # noqa: TRY004 - what the provider sent is malformed
    registry = JWSRegistry(algorithms=expected.signatures, strict_check_header=False)
    signed = jwt.decode(token, keys, registry=registry)
    known_as = expected.registration.client_id
    claims = CodeIDToken(
        signed.claims,
        signed.header,
        {
            "iss": {"essential": True, "value": expected.registration.issuer},
            "aud": {"essential": True, "value": known_as},
            "sub": {"essential": True},
        },
        {
            "nonce": expected.nonce,
            "client_id": known_as,
            "access_token": expected.access_token,
        },
    )
    claims.validate(now=int(expected.now.timestamp()), leeway=_LEEWAY_SECONDS)
    if len(claims["sub"]) > _LONGEST_SUBJECT or not claims["sub"].isprintable():
        raise ValueError("a subject that is none")
    return claims


def name_in(claims: Mapping[str, Any], claim: str) -> str | None:
    """The account's name; an address of e-mail only where the provider has verified it."""
    if claim == "email" and claims.get("email_verified") is not True:
        return None
    name = _word(claims.get(claim))
    return None if name is None else unicodedata.normalize("NFC", name.strip())


def _methods(told: object) -> tuple[str, ...]:
    words = [_word(method) for method in told] if isinstance(told, list) else []
    return tuple(word for word in words if word is not None)[:_MOST_METHODS]


def _word(told: object) -> str | None:
    """A short printable text; anything else is as good as nothing said."""
    usable = isinstance(told, str) and told.isprintable() and 0 < len(told) <= _LONGEST_WORD
    return str(told) if usable else None
