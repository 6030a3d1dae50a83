"""``/me/tokens``: API tokens, for programs that ask in the account's name."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Path

from tracker.api.callers import Calling, InPerson
from tracker.api.dependencies import Installed
from tracker.api.people.bodies import TokenBody
from tracker.api.people.errors import OWN_ERRORS
from tracker.api.people.telling import told_token
from tracker.api.shapes.people import IssuedTokenShape, TokensShape
from tracker.people.tokens import IssueToken, issue, revoke, tokens_of

router = APIRouter(prefix="/me/tokens", tags=["account"])


@router.get("", responses=OWN_ERRORS)
def get_tokens(caller: Calling, found: Installed) -> TokensShape:
    """The tokens that were not revoked, those that have expired among them."""
    tokens = tokens_of(found.pool, caller.name)
    return TokensShape(tokens=[told_token(token) for token in tokens])


@router.post("", status_code=HTTPStatus.CREATED, responses=OWN_ERRORS)
def post_token(body: TokenBody, caller: InPerson, found: Installed) -> IssuedTokenShape:
    """Makes a token; keep the secret, it is not told again.

    It may do what the account may, narrowed to roles and to a unit where these are given. Whoever
    has it needs neither password nor code, so a token makes no further tokens.
    """
    command = IssueToken(
        actor=caller.name,
        command_id=str(uuid4()),
        name=caller.name,
        label=body.label,
        expires_on=body.expires_on,
        roles=None if body.roles is None else tuple(body.roles),
        unit=body.unit,
    )
    issued = issue(found.people, command, found.clock)
    return IssuedTokenShape(id=issued.token_id, secret=issued.secret, expires_on=issued.expires_on)


@router.post("/{token_id}/revoke", status_code=HTTPStatus.NO_CONTENT, responses=OWN_ERRORS)
def post_revoke(token_id: Annotated[UUID, Path()], caller: InPerson, found: Installed) -> None:
    """Ends a token at once."""
    revoke(found.people, caller.name, str(token_id), caller.name, found.clock)
