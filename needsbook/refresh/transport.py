"""One polite way to ask a publisher: identified, patient, at most two at a time a host.

Every answer is kept as it was received (``raw.py``). TLS is always verified: against the
system's certificates, or the bundle named by ``NEEDSBOOK_CA_BUNDLE``, ``SSL_CERT_FILE`` or
``REQUESTS_CA_BUNDLE``. Proxies are those of the environment. The base address of a service
can be replaced (``NEEDSBOOK_URL_<SERVICE>``), which is how the tests serve their own.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import stamina

from needsbook import __version__
from needsbook.errors import SourceError
from needsbook.refresh.raw import Raw, RawStore
from needsbook.refresh.services import Patience, asked_wait, certificates, service_url

RETRIED = frozenset({429, 500, 502, 503, 504})
USER_AGENT = f"needsbook/{__version__} (children's needs profile book; python-httpx)"
PER_HOST = 2
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class HttpAnswer:
    """One answer: status, decoded body, the address that gave it, and the raw copy."""

    status: int
    body: bytes
    address: str
    content_type: str
    headers: Mapping[str, str]
    raw: Raw

    def text(self) -> str:
        """The body as text, for messages: at most 300 characters."""
        return " ".join(self.body[:2000].decode("utf-8", "replace").split())[:300]


class AskAgain(Exception):
    """The request may be repeated; ``wait`` is what the server asked for, if it did.

    A connector's ``check`` raises it for an error that came with status 200.
    """

    def __init__(
        self, reason: str, wait: float | None = None, answer: HttpAnswer | None = None
    ) -> None:
        super().__init__(reason)
        self.reason, self.wait, self.answer = reason, wait, answer


Check = Callable[[HttpAnswer], None]


@dataclass
class _Host:
    """What is going on with one host: places left, and when the last request started."""

    places: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(PER_HOST)
    )
    lock: threading.Lock = field(default_factory=threading.Lock)
    last: float = 0.0


def _decode(body: bytes, encoding: str, largest: int) -> bytes:
    """``body`` without its content encoding; also gzip that was not announced."""
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise AskAgain(f"an unknown content encoding ({encoding})")
    if encoding in ("gzip", "x-gzip") or body[:2] == b"\x1f\x8b":
        window = 16 + zlib.MAX_WBITS
    elif encoding == "deflate":
        window = zlib.MAX_WBITS
    else:
        return body
    decoder = zlib.decompressobj(window)
    try:
        decoded = decoder.decompress(body, largest + 1)
    except zlib.error:
        raise AskAgain("a damaged compressed body") from None
    if len(decoded) > largest:
        raise SourceError(f"the answer is larger than {largest:,} bytes", do="ask for less at once")
    if not decoder.eof:
        raise AskAgain("half a compressed body")
    return decoded


class Client:
    """Asks publishers; safe to share between threads. Use as a context manager."""

    def __init__(self, store: RawStore, patience: Patience | None = None) -> None:
        self.reached: set[str] = set()
        self.store = store
        self.patience = patience or Patience()
        limits = self.patience
        self._client = httpx.Client(
            verify=certificates(),
            timeout=httpx.Timeout(limits.read, connect=limits.connect, pool=None),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"},
            follow_redirects=False,
        )
        self._hosts: dict[str, _Host] = {}
        self._downloads: dict[str, HttpAnswer] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def get(
        self,
        address: str,
        params: Mapping[str, Any] | None = None,
        *,
        accept: tuple[int, ...] = (200,),
        check: Check | None = None,
    ) -> HttpAnswer:
        """The answer to a GET; a status outside ``accept`` is a ``SourceError``."""
        return self.ask("GET", address, params=params, accept=accept, check=check)

    def download(self, address: str) -> HttpAnswer:
        """The file at ``address``, fetched once while the client lives: several entries share it."""
        with self._lock:
            held = self._downloads.get(address)
        received = self.store.read(held.raw.sha256) if held else None
        if held is not None and received is not None:
            encoding = held.headers.get("content-encoding", "").lower()
            return replace(held, body=_decode(received, encoding, self.patience.largest))
        answer = self.get(address)
        with self._lock:
            self._downloads[address] = replace(answer, body=b"")
        return answer

    def post(
        self,
        address: str,
        content: Any,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (200,),
    ) -> HttpAnswer:
        """The answer to a POST of JSON; a status outside ``accept`` is a ``SourceError``."""
        return self.ask(
            "POST", address, params=params, content=content, headers=headers, accept=accept
        )

    def ask(
        self,
        method: str,
        address: str,
        *,
        params: Mapping[str, Any] | None = None,
        content: Any = None,
        headers: Mapping[str, str] | None = None,
        accept: tuple[int, ...] = (200,),
        check: Check | None = None,
    ) -> HttpAnswer:
        """The answer to one request, asked again with growing waits where that may help.

        ``check`` looks at an accepted answer and raises ``AskAgain`` or ``SourceError``.
        """
        limits = self.patience

        def again(error: Exception) -> bool | float:
            if not isinstance(error, AskAgain):
                return False
            if error.wait is None:
                return True
            if error.wait > limits.longest_wait:
                return False
            # A little later than asked, so that several waiting do not come at once.
            return error.wait + limits.jitter * 0.1

        request = self._client.build_request(
            method, address, params=params, json=content, headers=dict(headers or {})
        )
        shown = str(request.url)
        try:
            for attempt in stamina.retry_context(
                on=again,
                attempts=limits.attempts,
                timeout=None,
                wait_initial=limits.first_wait,
                wait_max=limits.longest_wait,
                wait_jitter=limits.jitter,
            ):
                with attempt:
                    answer = self._ask_once(request, accept)
                    if check is not None:
                        check(answer)
        except AskAgain as error:
            if error.answer is not None and error.answer.status in accept:
                return error.answer
            raise SourceError(
                f"the service did not answer: {error.reason}", shown,
                "try again later; the figures held are as they were",
            ) from None  # fmt: skip
        return answer

    def _ask_once(self, request: httpx.Request, accept: tuple[int, ...]) -> HttpAnswer:
        """One attempt, redirects followed (never from https to http)."""
        current = request
        for _ in range(6):
            answer, target = self._send(current)
            if target is None:
                break
            _check_redirect(current.url, target)
            # A key in a header must not follow to another host.
            kept = current.headers if target.host == current.url.host else self._client.headers
            current = self._client.build_request("GET", target, headers=kept)
        else:
            raise SourceError("the service redirects in a circle", str(request.url), "report it")
        if answer.status in accept:
            return answer
        if answer.status in RETRIED:
            wait = asked_wait(answer.headers)
            raise AskAgain(f"status {answer.status} {answer.text()}".strip(), wait, answer)
        raise SourceError(
            f"the service answered with status {answer.status}: {answer.text() or 'no text'}",
            answer.address,
            "the address or the question may be out of date",
        )

    def _send(self, request: httpx.Request) -> tuple[HttpAnswer, httpx.URL | None]:
        largest, started = self.patience.largest, time.monotonic()
        with self._place(request.url.host):
            try:
                response = self._client.send(request, stream=True)
                parts, size = [], 0
                try:
                    for part in response.iter_raw():
                        parts.append(part)
                        size += len(part)
                        if size > largest:
                            raise SourceError(
                                f"the answer is larger than {largest:,} bytes", str(request.url),
                                "ask for less at once",
                            )  # fmt: skip
                        if time.monotonic() - started > self.patience.whole:
                            raise AskAgain("the answer came too slowly")
                finally:
                    response.close()
            except httpx.TimeoutException:
                raise AskAgain("no answer in time") from None
            except httpx.TransportError as error:
                if "CERTIFICATE_VERIFY_FAILED" in str(error):
                    reason = str(error).partition("verify failed: ")[2].partition(" (_ssl")[0]
                    raise SourceError(
                        f"the service's certificate cannot be verified ({reason})", str(request.url),
                        "behind a council's proxy, set NEEDSBOOK_CA_BUNDLE to its certificate bundle",
                    ) from None  # fmt: skip
                raise AskAgain(str(error) or type(error).__name__) from None
        received = b"".join(parts)
        raw = self.store.keep(received, str(request.url))
        body = _decode(received, response.headers.get("content-encoding", "").lower(), largest)
        answer = HttpAnswer(
            response.status_code, body, str(request.url),
            response.headers.get("content-type", ""), response.headers, raw,
        )  # fmt: skip
        target = response.next_request.url if response.next_request else None
        return answer, target

    @contextmanager
    def _place(self, name: str) -> Iterator[None]:
        with self._lock:
            host = self._hosts.setdefault(name, _Host())
        with host.places:
            if name not in LOOPBACK:
                with host.lock:
                    time.sleep(max(0.0, host.last + self.patience.spacing - time.monotonic()))
                    host.last = time.monotonic()
            yield

    def reachable(self, service: str, seconds: float = 4.0) -> bool:
        """Whether the service's host answers anything at all within ``seconds``."""
        parts = urlsplit(service_url(service))
        try:
            self._client.head(f"{parts.scheme}://{parts.netloc}/", timeout=seconds)
        except (httpx.HTTPError, OSError):
            return False
        self.reached.add(service)
        return True


def _check_redirect(before: httpx.URL, after: httpx.URL) -> None:
    if before.scheme == "https" and after.scheme != "https":
        raise SourceError(
            "the service redirects to an address without TLS", str(after), "it is not followed"
        )
