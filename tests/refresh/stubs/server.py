"""A small threaded HTTP server: applications by prefix, planned failures, a record of requests."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class Reply:
    """``cut`` announces the whole body and sends only so many bytes of it."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/csv"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    delay: float = 0.0

    @classmethod
    def of(cls, content, status=200, **headers):
        return cls(json.dumps(content), status, "application/json", headers)


App = Callable[[Request], Reply]


class StubServer:
    def __init__(self) -> None:
        self.apps: dict[str, App] = {}
        self.requests: list[Request] = []
        self.planned: list[tuple[re.Pattern[str], list[Reply]]] = []
        self.lock = threading.Lock()
        self.running = self.most_at_once = 0
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                stub.answer(self)

            do_POST = do_HEAD = do_GET

            def log_message(self, *arguments):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass  # a client killed in the middle of an answer is what some tests want

        self.server = Server(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()

    def mount(self, prefix: str, app: App) -> str:
        """Serve ``app`` under ``/prefix``; its base address."""
        self.apps[prefix] = app
        return f"{self.base}/{prefix}"

    def plan(self, pattern: str, *replies: Reply) -> None:
        """Give these replies, once each, to the next requests whose address fits."""
        self.planned.append((re.compile(pattern), list(replies)))

    def asked(self, pattern: str) -> list[Request]:
        """The requests so far whose path fits."""
        return [request for request in self.requests if re.search(pattern, request.path)]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        query = {
            name: values[-1]
            for name, values in parse_qs(parts.query, keep_blank_values=True).items()
        }
        length = int(handler.headers.get("Content-Length") or 0)
        request = Request(
            handler.command, parts.path, query,
            {name.lower(): value for name, value in handler.headers.items()}, handler.rfile.read(length),
        )  # fmt: skip
        if request.method == "HEAD":
            handler.send_response(200)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        with self.lock:
            self.requests.append(request)
            self.running += 1
            self.most_at_once = max(self.most_at_once, self.running)
        try:
            reply = self._reply(request, handler.path)
            if reply.delay:
                time.sleep(reply.delay)
        finally:
            with self.lock:
                self.running -= 1
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        handler.send_response(reply.status)
        handler.send_header("Content-Type", reply.content_type)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in reply.headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body if reply.cut is None else body[: reply.cut])
        if reply.cut is not None:
            handler.close_connection = True

    def _reply(self, request: Request, address: str) -> Reply:
        with self.lock:
            for pattern, replies in self.planned:
                if replies and pattern.search(address):
                    return replies.pop(0)
        _, prefix, *rest = request.path.split("/")
        app = self.apps.get(prefix)
        if app is None:
            return Reply("<html>not found</html>", 404, "text/html")
        inner = Request(
            request.method, "/" + "/".join(rest), request.query, request.headers, request.body
        )
        return app(inner)
