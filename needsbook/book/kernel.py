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

from needsbook.book.clean import PageFacts, clean_notebook, write_notebook, write_records
from needsbook.book.guard import MEGABYTE, Limits
from needsbook.book.kernels import CAN_FORK, drop_kernel, split_off_kernel
from needsbook.book.parents import SCRATCH
from needsbook.book.summaries import share_summary
from needsbook.errors import NeedsbookError
from needsbook.files import move_ready
from needsbook.paths import Project

STARTS = 3
ENGINE = "needsbook"
# Failures that are the machine's, not the page's: they end the build, whatever page meets them.
OURS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EMFILE, errno.ENFILE)
# A notebook whose cells left more MB than this is not a page.
LARGEST = 40
MANAGER = (
    "needsbook.book.kernels.PipeKernelManager" if CAN_FORK else "jupyter_client.AsyncKernelManager"
)


@dataclass(frozen=True)
class RunOutcome:
    """What came of a run: the cleaned notebook's path and what it tells, or why there is none."""

    page: str
    output: str
    failed: bool = False
    cell: int = 0
    last_line: str = ""
    facts: PageFacts | None = None


def name_figures(output: Path) -> Path:
    """Where the figures of the page whose notebook is ``output`` stand."""
    return output.with_suffix(".figures")


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

    The cleaned notebook goes to ``output``, the figures it prints beside it (``name_figures``).
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

    noise = io.StringIO()
    end = time.monotonic() + limits.seconds
    try:
        with contextlib.redirect_stderr(noise):
            done = papermill.execute_notebook(
                template,
                None,  # never written as it was run: what is published of it is made here
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
        if measure_outputs(done) > LARGEST * MEGABYTE:
            return RunOutcome(page, output, True, 0, f"the page is larger than {LARGEST} MB")
        for number, cell in enumerate(done.cells):
            for found in cell.get("outputs", ()):
                # Papermill lets a notebook end itself (sys.exit); half a page is no page.
                if found.output_type == "error":
                    words = f"{found.ename}: {found.evalue}".rstrip(": ")
                    return RunOutcome(page, output, True, number, f"{words} (it ended itself)")
        return _keep(done, page, Path(output))
    except PapermillExecutionError as error:
        last = f"{error.ename}: {error.evalue}".strip().splitlines()
        return RunOutcome(
            page, output, True, int(error.cell_index), last[0] if last else error.ename
        )
    except CellTimeoutError:
        words = (
            f"the page was not made within {limits.seconds} s (--page-limit), this cell was running"
        )
        return RunOutcome(page, output, True, _find_cell(), words)
    except DeadKernelError:
        raise KernelLost(
            "the kernel ended while this cell was running (it called os._exit, or was killed "
            "for want of memory)",
            _find_cell(),
        ) from None
    except RuntimeError as error:
        if "Kernel died" not in str(error):
            raise
        raise KernelLost("the kernel ended before its first cell", _find_cell()) from None


def _keep(executed: nbformat.NotebookNode, page: str, output: Path) -> RunOutcome:
    """Clean what was run and put it in its place; what cannot be published is a failure."""
    try:
        made = clean_notebook(executed, page)
    except NeedsbookError as error:
        return RunOutcome(page, str(output), True, 0, error.what)
    output.parent.mkdir(parents=True, exist_ok=True)
    # Each is whole where it stands: the pages of a build before this one may still be needed.
    part = output.with_suffix(".part")
    write_records(made.figures, part)
    move_ready(part, name_figures(output))
    write_notebook(made.notebook, part)
    move_ready(part, output)
    return RunOutcome(page, str(output), facts=made.facts)


def measure_outputs(notebook: nbformat.NotebookNode) -> int:
    """Bytes of text that the cells of an executed notebook left, about."""
    found = 0
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            held = [output.get("text", ""), *output.get("data", {}).values()]
            found += sum(len(part) for part in held if isinstance(part, str))
    return found


# The notebook that this process runs, whose cells tell which was begun last.
_running: list[nbformat.NotebookNode] = []


@cache
def register_engine() -> str:
    """The name papermill knows our engine by: its own, and we know what it runs.

    So a notebook that does not come to an end need not be written for us to know where it stood.
    """
    import papermill.execute
    from papermill.engines import NBClientEngine, papermill_engines

    # Papermill sets down what it ran at the end, also where that goes nowhere: a tenth of what
    # a page costs here.
    papermill.execute.write_ipynb = lambda notebook, place: None

    class WatchedEngine(NBClientEngine):  # type: ignore[misc, unused-ignore]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            _running[:] = [nb_man.nb]
            return super().execute_managed_notebook(nb_man, kernel_name, **options)

    papermill_engines.register(ENGINE, WatchedEngine)
    return ENGINE


def _find_cell() -> int:
    """The number of the cell that was begun last; 0 when none was."""
    begun = [
        number
        for notebook in _running
        for number, cell in enumerate(notebook.cells)
        if cell.metadata.get("papermill", {}).get("start_time")
    ]
    return begun[-1] if begun else 0


def _last_line(error: BaseException) -> str:
    lines = [line for line in str(error).strip().splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1] if lines else ''}".strip(": ")
