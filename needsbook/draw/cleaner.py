"""Makes clean, short SVG of what matplotlib writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from needsbook.draw.palette import ROLES, css_value

USUAL_SIZE = "15"
CURVES_OF_A_CIRCLE = 8
LOOK = ("font-size", "font-weight", "text-anchor", "style")


@dataclass
class Marking:
    """What the SVG says of one drawn thing: attributes, parts of a text, words on hover.

    ``hover`` is shown by the pointer. ``parts`` cuts a text into (words, figure id);
    ``points`` gives each mark of a set its (figure id, words on hover).
    """

    attributes: dict[str, str] = field(default_factory=dict)
    hover: str = ""
    parts: Sequence[tuple[str, str]] = ()
    points: Sequence[tuple[str, str]] = ()


class Cleaner:
    """Copies matplotlib's elements, keeping only what a reader's browser needs."""

    _NUMBER = re.compile(r"-?\d+\.\d+")
    _DULL = frozenset({
        ("stroke-linecap", "butt"), ("stroke-linejoin", "round"), ("stroke-linejoin", "miter"),
        ("stroke-width", "1"), ("text-anchor", "start"), ("font-weight", "400"),
        ("stroke-dashoffset", "0"),
    })  # fmt: skip
    _BOX = re.compile(
        r"M(?P<x>\S+) (?P<y>\S+)L(?P<a>\S+) (?P<b>\S+)L(?P<c>\S+) (?P<d>\S+)"
        r"L(?P<e>\S+) (?P<f>[^Lz]+)(?:L\S+ \S+)?z"
    )
    _KEPT = frozenset({"x", "y", "width", "height", "transform", "clip-path"})

    def __init__(self, prefix: str, markings: Mapping[str, Marking], known: set[str]) -> None:
        self.prefix, self.markings, self.known = prefix, markings, known
        self.names: dict[str, str] = {}

    def copy(self, element: ET.Element, parent: ET.Element) -> None:
        """Put ``element``, cleaned, under ``parent``; wrappers without a job are dropped."""
        tag = element.tag.rpartition("}")[2]
        marking = self.markings.get(element.get("id", ""))
        if tag in ("metadata", "style"):
            return
        if tag == "g":
            self._copy_group(element, parent, marking)
            return
        found = self._attributes(element)
        if parent.tag == "defs":  # the shape of a mark: its look stands where it is used
            found = {name: found[name] for name in ("id", "d") if name in found}
            if "d" in found:
                found["d"] = round_off(found["d"])
        if tag == "text" and found.get("style") == f"fill:{css_value('ink')}":
            del found["style"]  # as the whole drawing has it
        if tag == "text" and found.get("font-size") == USUAL_SIZE:
            del found["font-size"]
        made = ET.SubElement(parent, tag, found)
        made.text = element.text if tag == "text" else None
        for child in element:
            self.copy(child, made)
        if tag == "defs" and not len(made):
            parent.remove(made)

    def _copy_group(self, element: ET.Element, parent: ET.Element, marking: Marking | None) -> None:
        group = ET.SubElement(parent, "g", self._attributes(element))
        for child in element:
            self.copy(child, group)
        if uses := group.findall("use"):
            shared = {k: v for k, v in uses[0].attrib.items() if k not in ("href", "x", "y")}
            group.attrib.update(shared)
            for use in uses:
                for name in shared:
                    use.attrib.pop(name, None)
        if marking:
            self._mark(group, list(group.iter("use")), marking)
        if not group.attrib:
            position = list(parent).index(group)
            parent.remove(group)
            for offset, child in enumerate(list(group)):
                parent.insert(position + offset, child)

    def _mark(self, group: ET.Element, uses: list[ET.Element], marking: Marking) -> None:
        for use, (name, words) in zip(uses, marking.points, strict=False):
            if name:
                use.set("data-figure", self._known(name))
            if words:
                ET.SubElement(use, "title").text = words
        if marking.attributes or marking.parts or marking.hover:
            target = next((element for element in group if element.tag != "defs"), group)
            if marking.hover:
                ET.SubElement(target, "title").text = marking.hover
            for name, value in marking.attributes.items():
                if name == "data-figure":
                    self._known(value)
                target.set(name, value)
            if marking.parts:
                target.text = None
                for words, name in marking.parts:
                    piece = ET.SubElement(target, "tspan")
                    piece.text = words
                    if name:
                        piece.set("data-figure", self._known(name))

    def _known(self, name: str) -> str:
        if name not in self.known:
            raise ValueError(f"the figure {name} is drawn but not among the picture's figures")
        return name

    def _attributes(self, element: ET.Element) -> dict[str, str]:
        found: dict[str, str] = {}
        colours: list[str] = []
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]
            if local == "href":
                found["href"] = f"#{self._rename(value[1:])}"
            elif local == "id" and element.tag.rpartition("}")[2] != "g":
                found["id"] = self._rename(value)
            elif local == "clip-path":
                found["clip-path"] = f"url(#{self._rename(value[5:-1])})"
            elif local == "style":
                for rule in value.split(";"):
                    key, _, setting = (part.strip() for part in rule.partition(":"))
                    if not key or key == "font-family" or (key, setting) in self._DULL:
                        continue
                    if setting.startswith("#fe00"):
                        colours.append(f"{key}:{css_value(ROLES[int(setting[5:], 16)])}")
                    else:
                        found[key] = self._round(setting.removesuffix("px"))
            elif local == "d":
                found["d"] = self._shorten(value)
            elif local in self._KEPT and not value.startswith("rotate(-0"):
                found[local] = self._round(value)
        if colours:
            found["style"] = ";".join(colours)
        return found

    def _rename(self, name: str) -> str:
        return self.names.setdefault(name, f"{self.prefix}-{len(self.names) + 1}")

    def _shorten(self, path: str) -> str:
        """A path with one decimal, no spaces to spare, and boxes as strokes across and down."""
        path = re.sub(r"\s*([A-Za-z])\s*", r"\1", self._round(path)).strip()
        path = " ".join(path.split())
        box = self._BOX.fullmatch(path)
        if box and (box["b"], box["c"], box["e"], box["f"]) == (
            box["y"],
            box["a"],
            box["x"],
            box["d"],
        ):
            return f"M{box['x']} {box['y']}H{box['a']}V{box['d']}H{box['e']}z"
        return straighten(path)

    def _round(self, text: str) -> str:
        return self._NUMBER.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), text)


def round_off(path: str) -> str:
    """A circle around nought, which matplotlib writes as eight curves, as two arcs."""
    start = re.match(r"M0 ([\d.]+)C", path)
    if not start or path.count("C") != CURVES_OF_A_CIRCLE:
        return path
    size = start[1]
    if not all(f"{end}C" in path for end in (f" {size} 0", f" 0 -{size}", f" -{size} 0")):
        return path
    return f"M0 {size}A{size} {size} 0 1 0 0 -{size}A{size} {size} 0 1 0 0 {size}z"


def straighten(path: str) -> str:
    """A path of absolute ``M`` and ``L`` with strokes straight across and down as H and V."""
    if re.search(r"[^MLz0-9. -]", path):
        return path
    parts: list[str] = []
    x = y = ""
    for command, across, down in re.findall(r"([ML])(-?[\d.]+) (-?[\d.]+)|z", path):
        if not command:
            parts.append("z")
            x = y = ""
            continue
        if command == "L" and across == x:
            parts.append(f"V{down}")
        elif command == "L" and down == y:
            parts.append(f"H{across}")
        else:
            parts.append(f"{command}{across} {down}")
        x, y = across, down
    return "".join(parts)


def gather_texts(root: ET.Element) -> None:
    """Put texts that follow one another and look the same in one group that says the look once."""
    run: list[ET.Element] = []

    def look_of(element: ET.Element) -> dict[str, str]:
        return {name: element.attrib[name] for name in LOOK if name in element.attrib}

    for element in [*root, ET.Element("end")]:
        if element.tag == "text" and (not run or look_of(element) == look_of(run[0])):
            run.append(element)
            continue
        look = look_of(run[0]) if run else {}
        if look and len(run) > 2:
            group = ET.Element("g", look)
            root.insert(list(root).index(run[0]), group)
            for text in run:
                root.remove(text)
                group.append(text)
                for name in look:
                    del text.attrib[name]
        run = [element] if element.tag == "text" else []
