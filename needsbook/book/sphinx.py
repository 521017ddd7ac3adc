"""The Jupyter Book 1 build, in a process of its own: ``python -m needsbook.book.sphinx``."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

from needsbook.errors import BuildError
from needsbook.paths import Project

# Extensions of Jupyter Book that would load scripts from other hosts or need LaTeX.
LEFT_OUT = {"sphinx_thebe", "sphinx_jupyterbook_latex"}
# What the engine loads by itself while it builds.
_LATE = (
    "babel.numbers", "docutils.transforms.components", "email.headerregistry", "jinja2.ext",
    "jupyter_cache", "linkify_it", "myst_nb.sphinx_ext", "sphinx.util.math",
    "sphinx_design.extension", "sphinx_external_toc.collectors", "sphinx_external_toc.events",
)  # fmt: skip
REMOVED_FILES = (
    "_sources", ".buildinfo", ".buildinfo.bak", "objects.inv", ".doctrees",
    "_static/webpack-macros.html", "_static/sbt-webpack-macros.html",
)  # fmt: skip


def build_html(source: Path, output: Path, epoch: int) -> None:
    """Build ``source`` into ``output``; any warning is a ``BuildError`` that quotes it.

    ``epoch`` (seconds) is the only clock the build sees.
    """
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(epoch),
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-m", "needsbook.book.sphinx", str(source), str(output)],
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        raise BuildError(*_say_failure(done.stderr + done.stdout, source))


def make_html(source: Path, output: Path, epoch: int) -> None:
    """``build_html`` in this process, which is for this alone: its environment is changed."""
    os.environ |= {"SOURCE_DATE_EPOCH": str(epoch), "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    if hasattr(time, "tzset"):
        time.tzset()
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = _main(source, output)
    if code != 0:
        raise BuildError(*_say_failure(said.getvalue(), source))
    for name in (".doctrees", "jupyter_execute"):
        shutil.rmtree(output.parent / name, ignore_errors=True)


def load_engine(project: Project) -> None:
    """Import what ``make_html`` will need, for processes that are split off from this one.

    Jupyter Book, Sphinx and their extensions are five hundred modules: a second for each book.
    """
    from jupyter_book.sphinx import build_sphinx  # noqa: F401
    from sphinx.application import builtin_extensions

    for name in (*builtin_extensions, *_list_extensions(project.config, project.root), *_LATE):
        import_module(name)


def _list_extensions(config: Path, source: Path) -> list[str]:
    from jupyter_book.config import get_final_config

    settings, _ = get_final_config(
        user_yaml=config, sourcedir=source, cli_config={"latex_individualpages": False}
    )
    return [name for name in settings["extensions"] if name not in LEFT_OUT]


def _say_failure(text: str, source: Path) -> tuple[str, str, str]:
    """What went wrong, where, and what to do, from what the build printed."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    lines = [line for line in text.splitlines() if re.search(r"WARNING|ERROR|Error", line)]
    shown = lines[:5] or text.splitlines()[-5:]
    return (
        "the book did not build: " + " | ".join(line.strip() for line in shown),
        source.as_posix(),
        "mend the page named; warnings count as errors",
    )


def drop_unwanted(output: Path) -> None:
    """Remove what the engine leaves and no reader needs."""
    for name in REMOVED_FILES:
        unwanted = output / name
        shutil.rmtree(unwanted) if unwanted.is_dir() else unwanted.unlink(missing_ok=True)


def _main(source: Path, output: Path) -> int:
    from jupyter_book.sphinx import build_sphinx

    config = source / "_config.yml"
    extensions = _list_extensions(config, source)
    done = build_sphinx(
        source,
        output,
        path_config=config,
        noconfig=True,
        warningiserror=True,
        keep_going=True,
        freshenv=True,
        quiet=True,
        confoverrides={
            "extensions": extensions,
            "latex_individualpages": False,
            "nitpicky": True,
        },
    )
    return int(done) if isinstance(done, int) else 1


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), Path(sys.argv[2])))
