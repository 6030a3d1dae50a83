"""Audits the pinned packages: ``audit.py LOCK [OPTIONS OF PIP-AUDIT]``.

Ends with 1 if a vulnerability of one of them is known. Where the advisories cannot be had, says so
in one line below the list of what is pinned, and ends with 0: who is offline can still build.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import fill, shorten
from time import monotonic
from typing import Any

PIN = re.compile(r"^([A-Za-z0-9._-]+==[^\s;\\]+)\s*(;.*?)?\s*\\?$", re.MULTILINE)
PATIENCE = float(os.environ.get("AUDIT_SECONDS", "18"))
"""Seconds for everything; advisories that take longer count as not to be had."""
MISUSED = 2


class NotToBeHadError(Exception):
    """The advisories; says why."""


def main(lock: Path, options: list[str]) -> int:
    """The exit status."""
    pins = PIN.findall(lock.read_text())
    end = monotonic() + PATIENCE
    try:
        # One package first: who does not answer for it need not be asked for each.
        audited(requirements := [next(pin for pin, marker in pins if not marker)], options, end)
        requirements = [f"{pin} {marker}" for pin, marker in pins]
        found = audited(requirements, options, end)
    except NotToBeHadError as why:
        print(fill(" ".join(pin for pin, _ in pins), 100, break_on_hyphens=False))
        why_not = shorten(str(why), 200)
        print(f"audit: {len(pins)} packages are pinned; no advisories could be had: {why_not}")
        return 0
    return report(found)


def audited(requirements: list[str], options: list[str], end: float) -> list[Any]:
    """What pip-audit says of each package that this machine would install."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(requirements))
        file.flush()
        command = ["-r", file.name, "--no-deps", "--disable-pip", "--format", "json", *options]
        try:
            ended = subprocess.run(
                [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", *command],
                capture_output=True,
                check=False,
                text=True,
                timeout=max(0.0, end - monotonic()),
            )
        except subprocess.TimeoutExpired:
            raise NotToBeHadError(f"no answer within {PATIENCE:g} seconds") from None
    if ended.returncode == MISUSED:
        sys.exit(ended.stderr)
    if not ended.stdout:
        raise NotToBeHadError(ended.stderr.strip().rpartition("\n")[2])
    packages: list[Any] = json.loads(ended.stdout)["dependencies"]
    if all("skip_reason" in package for package in packages):
        raise NotToBeHadError(packages[0]["skip_reason"])
    return packages


def report(packages: list[Any]) -> int:
    """Prints what was found; the exit status."""
    vulnerable = [package for package in packages if package.get("vulns")]
    for package in packages:
        if "skip_reason" in package:
            print(f"audit: not audited: {package['skip_reason']}")
    for package in vulnerable:
        for found in package["vulns"]:
            fixed = " or ".join(found["fix_versions"]) or "no version yet"
            print(f"{package['name']} {package['version']}: {found['id']}, fixed in {fixed}")
    print(f"audit: {len(packages)} packages, {len(vulnerable)} of them with known vulnerabilities")
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
