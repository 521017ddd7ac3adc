"""Running one template in a process, a folder and a kernel of its own."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from needsbook.book.kernels import CAN_FORK, drop_kernel, split_off_kernel

STARTS = 3
MANAGER = (
    "needsbook.book.kernels.PipeKernelManager" if CAN_FORK else "jupyter_client.AsyncKernelManager"
)


@dataclass(frozen=True)
class Outcome:
    """What came of a run: the executed notebook's path, or the failure's facts."""

    page: str
    output: str
    failed: bool = False
    cell: int = 0
    last_line: str = ""


def run_template(
    page: str, template: str, output: str, values: Mapping[str, Any], project: str, state: str
) -> Outcome:
    """The outcome of one papermill run; never raises for a failure inside the notebook.

    ``state`` names the tidy table to read (see ``load_table``). The kernel works in a fresh folder that is removed afterwards. Kernels started at the
    same moment sometimes lose the race for a port, so a kernel that dies before its first
    answer is started again (``STARTS`` times at most).
    """
    os.environ["NEEDSBOOK_PROJECT"] = project
    os.environ["NEEDSBOOK_STORE"] = state
    os.environ["PYTHONHASHSEED"] = "0"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["MPLBACKEND"] = "agg"
    with tempfile.TemporaryDirectory(prefix="nb") as folder:
        os.environ["NEEDSBOOK_RUN"] = folder
        for start in range(1, STARTS + 1):
            try:
                split_off_kernel()
                return _execute(page, template, output, values, folder)
            except RuntimeError as error:
                if "Kernel died" not in str(error) or start == STARTS:
                    return Outcome(page, output, True, 0, _last_line(error))
            except Exception as error:  # any failure of one page must not stop the others
                return Outcome(page, output, True, 0, _last_line(error))
            finally:
                drop_kernel()
    raise AssertionError("unreachable")


def _execute(
    page: str, template: str, output: str, values: Mapping[str, Any], folder: str
) -> Outcome:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    Path(output).parent.mkdir(parents=True, exist_ok=True)
    part = f"{output}.part.ipynb"
    noise = io.StringIO()
    try:
        with contextlib.redirect_stderr(noise):
            papermill.execute_notebook(
                template,
                part,
                parameters=dict(values),
                cwd=folder,
                progress_bar=False,
                log_output=False,
                kernel_name="python3",
                language="python",
                start_timeout=120,
                execution_timeout=300,
                kernel_manager_class=MANAGER,
            )
        os.replace(part, output)
        return Outcome(page, output)
    except PapermillExecutionError as error:
        last = f"{error.ename}: {error.evalue}".strip().splitlines()
        return Outcome(page, output, True, int(error.cell_index), last[0] if last else error.ename)
    finally:
        Path(part).unlink(missing_ok=True)


def _last_line(error: BaseException) -> str:
    lines = [line for line in str(error).strip().splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1] if lines else ''}".strip(": ")
