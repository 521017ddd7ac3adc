"""Groups of areas that are published together: a portal, and a book for each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from needsbook.catalogue.areas import Area, Areas
from needsbook.catalogue.documents import Document, read_document
from needsbook.errors import BadInput, unknown_name
from needsbook.paths import Project


class GroupFile(Document):
    """A file of areas: what the group is called, and which authorities belong to it."""

    title: str
    areas: tuple[str, ...]


@dataclass(frozen=True)
class AreaGroup:
    """Authorities in the order they are listed; ``name`` is what the command was given."""

    name: str
    title: str
    areas: tuple[Area, ...]


def choose_group(project: Project, areas: Areas, name: str) -> AreaGroup:
    """The group called ``name``: england, a region such as london, or a YAML file of areas.

    ``BadInput`` for a file that is not there or names no area, ``UnknownName`` for a group or
    an area that is not known.
    """
    wholes = {area.slug: area for area in areas if area.level in ("country", "region")}
    if name in wholes:
        whole = wholes[name]
        region = whole.code if whole.level == "region" else ""
        held = sorted(areas.at_level("upper_tier", region), key=lambda area: area.name)
        return AreaGroup(name, f"Children and young people {whole.place}", tuple(held))
    if not re.search(r"\.ya?ml$", name):
        raise unknown_name("group", name, (*wholes, "a file such as group.yml"))
    path = Path(name)
    if not path.is_file():
        path = project.root / name
    if not path.is_file():
        raise BadInput(f"there is no file {name}", "--group", "name a YAML file of areas")
    held_file = read_document(path, GroupFile)
    chosen: dict[str, Area] = {}
    for listed in held_file.areas:
        area = areas.find(listed)
        if area.level not in ("upper_tier", "district"):
            raise BadInput(
                f"{area.name} is a {area.level.replace('_', ' ')}: no book is made for it",
                path.as_posix(),
                "name authorities",
            )
        chosen.setdefault(area.slug, area)
    if not chosen:
        raise BadInput("the group has no areas", path.as_posix(), "list authorities under areas")
    return AreaGroup(name, held_file.title, tuple(chosen.values()))
