"""The ``tracker`` program."""

import sys

from pydantic import ValidationError

_WRONG_USE = 2


def main() -> None:
    """Runs the command line; a wrong setting is said in one line, before anything starts."""
    try:
        from tracker.cli.app import run  # noqa: PLC0415 - settings are read on the way in
    except ValidationError as error:
        for problem in error.errors():
            name = f"TRACKER_{'_'.join(map(str, problem['loc'])).upper()}"
            sys.stderr.write(f"{name}={problem['input']}: {problem['msg']}\n")
        sys.exit(_WRONG_USE)
    sys.exit(run())


if __name__ == "__main__":
    main()
