"""A clerk in a process of its own: ``writing URL NAME COMMANDS ITEMS``.

Gives random commands on the items ``CD-0 ... `` as it saw them. Says what became of each:
``["recorded", version expected, position, command id]``, ``["stale"]`` or ``["refused", code]``,
and after a database that was away, ``["unavailable"]`` before it tries the same command again.
"""

import sys
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from threading import Event
from typing import Any

from tests.support.say import say
from tracker.application import Tracker
from tracker.clock import SystemClock
from tracker.commands import items
from tracker.database.connect import open_pool
from tracker.errors import RuleViolationError, StaleVersionError, UnavailableError
from tracker.fold.words import Kind

FIRST_DAY = date(2024, 3, 1)
UNITS = ("H57", "H57.31", "H57.32")
COMMANDS: tuple[type[items.OnItem], ...] = (
    *(items.ReportCompletion,) * 4,
    *(items.ConfirmCompletion,) * 2,
    items.RejectCompletion,
    items.RejectCompletion,
    items.Reopen,
    items.Reopen,
    items.Suspend,
    items.Resume,
    items.Resume,
    items.ExtendDeadline,
    items.CorrectDeadline,
    items.Transfer,
    items.NoteProgress,
    items.Urge,
    items.VoidEvent,
    items.VoidEvent,
)


@dataclass
class Clerk:
    """One writer with dice of its own."""

    tracker: Tracker
    name: str
    items: int
    dice: Random
    clock: SystemClock

    def command(self, number: int) -> items.OnItem:
        """A command on an item as it is now."""
        ref = f"CD-{self.dice.randrange(self.items)}"
        version = self.tracker.item(Kind.DIRECTIVE, ref).version
        chosen = self.dice.choice(COMMANDS)
        own: dict[str, Any] = {}
        due = FIRST_DAY + timedelta(days=self.dice.randrange(60))
        if chosen in (items.ExtendDeadline, items.CorrectDeadline, items.Reopen, items.Resume):
            own["due_on"] = due
        elif chosen is items.Transfer:
            own["to_unit"] = self.dice.choice(UNITS)
        elif chosen is items.VoidEvent:
            own["event_no"] = max(1, version - self.dice.randrange(4))
        return chosen(
            kind=Kind.DIRECTIVE,
            ref=ref,
            expected_version=version,
            actor=self.name,
            effective_on=FIRST_DAY + timedelta(days=self.dice.randrange(40)),
            command_id=f"{self.name}-{number}",
            **own,
        )

    def give(self, command: items.OnItem) -> list[Any]:
        """What became of a command."""
        expected = command.expected_version
        try:
            outcome = items.act(command, self.tracker, self.clock)
        except StaleVersionError:
            return ["stale"]
        except RuleViolationError as error:
            return ["refused", error.code]
        return ["recorded", expected, outcome.position, command.command_id]


def main(database_url: str, name: str, commands: int, number_of_items: int) -> None:
    patience = Event()
    with open_pool(database_url, size=2) as pool:
        clerk = Clerk(Tracker(pool), name, number_of_items, Random(name), SystemClock())  # noqa: S311
        say("ready")
        sys.stdin.readline()
        for number in range(commands):
            command = None
            while True:
                try:
                    command = command or clerk.command(number)
                    say(clerk.give(command))
                except UnavailableError:
                    say(["unavailable"])
                    patience.wait(0.05)
                else:
                    break


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
