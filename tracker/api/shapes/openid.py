"""Shapes of single sign-on."""

from pydantic import BaseModel, Field


class OpenIDWayShape(BaseModel):
    """Signing in at the OpenID provider."""

    label: str = Field(description="What to call it.", examples=["Tài khoản công chức tỉnh"])
    address: str = Field(
        description="Where to send the browser, with `return_to` if need be.",
        examples=["/api/v1/sign-in/openid"],
    )


class WaysShape(BaseModel):
    """How one can sign in here."""

    password: bool = Field(description="By name and password; always.", examples=[True])
    openid: OpenIDWayShape | None = Field(description="Null where there is no provider.")


class WayInShape(BaseModel):
    """Where to send the browser."""

    location: str = Field(examples=["https://id.example.vn/auth?response_type=code&state=…"])
