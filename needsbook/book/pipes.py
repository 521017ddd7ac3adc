"""A kernel manager that talks over pipes in a folder of its own, not over ports.

Kernels started side by side over TCP race for free ports; over pipes with a path of
their own they cannot meet.
"""

from __future__ import annotations

import os
from typing import Any

from jupyter_client.manager import AsyncKernelManager


class PipeKernelManager(AsyncKernelManager):
    """``AsyncKernelManager`` with ipc transport at ``NEEDSBOOK_KERNEL_PIPE``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.transport = "ipc"
        self.ip = os.environ["NEEDSBOOK_KERNEL_PIPE"]
