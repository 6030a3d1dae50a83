"""``python -m scheduler``: the scheduler alone, the same as ``tracker scheduler``."""

import sys

from tracker.__main__ import main

if __name__ == "__main__":
    sys.argv[1:1] = ["scheduler"]
    main()
