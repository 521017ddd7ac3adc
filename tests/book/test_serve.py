"""The book on loopback alone."""

from __future__ import annotations

import gzip
import http.client
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from needsbook.book.serve import HEADERS, open_server


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    site = tmp_path / "site"
    (site / "empty").mkdir(parents=True)
    (site / "index.html").write_text("the book")
    (tmp_path / "secret.txt").write_text("secret")
    if os.name != "nt":
        (site / "way").symlink_to(tmp_path)
    server = open_server(site, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def ask(
    port: int, path: str, host: str = "", method: str = "GET"
) -> tuple[int, str, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host or f"127.0.0.1:{port}")
    connection.endheaders()
    answer = connection.getresponse()
    return answer.status, answer.read().decode(), dict(answer.getheaders())


@pytest.mark.parametrize("host", ["", "localhost", "LOCALHOST:{port}", "127.0.0.1", "[::1]:{port}"])
def test_the_book_is_given_to_this_machine(port: int, host: str) -> None:
    status, text, headers = ask(port, "/", host.format(port=port))
    assert (status, text) == (200, "the book")
    for name, value in HEADERS.items():
        assert headers[name] == value
    assert "Python" not in headers["Server"]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "localhost:1"]
)
def test_other_host_names_are_refused(port: int, host: str) -> None:
    status, text, headers = ask(port, "/", host.format(port=port))
    assert status == 421
    assert "the book" not in text
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//secret.txt",
        "/way/secret.txt",
        "/empty/",
        "/..\\secret.txt",
    ],
)
def test_no_path_leads_out_and_nothing_is_listed(port: int, path: str) -> None:
    status, text, _ = ask(port, path)
    assert status == 404
    assert "secret" not in text.replace("secret.txt", "")


def test_it_listens_on_loopback_only(tmp_path: Path) -> None:
    server = open_server(tmp_path, 0)
    assert server.server_address[0] == "127.0.0.1"
    server.server_close()


def test_nothing_can_be_written(port: int) -> None:
    assert ask(port, "/", method="PUT")[0] == 501


def test_pages_are_sent_packed_to_who_takes_them(port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for path in ("/", "/index.html"):
        connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
        answer = connection.getresponse()
        content = answer.read()
        assert answer.getheader("Content-Encoding") == "gzip"
        assert gzip.decompress(content) == b"the book"
        assert answer.getheader("Content-Type", "").startswith("text/html")
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
