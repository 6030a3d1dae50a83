"""``/me/tokens``: API tokens, for programs that ask in the account's name."""

from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID, uuid4

from fastapi import APIRouter, Path, Response

from tracker.errors import InvalidInputError, TrackerError
from tracker.people.tokens import LONGEST_DAYS, IssuedToken, IssueToken, issue, revoke, tokens_of
from tracker.rights.words import Role
from tracker.web.account.me import TABS, held
from tracker.web.account.ours import Ours
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_USUAL: Final = timedelta(days=90)


@router.get("/me/tokens")
def show_tokens(visit: Visiting) -> Response:
    """The tokens that were not revoked, and a form for a new one."""
    return _shown(visit, Form.new(visit, expires_on=visit.today + _USUAL))


@router.post("/me/tokens")
def issue_here(sent: Submitted) -> Response:
    """Makes a token and shows its secret, this once."""
    try:
        issued = _issued(sent)
    except TrackerError as error:
        return _shown(sent.visit, Form.again(sent, error))
    form = Form.new(sent.visit, expires_on=sent.visit.today + _USUAL)
    return _shown(sent.visit, form, issued)


@router.post("/me/tokens/{token_id}/revoke")
def revoke_here(visit: Ours, token_id: Annotated[UUID, Path()]) -> Response:
    """Ends a token at once.

    Raises:
        NotFoundError: ``unknown_token``: not one of this account.
    """
    name = visit.caller.name
    revoke(visit.found.people, name, str(token_id), name, visit.found.clock)
    return visit.leave("/me/tokens", "token_revoked")


def _issued(sent: Submission) -> IssuedToken:
    command = IssueToken(
        actor=sent.visit.caller.name,
        # Sent twice, the form makes one token: whoever sends it again is told so.
        command_id=sent.key or str(uuid4()),
        name=sent.visit.caller.name,
        label=sent.text("label"),
        expires_on=day_typed(sent.text("expires_on"), "expires_on"),
        roles=tuple(map(_role, sent.many("roles"))) or None,
        unit=sent.one("unit"),
    )
    return issue(sent.visit.found.people, command, sent.visit.found.clock)


def _role(chosen: str) -> Role:
    if chosen not in set(Role):
        # No page of ours offers it, so there may be no field to stand beside.
        raise InvalidInputError("expected_one_of", value=chosen, expected=", ".join(Role))
    return Role(chosen)


def _shown(visit: Visit, form: Form, issued: IssuedToken | None = None) -> Response:
    roles: list[Role] = sorted({grant.role for grant in visit.caller.grants})
    latest: date = visit.today + timedelta(days=LONGEST_DAYS)
    return visit.page(
        "account/tokens.html",
        status=form.status,
        form=form,
        issued=issued,
        tokens=tokens_of(visit.found.pool, visit.caller.name),
        roles=roles,
        units=[one for one in held(visit) if one.unit is not None],
        latest=latest,
        tabs=TABS,
    )
