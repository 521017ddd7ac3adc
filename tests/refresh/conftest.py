"""The publishers' stubs, a client that waits little, and a small project."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from stubs.server import StubServer
from stubs.small import QUICK, Publishers, make_project

from needsbook.paths import Project
from needsbook.refresh.raw import RawStore
from needsbook.refresh.transport import Client


@pytest.fixture
def publishers(monkeypatch, tmp_path):
    for name in list(os.environ):
        if name.lower() in ("http_proxy", "https_proxy", "all_proxy") or name.startswith(
            "NEEDSBOOK_"
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NEEDSBOOK_RAW", str(tmp_path / "raw"))
    with StubServer() as server:
        found = Publishers(server)
        for name, address in found.addresses().items():
            monkeypatch.setenv(f"NEEDSBOOK_URL_{name.upper()}", address)
        yield found


@pytest.fixture
def client(publishers, tmp_path):
    with Client(RawStore(tmp_path / "raw"), QUICK) as found:
        yield found


@pytest.fixture
def small(tmp_path) -> Project:
    return make_project(tmp_path / "small")
