"""A test message by mail or to another program, for whoever set it up; it stands in no ledger."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from tracker.alerts.recipients.endpoints import Endpoint
from tracker.alerts.words import Channel
from tracker.catalogue import Language, text
from tracker.days import show_moment
from tracker.errors import UnavailableError
from tracker.sending.letters import Letter
from tracker.sending.mail import Post
from tracker.sending.short_text import short_text
from tracker.sending.webhook import Caller
from tracker.sending.words import NotSentError
from tracker.settings import Settings

_TEST = "alerts.test"
"""What programs are told that this is."""


def try_mail(
    settings: Settings, to_address: str, to_name: str, now: datetime, language: Language
) -> None:
    """Sends a letter to somebody; when it returns, the mail server has taken it.

    Raises:
        UnavailableError: ``no_mail_server``, or ``not_sent`` with why.
    """
    if settings.mail is None:
        raise UnavailableError("no_mail_server")
    said = text(language, "alert.test.body", address=settings.address)
    letter = Letter(
        name=str(uuid4()),
        to_address=to_address,
        to_name=to_name,
        from_name=text(language, "page.product"),
        subject=text(language, "alert.test.subject"),
        text=said,
        html=f"<p>{said}</p>",
        sent_at=now,
    )
    try:
        with Post(settings.mail) as post:
            post.send(letter)
    except NotSentError as error:
        raise _not_sent(error, language) from error


def try_endpoint(settings: Settings, to: Endpoint, now: datetime, language: Language) -> None:
    """Calls another program; when it returns, it has taken the call.

    Raises:
        UnavailableError: ``not_sent`` with why.
    """
    try:
        caller = Caller(private=settings.webhooks_private)
        caller.call(to.url, to.secret, uuid4(), now, _document(to, now, language))
    except NotSentError as error:
        raise _not_sent(error, language) from error


def _document(to: Endpoint, now: datetime, language: Language) -> dict[str, Any]:
    moment = show_moment(now)
    if to.channel is Channel.WEBHOOK:
        return {"type": _TEST, "timestamp": moment, "data": {}}
    said = short_text(to.label, [text(language, "alert.test.subject")])
    return {"text": said, "to": list(to.phones), "unit": to.unit, "known_at": moment}


def _not_sent(error: NotSentError, language: Language) -> UnavailableError:
    why = text(language, f"alert.unsent.{error.why}", said=error.said).strip()
    return UnavailableError("not_sent", why=why)
