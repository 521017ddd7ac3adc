"""The passports of the datasets in full, a page each: every card links to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from needsbook.catalogue import Passport
from needsbook.catalogue.periods import say_day
from needsbook.register.cite import Edition
from needsbook.register.lists import load_template
from needsbook.register.register import Register

UP = "../../"


def source_address(dataset: str) -> str:
    """Where a dataset's passport stands in full, below the site."""
    return f"figures/sources/{dataset}.html"


def write_sources(register: Register, edition: Edition, datasets: Iterable[str]) -> dict[str, str]:
    """The passports in full, a page a dataset, by address: every card links to them."""
    template = load_template("source.html.j2")
    passports = register.store.passports
    return {
        source_address(name): template.render(
            title=f"{passports[name].publication}, {passports[name].release}",
            area="",
            book=edition.title,
            packed=edition.packed,
            up=UP,
            script=False,
            trail=[("All figures", "../index.html")],
            **describe_passport(register, passports[name]),
        )
        for name in sorted(datasets)
    }


def describe_passport(register: Register, passport: Passport) -> dict[str, Any]:
    """What a passport says: ``facts`` (term, words, address) and ``sha256``."""
    source = register.sources[passport.source]
    released = (
        f"{passport.release}, {say_day(passport.release_date)}"
        if passport.release_date
        else passport.release
    )
    facts = [
        ("Publisher", source.name, source.home),
        ("Release", released, ""),
        ("Table", passport.table, ""),
        ("Publisher's address", passport.page, passport.page),
        ("Obtained", f"{say_day(passport.obtained.on)}. {passport.obtained.method}", ""),
        ("Snapshot", f"data/snapshots/{passport.source}/{passport.dataset}.csv", ""),
        ("Basis", passport.basis, ""),
        ("Intervals", passport.intervals, ""),
        ("Counts", _tell_recovered(passport), ""),
        ("Disclosure", passport.disclosure, ""),
        ("Licence", passport.licence, source.licence_url),
        ("Attribution", passport.attribution, ""),
        ("To watch for", " ".join(passport.caveats), ""),
    ]
    return {"facts": [fact for fact in facts if fact[1]], "sha256": passport.sha256}


def _tell_recovered(passport: Passport) -> str:
    """Which counts and bases the publisher does not print, and how they were found."""
    words = [
        f"{recovery.words[:1].upper()}{recovery.words[1:]}. {recovery.how}"
        for recovery in passport.recovered
    ]
    if passport.counts_rounded_to > 1:
        words.append("The publisher rounds its counts; they are never used as exact.")
    return " ".join(words)
