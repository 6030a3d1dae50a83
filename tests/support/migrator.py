"""Waits for the word, then migrates and makes the read model: ``migrator URL``."""

import sys

from tests.support.say import say
from tracker.database.migrate import migrate
from tracker.projections.rebuild import ensure_read_model

say("ready")
sys.stdin.readline()
migrate(sys.argv[1])
ensure_read_model(sys.argv[1])
say("migrated")
