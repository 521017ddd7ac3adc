"""Whether anything can be reached at all, told before anything heavy is loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from queue import Empty, Queue
from threading import Thread
from time import monotonic

from needsbook.errors import SourceError
from needsbook.refresh.transport import Client

# The service each kind of entry asks.
CONNECTORS: Mapping[str, str] = {
    "fingertips": "fingertips", "ees": "ees", "ees_file": "ees_content", "dwp": "govuk", "nomis": "nomis",
}  # fmt: skip
# One answer of any service within this time is enough to begin.
ANSWER_SECONDS = 1.2


def list_asked(source: str) -> tuple[str, ...]:
    """The services a refresh of ``source`` may ask: its own, or all for a publisher."""
    return (CONNECTORS[source],) if source in CONNECTORS else tuple(sorted(CONNECTORS.values()))


def check_online(client: Client, services: Iterable[str]) -> None:
    """Nothing; ``SourceError`` at once when not one of the services can be reached."""
    names = sorted(set(services))
    if client.reached.intersection(names):
        return
    answers: Queue[bool] = Queue()
    for name in names:
        # Looking a name up knows no time limit: nobody waits for a thread that hangs in it.
        Thread(
            target=lambda asked=name: answers.put(client.reachable(asked, ANSWER_SECONDS)),
            daemon=True,
        ).start()
    end = monotonic() + ANSWER_SECONDS
    reached = False
    try:
        for _ in names:
            reached = answers.get(timeout=max(end - monotonic(), 0.01))
            if reached:
                break
    except Empty:
        pass
    if not reached:
        # One line: what, where and the way on are known before anything else is.
        raise SourceError(
            f"offline: no source can be reached ({', '.join(names)}); nothing was changed; download "
            "the publisher's file elsewhere and run needsbook import FILE"
        )
