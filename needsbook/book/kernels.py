"""Kernels that start fast and cannot meet.

Each run has a kernel process of its own. Where the system can fork, that process is split
off from one that has loaded our libraries already, so a page does not pay for them again;
and it talks over pipes in a folder of its own, because kernels started side by side over
TCP race for free ports. On Windows kernels are started in the ordinary way.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from needsbook.book.guard import Limits, guard_kernel
from needsbook.book.parents import die_with_parent

CAN_FORK = sys.platform != "win32"


@dataclass
class WaitingKernel:
    """A process split off for one kernel; it waits for its connection file on ``pipe``.

    Has what ``LocalProvisioner`` asks of a process: poll, wait, signals, no open streams.
    """

    pid: int
    pipe: int
    code: int | None = None
    stdin: Any = None
    stdout: Any = None
    stderr: Any = None

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        if self.code is None:
            try:
                done, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:
                done, status = self.pid, 0
            if done:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code

    def wait(self, timeout: float | None = None) -> int | None:
        """The exit code, once it has ended (or None after ``timeout`` seconds)."""
        limit = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None and (limit is None or time.monotonic() < limit):
            time.sleep(0.02)
        return self.code

    def send_signal(self, number: int) -> None:
        """Send a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def start(self, connection_file: str, folder: str) -> None:
        """Let it become a kernel on ``connection_file``, working in ``folder``."""
        message = json.dumps({"file": connection_file, "folder": folder}).encode()
        os.write(self.pipe, message)
        os.close(self.pipe)


# The kernel process split off for this run, until a kernel manager takes it.
_waiting: list[WaitingKernel] = []


def split_off_kernel(limits: Limits) -> None:
    """Split off the process the next kernel will live in (only where there are no threads yet)."""
    if not CAN_FORK:
        return
    parent = os.getpid()
    incoming, outgoing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(outgoing)
        _become_kernel(incoming, parent, limits)
    os.close(incoming)
    _waiting.append(WaitingKernel(pid, outgoing))


def drop_kernel() -> None:
    """End a process that was split off and never used."""
    while _waiting:
        waiting = _waiting.pop()
        os.close(waiting.pipe)
        if waiting.wait(5) is None:
            waiting.kill()
            waiting.wait(5)


def _become_kernel(incoming: int, parent: int, limits: Limits) -> None:
    """In the split-off process: wait, be the kernel, end without returning."""
    code = 1
    try:
        os.setsid()
        die_with_parent(parent)
        with os.fdopen(incoming, "rb") as pipe:
            message = pipe.read()
        if message:
            content = json.loads(message)
            os.chdir(content["folder"])
            os.environ["JPY_PARENT_PID"] = str(parent)
            from ipykernel.kernelapp import IPKernelApp

            app = IPKernelApp.instance()
            # How to connect by hand is of no use here, and would be printed for every page.
            app.log_connection_info = lambda: None  # type: ignore[method-assign]
            # Nobody looks up what a page's cells were; a history is a file in the user's home.
            quiet = ["--log-level=CRITICAL", "--HistoryManager.enabled=False"]
            app.initialize(["-f", content["file"], *quiet])
            guard_kernel(Path(content["folder"]), limits)
            app.start()
        code = 0
    finally:
        os._exit(code)


class ForkProvisioner(LocalProvisioner):
    """Takes the process that was split off instead of starting a new interpreter."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Hand the connection file to the waiting process."""
        waiting = _waiting.pop()
        self.process = waiting  # type: ignore[assignment]
        self.pid = self.pgid = waiting.pid
        self.cwd = kwargs.get("cwd", str(Path.cwd()))
        manager: Any = self.parent
        waiting.start(str(manager.connection_file), str(self.cwd))
        return self.connection_info


class PipeKernelManager(AsyncKernelManager):
    """A kernel over pipes in the folder ``NEEDSBOOK_RUN``; split off, if one waits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.transport = "ipc"
        self.ip = str(Path(os.environ["NEEDSBOOK_RUN"]) / uuid.uuid4().hex[:8])

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        self.kernel_id = self.kernel_id or str(uuid.uuid4())
        if _waiting and self.provisioner is None:
            self.provisioner = ForkProvisioner(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        return await super()._async_pre_start_kernel(**options)

    pre_start_kernel = _async_pre_start_kernel
