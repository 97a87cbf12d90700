"""A mail server on this machine: it takes letters over SMTP (RFC 5321), refuses, or falls silent, as a test asks."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from email.policy import default
from typing import Any


class Postbox(socketserver.ThreadingTCPServer):
    """`mood` is `takes`, `refuses` (the recipient) or `breaks` (off, once it has the letter)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.mood = "takes"
        self.taken: list[tuple[list[str], bytes]] = []
        self.port: int = self.server_address[1]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def letters(self) -> list[Message]:
        return [email.message_from_bytes(content, policy=default) for _, content in self.taken]

    def to(self, address: str) -> list[Message]:
        return [letter for letter, (receivers, _) in zip(self.letters, self.taken, strict=True) if address in receivers]


class _Talk(socketserver.StreamRequestHandler):
    server: Postbox

    def handle(self) -> None:
        self.receivers: list[str] = []
        self.say("220 postbox")
        for line in self.rfile:
            verb, _, rest = line.decode().strip().partition(" ")
            if not self.answer(verb.upper(), rest):
                return

    def answer(self, verb: str, rest: str) -> bool:
        if verb == "RCPT" and self.server.mood == "refuses":
            self.say(f"550 no such person {rest}")
        elif verb == "RCPT":
            self.receivers.append(rest[rest.index("<") + 1 : rest.index(">")])
            self.say("250 ok")
        elif verb == "DATA":
            self.say("354 go on")
            return self.take()
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        self.server.taken.append((self.receivers, b"".join(lines)))
        if self.server.mood == "breaks":
            return False
        self.say("250 taken")
        return True

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def open_postbox(port: int = 0) -> Iterator[Postbox]:
    with Postbox(port) as postbox:
        thread = threading.Thread(target=postbox.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield postbox
        postbox.shutdown()
        thread.join()


def text_of(letter: Any) -> str:
    content: str = letter.get_content()
    return content.replace("\r\n", "\n")


def subject_of(letter: Any) -> str:
    """A folded one begins with a space."""
    return str(letter["Subject"]).strip()
