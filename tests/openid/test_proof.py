"""ID tokens of a real provider, and what forgers make of them."""

import asyncio
import base64
import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import KeySet
from jwcrypto.jwk import JWK
from jwcrypto.jwt import JWT

from tests.openid.providing import CALLBACK, CLIENT, SECRET, Browser, OpenIDProvider, somebody
from tracker.clock import SystemClock
from tracker.errors import UnauthenticatedError, UnfitEnvironmentError
from tracker.openid.metadata import SIGNATURES
from tracker.openid.proof import Expected, UnknownKeyError, key_set, proven
from tracker.openid.provider import Provider, draw_secrets
from tracker.openid.words import Registration, Vouched


class Genuine(NamedTuple):
    """A token as the provider signed it, and what it has to agree with."""

    token: str
    keys: KeySet
    expected: Expected
    key: JWK
    name: str

    def proven(self, token: object, **differing: Any) -> Vouched:
        return proven(token, self.keys, self.expected._replace(**differing))

    def header(self) -> dict[str, Any]:
        return dict(json.loads(decoded(self.token.split(".")[0])))

    def claims(self) -> dict[str, Any]:
        return dict(json.loads(decoded(self.token.split(".")[1])))

    def signed_anew(self, **changed: Any) -> str:
        """With other claims (None: left out), signed with the provider's own key."""
        claims = {k: v for k, v in (self.claims() | changed).items() if v is not None}
        return self.signed_by(self.key, self.header(), claims)

    def signed_by(self, key: JWK, header: dict[str, Any], claims: dict[str, Any]) -> str:
        token = JWT(header=header, claims=claims)
        token.make_signed_token(key)
        return str(token.serialize())


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def genuine(provider: OpenIDProvider) -> Genuine:
    """Redeemed by hand, so that the token can be looked at."""
    drawn, clock, name = draw_secrets(), SystemClock(), somebody()
    way_in = asyncio.run(Provider(provider.registration(), clock).way_in(drawn, CALLBACK))
    form = {"grant_type": "authorization_code", "redirect_uri": CALLBACK}
    form |= {"client_id": CLIENT, "client_secret": SECRET, "code_verifier": drawn.verifier}
    with (
        Browser(name) as browser,
        httpx.Client(base_url=provider.issuer, trust_env=False) as client,
    ):
        form["code"] = browser.sent_back(way_in)["code"]
        redeemed = client.post("/token/", data=form).json()
        keys = key_set(client.get("/.well-known/jwks.json").json())
    access_token, now = redeemed["access_token"], clock.now()
    expected = Expected(provider.registration(), SIGNATURES, drawn.nonce, access_token, now)
    return Genuine(redeemed["id_token"], keys, expected, provider.key(), name)


def refused(genuine: Genuine, token: object, **differing: Any) -> None:
    with pytest.raises(UnauthenticatedError) as caught:
        genuine.proven(token, **differing)
    assert (caught.value.code, caught.value.details) == ("openid_refused", {})


def test_the_genuine_token_proves_who_it_is(genuine: Genuine) -> None:
    assert genuine.proven(genuine.token).name == genuine.name
    assert genuine.proven(genuine.signed_anew()).name == genuine.name


# --- the signature -------------------------------------------------------------------------------


def test_other_claims_under_the_same_signature_are_refused(genuine: Genuine) -> None:
    header, _, signature = genuine.token.split(".")
    claims = genuine.claims() | {"sub": "1000"}
    refused(genuine, ".".join([header, encoded(json.dumps(claims).encode()), signature]))


@given(place=st.integers(min_value=0), change=st.integers(min_value=1, max_value=255))
def test_no_byte_of_what_is_signed_can_be_changed(
    genuine: Genuine, place: int, change: int
) -> None:
    header, claims, signature = genuine.token.split(".")
    changed = bytearray(decoded(claims))
    changed[place % len(changed)] ^= change
    refused(genuine, ".".join([header, encoded(bytes(changed)), signature]))


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "HS256", "RS1", ""])
def test_no_other_algorithm_is_taken(genuine: Genuine, algorithm: str) -> None:
    claims = genuine.token.split(".")[1]
    header = encoded(json.dumps(genuine.header() | {"alg": algorithm}).encode())
    refused(genuine, f"{header}.{claims}.")


