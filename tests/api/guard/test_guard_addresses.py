"""From which address a request came; what a stranger writes into a header counts for nothing."""

from ipaddress import ip_address, ip_network
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from tracker.api.guard.addresses import address_of, site_of
from tracker.settings import Settings

PROXY = "10.0.0.1"
OFFICE = "10.0.0.1, 192.168.5.0/24,fd00::/8"


def scope(peer: str | None, *lines: str, trusted: str | None = OFFICE) -> dict[str, Any]:
    settings = Settings(database_url=SecretStr("x"), trusted_proxies=trusted)
    state = SimpleNamespace(installation=SimpleNamespace(settings=settings))
    return {
        "app": SimpleNamespace(state=state),
        "client": None if peer is None else (peer, 1234),
        "headers": [(b"x-forwarded-for", line.encode()) for line in lines],
    }


@pytest.mark.parametrize(
    ("peer", "lines", "expected"),
    [
        pytest.param("203.0.113.9", [], "203.0.113.9", id="a peer of its own"),
        pytest.param("203.0.113.9", ["1.1.1.1"], "203.0.113.9", id="a peer that lies"),
        pytest.param(PROXY, [], PROXY, id="the proxy itself"),
        pytest.param(PROXY, ["203.0.113.9"], "203.0.113.9", id="through the proxy"),
        pytest.param(PROXY, ["1.1.1.1, 203.0.113.9"], "203.0.113.9", id="lied before the proxy"),
        pytest.param(PROXY, ["1.1.1.1", "203.0.113.9"], "203.0.113.9", id="in two lines"),
        pytest.param(PROXY, ["203.0.113.9, 192.168.5.7"], "203.0.113.9", id="two proxies"),
        pytest.param(PROXY, ["192.168.5.8, 192.168.5.7"], "192.168.5.8", id="proxies alone"),
        pytest.param(PROXY, ["203.0.113.9, unknown"], PROXY, id="not an address"),
        pytest.param(PROXY, ["203.0.113.9, unknown, 192.168.5.7"], "192.168.5.7", id="half told"),
        pytest.param(PROXY, [""], PROXY, id="empty"),
        pytest.param(PROXY, ["203.0.113.9:4711"], "203.0.113.9", id="with a port"),
        pytest.param(PROXY, ["[2001:db8::5]:4711"], "2001:db8::5", id="IPv6 with a port"),
        pytest.param(PROXY, ["2001:db8::5"], "2001:db8::5", id="IPv6"),
        pytest.param("::ffff:10.0.0.1", ["203.0.113.9"], "203.0.113.9", id="IPv4 within IPv6"),
        pytest.param("fd12::1", ["203.0.113.9"], "203.0.113.9", id="a proxy with IPv6"),
        pytest.param("fe80::1%eth0", [], "fe80::1", id="with its interface"),
        pytest.param("testclient", ["203.0.113.9"], "0.0.0.0", id="a peer without an address"),  # noqa: S104
        pytest.param(None, ["203.0.113.9"], "0.0.0.0", id="a local socket"),  # noqa: S104
    ],
)
def test_the_address_is_the_last_that_no_proxy_of_ours_has(
    peer: str | None, lines: list[str], expected: str
) -> None:
    assert str(address_of(scope(peer, *lines))) == expected


@pytest.mark.parametrize("peer", ["127.0.0.1", PROXY, "203.0.113.9"])
def test_without_the_setting_nobody_is_believed_this_machine_included(peer: str) -> None:
    assert str(address_of(scope(peer, "1.1.1.1", trusted=None))) == peer


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
    ],
)
def test_whoever_may_choose_his_address_is_counted_by_his_network(address: str, site: str) -> None:
    assert site_of(ip_address(address)) == site


def test_the_setting_is_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TRUSTED_PROXIES", OFFICE)
    networks = ("10.0.0.1/32", "192.168.5.0/24", "fd00::/8")
    assert Settings().trusted_proxies == tuple(map(ip_network, networks))


@pytest.mark.parametrize("told", ["proxy.example", "10.0.0.1/8", "10.0.0", "10.0.0.1,,10.0.0.2"])
def test_what_is_no_network_is_refused(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("TRACKER_TRUSTED_PROXIES", told)
    with pytest.raises(ValidationError):
        Settings()
