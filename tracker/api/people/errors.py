"""Which refusals the addresses of accounts have, for their OpenAPI description."""

from http import HTTPStatus
from typing import Final

from tracker.api.problems import responses

SIGN_IN_ERRORS: Final = responses(
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""Of what nobody needs to have signed in for."""
OWN_ERRORS: Final = {**SIGN_IN_ERRORS, **responses(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)}
"""Of one's own account."""
PERSON_ERRORS: Final = {**OWN_ERRORS, **responses(HTTPStatus.PRECONDITION_FAILED)}
"""Of commands on somebody's account."""
