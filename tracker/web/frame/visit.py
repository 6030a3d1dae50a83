"""Who visits a page, and what the page is made with."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from http import HTTPStatus
from typing import Annotated, Any

import anyio.to_thread
from fastapi import Depends, Request, Response
from fastapi.responses import RedirectResponse
from psycopg import Connection

from tracker.api.arriving import Arrivals
from tracker.api.dependencies import Installed, asking
from tracker.api.people.admitting import visitor
from tracker.bootstrap import Installation
from tracker.days import local_day
from tracker.errors import UnauthenticatedError
from tracker.rights.granting import Caller
from tracker.rights.words import Act
from tracker.web.frame import rendering
from tracker.web.frame.addresses import Addresses, addresses_of
from tracker.web.frame.preferences import page_language
from tracker.web.frame.said import position_recorded, say_next, wait_next
from tracker.web.frame.words import Words


@dataclass(frozen=True, kw_only=True)
class Visit:
    """Somebody who is signed in looks at a page, or sends its form."""

    request: Request
    found: Installation
    caller: Caller
    now: datetime
    """The moment of the request."""
    words: Words
    href: Addresses = field(repr=False)
    """Makes addresses that keep the C and K of this page."""

    @property
    def today(self) -> date:
        """The local day of the request."""
        return local_day(self.now)

    @cached_property
    def is_htmx(self) -> bool:
        """Whether a script asks for a part of the page, rather than the browser for all of it."""
        headers = self.request.headers
        return "hx-request" in headers and "hx-history-restore-request" not in headers

    def may(self, act: Act) -> bool:
        """Whether the visitor may do it for any unit at all."""
        return self.caller.may_somewhere(act)

    def asking(self) -> AbstractContextManager[Connection[Any]]:
        """A connection for the page's questions; one for all of them."""
        return asking(self.found)

    def page(
        self,
        template: str,
        /,
        status: HTTPStatus = HTTPStatus.OK,
        headers: Mapping[str, str] | None = None,
        **context: object,
    ) -> Response:
        """The page; templates get ``visit``, ``say``, ``href`` beside their context."""
        return rendering.signed_in(self, template, status, headers, context)

    def leave(
        self, path: str, said: str, *, position: int | None = None, **details: str | int
    ) -> Response:
        """Leads to a page after something was recorded; that page says ``said.<said>``.

        Args:
            path: where to, as :attr:`href` makes it.
            said: the message.
            position: the log's, as the command's answer names it; the next pages know of it.
            details: what the message mentions.
        """
        answer = RedirectResponse(path, HTTPStatus.SEE_OTHER)
        say_next(answer, said, **details)
        if position is not None:
            wait_next(answer, position)
        return answer


async def visiting(request: Request, found: Installed) -> Visit:
    """Whoever is signed in; the page knows what his browser recorded a moment ago.

    Raises:
        UnauthenticatedError: nobody is; pages then lead to where one signs in.
    """
    caller = await anyio.to_thread.run_sync(visitor, request, found)
    if caller is None:
        raise UnauthenticatedError("not_signed_in")
    position = position_recorded(request)
    arrivals: Arrivals = request.app.state.arrivals
    if position is not None and position > arrivals.reached:
        # A page that is a moment behind is better than none.
        await arrivals.until(position)
    return Visit(
        request=request,
        found=found,
        caller=caller,
        now=found.clock.now(),
        words=Words(page_language(request)),
        href=addresses_of(request),
    )


Visiting = Annotated[Visit, Depends(visiting)]
