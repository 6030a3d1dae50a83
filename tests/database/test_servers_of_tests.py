"""What a run of the tests leaves behind: nothing, even if it is killed."""

import os
import select
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.programs import Program, programs
from tests.support.waiting import GUARD, until


def end(program: Program) -> None:
    program.tell()
    program.finish()


@pytest.mark.parametrize("way", [end, Program.kill])
def test_its_servers_and_their_data_end_with_it(way: Callable[[Program], None]):
    with programs() as start:
        program = start("lending")
        home = Path(program.says())
        server = os.pidfd_open(int((home / "postgres/postmaster.pid").read_text().split()[0]))

        way(program)

        assert select.select([server], [], [], GUARD)[0]
        os.close(server)
        until(lambda: not home.exists(), "the end of the data")
