"""A mail server that takes mails, refuses them, or keeps a worker waiting, as a test says."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as smtplib asks for, and keeps what it took."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[str] = []
        self.refuses = False
        # Of how many mails one is lost on the way: the line breaks before it is taken.
        self.breaks_at_each: int | None = None
        self.begun = 0
        self.holds_from: int | None = None
        self.is_holding = threading.Event()
        self.goes_on = threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def subjects(self) -> list[str]:
        return [re.search(r"^Subject: (.*)$", mail, re.MULTILINE)[1].strip() for mail in self.taken]

    def is_to_break(self) -> bool:
        """Tell whether the line breaks at the mail that now begins."""
        self.begun += 1
        return self.breaks_at_each is not None and self.begun % self.breaks_at_each == 0

    def take(self, mail: str) -> None:
        if self.holds_from is not None and len(self.taken) >= self.holds_from:
            self.is_holding.set()
            self.goes_on.wait(30)
        self.taken.append(mail)


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 here")
        for line in self.rfile:
            word = line[:4].decode().upper().strip()
            if word == "MAIL" and self.server.refuses:
                self._say("451 not now")
            elif word == "DATA":
                if self.server.is_to_break():
                    return
                self._say("354 go on")
                self.server.take(self._data())
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 well")

    def _say(self, words: str) -> None:
        try:
            self.wfile.write(f"{words}\r\n".encode())
        except OSError:
            return  # the worker was killed

    def _data(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode().replace("\r\n", "\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serve on a free port of this computer until the block ends."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.goes_on.set()
            server.shutdown()
