"""The documents are true: commands exist, have help with an example, and are written down."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer.main

from needsbook.cli import app
from needsbook.paths import Project
from tests.conftest import ROOT, run_command

COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def tracked_files() -> list[Path]:
    """Every file git tracks; without git, the files of the folders we know."""
    try:
        names = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(project: Project, command: str) -> None:
    done = run_command(project, command, "--help")
    assert done.returncode == 0, done.stderr
    shown = done.stdout
    if "COMMAND" in shown.split("\n")[0] or "Commands:" in shown:
        inner = re.search(r"Commands:\s+(\S+)", shown)
        assert inner, shown
        shown = run_command(project, command, inner[1], "--help").stdout
    assert f"needsbook {command}" in shown.split("Example:", 1)[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"`needsbook {command}" in README


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"(?:`|^ {4})needsbook ([a-z][a-z-]*)", README, re.M))
    assert named <= set(COMMANDS)


def test_the_readme_targets_stand_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target
    assert "needsbook build" in makefile
    assert "-m pytest" in makefile


def test_windows_lines_install_the_same_locks_as_make() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for lock in ("requirements.lock", "requirements-test.lock"):
        assert f"--require-hashes -r {lock}" in README
        assert f"--require-hashes -r {lock}" in makefile


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_locks_pin_and_hash_everything_and_name_no_index(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    for block in blocks:
        assert re.match(r"[A-Za-z0-9_.-]+(\[[^\]]+\])?==", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


def test_every_dependency_is_in_the_lock() -> None:
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower().replace("_", "-")
    for entry in content["project"]["dependencies"]:
        name = re.match(r"[A-Za-z0-9_.-]+", entry)
        assert name
        assert f"{name[0].lower().replace('_', '-')}==" in lock, entry


def test_no_file_names_a_path_of_a_machine() -> None:
    for path in tracked_files():
        if path.suffix in (".png", ".xlsx", ".ods", ".parquet") or path == Path(__file__):
            continue
        text = path.read_bytes().decode("utf-8", errors="replace")
        found = re.search(r"(?<![\w.])/(?:home|root|Users|work)/\w+", text)
        assert not found, f"{path.relative_to(ROOT)}: {found[0] if found else ''}"


def test_notebooks_are_templates_without_outputs() -> None:
    import nbformat

    for path in sorted((ROOT / "notebooks").rglob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert code[0].metadata.get("tags") == ["parameters"], path
        for cell in code:
            assert not cell.outputs, path
            assert cell.execution_count is None, path
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= 5, f"{path.name}: {cell.source}"
            assert not re.search(r"^\s*(def|for|while|class)\b", cell.source, re.M), path
            if cell is not code[0]:
                imports = re.findall(r"^(?:from|import) (\S+)", cell.source, re.M)
                assert set(imports) <= {"needsbook.page"}, path
