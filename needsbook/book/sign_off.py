"""The pack people sign an edition off with: one folder, and one page to print.

Nothing in it is an approval until a person has written it into ``editions/NAME.sign-off.yml``,
which is kept in git; this module only reads that file.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from needsbook.audit.decide import audit_plan
from needsbook.book.accessibility import check_pages
from needsbook.book.publish import list_differences
from needsbook.book.sbom import NAME as SBOM
from needsbook.book.verify import read_manifest
from needsbook.catalogue.documents import Document, read_document
from needsbook.catalogue.plans import load_plans
from needsbook.editions import (
    EditionChange,
    FrozenEdition,
    check_editions,
    compare_editions,
    list_editions,
    read_edition,
)
from needsbook.escaping import disarm_text
from needsbook.paths import Project
from needsbook.register.lists import load_template
from needsbook.store import Store
from needsbook.store.checks import check_project

PARTS = ("figures", "words and pictures", "accessibility", "publication")


class Approval(Document):
    """What a person approved, and when."""

    part: str
    name: str
    role: str
    day: date
    note: str = ""


class SignOffFile(Document):
    """``editions/NAME.sign-off.yml``, filled in by people."""

    approvals: tuple[Approval, ...] = ()


@dataclass(frozen=True)
class SignOff:
    """The folder and the page of a pack, and whether anything in it stands in the way."""

    folder: Path
    page: Path
    problems: Sequence[str]


def make_sign_off(project: Project, store: Store, name: str, vulnerabilities: bool) -> SignOff:
    """Write the pack of the edition ``name`` to ``build/sign-off/NAME``.

    ``UnknownName`` for an edition that is not frozen, ``BuildError`` without a built book.
    ``vulnerabilities``: ask pip-audit's database, which needs the network.
    """
    edition = read_edition(project, name)
    manifest = read_manifest(project)
    passport = json.loads((project.site / "passport.json").read_text(encoding="utf-8"))
    before = find_before(project, edition)
    changes = compare_editions(before, edition) if before else []
    checks: list[str] = []
    problems = [
        str(problem).splitlines()[0] for problem in check_project(project, report=checks.append)
    ]
    problems += [str(edition).splitlines()[0] for edition in check_editions(project)]
    differences = list_differences(project.site)
    problems += [
        f"the site is not what its manifest says: {difference}" for difference in differences
    ]
    missing = [row for row in edition.current().values() if not row["value"]]
    approvals = read_approvals(project, name)
    folder = project.build / "sign-off" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for held in ("manifest.json", "passport.json", SBOM):
        if (project.site / held).exists():
            shutil.copyfile(project.site / held, folder / held)
    write_changes(changes, folder / "differences.csv")
    write_rows(missing, folder / "suppressed-and-missing.csv")
    accessibility = check_pages(project.site)
    text = load_template("sign_off.html.j2").render(
        name=name, edition=edition, before=before, passport=passport,
        kinds=Counter(change.kind for change in changes), changes=len(changes),
        checks=[*checks, *passport["checks_passed"]], problems=problems,
        contradictions=list_contradictions(project, store), reasons=Counter(
            row["reason"] or "not available" for row in missing
        ),
        not_held=list_not_held(store, manifest["areas"]), failed=passport["failed_pages"],
        accessibility=accessibility, vulnerabilities=look_up(project, vulnerabilities),
        approvals=approvals, parts=PARTS, place=f"editions/{name}.sign-off.yml",
        files=len(manifest["files"]), key=manifest["key"],
    )  # fmt: skip
    page = folder / "sign-off.html"
    page.write_bytes(text.encode("utf-8"))
    return SignOff(folder, page, problems)


def find_before(project: Project, edition: FrozenEdition) -> FrozenEdition | None:
    """The edition frozen last before this one; None for the first."""
    others = [
        read_edition(project, name) for name in list_editions(project) if name != edition.name
    ]
    earlier = [frozen_edition for frozen_edition in others if frozen_edition.day < edition.day]
    return max(earlier, key=lambda frozen_edition: frozen_edition.day) if earlier else None


def read_approvals(project: Project, name: str) -> tuple[Approval, ...]:
    """What people have written into ``editions/NAME.sign-off.yml``; nothing where it is not."""
    path = project.editions / f"{name}.sign-off.yml"
    return read_document(path, SignOffFile).approvals if path.exists() else ()


def list_contradictions(project: Project, store: Store) -> list[tuple[str, str]]:
    """Plan and words of every contradiction within a plan."""
    found = []
    for plan in load_plans(project).values():
        found += [
            (plan.title, contradiction.says)
            for contradiction in audit_plan(plan, store).contradictions
        ]
    return found


def list_not_held(store: Store, areas: Sequence[str]) -> list[tuple[str, list[str]]]:
    """For each area of the site, the indicators of which the book holds no value."""
    found = []
    for slug in areas:
        place = store.areas[slug]
        lacking = [
            indicator.title
            for indicator in store.indicators.values()
            if not store.latest(indicator.id, [place.code])
        ]
        found.append((place.name, lacking))
    return found


def look_up(project: Project, wanted: bool) -> list[str]:
    """Known vulnerabilities of the locked packages, or why they were not looked up."""
    lock = project.root / "requirements.lock"
    if not wanted:
        return ["Not looked up: run with --vulnerabilities where the network may be used."]
    if find_spec("pip_audit") is None:
        return ["Not looked up: pip-audit is not installed (pip install pip-audit)."]
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--format", "json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        held: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        said = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        return [f"Not looked up: {said}"]
    return [
        f"{dependency['name']} {dependency['version']}: {flaw['id']}"
        for dependency in held["dependencies"]
        for flaw in dependency.get("vulns", ())
    ] or ["None known."]


def write_changes(changes: Sequence[EditionChange], path: Path) -> None:
    """Every difference since the edition before, as CSV."""
    names = [field.name for field in fields(EditionChange)]
    rows = [[disarm_text(getattr(change, name)) for name in names] for change in changes]
    _write_csv([names, *rows], path)


def write_rows(rows: Sequence[Any], path: Path) -> None:
    """Figures without a value and why, as CSV."""
    names = ["id", "indicator", "area_code", "period", "reason", "note"]
    _write_csv([names, *([disarm_text(row[name]) for name in names] for row in rows)], path)


def _write_csv(rows: Sequence[Sequence[str]], path: Path) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    path.write_bytes(buffer.getvalue().encode("utf-8"))
