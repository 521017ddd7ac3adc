"""A small project with a few indicators, and the publishers' stubs for it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import yaml

from needsbook.catalogue import load_areas, load_indicators, load_passports, load_sources
from needsbook.catalogue.lait import DATASET
from needsbook.catalogue.passports import Passport
from needsbook.files import replace_files
from needsbook.paths import Project
from needsbook.refresh.codes import load_code_map
from needsbook.refresh.reading.layouts import load_layouts
from needsbook.refresh.services import SERVICES, Patience
from needsbook.store.snapshot_files import snapshot_files
from needsbook.store.snapshots import COLUMNS, check_passport, read_snapshot
from stubs.arcgis import ArcGisStub
from stubs.ees import ContentStub, EesStub
from stubs.fingertips import FingertipsStub
from stubs.govuk import GovUkStub
from stubs.nomis import NomisStub
from stubs.server import StubServer
from stubs.statxplore import StatXploreStub

ROOT = Path(__file__).resolve().parents[3]
QUICK = Patience(
    connect=2, read=3, attempts=4, first_wait=0.01, longest_wait=2, jitter=0.01, spacing=0, whole=20
)
WESTMINSTER, KENSINGTON, CITY, HACKNEY = "E09000033", "E09000020", "E09000001", "E09000012"
BARNSLEY, SHEFFIELD, ENGLAND, LONDON = "E08000016", "E08000019", "E92000001", "E12000007"


@dataclass
class Publishers:
    """Every stub on one server."""

    server: StubServer
    fingertips: FingertipsStub = field(default_factory=FingertipsStub)
    ees: EesStub = field(default_factory=EesStub)
    content: ContentStub = field(default_factory=ContentStub)
    govuk: GovUkStub = field(default_factory=GovUkStub)
    nomis: NomisStub = field(default_factory=NomisStub)
    arcgis: ArcGisStub = field(default_factory=ArcGisStub)
    statxplore: StatXploreStub = field(default_factory=StatXploreStub)

    def addresses(self) -> dict[str, str]:
        """Each service's base address, mounted."""
        mounted = {
            "fingertips": self.fingertips, "ees": self.ees, "ees_content": self.content,
            "govuk": self.govuk, "nomis": self.nomis, "geoportal": self.arcgis,
            "statxplore": self.statxplore,
        }  # fmt: skip
        assert set(mounted) == set(SERVICES)
        found = {name: self.server.mount(name, app) for name, app in mounted.items()}
        self.govuk.base = found["govuk"]
        return found


INDICATOR = {
    "title": "T", "short_title": "T", "topic": "obesity", "definition": "D", "unit": "percent",
    "decimals": 1, "method": "proportion", "ages": "10 to 11", "numerator": "n", "denominator": "d",
    "basis": "by residence", "polarity": "lower_is_better", "source": "ohid",
    "official": {"publication": "P", "identifier": "I", "cadence": "yearly", "page": "https://example.org/p"},
    "levels": [{"level": "upper_tier", "first": "2015/16", "areas": 2}],
    "words": {"name": "x", "clause": "{value} of children {place}"},
}  # fmt: skip
FETCHES = {
    "obesity_year6": {
        "connector": "fingertips", "dataset": "ohid_obesity", "periods": "academic", "id": 90323,
        "name": "Year 6", "age": "10-11 yrs",
    },
    "obesity_reception": {
        "connector": "fingertips", "dataset": "ohid_obesity", "periods": "academic", "id": 90319,
        "name": "Reception", "age": "4-5 yrs",
    },
    "ks2": {
        "connector": "ees", "dataset": "dfe_ks2", "periods": "academic", "version": "1.0",
        "data_set": "019afee5-4791-7467-a788-c163fd9b57de", "title": "key stage 2",
        "value": "expected_percent", "filters": {"subject": "Reading, writing and maths"},
    },
    "looked_after": {
        "connector": "ees_file", "dataset": "dfe_looked_after", "periods": "31 march",
        "publication": "children-looked-after", "title": "rate", "filename": r"cla_number.*\.csv$",
        "value": ["rate_per_10000"], "count": ["children_count"], "denominator": ["population_estimate"],
        "filters": [{"population_type": "Children looked after on 31 March each year"}],
    },
    "poverty": {
        "connector": "dwp", "dataset": "dwp_poverty", "periods": "financial", "costs": "AHC",
        "measure": "Relative", "levels": ["upper_tier"],
    },
    "population": {
        "connector": "nomis", "dataset": "ons_population", "periods": "mid-year", "ages": "0-2",
        "data_set": "NM_2002_1", "levels": ["country", "upper_tier"],
    },
}  # fmt: skip
SOURCE_OF = {"fingertips": "ohid", "ees": "dfe", "ees_file": "dfe", "dwp": "dwp", "nomis": "ons"}
UNITS = {"looked_after": "per_10k", "population": "persons"}


