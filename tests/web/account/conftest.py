"""The office and its people, as the tests of accounts have them."""

from tests.api.people.conftest import clock, shared, staff_url, staffed, web

__all__ = ["clock", "shared", "staff_url", "staffed", "web"]
