"""How the embedded server is tuned, whatever machine it finds itself on."""

import os
from pathlib import Path

PORT = 5432
KB, MB, GB = 1 << 10, 1 << 20, 1 << 30

SETTINGS = {
    # Only the socket, which only the server's user and root can reach.
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    # Sorts of whole-country lists fit; 100 connections at once seldom all sort.
    "work_mem": "32MB",
    # Indexes are built over millions of rows when projections are rebuilt.
    "maintenance_work_mem": "256MB",
    # Imports write much: fewer, smoother checkpoints at the price of some disk space.
    "max_wal_size": "4GB",
    "checkpoint_completion_target": "0.9",
    # Solid-state disks, or data in memory: a random page costs hardly more than the next.
    "random_page_cost": "1.1",
    # Our queries are short; compiling them costs more than it saves.
    "jit": "off",
    # Dates mean what the product says, wherever the machine stands.
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def memory_settings(memory: int) -> dict[str, str]:
    """PostgreSQL's share of `memory` bytes: a quarter its own, half assumed cached.

    Above 2 GB its own cache gains little over the system's, which it then doubles.
    """
    own = min(max(memory // 4, 128 * MB), 2 * GB)
    return {
        "shared_buffers": f"{own // KB}kB",
        "effective_cache_size": f"{memory // 2 // KB}kB",
    }


def _memory() -> int:
    """Bytes of memory of this machine, or of this container where it has less."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    except OSError:
        return machine
    return min(machine, int(limit)) if limit.isdigit() else machine


def settings_file(socket_folder: Path) -> str:
    """The text that postgresql.conf includes, for a socket in `socket_folder`."""
    # A list of names for PostgreSQL: quoted, a comma or blank is part of the name.
    folder = '"' + str(socket_folder).replace('"', '""') + '"'
    settings = {"unix_socket_directories": folder, **SETTINGS, **memory_settings(_memory())}
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    """`value` as a string of postgresql.conf."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
