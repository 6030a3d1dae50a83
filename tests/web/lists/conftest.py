"""The offices of the leader's tests, here to be listed."""

from tests.web.leader.conftest import district, sample, sampled

__all__ = ["district", "sample", "sampled"]
