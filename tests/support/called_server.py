"""A program that is told by webhook: ``called_server FOLDER``; it says its port.

It appends every call to ``FOLDER/called.jsonl`` (name, signature, moment, document) and answers as
the last line of its standard input says: ``accept`` (so it begins) or ``refuse``. Each line is
answered by its word when it holds.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.support.say import say


class Called(BaseHTTPRequestHandler):
    """One call; what is refused is not written down."""

    does = "accept"
    folder: Path

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.does == "accept":
            told = {
                **{name: self.headers[f"webhook-{name}"] for name in ("id", "timestamp")},
                "signature": self.headers["webhook-signature"],
                "body": body.decode(),
            }
            with (self.folder / "called.jsonl").open("a") as file:
                file.write(json.dumps(told) + "\n")
        self.send_response(200 if self.does == "accept" else 503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nobody reads a log of calls here."""


def main(folder: Path) -> None:
    Called.folder = folder
    server = ThreadingHTTPServer(("127.0.0.1", 0), Called)
    Thread(target=server.serve_forever, daemon=True).start()
    say(server.server_address[1])
    for line in sys.stdin:
        Called.does = line.strip()
        say(Called.does)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
