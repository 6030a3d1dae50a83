"""The shapes of the answers about accounts, for the OpenAPI description."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from tracker.days import LOCAL_ZONE
from tracker.rights.words import Act, Reach, Role


def _local(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL_ZONE)


Moment = Annotated[datetime, AfterValidator(_local), Field(examples=["2024-03-08T17:30:00+07:00"])]
_Name = Annotated[str, Field(examples=["nguyen.van.a"])]
_FullName = Annotated[str, Field(examples=["Nguyễn Văn A"])]
_Unit = Annotated[str | None, Field(description="None: all.", examples=["H57.31"])]
_Csrf = Annotated[
    str,
    Field(description="What every write with the session's cookie repeats in `X-CSRF-Token`."),
]


class GrantShape(BaseModel):
    """A role for a unit; ``until`` is the last day, none: until revoked."""

    role: Role
    unit: _Unit
    since: date
    until: date | None


class AllowedShape(BaseModel):
    """An act, and how far it reaches from the grant's unit."""

    act: Act
    reach: Reach


class OwnGrantShape(GrantShape):
    """A grant in force and what it allows."""

    allows: list[AllowedShape]


class SignedInShape(BaseModel):
    """``POST /sign-in``; the session itself is in the cookie."""

    name: _Name
    full_name: _FullName
    grants: list[OwnGrantShape]
    csrf: _Csrf
    expires_at: Moment = Field(description="When the session ends whatever happens.")
    idle_seconds: int = Field(description="Unused for so long it ends earlier.", examples=[1800])


class LimitsShape(BaseModel):
    """When the session ends."""

    id: str
    signed_in_at: Moment
    expires_at: Moment
    idle_seconds: int = Field(examples=[1800])


class MeShape(BaseModel):
    """``GET /me``; with an API token there is neither session nor ``csrf``."""

    name: _Name
    full_name: _FullName
    email: str | None
    second_factor: bool
    grants: list[OwnGrantShape]
    csrf: _Csrf | None
    session: LimitsShape | None


class SessionShape(BaseModel):
    """A session that has not ended; ``current`` is the one that asks."""

    id: str
    signed_in_at: Moment
    seen_at: Moment
    expires_at: Moment
    by: str = Field(examples=["password"])
    address: str = Field(examples=["10.57.31.5"])
    agent: str
    current: bool


class SessionsShape(BaseModel):
    """``GET /me/sessions``, the last seen first."""

    sessions: list[SessionShape]


class EndedShape(BaseModel):
    """How many sessions ended."""

    ended: int = Field(examples=[2])


class EnrolmentShape(BaseModel):
    """``POST /me/second-factor/begin``: told this once; it counts when confirmed."""

    secret: str = Field(examples=["JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"])
    uri: str = Field(description="To be shown as a QR code.")


class TokenShape(BaseModel):
    """An API token, without its secret; null ``roles`` or ``unit``: not narrowed."""

    id: str
    label: str = Field(examples=["Báo cáo hằng tháng"])
    roles: list[Role] | None
    unit: _Unit
    issued_on: date
    expires_on: date
    used_at: Moment | None


class TokensShape(BaseModel):
    """``GET /me/tokens``, the newest first."""

    tokens: list[TokenShape]


class IssuedTokenShape(BaseModel):
    """``POST /me/tokens``: the secret is told this once."""

    id: str
    secret: str = Field(examples=["trk_…"])
    expires_on: date


class AcceptedShape(BaseModel):
    """``POST /invitation``: with which name to sign in from now on, and where."""

    name: _Name
    sign_in: str = Field(examples=["https://tracker.example/sign-in"])


class HeldGrantShape(GrantShape):
    """A grant as it was made, and the day it was revoked, if it was."""

    revoked_on: date | None


class PersonShape(BaseModel):
    """An account; in a list its grants are those that have not ended."""

    name: _Name
    full_name: _FullName
    email: str | None
    version: int = Field(description="The version that a command names in ``If-Match``.")
    disabled: bool
    has_password: bool
    second_factor: bool
    registered_on: date
    grants: list[HeldGrantShape]


class PeopleShape(BaseModel):
    """``GET /people``: one page, and the cursor of the next."""

    people: list[PersonShape]
    next: str | None


class PersonVersionShape(BaseModel):
    """What a command on an account came to: the version now, also in ``ETag``."""

    name: _Name
    version: int


class InvitationShape(PersonVersionShape):
    """``POST /people/{name}/invite``: the link is told this once, and works once."""

    link: str = Field(examples=["https://tracker.example/invitation?token=…"])
    expires_at: Moment


class SignedOutShape(PersonVersionShape, EndedShape):
    """``POST /people/{name}/sign-out-everywhere``."""


class AccountChangeShape(BaseModel):
    """An event of an account; ``facts`` are its own, never a secret."""

    type: str = Field(examples=["account.role_granted"])
    recorded_at: Moment
    actor: str
    reason: str | None
    facts: dict[str, Any]


class AccountHistoryShape(BaseModel):
    """``GET /people/{name}/history``, in recorded order."""

    name: _Name
    events: list[AccountChangeShape]


class RightShape(OwnGrantShape):
    """Who held a role on the day, and what it allows."""

    name: _Name
    full_name: _FullName


class RightsShape(BaseModel):
    """``GET /rights``."""

    on: date
    unit: _Unit
    rights: list[RightShape]
