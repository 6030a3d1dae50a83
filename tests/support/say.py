"""How a program of the tests speaks to the test that started it."""

import json
import sys
from typing import Any


def say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, default=str) + "\n")
    sys.stdout.flush()
