"""All addresses of accounts; those that are open stand apart, for nobody is signed in there yet."""

from fastapi import APIRouter

from tracker.api.people import (
    helping,
    invitation,
    me,
    openid,
    people,
    registering,
    rights,
    second_factor,
    signing_in,
    tokens,
)

router = APIRouter()
for _part in (signing_in.open_router, invitation.open_router, openid.open_router):
    router.include_router(_part)
for _part in (signing_in.router, me.router, second_factor.router, tokens.router, openid.router):
    router.include_router(_part)
for _part in (people.router, registering.router, helping.router, rights.router):
    router.include_router(_part)
