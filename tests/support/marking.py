"""Serves the sample with every message of the catalogue marked: ``marking URL``.

A process of its own, for the catalogue is one for all of a process. What stands on a page outside
of marks was not said by the catalogue. Prints its address as JSON; any line on stdin ends it.
"""

import sys
from collections.abc import Mapping

from tests.browser.site import Keys, serving
from tests.support.say import say
from tracker.catalogue import LANGUAGES, messages

MARKS: Mapping[str, tuple[str, str]] = {"vi": ("\u2061", "\u2062"), "en": ("\u2063", "\u2064")}
"""What stands before and after a message of a language; browsers show nothing of it."""


def mark() -> None:
    """Puts the marks around every message, in this process, for good."""
    for language in LANGUAGES:
        before, after = MARKS[language]
        catalogue = messages(language)
        catalogue.update({name: f"{before}{said}{after}" for name, said in catalogue.items()})


if __name__ == "__main__":
    mark()
    with serving(sys.argv[1], Keys()) as site:
        say(site.address)
        sys.stdin.readline()
