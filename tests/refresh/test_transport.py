"""How publishers are asked: patiently, by name, at most two at a time, TLS always verified."""

from __future__ import annotations

import gzip
import http.server
import shutil
import ssl
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from stubs.server import Reply, StubServer
from stubs.small import QUICK

from needsbook.errors import SourceError
from needsbook.refresh import transport
from needsbook.refresh.raw import RawStore, hide_secrets
from needsbook.refresh.services import CA_VARIABLES, parse_retry_after
from needsbook.refresh.transport import Client


@pytest.fixture
def address(publishers):
    publishers.server.mount("plain", lambda request: Reply("a,b\n1,2\n"))
    return f"{publishers.server.base}/plain/table.csv"


def test_identifies_itself_and_keeps_what_came(client, publishers, address, tmp_path):
    answer = client.get(address, {"x": "1"})
    assert answer.body == b"a,b\n1,2\n"
    request = publishers.server.requests[-1]
    assert request.headers["user-agent"].startswith("needsbook/")
    assert request.headers["accept-encoding"] == "gzip"
    assert RawStore(tmp_path / "raw").read(answer.raw.sha256) == answer.body
    index = (tmp_path / "raw" / "index.jsonl").read_text()
    assert f'"{address}?x=1"' in index
    assert answer.raw.on in index


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_failures_are_asked_again(client, publishers, address, status):
    publishers.server.plan("/plain", Reply("busy", status), Reply("busy", status))
    assert client.get(address).status == 200
    assert len(publishers.server.asked("/plain")) == 3


def test_lasting_failure_is_one_clear_error(client, publishers, address):
    publishers.server.plan("/plain", *[Reply("gateway", 504)] * 9)
    with pytest.raises(SourceError, match="did not answer: status 504 gateway"):
        client.get(address)
    assert len(publishers.server.asked("/plain")) == QUICK.attempts


def test_what_will_not_pass_is_not_asked_again(client, publishers, address):
    publishers.server.plan("/plain", Reply("no such thing", 400))
    with pytest.raises(SourceError, match="status 400: no such thing"):
        client.get(address)
    assert len(publishers.server.asked("/plain")) == 1


def test_retry_after_is_honoured(client, publishers, address):
    publishers.server.plan("/plain", Reply("slow", 429, headers={"Retry-After": "1"}))
    started = time.monotonic()
    client.get(address)
    assert 1.0 <= time.monotonic() - started < 3


def test_retry_after_beyond_patience_is_told_not_waited_for(client, publishers, address):
    publishers.server.plan("/plain", Reply("slow", 429, headers={"Retry-After": "3600"}))
    started = time.monotonic()
    with pytest.raises(SourceError, match="status 429"):
        client.get(address)
    assert time.monotonic() - started < 2
    assert len(publishers.server.asked("/plain")) == 1


def test_both_forms_of_retry_after():
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert parse_retry_after("7", now) == 7
    assert parse_retry_after(format_datetime(now + timedelta(seconds=30), usegmt=True), now) == 30
    assert parse_retry_after(format_datetime(now - timedelta(seconds=30), usegmt=True), now) == 0
    assert parse_retry_after("soon", now) is None


def test_half_a_response_is_asked_again(client, publishers, address):
    publishers.server.plan("/plain", Reply("a,b\n1,2\n3,4\n", cut=5))
    assert client.get(address).body == b"a,b\n1,2\n"
    assert len(publishers.server.asked("/plain")) == 2


def test_response_that_is_always_half_is_an_error(client, publishers, address):
    publishers.server.plan("/plain", *[Reply("a,b\n1,2\n3,4\n", cut=5)] * 9)
    with pytest.raises(SourceError, match="did not answer"):
        client.get(address)


def test_compressed_answers_are_read_announced_or_not(client, publishers, address):
    packed = gzip.compress(b"a,b\n5,6\n")
    publishers.server.plan(
        "/plain", Reply(packed, headers={"Content-Encoding": "gzip"}), Reply(packed)
    )
    for _ in range(2):
        answer = client.get(address)
        assert answer.body == b"a,b\n5,6\n"
        assert client.store.read(answer.raw.sha256) == packed


def test_half_a_compressed_body_is_asked_again(client, publishers, address):
    packed = gzip.compress(b"a,b\n5,6\n" * 100)
    publishers.server.plan("/plain", Reply(packed[:-12], headers={"Content-Encoding": "gzip"}))
    assert client.get(address).body == b"a,b\n1,2\n"


def test_redirects_are_followed_and_circles_refused(client, publishers, address):
    publishers.server.plan("/plain/first", Reply(b"", 303, headers={"Location": "/plain/second"}))
    answer = client.get(address.replace("table.csv", "first"))
    assert answer.address.endswith("/plain/second")
    publishers.server.mount(
        "round", lambda request: Reply(b"", 302, headers={"Location": "/round/again"})
    )
    with pytest.raises(SourceError, match="redirects in a circle"):
        client.get(f"{publishers.server.base}/round/")


def test_redirect_away_from_tls_is_refused():
    with pytest.raises(SourceError, match="without TLS"):
        transport._check_redirect(httpx.URL("https://a.example"), httpx.URL("http://a.example"))


