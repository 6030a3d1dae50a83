"""``/alerts/unsubscribe/{secret}``: no more mails, without signing in.

Programs that look through mails follow links, so following this one changes nothing. They may
also send it by themselves, when the person has told them to (RFC 8058): whoever has the secret
of a mail may stop the mails, so neither a cookie nor a form of ours is asked for.
"""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

from tracker.alerts.recipients.wishes import is_secret, unsubscribe
from tracker.api.dependencies import Installed, asking
from tracker.web.frame import rendering

router = APIRouter(include_in_schema=False)

PATH: Final = "/alerts/unsubscribe/{secret}"
_KEPT_SECRET: Final = {"Referrer-Policy": "strict-origin"}
"""The address has the mail's secret in it: browsers tell no more of it than the host."""


@router.get(PATH)
def show_unsubscribing(request: Request, found: Installed, secret: str) -> Response:
    """The page with the button.

    Raises:
        HTTPException: 404, as for any address that there is not.
    """
    with asking(found) as connection:
        if not is_secret(connection, secret):
            raise HTTPException(HTTPStatus.NOT_FOUND)
    return _page(request, is_done=False)


@router.post(PATH)
def unsubscribe_here(request: Request, found: Installed, secret: str) -> Response:
    """Stops the mails and says so at once: mail programs follow no redirect (RFC 8058, 3.1).

    Raises:
        HTTPException: 404, as for any address that there is not.
    """
    with asking(found) as connection:
        if not unsubscribe(connection, secret, found.clock.now()):
            raise HTTPException(HTTPStatus.NOT_FOUND)
    return _page(request, is_done=True)


def _page(request: Request, *, is_done: bool) -> Response:
    template = "account/unsubscribe.html"
    return rendering.stranger(request, template, headers=_KEPT_SECRET, is_done=is_done)
