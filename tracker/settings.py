"""Settings: read from the environment at start, passed on explicitly."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode, SettingsConfigDict

from tracker.catalogue import Language
from tracker.deadlines.outcome import BeforeMeans
from tracker.openid.settings import OpenIDSettings
from tracker.sending.settings import SendingSettings


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

_BUCKET: Final = r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*$"
_ENDPOINT: Final = r"^https?://[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._/-]*)?$"


class Settings(OpenIDSettings, SendingSettings):
    """Each is the environment variable of its name in capitals with ``TRACKER_`` before."""

    model_config = SettingsConfigDict(env_prefix="TRACKER_", frozen=True)

    database_url: SecretStr | None = Field(
        None, description="The PostgreSQL to use; unset, an embedded one is started."
    )
    home: Annotated[Path, AfterValidator(_plain)] = Field(
        Path(".tracker"),
        description="Where the embedded PostgreSQL and the evidence files keep their data.",
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

    session_idle_minutes: Annotated[int, Field(ge=1, le=1440)] = Field(
        30, description="After how many minutes without a request a session ends."
    )
    session_hours: Annotated[int, Field(ge=1, le=168)] = Field(
        12, description="After how many hours a session ends in any case."
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
        300, description="Requests of one address in a minute without a sign-in; 0: without limit."
    )

    evidence_url: Annotated[str, Field(pattern=_BUCKET)] | None = Field(
        None, description="The bucket for evidence files, as s3://bucket/prefix; unset: a folder."
    )
    evidence_endpoint: Annotated[str, Field(pattern=_ENDPOINT)] | None = Field(
        None, description="The address of that S3 service; unset, Amazon's."
    )
    evidence_region: str = Field("us-east-1", description="The region of the bucket.")
    evidence_key_id: SecretStr | None = Field(
        None, description="The access key of the bucket; unset, the machine's own role."
    )
    evidence_secret_key: SecretStr | None = Field(
        None, description="The secret that belongs to the access key."
    )
    evidence_max_mb: Annotated[int, Field(ge=1, le=4096)] = Field(
        50, description="The largest evidence file, in megabytes."
    )
    refusals_kept_days: Annotated[int, Field(ge=366)] = Field(
        1826, description="For how many days refused accesses are kept; a year at least."
    )

    @property
    def address(self) -> str:
        """Where people reach it, as their browsers call it: scheme, host and port."""
        return self.public_address or f"http://{self.host}:{self.port}"
