"""Which addresses may be called."""

import pytest

from tracker.sending.guarding import is_address, is_public, machine


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "224.0.1.129",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "ff0e::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "fec0::1",
        "::10.0.0.1",
        "::ffff:0:10.0.0.1",
        "64:ff9b:1::a00:1",
    ],
)
def test_machines_of_the_house_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "123.30.1.2", "2606:4700::1", "64:ff9b::1.1.1.1"])
def test_machines_of_the_world_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url", ["https://cong.example/nhan?don-vi=1", "https://cong.example:8443", "https://[::1]/a"]
)
def test_https_addresses_may_be_called_as_far_as_they_tell(url: str) -> None:
    assert is_address(url, private=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://cong.example/",
        "ftp://cong.example/",
        "cong.example",
        "https://",
        "https:///path",
        "https://user:secret@cong.example/",
        "https://cong.example/#here",
        "https://cong.example/a b",
        "https://cong.example/\r\nHost: else",
        "https://cong.example:99999/",
        "https://xn--/",
        "https://" + "a" * 2000,
        "",
    ],
)
def test_others_may_not(url: str) -> None:
    assert not is_address(url, private=False)


def test_an_office_may_allow_http_in_its_own_house() -> None:
    assert is_address("http://gateway.local:8080/sms", private=True)
    assert not is_address("file:///etc/passwd", private=True)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://cong.example/hooks/bi-mat?token=1", "https://cong.example"),
        ("http://[::1]:8080/sms", "http://[::1]:8080"),
        ("https://[zz]/", ""),
        ("https://user:bi-mat@cong.example/", ""),
    ],
)
def test_of_an_address_only_the_machine_is_told(url: str, told: str) -> None:
    assert machine(url) == told
