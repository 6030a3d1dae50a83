"""Our client against a real provider: the way there, and whom its answer vouches for."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.openid.providing import (
    CALLBACK,
    CLIENT,
    SHARING,
    Browser,
    OpenIDProvider,
    RunningClock,
    parameters,
    somebody,
)
from tracker.errors import TrackerError, UnauthenticatedError, UnavailableError
from tracker.openid.provider import Answer, Provider, draw_secrets
from tracker.openid.words import Secrets, Vouched


class Party:
    """One side of a sign-in with our client, step by step."""

    def __init__(self, provider: OpenIDProvider, clock: RunningClock, **registration: Any) -> None:
        self.client = Provider(provider.registration(**registration), clock)

    def way_in(self, drawn: Secrets) -> str:
        return asyncio.run(self.client.way_in(drawn, CALLBACK))

    def vouched(self, back: dict[str, str], drawn: Secrets) -> Vouched:
        answer = Answer(back.get("code"), back.get("error"), back.get("iss"))
        return asyncio.run(self.client.vouched(answer, drawn, CALLBACK))


@pytest.fixture
def party(provider: OpenIDProvider, running_clock: RunningClock) -> Party:
    return Party(provider, running_clock)


def refused(party: Party, back: dict[str, str], drawn: Secrets) -> str:
    with pytest.raises(UnauthenticatedError) as caught:
        party.vouched(back, drawn)
    return caught.value.code


def test_the_provider_vouches_for_who_signed_in(
    provider: OpenIDProvider, party: Party, browser: Browser
) -> None:
    drawn = draw_secrets()
    back = browser.sent_back(party.way_in(drawn))
    assert back["state"] == drawn.state
    found = party.vouched(back, drawn)
    assert found == Vouched(provider.issuer, found.subject, browser.name, ("pwd", "otp"), None)
    assert found.subject


@pytest.mark.parametrize("by_name", [True, False])
def test_a_name_outside_the_token_is_asked_for_where_it_decides(
    provider: OpenIDProvider, running_clock: RunningClock, browser: Browser, by_name: bool
) -> None:
    party = Party(provider, running_clock, claim="nickname", link_by_name=by_name)
    drawn = draw_secrets()
    assert party.vouched(browser.sent_back(party.way_in(drawn)), drawn).name == (
        f"{browser.name}?" if by_name else None
    )


def test_the_same_person_has_the_same_subject_and_another_person_another(
    party: Party, browser: Browser
) -> None:
    subjects = []
    with Browser(somebody()) as other:
        for who in (browser, browser, other):
            drawn = draw_secrets()
            subjects.append(party.vouched(who.sent_back(party.way_in(drawn)), drawn).subject)
    assert subjects[0] == subjects[1] != subjects[2]


def test_the_way_in_carries_challenges_and_no_secret(party: Party) -> None:
    drawn = draw_secrets()
    told = parameters(party.way_in(drawn))
    assert told["response_type"] == "code"
    assert told["client_id"] == CLIENT
    assert told["redirect_uri"] == CALLBACK
    assert told["code_challenge_method"] == "S256"
    assert (told["state"], told["nonce"]) == (drawn.state, drawn.nonce)
    assert drawn.verifier not in told.values()


def test_every_attempt_draws_its_own_secrets() -> None:
    drawn = [*draw_secrets(), *draw_secrets()]
    assert len(set(drawn)) == 6
    assert all(len(secret) >= 43 for secret in drawn)


def test_a_code_is_good_once(party: Party, browser: Browser) -> None:
    drawn = draw_secrets()
    back = browser.sent_back(party.way_in(drawn))
    party.vouched(back, drawn)
    assert refused(party, back, drawn) == "openid_refused"


def test_a_stolen_code_is_worth_nothing_without_its_verifier(
    party: Party, browser: Browser
) -> None:
    drawn = draw_secrets()
    back = browser.sent_back(party.way_in(drawn))
    thief = drawn._replace(verifier=draw_secrets().verifier)
    assert refused(party, back, thief) == "openid_refused"


def test_a_token_made_for_another_attempt_is_refused(party: Party, browser: Browser) -> None:
    drawn = draw_secrets()
    back = browser.sent_back(party.way_in(drawn))
    assert refused(party, back, drawn._replace(nonce=draw_secrets().nonce)) == "openid_refused"


def test_who_does_not_agree_is_not_signed_in(party: Party, browser: Browser) -> None:
    drawn = draw_secrets()
    back = browser.sent_back(party.way_in(drawn), agrees=False)
    assert back["error"] == "access_denied"
    assert refused(party, back, drawn) == "openid_refused"


@pytest.mark.parametrize("issuer", ["https://other.example", None])
def test_an_answer_that_another_provider_gave_is_not_redeemed(
    party: Party, browser: Browser, issuer: str | None
) -> None:
    """This one always names itself, so an answer without a name is no answer of it."""
    drawn = draw_secrets()
    back = browser.sent_back(party.way_in(drawn))
    elsewhere = {name: value for name, value in back.items() if name != "iss"}
    if issuer is not None:
        elsewhere["iss"] = issuer
    assert refused(party, elsewhere, drawn) == "openid_refused"
    assert party.vouched(back, drawn).name == browser.name  # the code was not spent


def test_a_token_signed_with_the_shared_secret_is_refused(
    provider: OpenIDProvider, running_clock: RunningClock, browser: Browser
) -> None:
    party, drawn = Party(provider, running_clock, client_id=SHARING), draw_secrets()
    back = browser.sent_back(party.way_in(drawn))
    assert refused(party, back, drawn) == "openid_refused"


def test_a_token_is_too_old_after_its_time_by_our_clock(
    party: Party, browser: Browser, running_clock: RunningClock
) -> None:
    drawn = draw_secrets()
    back = browser.sent_back(party.way_in(drawn))
    running_clock.ahead += timedelta(days=1)
    assert refused(party, back, drawn) == "openid_refused"


def test_a_new_key_is_looked_for_and_the_old_one_forgotten(
    provider: OpenIDProvider, running_clock: RunningClock, browser: Browser
) -> None:
    party, drawn = Party(provider, running_clock), draw_secrets()
    party.vouched(browser.sent_back(party.way_in(drawn)), drawn)

    provider.renew_key()
    drawn = draw_secrets()
    assert party.vouched(browser.sent_back(party.way_in(drawn)), drawn).name == browser.name


def test_a_provider_that_is_down_is_said_to_be(
    provider: OpenIDProvider, running_clock: RunningClock, browser: Browser
) -> None:
    """The way to it is known for an hour; whether it is there is seen only at its door."""
    party, drawn = Party(provider, running_clock), draw_secrets()
    back = browser.sent_back(party.way_in(drawn))

    def unreachable(ask: Callable[[], object]) -> None:
        with pytest.raises(UnavailableError) as caught:
            ask()
        assert caught.value.code == "openid_unreachable"

    with provider.down():
        unreachable(lambda: party.vouched(back, drawn))
        unreachable(lambda: Party(provider, running_clock).way_in(drawn))
        running_clock.ahead = timedelta(minutes=50)
        party.way_in(drawn)
        running_clock.ahead = timedelta(minutes=60)
        unreachable(lambda: party.way_in(drawn))
        running_clock.ahead = timedelta(0)
    assert party.vouched(back, drawn).name == browser.name


def test_a_provider_that_calls_itself_otherwise_is_not_the_one_meant(
    provider: OpenIDProvider, running_clock: RunningClock
) -> None:
    registration = provider.registration()._replace(issuer=provider.issuer + "/")
    with pytest.raises(TrackerError) as caught:
        asyncio.run(Provider(registration, running_clock).way_in(draw_secrets(), CALLBACK))
    assert (caught.value.code, caught.value.details) == ("openid_misfit", {"what": "issuer"})
