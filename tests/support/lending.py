"""Starts a server as the tests do, says its home, and stops it when told; see conftest."""

import sys

from tests.conftest import running_server
from tests.support.say import say


def main() -> None:
    with running_server() as databases:
        say(str(databases.home))
        sys.stdin.readline()


main()
