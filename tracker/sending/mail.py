"""Hands letters to the office's mail server, many over one connection."""

import asyncio
import logging
import ssl
from contextlib import suppress
from email.message import EmailMessage
from threading import Event
from types import TracebackType
from typing import Final, Self

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPTimeoutError,
)

from tracker.sending.letters import Letter, message_of
from tracker.sending.patience import answered
from tracker.sending.settings import is_mail_address
from tracker.sending.words import MailServer, NotSentError, Security, Why

logger: Final = logging.getLogger(__name__)

_STEP_SECONDS: Final = 10
"""For connecting, and for each answer but the last."""
_FOR_GOOD: Final = 500
_YET_TEMPORARY: Final = frozenset({530, 552})
"""Our sign-in is at fault, or the mailbox is full: neither says that there is no such person."""


class Post:
    """A connection to the mail server for as long as the block lasts.

    It is made when the first letter is sent, and made anew after it broke.

    Args:
        server: which, and as whom.
        trust: the authorities that its certificate may come from; None: the machine's.
        stop: set when this program is to end; answers are then not waited for as long.
    """

    def __init__(
        self,
        server: MailServer,
        trust: ssl.SSLContext | None = None,
        stop: Event | None = None,
    ) -> None:
        self._server = server
        self._stop = stop or Event()
        self._trust = trust
        self._client: SMTP | None = None
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        """Nothing is connected yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Takes leave of the server."""
        with self._runner:
            if self._client is not None:
                self._runner.run(self._leave(self._client))

    def send(self, letter: Letter) -> None:
        """Hands a letter over; when it returns, the server has taken it.

        Raises:
            NotSentError: the server cannot be reached, does not answer (it may have taken the
                letter then), or refuses.
        """
        if not is_mail_address(letter.to_address):
            raise NotSentError(Why.BAD_ADDRESS, letter.to_address, for_good=True)
        self._runner.run(self._hand_over(message_of(letter, self._server.sender)))

    async def _hand_over(self, message: EmailMessage) -> None:
        try:
            await answered(self._sent(message), self._server.seconds, self._stop)
        except SMTPRecipientsRefused as error:
            refusal = error.recipients[0]
            never = refusal.code >= _FOR_GOOD and refusal.code not in _YET_TEMPORARY
            raise NotSentError(Why.REFUSED, _said(refusal), for_good=never) from error
        except SMTPResponseException as error:
            raise NotSentError(Why.REFUSED, _said(error)) from error
        except (TimeoutError, SMTPTimeoutError) as error:
            self._hang_up()
            raise NotSentError(Why.SILENT, closed=True) from error
        except (SMTPException, OSError) as error:
            self._hang_up()
            raise NotSentError(Why.UNREACHABLE, str(error)) from error

    async def _sent(self, message: EmailMessage) -> None:
        client = self._client or await self._reached()
        await client.send_message(message)

    async def _reached(self) -> SMTP:
        """Connected, private and signed in as the settings say.

        Raises:
            NotSentError: whatever the reason, the next letter would not get further.
            TimeoutError: it did not answer in time.
        """
        server = self._server
        self._client = client = SMTP(
            hostname=server.host,
            port=server.port,
            # As whom we greet; to look our own name up may take longer than all the rest.
            local_hostname=server.sender.rpartition("@")[2],
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            tls_context=self._trust,
            timeout=min(_STEP_SECONDS, server.seconds),
        )
        try:
            await client.connect()
            if server.user is not None and server.password is not None:
                await client.login(server.user, server.password.get_secret_value())
        except SMTPTimeoutError:
            raise
        except SMTPResponseException as error:
            self._hang_up()
            raise NotSentError(Why.REFUSED, _said(error), closed=True) from error
        except (SMTPException, OSError) as error:
            self._hang_up()
            raise NotSentError(Why.UNREACHABLE, str(error), closed=True) from error
        return client

    def _hang_up(self) -> None:
        """At once: nobody waits until the other side has agreed that it is the end."""
        if self._client is not None:
            transport = self._client.transport
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
            self._client.close()
            self._client = None

    async def _leave(self, client: SMTP) -> None:
        with suppress(SMTPException, OSError):  # it has taken all that there was
            await client.execute_command(b"QUIT", timeout=1)
        self._hang_up()


def _said(error: SMTPResponseException) -> str:
    return f"{error.code} {error.message}"
