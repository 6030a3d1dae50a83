"""Codes of the second factor: which half-minute a code is of. Pure (RFC 6238)."""

import re
from datetime import datetime
from typing import Final

from pyotp import TOTP
from pyotp.exceptions import OTPVerificationError

ISSUER: Final = "Reform Tracker"
_AROUND: Final = 1
"""Half-minutes before and after in which a code still counts; telephones' clocks differ."""
_SHAPE: Final = re.compile("[0-9]{6}")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The half-minute that a code is of, around now; None: of none of these.

    Codes may be typed as they are shown, ``123 456``.
    """
    digits = "".join(code.split())
    if _SHAPE.fullmatch(digits) is None:
        return None
    try:
        return TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=_AROUND)
    except OTPVerificationError:
        return None


def enrolment_uri(secret: str, name: str) -> str:
    """What the QR code says to the telephone."""
    return TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
