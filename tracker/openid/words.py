"""The words of a sign-in by OpenID Connect: who we are to the provider, and what it vouches for."""

from typing import NamedTuple

from pydantic import SecretStr


class Registration(NamedTuple):
    """The provider, and as what it knows us."""

    issuer: str
    """Its name, an address; compared letter by letter."""
    client_id: str
    client_secret: SecretStr
    scopes: str
    """What is asked for, with spaces between; `openid` among them."""
    claim: str
    """Which claim names the account."""
    link_by_name: bool = False
    """Whether that claim decides anything."""


class Secrets(NamedTuple):
    """What ties one attempt to sign in together; drawn anew for each."""

    state: str
    """Comes back beside the code: the answer belongs to the question."""
    nonce: str
    """Comes back inside the ID token: the token was made for this question."""
    verifier: str
    """Shown with the code alone (PKCE): who redeems it is who asked."""


class Vouched(NamedTuple):
    """Whom the provider vouches for. Issuer and subject together are who it is, for ever."""

    issuer: str
    subject: str
    name: str | None
    """What the claim of the registration says, in NFC; None where it says nothing usable."""
    methods: tuple[str, ...]
    """How the person proved it (`amr`), such as `pwd` and `otp`; empty where it does not say."""
    level: str | None
    """How sure the provider calls that (`acr`)."""