@pytest.mark.parametrize("kid", ["the provider's", None])
def test_the_public_key_is_no_shared_secret(genuine: Genuine, kid: str | None) -> None:
    """The classic: an HMAC with the public key, for verifiers that ask the token what to do."""
    public = genuine.key.export_to_pem()
    header = {"alg": "HS256", "kid": genuine.header()["kid"]} if kid else {"alg": "HS256"}
    secret = JWK(kty="oct", k=encoded(public))
    refused(genuine, genuine.signed_by(secret, header, genuine.claims()))


def test_a_key_that_the_token_brings_along_is_not_used(genuine: Genuine) -> None:
    own = JWK.generate(kty="RSA", size=2048)
    header = genuine.header() | {"jwk": own.export_public(as_dict=True)}
    refused(genuine, genuine.signed_by(own, header, genuine.claims()))


def test_an_unknown_key_is_asked_for(genuine: Genuine) -> None:
    own = JWK.generate(kty="RSA", size=2048)
    header = genuine.header() | {"kid": own.thumbprint()}
    with pytest.raises(UnknownKeyError):
        genuine.proven(genuine.signed_by(own, header, genuine.claims()))


def test_a_known_key_s_name_does_not_help_another_key(genuine: Genuine) -> None:
    own = JWK.generate(kty="RSA", size=2048)
    refused(genuine, genuine.signed_by(own, genuine.header(), genuine.claims()))


def test_an_algorithm_that_the_provider_does_not_use_is_refused(genuine: Genuine) -> None:
    refused(genuine, genuine.token, signatures=("ES256",))


@pytest.mark.parametrize(
    "token", [None, 5, [], "", ".", "..", "a.b.c", "a.b", "ả.ả.ả", "e30.e30.e30", "...", "=.=.="]
)
def test_what_is_no_token_is_refused(genuine: Genuine, token: object) -> None:
    refused(genuine, token)


# --- the claims ----------------------------------------------------------------------------------

FAR: float = 10**10
WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://other.example"},
    "an issuer like it": {"iss": "http://127.0.0.1/o"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "other"},
    "other audiences": {"aud": ["other", "another"]},
    "no audience": {"aud": None},
    "an audience that is none": {"aud": {"tracker": True}},
    "another party": {"azp": "other"},
    "several audiences, no party": {"aud": [CLIENT, "other"]},
    "several audiences, another party": {"aud": [CLIENT, "other"], "azp": "other"},
    "expired": {"exp": 1},
    "never expires": {"exp": None},
    "expires on no day": {"exp": "tomorrow"},
    "issued ahead": {"iat": FAR},
    "issued never": {"iat": None},
    "not yet": {"nbf": FAR},
    "another nonce": {"nonce": "other"},
    "no nonce": {"nonce": None},
    "another access token": {"at_hash": "other"},
    "no subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject that is no text": {"sub": 1},
    "a subject too long": {"sub": "1" * 256},
    "a subject with a line": {"sub": "1\n2"},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_a_token_that_says_otherwise_is_refused(genuine: Genuine, changed: dict[str, Any]) -> None:
    refused(genuine, genuine.signed_anew(**changed))


RIGHT: dict[str, dict[str, Any]] = {
    "the party": {"azp": CLIENT},
    "several audiences, the party": {"aud": [CLIENT, "other"], "azp": CLIENT},
    "no access token's hash": {"at_hash": None},
    "no name": {"preferred_username": None},
}


@pytest.mark.parametrize("changed", RIGHT.values(), ids=RIGHT)
def test_a_token_that_says_as_much_is_taken(genuine: Genuine, changed: dict[str, Any]) -> None:
    assert genuine.proven(genuine.signed_anew(**changed)).subject == genuine.claims()["sub"]


