"""figures.csv and its companions are what they say they are."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest

from tests.small_site import DECAY, SmallSite


def test_package_is_valid(full_site: SmallSite) -> None:
    frictionless = pytest.importorskip("frictionless")
    full_site.publish()
    report = frictionless.validate(str(full_site.folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    package = json.loads(full_site.read("datapackage.json"))
    (resource,) = package["resources"]
    content = (full_site.folder / "figures.csv").read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert [licence["title"] for licence in package["licenses"]] == ["Open Government Licence v3.0"]


def test_json_fits_its_schema(full_site: SmallSite) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    full_site.publish()
    schema = json.loads(full_site.read("figures.schema.json"))
    content = json.loads(full_site.read("figures.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content, schema)
    assert content["$schema"] == "figures.schema.json"
    content["figures"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema)


def test_values_survive_csv_exactly(full_site: SmallSite) -> None:
    register = full_site.publish()
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(full_site.read("figures.csv")))}
    assert list(rows) == [
        figure["id"] for figure in json.loads(full_site.read("figures.json"))["figures"]
    ]
    for name, entry in register.entries.items():
        for field in ("value", "lower_ci", "upper_ci", "count", "denominator"):
            text, number = rows[name][field], getattr(entry.figure, field)
            assert (float(text) if text else None) == number
    derived = rows[f"{DECAY}.sum-of-two"]
    assert derived["inputs"].split(" ") == [DECAY, "dental_decay_age5_pct.westminster.2018-19"]
    assert derived["dataset"] == "ohid_dental_decay"
    assert len(derived["row"].split(" ")) == 2
