"""The settings of single sign-on; all of it is off until the provider is named."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.openid.metadata import is_private
from tracker.openid.words import Registration


def _issuer(name: str) -> str:
    parts = urlsplit(name)
    if not is_private(name, like=name) or parts.query or parts.fragment or "@" in parts.netloc:
        message = "an https address without query or fragment (http on this machine alone)"
        raise ValueError(message)
    return name


def _scopes(told: str) -> str:
    if "openid" not in told.split():
        message = "scopes with spaces between, openid among them"
        raise ValueError(message)
    return " ".join(told.split())


class OpenIDSettings(BaseSettings):
    """Issuer, client and secret are set together, or none of them."""

    # An error about one setting would else repeat all of them, secrets too.
    model_config = SettingsConfigDict(hide_input_in_errors=True)

    oidc_issuer: Annotated[str, AfterValidator(_issuer)] | None = Field(
        None, description="The OpenID provider's name, an https address; unset: no single sign-on."
    )
    oidc_client_id: str | None = Field(
        None, min_length=1, description="As what the provider knows this installation."
    )
    oidc_client_secret: SecretStr | None = Field(
        None, min_length=1, description="How this installation proves that to it."
    )
    oidc_scopes: Annotated[str, AfterValidator(_scopes)] = Field(
        "openid profile email", description="What the provider is asked for."
    )
    oidc_claim: str = Field(
        "preferred_username", min_length=1, description="Which claim names the account."
    )
    oidc_link_by_name: bool = Field(
        default=False,
        description="Whether somebody new is linked to the account that the claim names.",
    )
    oidc_label: str = Field(
        "OpenID", min_length=1, max_length=100, description="What the way to sign in is called."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        parts = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(parts) and not all(parts):
            message = "TRACKER_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET are set together"
            raise ValueError(message)
        return self

    @property
    def openid(self) -> Registration | None:
        """The provider that signs people in; None: there is none."""
        issuer, client_id, secret = self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret
        if issuer is None or client_id is None or secret is None:
            return None
        return Registration(
            issuer,
            client_id,
            secret,
            scopes=self.oidc_scopes,
            claim=self.oidc_claim,
            link_by_name=self.oidc_link_by_name,
        )
