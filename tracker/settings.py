"""Settings: read from the environment at start, passed on explicitly."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

from tracker.catalogue import Language
from tracker.deadlines.outcome import BeforeMeans
from tracker.openid.settings import OpenIDSettings


def _plain(home: Path) -> Path:
    # These would be read as commands by the shell that starts PostgreSQL.
    if any(sign in str(home.resolve()) for sign in '$`"'):
        message = "the path may not contain $, ` or double quotes"
        raise ValueError(message)
    return home


def _public(address: str) -> str:
    # Only where we are: a path, a query or a password in it would get into every link.
    parts = urlsplit(address)
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    bare = address.rstrip("/").lower() == origin and "@" not in parts.netloc
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bare:
        message = "an address such as https://tracker.example, without a path"
        raise ValueError(message)
    # As browsers spell it in `Origin`.
    return origin.removesuffix({"http": ":80", "https": ":443"}[parts.scheme])


def _listed(told: object) -> object:
    return [part.strip() for part in told.split(",")] if isinstance(told, str) else told


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_listed)]

Rate = Annotated[int, Field(ge=0)]


class Settings(OpenIDSettings):
    """Each is the environment variable of its name in capitals with ``TRACKER_`` before."""

    model_config = SettingsConfigDict(env_prefix="TRACKER_", frozen=True)

    database_url: SecretStr | None = Field(
        None, description="The PostgreSQL to use; unset, an embedded one is started."
    )
    home: Annotated[Path, AfterValidator(_plain)] = Field(
        Path(".tracker"), description="Where the embedded PostgreSQL keeps its data."
    )
    lang: Language = Field("vi", description="The language of what people read: vi or en.")
    roll_fixed_dates: bool = Field(
        default=False,
        description="Whether a fixed date on a rest day moves to the next working day.",
    )
    before_means: BeforeMeans = Field(
        BeforeMeans.DAY_BEFORE,
        description="What is proposed for “trước ngày X”: day_before or same_day.",
    )
    host: str = Field("127.0.0.1", description="The address the web server listens on.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(
        8000, description="The port the web server listens on."
    )
    public_address: Annotated[str, AfterValidator(_public)] | None = Field(
        None, description="Where people reach it; unset, the address the web server listens on."
    )

    trusted_proxies: Networks | None = Field(
        None, description="Proxies whose X-Forwarded-For is believed: addresses and networks."
    )

    rate_reads_per_minute: Rate = Field(
        600, description="What one session or token may read in a minute; 0: without limit."
    )
    rate_writes_per_minute: Rate = Field(
        120, description="What one session or token may write in a minute; 0: without limit."
    )
    rate_exports_per_minute: Rate = Field(
        20, description="The lists as files it may take in a minute; 0: without limit."
    )
    rate_strangers_per_minute: Rate = Field(
        60, description="Requests of one address in a minute without a sign-in; 0: without limit."
    )

    @property
    def address(self) -> str:
        """Where people reach it, as their browsers call it: scheme, host and port."""
        return self.public_address or f"http://{self.host}:{self.port}"
