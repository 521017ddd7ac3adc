"""The software bill of materials of a site: CycloneDX, by its own library, without a clock."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from importlib.metadata import distribution

from needsbook import __version__
from needsbook.book.dependencies import list_dependencies

NAME = "sbom.cdx.json"


def make_sbom(epoch: int) -> bytes:
    """``sbom.cdx.json``: the book's program and every package it depends on, with licences.

    ``epoch`` (the data date in seconds) stands where the format asks for a moment; the serial
    number is made from the content, so that the same packages give the same bytes.
    """
    from cyclonedx.contrib.license.factories import LicenseFactory
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.output.json import JsonV1Dot6
    from packageurl import PackageURL

    licences = LicenseFactory()
    held = list_dependencies()
    own = Component(
        name="needsbook",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref=f"needsbook=={__version__}",
        licenses=[licences.make_from_string("MIT")],
    )
    parts = []
    for entry in held:
        name, version = entry.split("==", 1)
        words = name_licence(name)
        parts.append(
            Component(
                name=name,
                version=version,
                type=ComponentType.LIBRARY,
                bom_ref=entry,
                purl=PackageURL("pypi", None, name, version),
                licenses=[licences.make_from_string(words)] if words else [],
            )
        )
    bom = Bom(components=parts, serial_number=uuid.uuid5(uuid.NAMESPACE_URL, " ".join(held)))
    bom.metadata.component = own
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    bom.register_dependency(own, parts)
    content = json.loads(JsonV1Dot6(bom).output_as_string())
    text = json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False)
    return f"{text}\n".encode()


def name_licence(name: str) -> str:
    """The licence a package says it has, in few words; empty where it says nothing short."""
    about = distribution(name).metadata
    named = about.get_all("License-Expression") or about.get_all("License") or [""]
    words = str(named[0])
    if not words or "\n" in words or len(words) > 60:
        named = [
            line for line in about.get_all("Classifier") or () if line.startswith("License ::")
        ]
        words = named[0].rsplit(" :: ", 1)[-1] if named else ""
    return " ".join(words.split())
