"""A scheduler whose jobs run when told: ``alerting DATABASE_URL HOME SMTP_PORT``.

It knows the simulated moment (tests/support/simulated_clock.py). A line of its standard input is
one command in JSON: ``["sweep"]``, ``["deliver"]``; ``["lead"]`` asks for the leader's lock and
says whether it has it; ``["clock", SECONDS]`` puts its clock so far ahead. It answers each with
one value; of a job its outcome and what it told.
"""

import json
import sys
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
from pydantic import SecretStr

from tests.support.say import say
from tests.support.simulated_clock import SimulatedClock
from tracker.alerts.sweep.sweeping import sweep
from tracker.alerts.telling.delivering import deliver
from tracker.bootstrap import Installation, opened
from tracker.database.connect import app_conninfo
from tracker.settings import Settings
from tracker.upkeep.runs import LEADER_LOCK

JOBS = {"sweep": sweep, "deliver": deliver}


def main(database_url: str, home: Path, smtp_port: int) -> None:
    settings = Settings(
        database_url=SecretStr(database_url),
        home=home,
        smtp_host="127.0.0.1",
        smtp_port=smtp_port,
        smtp_security="none",
        smtp_seconds=5,
        mail_from="theodoi@h57.example",
        webhooks_private=True,
    )
    with (
        SimulatedClock(database_url) as clock,
        opened(settings, clock=clock) as found,
        psycopg.connect(app_conninfo(database_url), autocommit=True) as connection,
    ):
        say("ready")
        for line in sys.stdin:
            name, *given = json.loads(line)
            if name == "clock":
                clock.offset = timedelta(seconds=given[0])
                say(given[0])
            elif name == "lead":
                asked = "select pg_try_advisory_lock(%s)"
                row = connection.execute(asked, (LEADER_LOCK,)).fetchone()
                say(row == (True,))
            else:
                say(_run(found, name))


def _run(found: Installation, name: str) -> dict[str, Any]:
    result = JOBS[name](found, Event())
    return {"outcome": result.outcome, **result.told}


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
