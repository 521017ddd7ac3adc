"""Processes beside the build's own."""

import os
import signal
import sys

import pytest

from needsbook.book.workers import open_helper
from needsbook.errors import BuildError


def test_a_helper_gives_what_each_piece_makes_in_a_process_of_its_own() -> None:
    with open_helper() as helper:
        made = [helper.submit(os.getpid) for _ in range(3)]
        numbers = {future.result() for future in made}
        wrong = helper.submit(int, "no number")
        assert isinstance(wrong.exception(), ValueError)
    if sys.platform == "linux":
        assert len(numbers) == 3
        assert os.getpid() not in numbers


@pytest.mark.skipif(sys.platform != "linux", reason="the work is done in this process there")
def test_a_piece_that_the_system_ends_is_one_clear_error() -> None:
    with open_helper() as helper:
        ended = helper.submit(os.kill, os.getpid(), 0)
        assert ended.result() is None
        ended = helper.submit(_end_itself)
        assert isinstance(ended.exception(), BuildError)


@pytest.mark.skipif(sys.platform != "linux", reason="the work is done in this process there")
def test_a_helper_that_the_system_ends_is_one_clear_error() -> None:
    with pytest.raises(BuildError, match="the system ended a process"), open_helper() as helper:
        helper.submit(_end_parent).result()


def _end_itself() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _end_parent() -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    signal.pause()
