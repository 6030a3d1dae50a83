"""``/admin/settings``: every setting, what it means, what it is now, and how it is changed."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from fastapi import APIRouter, Response
from pydantic import SecretStr

from tracker.access.judging import refuse_unless_everywhere
from tracker.rights.words import Act
from tracker.settings import Settings
from tracker.web.frame.visit import Visiting
from tracker.web.frame.words import Words

router = APIRouter(include_in_schema=False)

_PREFIX: Final = Settings.model_config["env_prefix"]


@dataclass(frozen=True)
class ShownSetting:
    """A setting as the page shows it; of a secret only whether it is set."""

    name: str
    variable: str
    value: str
    default: str
    is_changed: bool
    """Whether it is something else than where nothing is said."""


@dataclass(frozen=True, kw_only=True)
class SettingsPage:
    """What the page shows."""

    settings: list[ShownSetting]


@router.get("/admin/settings")
def show_settings(visit: Visiting) -> Response:
    """The settings of the running program; they come from its environment alone."""
    refuse_unless_everywhere(visit.caller, Act.AUDIT)
    shown = [_shown(visit.words, visit.found.settings, name) for name in Settings.model_fields]
    return visit.page("administration/settings.html", page=SettingsPage(settings=shown))


def _shown(words: Words, settings: Settings, name: str) -> ShownSetting:
    field = Settings.model_fields[name]
    value = getattr(settings, name)
    return ShownSetting(
        name,
        f"{_PREFIX}{name}".upper(),
        _told(words, value),
        _told(words, field.default),
        value != field.default,
    )


def _told(words: Words, value: Any) -> str:
    """The value as it would be written into the environment; of a secret, that there is one."""
    match value:
        case None:
            return words.say("admin.not_set")
        case SecretStr():
            return words.say("admin.secret_set")
        case bool():
            return "true" if value else "false"
        case Enum():
            return str(value.value)
        case tuple():
            return ", ".join(map(str, value))
    return str(value)
