"""What can be said of a file that an event names."""

from enum import StrEnum


class EvidenceState(StrEnum):
    """Whether a file can be had here."""

    STORED = "stored"
    DAMAGED = "damaged"
    """It was found to be missing or other than it was; bringing it again mends it."""
    NOT_STORED = "not_stored"
    """It was never brought here: named by a history from elsewhere, or by its name alone."""