def clear_caches() -> None:
    for held_indicator in (
        load_areas,
        load_indicators,
        load_layouts,
        load_passports,
        load_sources,
        load_code_map,
    ):
        held_indicator.cache_clear()


def make_project(folder: Path, fetches: dict[str, dict] = FETCHES) -> Project:
    """A project with the book's real areas and publishers, and a few indicators."""
    project = Project(folder)
    (folder / "geo").mkdir(parents=True)
    for name in ("areas.yml", "wards.csv", "code_changes.yml"):
        shutil.copy2(ROOT / "geo" / name, folder / "geo" / name)
    shutil.copytree(ROOT / "data" / "sources", project.sources)
    shutil.copytree(ROOT / "data" / "layouts", folder / "data" / "layouts")
    shutil.copy2(ROOT / "data" / "topics.yml", folder / "data" / "topics.yml")
    (folder / "_config.yml").write_text("title: small\n")
    project.indicators.mkdir(parents=True)
    for name, fetch in fetches.items():
        entry = {
            "id": name, **INDICATOR, "source": SOURCE_OF[fetch["connector"]],
            "unit": UNITS.get(name, "percent"), "datasets": [fetch["dataset"]], "fetch": [fetch],
        }  # fmt: skip
        (project.indicators / f"{name}.yml").write_text(yaml.safe_dump(entry))
    clear_caches()
    return project


def hold(project: Project, dataset: str, rows: list[tuple], **passport) -> Path:
    """Write a snapshot of rows (indicator, area, period, value[, reason[, note]])."""
    full = []
    for indicator, area, period, value, *rest in rows:
        reason, note = [*rest, "", ""][:2]
        full.append((indicator, area, period, "", "", value, "", "", "", "", reason, note))
    frame = pd.DataFrame(full, columns=list(COLUMNS))
    source = dataset.split("_")[0]
    model = Passport(
        dataset=dataset, source=source, publication="P", release="first", table="T",
        page="https://example.org/p", series=dataset, basis="b", licence="OGL", attribution="A",
        indicators=tuple(sorted(set(frame["indicator"]))), rows=1, sha256="0" * 64,
        obtained={"on": "2025-01-01", "address": "https://example.org/old.csv", "method": "copy"},
        **passport,
    )  # fmt: skip
    files = snapshot_files(frame, model, project)
    replace_files(project, files)
    path = next(path for path in files if path.suffix == ".csv")
    load_passports.cache_clear()
    return path


def read_all(project: Project) -> dict[str, list[tuple]]:
    """Every snapshot checked against its passport: (indicator, area, period, value, reason)."""
    load_passports.cache_clear()
    found = {}
    for passport in load_passports(project).values():
        if passport.dataset == DATASET:  # a table of its own, renewed by its own command
            continue
        (path,) = project.snapshots.glob(f"*/{passport.dataset}.csv")
        check_passport(path, passport)
        frame = read_snapshot(path, indicators=load_indicators(project), areas=load_areas(project))
        assert sorted(frame["indicator"].unique()) == sorted(passport.indicators)
        found[passport.dataset] = [
            (row.indicator, row.area_code, row.period, row.value, row.reason)
            for row in frame.itertuples()
        ]
    return found


def read_bytes(project: Project) -> dict[str, bytes]:
    """Every file under data/ and geo/ but those of an unfinished replacement."""
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for folder in (project.data, project.geo)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".incoming" not in path.parts
    }
