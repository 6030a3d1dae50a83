"""How a digest goes out by each channel."""

from datetime import timedelta
from threading import Event
from types import TracebackType
from typing import Any, Final, Self

from psycopg import Connection

from tracker.alerts.recipients import wishes
from tracker.alerts.recipients.endpoints import Endpoint, endpoint
from tracker.alerts.telling import deliveries
from tracker.alerts.telling.deliveries import Delivery
from tracker.alerts.telling.digests import Digest
from tracker.alerts.telling.mails import Style, written
from tracker.alerts.words import Channel
from tracker.bootstrap import Installation
from tracker.catalogue import text
from tracker.database.connect import borrowed
from tracker.days import show_moment
from tracker.fold.words import ItemClass
from tracker.present import writing
from tracker.reading.counts import counts
from tracker.reading.cut import Cut, Filters, cut_at
from tracker.reading.names import unit_names
from tracker.sending.guarding import machine
from tracker.sending.letters import Letter
from tracker.sending.mail import Post
from tracker.sending.short_text import short_text
from tracker.sending.webhook import Caller
from tracker.sending.words import NotSentError, Why

_WAITING: Final = (ItemClass.AWAIT_IN_TIME, ItemClass.AWAIT_LATE, ItemClass.AWAIT_NO_DEADLINE)
_DIGEST: Final = "alerts.digest"
"""What webhooks are told that this is."""


class Ways:
    """All ways out of the house, open for as long as the block lasts.

    Args:
        found: the installation.
        soon_days: how many days ahead a deadline is near.
        stop: set when this program is to end.
    """

    def __init__(self, found: Installation, soon_days: int, stop: Event) -> None:
        settings = found.settings
        self._found = found
        self._stop = stop
        self._style = Style(settings.lang, settings.address, soon_days)
        self._post = None if settings.mail is None else Post(settings.mail, stop=stop)
        self._private = settings.webhooks_private
        self._caller: Caller | None = None

    def __enter__(self) -> Self:
        """Nothing is connected yet."""
        if self._post is not None:
            self._post.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Takes leave of the mail server."""
        if self._post is not None:
            self._post.__exit__(kind, error, trace)

    def send(self, connection: Connection[Any], delivery: Delivery, digest: Digest) -> str | None:
        """Sends a digest, and gives the address where it went; None: the inbox, here.

        Raises:
            NotSentError: it did not go out.
        """
        match delivery.channel:
            case Channel.INBOX:
                return None
            case Channel.EMAIL:
                return self._mail(connection, delivery, digest)
            case Channel.WEBHOOK:
                return self._webhook(connection, delivery, digest)
            case Channel.TEXT:
                return self._text(connection, delivery, digest)

    def _mail(self, connection: Connection[Any], delivery: Delivery, digest: Digest) -> str:
        person = deliveries.person(connection, delivery.recipient)
        if person is None or person.email is None or self._post is None:
            raise NotSentError(Why.BAD_ADDRESS, for_good=True)
        with borrowed(self._found.pool) as kept:
            # Apart from the delivery: a letter that went out just before a crash keeps its link.
            secret = wishes.secret_for(kept, delivery.recipient, digest.known_at)
        unsubscribe = f"{self._style.address}/alerts/unsubscribe/{secret}"
        said = written(digest, person.full_name, self._style, unsubscribe)
        letter = Letter(
            name=str(delivery.delivery_id),
            to_address=person.email,
            to_name=person.full_name,
            from_name=text(self._style.language, "page.product"),
            subject=said.subject,
            text=said.text,
            html=said.html,
            sent_at=digest.known_at,
            unsubscribe=unsubscribe,
        )
        self._post.send(letter)
        return person.email

    def _webhook(self, connection: Connection[Any], delivery: Delivery, digest: Digest) -> str:
        told = digest.told()
        document = {"type": _DIGEST, "timestamp": told["known_at"], "data": told}
        return self._call(endpoint(connection, delivery.recipient), delivery, digest, document)

    def _text(self, connection: Connection[Any], delivery: Delivery, digest: Digest) -> str:
        to = endpoint(connection, delivery.recipient)
        # The flags of this very morning may not be projected yet.
        self._found.catch_up()
        cut = cut_at(connection, digest.as_of, None, digest.known_at)
        name = to.label if to.unit is None else unit_names(connection, [to.unit], cut)[to.unit]
        document = {
            "text": short_text(name, self._totals(connection, to.unit, cut)),
            "to": list(to.phones),
            "unit": to.unit,
            "as_of": cut.as_of.isoformat(),
            "known_at": show_moment(cut.known_at),
        }
        return self._call(to, delivery, digest, document)

    def _totals(self, connection: Connection[Any], unit: str | None, cut: Cut) -> list[str]:
        """All work of the unit, not only what is new: the same numbers as everywhere else."""
        everything = Filters(unit=unit)
        until = cut.as_of + timedelta(days=self._style.soon_days)
        near = everything._replace(due_from=cut.as_of, due_to=until)
        of_all = counts(connection, cut, everything).groups[0].counts
        soon = counts(connection, cut, near).groups[0].counts
        language = self._style.language
        found = {
            "overdue": of_all.get(ItemClass.OPEN_OVERDUE, 0),
            "waiting": sum(of_all.get(name, 0) for name in _WAITING),
            "due_soon": soon.get(ItemClass.OPEN_IN_TIME, 0),
        }
        said = [
            text(language, f"alert.text.{name}", number=writing.whole(number, language))
            for name, number in found.items()
            if number
        ]
        return said or [text(language, "alert.text.nothing")]

    def _call(
        self, to: Endpoint, delivery: Delivery, digest: Digest, document: dict[str, Any]
    ) -> str:
        if self._caller is None:
            # Reading the authorities takes time, and most installations call nobody.
            self._caller = Caller(private=self._private, stop=self._stop)
        self._caller.call(to.url, to.secret, delivery.delivery_id, digest.known_at, document)
        return machine(to.url)
