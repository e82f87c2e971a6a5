"""A mail server and a webhook that write what reaches them into a folder.

python -m tests.deployment.listeners FOLDER
"""

from __future__ import annotations

import itertools
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

MAIL, WEBHOOK = 2525, 2580


def listen(folder: Path) -> None:
    """Serve until ended; each message is a file, `mail-1`, `hook-1`, …"""

    class Mailbox(Message):
        numbers = itertools.count(1)

        def handle_message(self, message) -> None:
            (folder / f"mail-{next(self.numbers)}").write_bytes(message.as_bytes())

    class Hook(BaseHTTPRequestHandler):
        numbers = itertools.count(1)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            (folder / f"hook-{next(self.numbers)}").write_bytes(body)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words) -> None:
            pass

    Controller(Mailbox(), hostname="127.0.0.1", port=MAIL).start()
    HTTPServer(("127.0.0.1", WEBHOOK), Hook).serve_forever()


if __name__ == "__main__":
    listen(Path(sys.argv[1]))
