"""What an installation may be told about its provider, and the provider about itself."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from tracker.errors import UnfitEnvironmentError
from tracker.openid.metadata import address_of, metadata_of
from tracker.settings import Settings

ISSUER = "https://id.example.vn/realms/so"
WHOLE = {"oidc_issuer": ISSUER, "oidc_client_id": "tracker", "oidc_client_secret": "bí mật"}
SAID = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": "https://keys.example.vn",
}


def told(**settings: Any) -> Settings:
    return Settings(database_url=SecretStr("dbname=x"), **settings)


def test_single_sign_on_is_off_unless_configured() -> None:
    assert told().openid is None


def test_a_configured_provider_is_known_by_its_settings() -> None:
    registration = told(**WHOLE).openid
    assert registration is not None
    assert (registration.issuer, registration.client_id) == (ISSUER, "tracker")
    assert registration.client_secret.get_secret_value() == "bí mật"
    assert registration.scopes == "openid profile email"
    assert registration.claim == "preferred_username"


@pytest.mark.parametrize("missing", WHOLE)
def test_a_half_configured_provider_is_refused_without_showing_the_secret(missing: str) -> None:
    half = {name: value for name, value in WHOLE.items() if name != missing}
    with pytest.raises(ValidationError) as caught:
        told(**half)
    assert "set together" in str(caught.value)
    assert "bí mật" not in str(caught.value)


@pytest.mark.parametrize(
    "issuer",
    [
        "http://id.example.vn",
        "ftp://id.example.vn",
        "id.example.vn",
        "https://",
        "https://id.example.vn?a=b",
        "https://id.example.vn#a",
        "https://an:secret@id.example.vn",
        "http://127.0.0.1.example.vn",
    ],
)
def test_an_issuer_is_an_https_address(issuer: str) -> None:
    with pytest.raises(ValidationError):
        told(**WHOLE | {"oidc_issuer": issuer})


def test_scopes_ask_at_least_who_it_is() -> None:
    assert told(oidc_scopes=" openid   email ").oidc_scopes == "openid email"
    with pytest.raises(ValidationError):
        told(oidc_scopes="profile email")


def test_a_provider_describes_itself_below_its_name() -> None:
    at = f"{ISSUER}/.well-known/openid-configuration"
    assert address_of(ISSUER) == address_of(ISSUER + "/") == at


def test_a_provider_that_says_little_is_taken_by_the_standard() -> None:
    metadata = metadata_of(SAID, ISSUER)
    assert metadata.signatures == ("RS256",)
    assert metadata.way == "client_secret_basic"
    assert not metadata.names_itself


def test_what_it_offers_and_we_know_is_used() -> None:
    metadata = metadata_of(
        SAID
        | {
            "id_token_signing_alg_values_supported": ["none", "HS256", "ES256", "RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_post"],
        },
        ISSUER,
    )
    assert metadata.signatures == ("RS256", "ES256")
    assert metadata.way == "client_secret_post"


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": f"{ISSUER}/"},
        {"issuer": None},
        {"authorization_endpoint": "http://id.example.vn/auth"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"token_endpoint": "http://127.0.0.1/token"},
        {"userinfo_endpoint": "http://id.example.vn/me"},
        {"jwks_uri": ["https://keys.example.vn"]},
        {"id_token_signing_alg_values_supported": ["none", "HS256"]},
        {"id_token_signing_alg_values_supported": "RS256"},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
    ],
)
def test_a_provider_that_does_not_fit_is_refused_with_what_does_not(said: dict[str, Any]) -> None:
    with pytest.raises(UnfitEnvironmentError) as caught:
        metadata_of(SAID | said, ISSUER)
    assert (caught.value.code, caught.value.details) == (
        "openid_misfit",
        {"what": next(iter(said))},
    )
