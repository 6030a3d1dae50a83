"""One OpenID provider, as a sign-in needs it: the way there, and whom the answer vouches for."""

import logging
import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import quote_plus

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.jwk import KeySet

from tracker.clock import Clock
from tracker.errors import UnauthenticatedError
from tracker.openid.fetching import Document, Fetching
from tracker.openid.metadata import Metadata, address_of, metadata_of
from tracker.openid.proof import Expected, UnknownKeyError, key_set, name_in, proven
from tracker.openid.words import Registration, Secrets, Vouched

logger: Final = logging.getLogger(__name__)

_KEPT: Final = timedelta(hours=1)
"""How long what it says of itself is believed without asking again."""
_RANDOM_BYTES: Final = 32
_OK: Final = 200


class Answer(NamedTuple):
    """With what the provider sent the person back."""

    code: str | None
    error: str | None
    issuer: str | None


class _Known(NamedTuple):
    """What the provider said of itself, and when."""

    metadata: Metadata
    keys: KeySet
    since: datetime


def draw_secrets() -> Secrets:
    """The secrets of a new attempt; nobody can guess any of them."""
    return Secrets(*(secrets.token_urlsafe(_RANDOM_BYTES) for _ in Secrets._fields))


class Provider:
    """The provider of an installation; what it says of itself is kept for an hour."""

    def __init__(self, registration: Registration, clock: Clock) -> None:
        self._registration = registration
        self._clock = clock
        self._fetching = Fetching()
        self._known: _Known | None = None

    async def way_in(self, drawn: Secrets, callback: str) -> str:
        """The address to which a person who wants to sign in is sent.

        Raises:
            UnavailableError: the provider does not answer.
            UnfitEnvironmentError: it is not the one of the settings, or not fit for it.
        """
        known = await self._knowledge()
        return str(
            prepare_grant_uri(
                known.metadata.authorization,
                client_id=self._registration.client_id,
                response_type="code",
                redirect_uri=callback,
                scope=self._registration.scopes,
                state=drawn.state,
                nonce=drawn.nonce,
                code_challenge=create_s256_code_challenge(drawn.verifier),
                code_challenge_method="S256",
            )
        )

    async def vouched(self, answer: Answer, drawn: Secrets, callback: str) -> Vouched:
        """Whom the provider vouches for, when it has sent the person back.

        Raises:
            UnauthenticatedError: `openid_refused`: by the provider or by a check of ours.
            UnavailableError: the provider does not answer.
            UnfitEnvironmentError: it is not the one of the settings, or not fit for it.
        """
        metadata = (await self._knowledge()).metadata
        code = self._code(answer, metadata)
        redeemed = await self._redeemed(code, drawn, callback, metadata)
        access_token = redeemed.get("access_token")
        expected = Expected(
            self._registration,
            metadata.signatures,
            drawn.nonce,
            access_token if isinstance(access_token, str) else None,
            self._clock.now(),
        )
        found = await self._proven(redeemed.get("id_token"), expected)
        if found.name is None and self._registration.link_by_name:
            return await self._named(found, expected.access_token, metadata)
        return found

    def _code(self, answer: Answer, metadata: Metadata) -> str:
        """The code of an answer; one that another provider gave is never shown to this one."""
        issuer = self._registration.issuer
        mixed_up = answer.issuer != issuer and (metadata.names_itself or answer.issuer is not None)
        if answer.code is None or answer.error is not None or mixed_up:
            logger.warning("the OpenID provider sent somebody back: %r", answer._replace(code=None))
            raise UnauthenticatedError("openid_refused")
        return answer.code

    async def _redeemed(
        self, code: str, drawn: Secrets, callback: str, metadata: Metadata
    ) -> Document:
        form = prepare_token_request(
            "authorization_code", redirect_uri=callback, code=code, code_verifier=drawn.verifier
        )
        url, headers, body = self._proof_of_us(metadata).prepare(
            "POST",
            metadata.token,
            {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
            form,
        )
        status, document = await self._fetching.answer(url, body, headers)
        if status != _OK:
            logger.warning("the OpenID provider took no code: %s %r", status, document.get("error"))
            raise UnauthenticatedError("openid_refused")
        return document

    def _proof_of_us(self, metadata: Metadata) -> ClientAuth:
        us = self._registration.client_id, self._registration.client_secret.get_secret_value()
        if metadata.way == "client_secret_basic":
            us = quote_plus(us[0]), quote_plus(us[1])  # RFC 6749 2.3.1; the library leaves it out
        return ClientAuth(*us, metadata.way)

    async def _proven(self, token: object, expected: Expected) -> Vouched:
        """Looks once for newer keys where the token names one that we have not seen."""
        try:
            return proven(token, (await self._knowledge()).keys, expected)
        except UnknownKeyError:
            self._known = None
        try:
            return proven(token, (await self._knowledge()).keys, expected)
        except UnknownKeyError as error:
            logger.warning("an ID token was refused: no key of the provider fits")
            raise UnauthenticatedError("openid_refused") from error

    async def _named(self, found: Vouched, access_token: str | None, metadata: Metadata) -> Vouched:
        """The same person by name: many providers keep names out of the ID token."""
        if metadata.person is None or access_token is None:
            return found
        more = await self._fetching.document(metadata.person, access_token=access_token)
        if more.get("sub") != found.subject:  # it is not about the person of the ID token
            return found
        return found._replace(name=name_in(more, self._registration.claim))

    async def _knowledge(self) -> _Known:
        known, now = self._known, self._clock.now()
        if known is None or not known.since <= now < known.since + _KEPT:
            issuer = self._registration.issuer
            metadata = metadata_of(await self._fetching.document(address_of(issuer)), issuer)
            keys = key_set(await self._fetching.document(metadata.keys))
            known = self._known = _Known(metadata, keys, now)
        return known
