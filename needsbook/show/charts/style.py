"""The look of every chart, and the clean SVG made of what matplotlib writes.

Colours are roles, not values: each is a CSS variable with the light value as fallback,
so a page can turn dark and a file on its own still shows. The palette and the line
weights are the Government Analysis Function's (package ``afcharts``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from needsbook.store.figures import Figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

FONTS = '"GDS Transport", arial, sans-serif'
SVG = "http://www.w3.org/2000/svg"

# role: (on a light page, on a dark page)
COLOURS: Mapping[str, tuple[str, str]] = {
    "ink": ("#0b0c0c", "#f3f2f1"),
    "muted": ("#505a5f", "#b8bdc0"),
    "grid": ("#cccccc", "#44494d"),
    "axis": ("#8a9296", "#8a9296"),
    "paper": ("#ffffff", "#14181b"),
    "area": ("#12436d", "#6bace6"),
    "second": ("#801650", "#ec8fbf"),
    "region": ("#28a197", "#4fc9be"),
    "country": ("#3d3d3d", "#d4d4d4"),
    "other": ("#bfbfbf", "#5d6468"),
    "range": ("#dddddd", "#33393d"),
    "middle": ("#b4b4b4", "#596065"),
    "better": ("#28a197", "#4fc9be"),
    "on-better": ("#0b0c0c", "#0b0c0c"),
    "similar": ("#d4d4d4", "#8a9296"),
    "on-similar": ("#0b0c0c", "#0b0c0c"),
    "worse": ("#801650", "#ec8fbf"),
    "on-worse": ("#ffffff", "#0b0c0c"),
    "higher": ("#12436d", "#6bace6"),
    "on-higher": ("#ffffff", "#0b0c0c"),
    "lower": ("#add1f1", "#d5e8f8"),
    "on-lower": ("#0b0c0c", "#0b0c0c"),
    "not-compared": ("#ffffff", "#14181b"),
    "on-not-compared": ("#0b0c0c", "#f3f2f1"),
}
_ROLES = tuple(COLOURS)


@dataclass(frozen=True)
class Verdict:
    """How a verdict is drawn: never by colour alone."""

    letter: str
    words: str
    shape: str
    role: str


VERDICTS: Mapping[str, Verdict] = {
    "better": Verdict("B", "better", "o", "better"),
    "similar": Verdict("S", "similar", "s", "similar"),
    "worse": Verdict("W", "worse", "D", "worse"),
    "higher": Verdict("H", "higher", "^", "higher"),
    "lower": Verdict("L", "lower", "v", "lower"),
    "not_compared": Verdict("–", "not compared", "o", "not-compared"),
}


def find_verdict(verdict: str) -> Verdict:
    """The look of a verdict: “not compared” and “not_compared” are the same one."""
    return VERDICTS[verdict.replace(" ", "_")]


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


def paint(role: str) -> str:
    """A stand-in for the colour of ``role``; ``finish_svg`` puts the variable there."""
    return f"#fe00{_ROLES.index(role):02x}"


def css_value(role: str) -> str:
    """The colour of ``role`` as CSS: its variable with the light value as fallback."""
    return f"var(--nb-{role},{COLOURS[role][0]})"


def css_variables() -> str:
    """A style sheet that sets every colour: light by default, dark where the page is."""
    light = "".join(f"--nb-{role}:{values[0]};" for role, values in COLOURS.items())
    dark = "".join(f"--nb-{role}:{values[1]};" for role, values in COLOURS.items())
    return (
        f":root{{{light}}}\n"
        f'html[data-theme="dark"]{{{dark}}}\n'
        f"@media print{{:root,html[data-theme]{{{light}}}}}\n"
    )


@cache
def style_settings() -> dict[Any, Any]:
    """The Analysis Function's matplotlib style, with what makes an SVG repeatable."""
    from matplotlib import rc_params_from_file

    style = files("afcharts") / "afcharts.mplstyle"
    settings: dict[Any, Any] = dict(rc_params_from_file(str(style), use_default_template=False))
    settings |= {
        "svg.fonttype": "none",
        "svg.hashsalt": "needsbook",
        "path.simplify": False,
        # Shipped with matplotlib, so no machine's own fonts have a say in the layout.
        "font.family": ["DejaVu Sans"],
        "font.sans-serif": ["DejaVu Sans"],
    }
    return settings


def finish_svg(
    canvas: Canvas,
    title: str,
    desc: str,
    prefix: str,
    figures: Iterable[Figure],
    markings: Mapping[str, Marking] | None = None,
) -> str:
    """One ``<svg>`` element, ready to stand in a page beside others.

    ``prefix`` starts every id in it. ``markings`` says, by the gid set on an artist,
    what its element carries; a figure id that is not among ``figures`` is an error.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = StringIO()
    writer: Any = FigureCanvasSVG(canvas)
    writer.print_svg(buffer, metadata={"Date": None})
    written = ET.fromstring(buffer.getvalue())
    _, _, width, height = written.attrib["viewBox"].split()
    cleaner = _Cleaner(prefix, markings or {}, {figure.id for figure in figures})
    root = ET.Element(
        "svg",
        {
            "xmlns": SVG,
            "viewBox": f"0 0 {width} {height}",
            "width": "100%",
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "class": "nb-chart",
            "style": f"max-width:{round(float(width) * 1.2)}px;height:auto;"
            f"font-family:{FONTS};fill:{css_value('ink')}",
            "stroke-linejoin": "round",
        },
    )
    for tag, words in (("title", title), ("desc", desc)):
        ET.SubElement(root, tag, {"id": f"{prefix}-{tag}"}).text = words
    for child in written:
        cleaner.copy(child, root)
    return ET.tostring(root, encoding="unicode")


def plain_svg(svg: str) -> str:
    """``svg`` with the light colours in place of variables and a size of its own.

    For files and for programs that do not know CSS variables (Word, PDF, PNG).
    """
    svg = re.sub(r"var\(--nb-[a-z-]+,(#[0-9a-f]{6})\)", r"\1", svg)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if size:
        svg = svg.replace('width="100%"', f'width="{size[1]}" height="{size[2]}"', 1)
    return svg


class _Cleaner:
    """Copies matplotlib's elements, keeping only what a reader's browser needs."""

    _NUMBER = re.compile(r"-?\d+\.\d+")
    _DULL = frozenset({
        ("stroke-linecap", "butt"), ("stroke-linejoin", "round"), ("stroke-linejoin", "miter"),
        ("stroke-width", "1"), ("text-anchor", "start"), ("font-weight", "400"),
        ("stroke-dashoffset", "0"),
    })  # fmt: skip
    _KEPT = frozenset({"d", "x", "y", "width", "height", "transform", "clip-path"})

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
        if tag == "text" and found.get("style") == f"fill:{css_value('ink')}":
            del found["style"]  # as the whole drawing has it
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
            target = next((one for one in group if one.tag != "defs"), group)
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
                        colours.append(f"{key}:{css_value(_ROLES[int(setting[5:], 16)])}")
                    else:
                        found[key] = self._round(setting.removesuffix("px"))
            elif local in self._KEPT and not value.startswith("rotate(-0"):
                found[local] = self._round(" ".join(value.split()))
        if colours:
            found["style"] = ";".join(colours)
        return found

    def _rename(self, name: str) -> str:
        return self.names.setdefault(name, f"{self.prefix}-{len(self.names) + 1}")

    def _round(self, text: str) -> str:
        return self._NUMBER.sub(lambda one: f"{float(one[0]):.1f}".removesuffix(".0"), text)
