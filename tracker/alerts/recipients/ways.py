"""By which ways this installation can tell anybody anything."""

from tracker.alerts.words import Channel
from tracker.settings import Settings


def ways_of(settings: Settings) -> frozenset[Channel]:
    """Mail needs a mail server; all else needs nothing but who is told."""
    always = {Channel.INBOX, Channel.WEBHOOK, Channel.TEXT}
    return frozenset(always if settings.mail is None else {*always, Channel.EMAIL})
