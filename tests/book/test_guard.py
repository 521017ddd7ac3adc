"""What a notebook may not do, tried in a kernel-like process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

GUARDED = (
    "import os, sys; from pathlib import Path\n"
    "from needsbook.book.guard import guard_kernel, Limits\n"
    "own = Path(sys.argv[1]); own.mkdir(exist_ok=True); os.chdir(own)\n"
    "guard_kernel(own, Limits(memory=500, output=1))\n"
)


def run_guarded(tmp_path: Path, code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", GUARDED + code, str(tmp_path / "own")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.socket(socket.AF_INET6)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "open('../x', 'w')",
        "open('../x', 'a')",
        "os.open('../x', os.O_CREAT | os.O_WRONLY)",
        "Path('../x').write_text('x')",
        "Path('../kept').unlink()",
        "os.rename('../kept', 'here')",
        "os.mkdir('../x')",
        "os.symlink('../kept', '../x')",
        "import shutil; shutil.rmtree('..')",
        "import os; os.symlink('..', 'way'); open('way/x', 'w')",
        "import subprocess; subprocess.run(['true'])",
        "os.system('true')",
        "os.execv('/bin/true', ['true'])",
        "os.fork()",
    ],
)
def test_it_is_refused_with_a_reason(tmp_path: Path, code: str) -> None:
    (tmp_path / "kept").write_text("kept")
    done = run_guarded(tmp_path, code)
    assert done.returncode == 1
    assert "a notebook may not" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "own"}


@pytest.mark.parametrize(
    "code",
    [
        "Path('x').write_text('x'); os.mkdir('y'); Path('x').unlink(); os.rmdir('y')",
        "open('../kept').read()",
        "open(os.devnull, 'w').write('x')",
        "import socket; socket.socketpair()",
        "import json.tool, decimal, wave",
    ],
)
def test_what_a_page_needs_is_allowed(tmp_path: Path, code: str) -> None:
    (tmp_path / "kept").write_text("kept")
    done = run_guarded(tmp_path, code)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited where the system allows")
def test_memory_has_a_limit(tmp_path: Path) -> None:
    assert run_guarded(tmp_path, "x = bytearray(100_000_000)").returncode == 0
    assert "MemoryError" in run_guarded(tmp_path, "x = bytearray(900_000_000)").stderr
