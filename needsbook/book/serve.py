"""The built book on this machine alone: loopback, known host names, no way out of the folder."""

from __future__ import annotations

import functools
import gzip
import http.server
import io
import os
from http import HTTPStatus
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
NAMES = ("127.0.0.1", "localhost", "[::1]")
# What is sent packed to a reader who takes it.
PACKED = {".html", ".css", ".js", ".json", ".csv", ".svg", ".atom"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "frame-ancestors 'none'",
}


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Gives the files of one folder to who asks for them by a name of this machine.

    A page of another site may point its own host name at this address; its requests carry
    that name and are refused. Links that lead out of the folder are not followed, and
    folders without a first page are not listed.
    """

    server_version = "needsbook"
    sys_version = ""

    def send_head(self) -> Any:
        """The file asked for; refused for another host's name or a path that leads out."""
        if not self._is_ours():
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "This book is served here only")
            return None
        path = os.path.realpath(self.translate_path(self.path))
        root = os.path.realpath(self.directory)
        if path != root and not path.startswith(root + os.sep):
            self.send_error(HTTPStatus.NOT_FOUND, "There is no such page")
            return None
        packed = Path(path) / "index.html" if os.path.isdir(path) else Path(path)
        asked = self.headers.get("Accept-Encoding", "")
        if "gzip" in asked and packed.suffix in PACKED and packed.is_file() and self._is_whole():
            return self._send_packed(packed)
        return super().send_head()

    def _is_whole(self) -> bool:
        """Whether the file is asked for as it is: no part, no newer one, no folder to lead to."""
        plain = not {"Range", "If-Modified-Since"} & set(self.headers.keys())
        at = self.path.partition("?")[0].partition("#")[0]
        return plain and (at.endswith("/") or Path(at).suffix != "")

    def _send_packed(self, path: Path) -> Any:
        """The file as hosts send it: packed, a seventh of its size."""
        content = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Vary", "Accept-Encoding")
        self.end_headers()
        return io.BytesIO(content)

    def list_directory(self, path: Any) -> None:
        """Nothing is listed."""
        self.send_error(HTTPStatus.NOT_FOUND, "There is no such page")

    def end_headers(self) -> None:
        """Every answer carries the same safe headers."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def _is_ours(self) -> bool:
        asked = self.headers.get_all("Host") or []
        if len(asked) != 1:
            return False
        name, _, port = asked[0].strip().lower().rpartition(":")
        if not name or port.endswith("]"):
            name, port = asked[0].strip().lower(), ""
        mine: tuple[Any, ...] = self.server.server_address  # type: ignore[assignment]
        return name in NAMES and port in ("", str(mine[1]))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of every request."""


def open_server(site: Path, port: int) -> http.server.ThreadingHTTPServer:
    """A server of ``site`` on loopback; ``OSError`` where the port cannot be used."""
    handler = functools.partial(SiteHandler, directory=str(site))
    return http.server.ThreadingHTTPServer((HOST, port), handler)
