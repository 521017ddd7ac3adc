"""The command ``needsbook``: one sub-command per step, no logic of its own."""

from __future__ import annotations

import os
import sys
from concurrent.futures import BrokenExecutor
from importlib import import_module

import typer

from needsbook import __version__
from needsbook.errors import NeedsbookError, describe_os_error, show_safely
from needsbook.lock import WAIT

# Each module registers its commands, in the order they are shown.
COMMANDS = (
    "book", "refresh", "imports", "starters", "lait", "figures", "statistics", "summary", "audit", "outcomes",
    "editions",
)  # fmt: skip

# typer may carry a click of its own, so click's errors are reached through typer.
CommandError: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="needsbook",
    help="Build, check and refresh the needs profile book.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"needsbook {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=_show_version, is_eager=True
    ),
    wait: float = typer.Option(
        0.0,
        min=0.0,
        help="Seconds to wait for another needsbook that is writing to the same project.",
        show_default=False,
    ),
) -> None:
    if wait:
        os.environ[WAIT] = str(wait)


for _name in COMMANDS:
    import_module(f"needsbook.commands.{_name}").register(app)


def main() -> None:
    """Run the command; an error a person can act on is printed plainly, exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        # Outside its standalone mode the library gives the exit code back, and does not exit.
        code = app(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except NeedsbookError as error:
        typer.echo(show_safely(f"error: {error}"), err=True)
        sys.exit(1)
    except typer.Abort:
        typer.echo("stopped", err=True)
        sys.exit(130)
    except CommandError as error:
        error.show()  # type: ignore[attr-defined]
        sys.exit(error.exit_code)  # type: ignore[attr-defined]
    except typer.Exit as leave:
        sys.exit(leave.exit_code)
    except BrokenPipeError as error:
        try:
            sys.stdout.flush()
        except BrokenPipeError:  # whoever reads our output has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
        typer.echo(f"error: {describe_os_error(error)}", err=True)
        sys.exit(1)
    except BrokenExecutor:
        typer.echo(
            "error: the system ended one of the processes, most likely for want of memory "
            "(close other programs, or use fewer --jobs)",
            err=True,
        )
        sys.exit(1)
    except OSError as error:
        typer.echo(f"error: {describe_os_error(error)}", err=True)
        sys.exit(1)
    except MemoryError:
        typer.echo(
            "error: there is not enough memory (close other programs, or use fewer --jobs)",
            err=True,
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
