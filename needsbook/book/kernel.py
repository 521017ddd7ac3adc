"""Running one template in a process, a folder and a kernel of its own."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat

from needsbook.book.guard import MEGABYTE, Limits
from needsbook.book.kernels import CAN_FORK, drop_kernel, split_off_kernel
from needsbook.book.parents import SCRATCH
from needsbook.book.summaries import share_summary
from needsbook.files import move_ready
from needsbook.paths import Project

STARTS = 3
ENGINE = "needsbook-once"
# Failures that are the machine's, not the page's: they end the build, whatever page meets them.
OURS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EMFILE, errno.ENFILE)
# An executed notebook of more MB than this is not a page.
LARGEST = 40
MANAGER = (
    "needsbook.book.kernels.PipeKernelManager" if CAN_FORK else "jupyter_client.AsyncKernelManager"
)


@dataclass(frozen=True)
class RunOutcome:
    """What came of a run: the executed notebook's path, or the failure's facts."""

    page: str
    output: str
    failed: bool = False
    cell: int = 0
    last_line: str = ""


def run_template(
    page: str,
    template: str,
    output: str,
    values: Mapping[str, Any],
    project: str,
    state: str,
    limits: Limits,
) -> RunOutcome:
    """The outcome of one papermill run; never raises for a failure inside the notebook.

    ``state`` names the tidy table to read (see ``load_table``). The kernel works in a fresh
    folder that is removed afterwards. Kernels started at the same moment sometimes lose the
    race for a port, so a kernel that dies before its first cell is started again (``STARTS``
    times at most). ``OSError`` for what is wrong with the machine, such as a full disk.
    """
    os.environ["NEEDSBOOK_PROJECT"] = project
    os.environ["NEEDSBOOK_STORE"] = state
    os.environ["PYTHONHASHSEED"] = "0"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["MPLBACKEND"] = "agg"
    with tempfile.TemporaryDirectory(prefix="nb", dir=os.environ.get(SCRATCH)) as folder:
        os.environ["NEEDSBOOK_RUN"] = folder
        if CAN_FORK:
            share_summary(Project(Path(project)), str(values.get("area", "")))
        for start in range(1, STARTS + 1):
            try:
                split_off_kernel(limits)
                return _execute(page, template, output, values, folder, limits)
            except KernelLost as error:
                if error.cell or start == STARTS:
                    return RunOutcome(page, output, True, error.cell, str(error))
            except Exception as error:  # any failure of one page must not stop the others
                if isinstance(error, OSError) and error.errno in OURS:
                    error.filename = error.filename or output
                    raise
                return RunOutcome(page, output, True, 0, _last_line(error))
            finally:
                drop_kernel()
    raise AssertionError("unreachable")


class KernelLost(RuntimeError):
    """The kernel ended by itself, or did not come to an end, in ``cell`` (0: before any)."""

    def __init__(self, words: str, cell: int) -> None:
        super().__init__(words)
        self.cell = cell


def _execute(
    page: str,
    template: str,
    output: str,
    values: Mapping[str, Any],
    folder: str,
    limits: Limits,
) -> RunOutcome:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    Path(output).parent.mkdir(parents=True, exist_ok=True)
    part = f"{output}.part.ipynb"
    noise = io.StringIO()
    end = time.monotonic() + limits.seconds
    try:
        with contextlib.redirect_stderr(noise):
            done = papermill.execute_notebook(
                template,
                part,
                parameters=dict(values),
                cwd=folder,
                progress_bar=False,
                log_output=False,
                kernel_name="python3",
                engine_name=register_engine(),
                language="python",
                start_timeout=120,
                kernel_manager_class=MANAGER,
                shutdown_kernel="immediate",
                timeout_func=lambda cell: max(1, int(end - time.monotonic())),
            )
        if Path(part).stat().st_size > LARGEST * MEGABYTE:
            return RunOutcome(page, output, True, 0, f"the page is larger than {LARGEST} MB")
        for number, cell in enumerate(done.cells):
            for found in cell.get("outputs", ()):
                # Papermill lets a notebook end itself (sys.exit); half a page is no page.
                if found.output_type == "error":
                    words = f"{found.ename}: {found.evalue}".rstrip(": ")
                    return RunOutcome(page, output, True, number, f"{words} (it ended itself)")
        move_ready(Path(part), Path(output))
        return RunOutcome(page, output)
    except PapermillExecutionError as error:
        last = f"{error.ename}: {error.evalue}".strip().splitlines()
        return RunOutcome(
            page, output, True, int(error.cell_index), last[0] if last else error.ename
        )
    except CellTimeoutError:
        words = (
            f"the page was not made within {limits.seconds} s (--page-limit), this cell was running"
        )
        return RunOutcome(page, output, True, _find_cell(part), words)
    except DeadKernelError:
        raise KernelLost(
            "the kernel ended while this cell was running (it called os._exit, or was killed "
            "for want of memory)",
            _find_cell(part),
        ) from None
    except RuntimeError as error:
        if "Kernel died" not in str(error):
            raise
        raise KernelLost("the kernel ended before its first cell", _find_cell(part)) from None
    finally:
        Path(part).unlink(missing_ok=True)


@cache
def register_engine() -> str:
    """The name papermill knows our engine by: its own, which writes a page once.

    Papermill writes the notebook before and after each cell, so a page of forty cells and
    two megabytes is written seventy times: most of what it cost beside its kernel. It is
    written at the end in any case, also when a cell fails or the kernel ends.
    """
    from papermill.engines import NBClientEngine, papermill_engines

    class OnceEngine(NBClientEngine):  # type: ignore[misc, unused-ignore]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            save, nb_man.save = nb_man.save, lambda **_: None
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **options)
            finally:
                nb_man.save = save

    papermill_engines.register(ENGINE, OnceEngine)
    return ENGINE


def _find_cell(part: str) -> int:
    """The number of the cell that was begun last; 0 when none was."""
    try:
        cells = nbformat.read(part, as_version=4).cells
    except Exception:  # half written, or not at all
        return 0
    begun = [
        number
        for number, cell in enumerate(cells)
        if cell.metadata.get("papermill", {}).get("start_time")
    ]
    return begun[-1] if begun else 0


def _last_line(error: BaseException) -> str:
    lines = [line for line in str(error).strip().splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1] if lines else ''}".strip(": ")
