"""The words of alerts: on which occasion, to whom, by which way (domain.md 6)."""

from enum import StrEnum


class Occasion(StrEnum):
    """What an alert is about."""

    DUE_SOON = "due_soon"
    """Open, and the deadline is near."""
    OVERDUE = "overdue"
    """Open, and the deadline has passed."""
    WAITING = "waiting"
    """Reported, and nobody has confirmed or rejected it."""
    SILENT = "silent"
    """Overdue, and nobody has said anything for long: escalated to the superior."""
    PERIOD = "period"
    """A reporting period closes soon; about no item."""


class Audience(StrEnum):
    """Who is told, by what he is for the unit that leads the item today."""

    CLERKS = "clerks"
    """Clerks of the lead unit."""
    COORDINATORS = "coordinators"
    """Clerks of the units that coordinate."""
    CONFIRMERS = "confirmers"
    """Who may confirm: confirmers of the nearest unit above that has any."""
    HEAD = "head"
    """Leaders of the unit."""
    SUPERIOR = "superior"
    """Leaders of the nearest unit above that has any, in the tree of the day."""


class Channel(StrEnum):
    """The way by which it is told."""

    INBOX = "inbox"
    EMAIL = "email"
    WEBHOOK = "webhook"
    TEXT = "text"
    """A short text without accents, handed to a gateway (SMS, Zalo)."""


PERSONAL: tuple[Channel, ...] = (Channel.INBOX, Channel.EMAIL)
"""Those by which people are told; the others are for programs."""


class AlertState(StrEnum):
    """What became of one alert."""

    PENDING = "pending"
    SENT = "sent"
    DROPPED = "dropped"


class Why(StrEnum):
    """Why an alert was dropped when it was to be sent."""

    CLOSED = "closed"
    """Reported, done, suspended or out meanwhile: it is true no more."""
    MOVED = "moved"
    """The deadline (or the day of completion) is another one now."""
    OVERTAKEN = "overtaken"
    """A later level of the same deadline has been reached."""
    NOT_THEIRS = "not_theirs"
    """The recipient is not responsible any more, or the account is disabled."""
    UNWANTED = "unwanted"
    """The recipient does not want that channel, or has no address for it."""
    VOID = "void"
    """The item or the endpoint is no more."""


class DeliveryState(StrEnum):
    """Where a digest stands."""

    WAITING = "waiting"
    SENT = "sent"
    EMPTY = "empty"
    """All of its alerts were dropped; nothing was sent."""
    DEAD = "dead"
    """Tried often enough; shown to administrators, who can send it again."""
