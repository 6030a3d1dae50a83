"""The settings of what goes out; no mail is sent until the mail server is named."""

import re
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker.sending.words import MailServer, Security

_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


def is_mail_address(text: str) -> bool:
    """Whether it is a bare address such as ``canbo@so.example.vn``."""
    return _ADDRESS.fullmatch(text) is not None


def _sender(address: str) -> str:
    if not is_mail_address(address):
        message = "a bare address such as theodoi@so.example.vn"
        raise ValueError(message)
    return address


class SendingSettings(BaseSettings):
    """Host and sender are set together, or neither; so are user and password."""

    # An error about one setting would else repeat all of them, secrets too.
    model_config = SettingsConfigDict(hide_input_in_errors=True)

    smtp_host: str | None = Field(
        None, min_length=1, description="The mail server; unset: no mail is sent."
    )
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = Field(
        587, description="The port of the mail server."
    )
    smtp_security: Security = Field(
        Security.STARTTLS, description="How the way to it is kept private: starttls, tls or none."
    )
    smtp_user: str | None = Field(
        None, min_length=1, description="As whom it knows this installation."
    )
    smtp_password: SecretStr | None = Field(
        None, min_length=1, description="The password that belongs to that."
    )
    smtp_seconds: Annotated[float, Field(gt=0, le=40)] = Field(
        30, description="After how many seconds without an answer a mail counts as not sent."
    )
    mail_from: Annotated[str, AfterValidator(_sender)] | None = Field(
        None, description="The address that mail comes from."
    )
    webhooks_private: bool = Field(
        default=False,
        description="Whether webhooks may call private addresses, and without https.",
    )

    @model_validator(mode="after")
    def _whole_sending(self) -> Self:
        if (self.smtp_host is None) != (self.mail_from is None):
            message = "TRACKER_SMTP_HOST and TRACKER_MAIL_FROM are set together"
            raise ValueError(message)
        if (self.smtp_user is None) != (self.smtp_password is None):
            message = "TRACKER_SMTP_USER and TRACKER_SMTP_PASSWORD are set together"
            raise ValueError(message)
        if self.smtp_user is not None and self.smtp_security is Security.NONE:
            message = "with TRACKER_SMTP_SECURITY=none the password could be read on the way"
            raise ValueError(message)
        return self

    @property
    def mail(self) -> MailServer | None:
        """The mail server; None: there is none, and nobody is told by mail."""
        if self.smtp_host is None or self.mail_from is None:
            return None
        return MailServer(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            sender=self.mail_from,
            user=self.smtp_user,
            password=self.smtp_password,
            seconds=self.smtp_seconds,
        )
