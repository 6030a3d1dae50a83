"""A mail server of its own: ``smtp_server FOLDER PORT [starttls|tls CERTIFICATE KEY]``.

It says its port as soon as it listens (port 0 takes any free one), appends every message that it
takes to ``FOLDER/taken.jsonl`` (what stands there survives whoever is killed) and does as the
last line of its standard input says. Each line is answered by its first word when it holds;
only then send the next:

- ``accept``: takes everything (so it begins);
- ``refuse CODE WORDS``: refuses every message at its end;
- ``refuse-recipients CODE WORDS``: refuses whoever it is for;
- ``refuse-greeting``: sends whoever comes away at once;
- ``silent``: never answers, and takes nothing;
- ``hold``: takes the message and never answers;
- ``drop``: takes the message and hangs up instead of answering.

It says ``{"took": MESSAGE_ID}`` or ``{"silent": MESSAGE_ID}`` for each message that comes in.
"""

import asyncio
import json
import ssl
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.support.say import say

USER, PASSWORD = b"tracker", b"m\xe1\xba\xadt kh\xe1\xba\xa9u"


class Server:
    """What it does with mail just now; one for all connections."""

    def __init__(self, folder: Path, *, is_private: bool) -> None:
        self.is_private = is_private
        self._taken = (folder / "taken.jsonl").open("ab", buffering=0)
        self.does = ["accept"]
        self._changed = asyncio.Event()

    def told(self) -> None:
        """Takes the next line of what it is told; whoever hangs is let go."""
        self.does = sys.stdin.readline().strip().split(maxsplit=2) or sys.exit()
        self._changed.set()
        self._changed = asyncio.Event()
        say(self.does[0])

    def refusal(self, mode: str) -> str | None:
        return " ".join(self.does[1:]) if self.does[0] == mode else None

    async def handle_RCPT(  # noqa: N802 - as the library calls it
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        refusal = self.refusal("refuse-recipients")
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        changed = self._changed
        if self.does[0] == "silent":
            say({"silent": message_id})
            await changed.wait()
            return "451 too late"
        if (refusal := self.refusal("refuse")) is not None:
            return refusal
        self.take(session, envelope)
        say({"took": message_id})
        if self.does[0] == "hold":
            await changed.wait()
        if self.does[0] == "drop":
            server.transport.abort()
        return "250 taken"

    def take(self, session: Session, envelope: Envelope) -> None:
        told = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "peer": session.peer,
            "private": session.ssl is not None or self.is_private,
            "user": session.auth_data.login.decode() if session.auth_data else None,
            "message": (envelope.content or b"").decode("latin-1"),
        }
        self._taken.write(json.dumps(told).encode() + b"\n")


class Greeting(SMTP):
    """The library's server, which may also send people away at the door."""

    async def _handle_client(self) -> None:
        if self.event_handler.does[0] == "refuse-greeting":
            await self.push("421 not today")
            self.transport.close()
        else:
            await super()._handle_client()


def check(*asked: Any) -> AuthResult:
    told = asked[-1]
    assert isinstance(told, LoginPassword)
    is_right = (told.login, told.password) == (USER, PASSWORD)
    return AuthResult(success=is_right, handled=False, auth_data=told)


async def main() -> None:
    folder, port, *private = sys.argv[1:]
    context = None
    if private:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*private[1:])
    starttls = context if private[:1] == ["starttls"] else None
    loop = asyncio.get_running_loop()
    does = Server(Path(folder), is_private=context is not None and starttls is None)
    loop.add_reader(sys.stdin.fileno(), does.told)

    def greet() -> SMTP:
        return Greeting(
            does,
            hostname="mail.example",
            enable_SMTPUTF8=True,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_require_tls=starttls is not None,
            authenticator=check if private else None,
            loop=loop,
        )

    serving = await loop.create_server(
        greet, "127.0.0.1", int(port), ssl=None if starttls else context
    )
    say(serving.sockets[0].getsockname()[1])
    await serving.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
