"""``/me/openid``: the own account linked to whom the OpenID provider vouches for."""

from fastapi import APIRouter, Request, Response

from tracker.api.cookies import keep_attempt
from tracker.api.people.openid import begin_at_provider
from tracker.people.openid_attempts import LASTS
from tracker.web.account.me import TABS
from tracker.web.account.ours import Ours

router = APIRouter(include_in_schema=False)


@router.post("/me/openid")
async def begin_here(request: Request, visit: Ours) -> Response:
    """Leads to the provider by a link: a form of ours may be sent to nobody else.

    Raises:
        NotFoundError: ``openid_off``.
        UnavailableError: the provider does not answer.
    """
    settings = visit.found.settings
    location, secret = await begin_at_provider(request, visit.found, "/me", visit.caller.name)
    answer = visit.page(
        "account/linking.html", location=location, provider=settings.oidc_label, tabs=TABS
    )
    keep_attempt(answer, settings, secret, int(LASTS.total_seconds()))
    return answer
