"""A message as mail servers and mail programs want it: text and HTML, named, never answered."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple

from tracker.sending.words import one_line


class Letter(NamedTuple):
    """What is sent to one person."""

    name: str
    """By which mail servers know it for the same when it comes twice."""
    to_address: str
    to_name: str
    from_name: str
    subject: str
    text: str
    html: str
    sent_at: datetime
    unsubscribe: str | None = None
    """The address at which this person can stop such letters without signing in."""


def message_of(letter: Letter, sender: str) -> EmailMessage:
    """The message; names and subject are kept on their lines, whatever stands in them.

    ``Precedence: bulk`` is left out: filters hold it against senders, and what keeps
    answering machines quiet is ``Auto-Submitted`` (RFC 3834), at Exchange its own header.
    """
    message = EmailMessage(SMTP)
    message["From"] = Address(one_line(letter.from_name), addr_spec=sender)
    message["To"] = Address(one_line(letter.to_name), addr_spec=letter.to_address)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = format_datetime(letter.sent_at)
    message["Message-ID"] = f"<{letter.name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if letter.unsubscribe is not None:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        if letter.unsubscribe.startswith("https:"):
            # Mail programs may ask with one click over https alone (RFC 8058).
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message
