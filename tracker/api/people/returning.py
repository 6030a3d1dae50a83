"""Where somebody is led after signing in: a page of ours, never another site's."""

from typing import Annotated, Final

from fastapi import Query
from pydantic import Field

from tracker.api.people.bodies import Body

_OURS: Final = r"^/([!-.0-\[\]-~][!-\[\]-~]*)?$"
"""One slash and no second one, which would begin another host's name; browsers take a backslash
for a slash."""
_LONGEST: Final = 500
_MEANING: Final = "The page of ours to be led to afterwards: a path, what follows it included."

ReturnTo = Annotated[
    str, Query(pattern=_OURS, max_length=_LONGEST, description=_MEANING, examples=["/items?q=a"])
]


class LinkBody(Body):
    """``POST /me/openid``."""

    return_to: Annotated[str, Field(pattern=_OURS, max_length=_LONGEST)] = Field(
        "/", description=_MEANING, examples=["/"]
    )
