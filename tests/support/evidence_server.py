"""Serves the application to whoever asks: ``evidence_server DATABASE_URL HOME``; says its port."""

import socket
import sys
from datetime import date
from pathlib import Path
from uuid import UUID

import uvicorn
from pydantic import SecretStr

from tests.api.asking import WITHOUT_RATES
from tests.support.say import say
from tracker.api.app import create_app
from tracker.api.callers import calling
from tracker.bootstrap import opened
from tracker.projections.projector import Health
from tracker.rights.granting import Caller, Grant
from tracker.rights.words import Role
from tracker.settings import Settings

EVERYTHING = tuple(Grant(role, None, date(2000, 1, 1)) for role in Role)


def anybody() -> Caller:
    return Caller(UUID(int=1), "vt.huonghuu", EVERYTHING, date(2024, 6, 3))


database_url, home = sys.argv[1:]
settings = Settings(
    database_url=SecretStr(database_url), home=Path(home), evidence_max_mb=20, **WITHOUT_RATES
)
with opened(settings) as found, socket.socket() as listening:
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    app = create_app(found, Health())
    app.dependency_overrides[calling] = anybody
    say(listening.getsockname()[1])
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listening])
