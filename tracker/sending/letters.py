"""A message as mail servers and mail programs want it: text and HTML, named, never answered."""

from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from typing import Final, NamedTuple

from tracker.sending.words import one_line

_LONGEST_QUOTED: Final = 70
_QUOTED: Final = str.maketrans(dict.fromkeys('"\\()<>[]@,:;', " "))


class _OneLine(UnstructuredHeader, BaseHeader):
    """A header that is one address, however long.

    The library breaks what is longer than a line into encoded words, in which no mail program
    looks for an address (RFC 2369 wants it plain; a line may have 998 signs).
    """

    def fold(self, *, policy: Policy) -> str:
        """The header as it is sent."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS: Final = HeaderRegistry()
for _name in ("List-Unsubscribe", "Message-ID"):
    _HEADERS.map_to_type(_name, _OneLine)
_POLICY: Final = SMTP.clone(header_factory=_HEADERS)


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
    message = EmailMessage(_POLICY)
    message["From"] = Address(_called(letter.from_name), addr_spec=sender)
    message["To"] = Address(_called(letter.to_name), addr_spec=letter.to_address)
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


def _called(name: str) -> str:
    """A name as it may stand before an address.

    One that does not fit on a line is folded by the library without its quotation marks, and
    what stood in them would count as further addresses.
    """
    called = one_line(name)
    quoted = len(called) + called.count('"') + called.count("\\")
    return called if quoted <= _LONGEST_QUOTED else one_line(called.translate(_QUOTED))
