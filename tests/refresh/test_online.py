"""Who is offline is told at once, whatever the system does with names it cannot look up."""

from __future__ import annotations

import time

import pytest

from needsbook.errors import SourceError
from needsbook.refresh.online import ANSWER_SECONDS, CONNECTORS, check_online, list_asked


class Slow:
    """A client whose services answer after a while, or never."""

    def __init__(self, waits):
        self.waits, self.reached, self.asked = waits, set(), []

    def reachable(self, service, seconds):
        self.asked.append(service)
        time.sleep(self.waits[service])
        self.reached.add(service)
        return self.waits[service] < seconds


def test_a_name_that_is_never_found_is_not_waited_for():
    began = time.monotonic()
    with pytest.raises(SourceError) as caught:
        check_online(Slow({"ees": 9, "nomis": 9}), ["nomis", "ees"])
    assert time.monotonic() - began < ANSWER_SECONDS + 0.7
    told = str(caught.value)
    assert "(ees, nomis)" in told
    assert "needsbook import FILE" in told
    assert "\n" not in told, "who is offline reads one line"


def test_one_answer_is_enough_and_is_not_asked_for_again():
    client = Slow({"ees": 0, "nomis": 9})
    check_online(client, ["ees", "nomis"])
    asked = len(client.asked)
    check_online(client, ["ees"])
    assert len(client.asked) == asked


def test_a_service_is_asked_alone_a_publisher_may_have_any():
    assert list_asked("ees_file") == ("ees_content",)
    assert set(list_asked("ohid")) == set(CONNECTORS.values())