def test_clocks_may_differ_by_a_minute_and_no_more(genuine: Genuine) -> None:
    def at(moment: float) -> datetime:
        return datetime.fromtimestamp(moment, tz=genuine.expected.now.tzinfo)

    made, ends = genuine.claims()["iat"], genuine.claims()["exp"]
    for moment in (made - 60, made, ends, ends + 59):
        assert genuine.proven(genuine.token, now=at(moment)).name == genuine.name
    for moment in (made - 61, ends + 60):
        refused(genuine, genuine.token, now=at(moment))
    assert timedelta(minutes=1) < timedelta(seconds=ends - made)


# --- what is read from it ------------------------------------------------------------------------


def named(genuine: Genuine, claim: str, **changed: Any) -> str | None:
    registration = genuine.expected.registration._replace(claim=claim)
    return genuine.proven(genuine.signed_anew(**changed), registration=registration).name


def test_the_claim_of_the_settings_names_the_account(genuine: Genuine) -> None:
    assert named(genuine, "nickname", nickname="chi.le") == "chi.le"
    assert named(genuine, "nickname", nickname=" Lê\u0300 ") == "Lề"
    for unusable in (None, "", 5, ["a"], "a\nb", "a" * 201):
        assert named(genuine, "nickname", nickname=unusable) is None


def test_an_address_names_an_account_only_when_verified(genuine: Genuine) -> None:
    assert named(genuine, "email", email="a@example.vn", email_verified=True) == "a@example.vn"
    for unsure in (False, None, "true", 1):
        assert named(genuine, "email", email="a@example.vn", email_verified=unsure) is None


@pytest.mark.parametrize(
    ("told", "understood"),
    [(["pwd", "mfa"], ("pwd", "mfa")), ([], ()), (None, ()), ([1, "pwd"], ("pwd",))],
)
def test_how_somebody_proved_it_is_passed_on(
    genuine: Genuine, told: Any, understood: tuple[str, ...]
) -> None:
    found = genuine.proven(genuine.signed_anew(amr=told, acr="urn:high"))
    assert (found.methods, found.level) == (understood, "urn:high")


# --- keys ----------------------------------------------------------------------------------------


def test_keys_of_other_kinds_and_for_other_use_are_left_aside(genuine: Genuine) -> None:
    signing = genuine.key.export_public(as_dict=True)
    others = [
        {"kty": "oct", "k": encoded(b"secret" * 8), "kid": "shared"},
        {"kty": "OKP", "crv": "X25519", "x": encoded(b"0" * 32)},
        {"kty": "of tomorrow"},
        {"kty": "EC", "crv": "of tomorrow", "x": "AA", "y": "AA"},
        {"kty": ["RSA"]},
        signing | {"use": "enc", "kid": "for encryption"},
        "no key",
    ]
    found = key_set({"keys": [*others, signing]})
    assert [key.as_dict() for key in found] == [key_set({"keys": [signing]}).keys[0].as_dict()]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"keys": None},
        {"keys": []},
        {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]},
        {"keys": [{"kty": "RSA"}]},
        {"keys": [{"kty": "RSA", "n": "!", "e": "AQAB"}]},
        {"keys": [{"kty": "RSA", "n": 5, "e": []}]},
        {"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]},
        {"keys": [{"kty": "EC", "crv": "P-0", "x": "AA", "y": "AA"}]},
    ],
)
def test_a_provider_without_a_usable_key_does_not_fit(document: dict[str, Any]) -> None:
    with pytest.raises(UnfitEnvironmentError) as caught:
        key_set(document)
    assert caught.value.details == {"what": "jwks_uri"}


def test_elliptic_curves_prove_as_well(genuine: Genuine) -> None:
    key = JWK.generate(kty="EC", crv="P-256", kid="curve")
    token = genuine.signed_by(
        key, {"alg": "ES256", "kid": "curve"}, genuine.claims() | {"at_hash": ""}
    )
    keys = key_set({"keys": [key.export_public(as_dict=True)]})
    assert proven(token, keys, genuine.expected).name == genuine.name


def test_the_secret_is_not_shown_by_accident(genuine: Genuine) -> None:
    registration: Registration = genuine.expected.registration
    assert SECRET not in f"{registration} {registration!r}"
