"""What requests about accounts carry; nothing that may be a secret is ever repeated."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from tracker.entry.fields import ONE_LINE, Day, Name
from tracker.rights.words import Role


def _unrepeated(value: object) -> object:
    # A refusal repeats what was given. What is no text becomes an empty one before that, for
    # somebody's password may be all digits and arrive as a number.
    is_text = isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)
    return value if is_text else ""


Secret = Annotated[SecretStr, BeforeValidator(_unrepeated), Field(min_length=1, max_length=1000)]
"""A password, a code or the secret of a link."""
LoginName = Annotated[str, Field(max_length=200, examples=["nguyen.van.a"])]
"""What a person signs in with; letters' case does not matter."""
_Reason = Annotated[str, Field(min_length=1, max_length=1000, pattern=ONE_LINE)]


class Body(BaseModel):
    """A field that we do not know is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")


class SignInBody(Body):
    """``POST /sign-in``."""

    name: LoginName
    password: Secret = Field(examples=["mot mat khau dai"])
    code: Secret | None = Field(
        None, description="The code of the second factor, where one is set.", examples=["492039"]
    )


class AcceptBody(Body):
    """``POST /invitation``."""

    token: Secret = Field(description="What stands in the link after ``token=``.")
    password: Secret = Field(description="The password to be set.")


class PasswordBody(Body):
    """``POST /me/password``."""

    old: Secret
    new: Secret


class CodeBody(Body):
    """``POST /me/second-factor/confirm``."""

    code: Secret = Field(examples=["492039"])


class ProofBody(Body):
    """``POST /me/second-factor/remove``."""

    password: Secret


class TokenBody(Body):
    """``POST /me/tokens``."""

    label: Name = Field(description="What it is for.", examples=["Báo cáo hằng tháng"])
    expires_on: Day = Field(description="The last day.", examples=["2024-12-31"])
    roles: list[Role] | None = Field(
        None, description="Only these of the account's roles; null: all.", min_length=1
    )
    unit: Name | None = Field(
        None, description="Only this unit and all below it; null: as the account's."
    )


class RegisterBody(Body):
    """``POST /people``."""

    name: LoginName
    full_name: Name = Field(examples=["Nguyễn Văn A"])
    email: Name | None = Field(None, examples=["nguyen.van.a@huonghuu.example"])
    reason: _Reason | None = None


class ReasonBody(Body):
    """Why something is done to an account."""

    reason: _Reason | None = Field(None, examples=["Chuyển công tác"])


class RenameBody(ReasonBody):
    """``POST /people/{name}/rename``."""

    full_name: Name = Field(examples=["Nguyễn Văn A"])
    email: Name | None = None


class GrantBody(ReasonBody):
    """``POST /people/{name}/grant``."""

    role: Role
    unit: Name | None = Field(
        description="For which unit; null: for the whole installation.", examples=["H57.31"]
    )
    since: Day | None = Field(None, description="The first day; null: today.")
    until: Day | None = Field(None, description="The last day; null: until revoked.")


class RevokeBody(ReasonBody):
    """``POST /people/{name}/revoke``."""

    role: Role
    unit: Name | None = Field(examples=["H57.31"])
    since: Day | None = Field(
        None, description="The grant that begins on that day; null: every one of that role there."
    )