def test_key_does_not_follow_a_redirect_to_another_host(client, publishers):
    with StubServer() as other:
        other.mount("there", lambda request: Reply("ok"))
        target = other.base.replace("127.0.0.1", "localhost") + "/there/"
        publishers.server.plan("/away", Reply(b"", 307, headers={"Location": target}))
        client.ask("GET", f"{publishers.server.base}/away", headers={"APIKey": "secret"})
        assert publishers.server.requests[-1].headers["apikey"] == "secret"
        assert "apikey" not in other.requests[-1].headers


def test_never_more_than_two_at_a_time(client, publishers, address):
    publishers.server.mount("slow", lambda request: Reply("x", delay=0.05))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: client.get(f"{publishers.server.base}/slow/{n}"), range(12)))
    assert publishers.server.most_at_once == 2


def test_answer_that_never_ends_is_cut_off(publishers, tmp_path):
    publishers.server.mount("big", lambda request: Reply(b"x" * 100_000))
    small = transport.Patience(**{**QUICK.__dict__, "largest": 50_000})
    with (
        Client(RawStore(tmp_path / "raw"), small) as client,
        pytest.raises(SourceError, match="larger than 50,000"),
    ):
        client.get(f"{publishers.server.base}/big/")


def test_compressed_bomb_is_cut_off(publishers, tmp_path):
    bomb = gzip.compress(b"0" * 5_000_000)
    publishers.server.mount(
        "bomb", lambda request: Reply(bomb, headers={"Content-Encoding": "gzip"})
    )
    small = transport.Patience(**{**QUICK.__dict__, "largest": 1_000_000})
    with (
        Client(RawStore(tmp_path / "raw"), small) as client,
        pytest.raises(SourceError, match="larger than 1,000,000"),
    ):
        client.get(f"{publishers.server.base}/bomb/")


def test_time_out_is_an_error(publishers, tmp_path):
    publishers.server.mount("never", lambda request: Reply("x", delay=1.0))
    hasty = transport.Patience(**{**QUICK.__dict__, "read": 0.1, "attempts": 2})
    with (
        Client(RawStore(tmp_path / "raw"), hasty) as client,
        pytest.raises(SourceError, match="no answer in time"),
    ):
        client.get(f"{publishers.server.base}/never/")


def test_proxy_of_the_environment_is_used(publishers, tmp_path, monkeypatch):
    with StubServer() as proxy:
        # A proxy gets the whole address in its request line; the stub answers by its path.
        proxy.mount("thing", lambda request: Reply("from the proxy"))
        monkeypatch.setenv("HTTP_PROXY", proxy.base)
        with Client(RawStore(tmp_path / "raw"), QUICK) as client:
            assert client.get("http://publisher.invalid/thing/").body == b"from the proxy"


@pytest.fixture
def tls(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is needed to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "council.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *arguments):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request, client_address):
            pass

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"https://127.0.0.1:{server.server_address[1]}/", certificate
    server.shutdown()
    server.server_close()


def test_tls_is_verified_and_a_private_bundle_respected(publishers, tls, tmp_path, monkeypatch):
    address, certificate = tls
    for name in CA_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    with (
        Client(RawStore(tmp_path / "raw"), QUICK) as client,
        pytest.raises(SourceError, match="certificate cannot be verified") as caught,
    ):
        client.get(address)
    assert "NEEDSBOOK_CA_BUNDLE" in caught.value.do
    for name in ("NEEDSBOOK_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        with monkeypatch.context() as patch:
            patch.setenv(name, str(certificate))
            with Client(RawStore(tmp_path / "raw"), QUICK) as client:
                assert client.get(address).body == b"ok"


def test_unreadable_bundle_is_one_error(publishers, tmp_path, monkeypatch):
    monkeypatch.setenv("NEEDSBOOK_CA_BUNDLE", str(tmp_path / "none.pem"))
    with pytest.raises(SourceError, match="certificate bundle cannot be read"):
        Client(RawStore(tmp_path / "raw"), QUICK)


def test_verification_is_switched_off_nowhere():
    import needsbook

    for path in __import__("pathlib").Path(needsbook.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8").replace(" ", "")
        assert "verify=False" not in text, path
        assert "CERT_NONE" not in text, path


def test_raw_store_keeps_within_its_cap(tmp_path):
    store = RawStore(tmp_path, cap=1000)
    kept = [store.keep(bytes([n]) * 300, f"https://x/{n}") for n in range(5)]
    assert sum(path.stat().st_size for path in tmp_path.glob("??/*")) <= 1000
    assert store.read(kept[-1].sha256) == bytes([4]) * 300
    assert store.read(kept[0].sha256) is None
    assert len((tmp_path / "index.jsonl").read_text().splitlines()) == 5


def test_damaged_raw_bytes_are_not_returned(tmp_path):
    store = RawStore(tmp_path)
    kept = store.keep(b"abc", "https://x")
    store.path(kept.sha256).write_bytes(b"abd")
    assert store.read(kept.sha256) is None


def test_keys_in_addresses_are_hidden():
    hidden = hide_secrets("https://user:pass@x.org/a?uid=0x123&b=2&APIKey=zzz")
    assert hidden == "https://x.org/a?uid=…&b=2&APIKey=…"
