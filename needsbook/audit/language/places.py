"""Places in a sentence: held areas, groups of them, and names the book does not hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from needsbook.catalogue import Areas

# Not slugs of areas: what a number may be about and the book holds no figure for, or every own area.
EVERY = "every-area"
NEIGHBOURS = "statistical-neighbours"
ELSEWHERE = "a-place-not-held"
REGION = "own-region"
NO_AREA = (EVERY, NEIGHBOURS, ELSEWHERE, REGION)
PLACED = ("upper_tier", "district", "region", "sub_region")
BENCHMARK_LEVELS = ("country", "region", "sub_region")

COMMON_WORDS = ("reading",)
EVERY_PATTERN = r"\b(?:both|the two|each of the|all)\s+(?:boroughs|councils|authorities|areas)\b"
FIXED: tuple[tuple[str, str, int], ...] = (
    ("england", r"\bEngland(?:['’]s)?\b|\bEnglish\s+average\b", 0),
    ("england", r"\bnational(?:ly)?\b(?!\s+(?:curriculum|audit|child|minimum|statistics|health|insurance|lottery|funding|policy|return|data|living|pupil|indicator|guidance|programme|strategy|transfer|average\s+of\s+\d+\s+days))", re.I),
    ("england", r"\b(?:across|in|for|rest\s+of)\s+the\s+country\b|\bcountrywide\b", re.I),
    ("london", r"\bLondon(?:['’]s)?\b(?!\s+Borough)", 0),
    ("inner-london", r"\bInner\s+London\b", re.I),
    ("outer-london", r"\bOuter\s+London\b", re.I),
    (NEIGHBOURS, r"\b(?:statistical|CIPFA|nearest|comparator|similar|geographical|neighbouring|closest)\s+(?:\w+\s+)?(?:neighbou?rs?(?:['’])?|family|families|authorities|councils|areas|LAs|group)\b|\bneighbours?(?:['’])?\s+average\b|\bSN\s+average\b|\bstatistical\s+neighbour\b|\bpeer\s+(?:group|average|authorities)\b|\bcomparators?\b", re.I),
    (NEIGHBOURS, r"\bSNs?\b|\b[Ss]tat(?:s|istical)?\.?\s+[Nn](?:eighbou?rs?|brs?)\b", 0),
    (ELSEWHERE, r"\b(?:UK|United\s+Kingdom|Great\s+Britain|Wales|Scotland|Northern\s+Ireland|Core\s+Cities|shire\s+counties|metropolitan\s+(?:boroughs|authorities)|ICB|integrated\s+care\s+(?:board|system)|combined\s+authority|primary\s+care\s+networks?|PCN|constituenc(?:y|ies)|LSOAs?|MSOAs?|neighbourhoods?|town\s+centre|parish(?:es)?|localit(?:y|ies)|cluster|district\s+councils?|the\s+districts?|catchment)\b", 0),
    (ELSEWHERE, r"\b(?:some|several|many|certain|other|a\s+few|most)\s+(?:regions|areas|authorities|councils|boroughs|wards|parts\s+of)\b", re.I),
    (EVERY, EVERY_PATTERN, re.I),
    (REGION, r"\bregional(?:ly)?\b|\bthe\s+region(?:['’]s)?\b|\bregion(?=\W{1,3}\d)", re.I),
)  # fmt: skip
OWN = re.compile(
    r"\b(?:the|our|this)\s+(?:borough|city|county|council|local\s+authority|authority|LA|town|district|area|island)\b|\blocal(?:ly)?\b|\bborough[- ]wide\b|\bour\b|\bwe\b",
    re.I,
)
# “; ours was 63.9%”: the one place a document is about, said as one says a name.
OURS = r"\bours\b|\blocally\b|\bour\s+(?:own\s+)?(?:rate|figure|proportion|percentage|share|score|average)\b|\bhere\s+it\s+(?:is|was)\b"
# “in Crawley”: a name after a word of place that nothing here knows.
NAMED = re.compile(
    r"\b(?:[Ii]n|[Ff]or|[Aa]cross|[Ww]ithin|[Aa]t|from|of)\s+(?:the\s+)?((?:North|South|East|West|Mid|Upper|Lower|Great|New)?\s?[A-Z][a-zé'’]+(?:[- ](?:upon|on|in|the|by|le|and|&)[- ][A-Z][a-z]+|[- ][A-Z][a-z]+)*)"
)
NOT_PLACES = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    r"Year|Reception|Key|Stage|Reading|Writing|Maths|Mathematics|English|Early|Years|Foundation|Section|Table|Figure|Chart|Annex|Appendix|Part|Chapter|Children|Child|Young|People|"
    r"Special|Education|Educational|Health|Care|Plan|Plans|Public|Office|Department|Government|Attainment|Progress|Black|White|Asian|Mixed|Gypsy|Free|School|Schools|Looked|Need|Needs|"
    r"Spring|Summer|Autumn|Winter|Ofsted|Covid|COVID|Percentage|Rate|Number|Total|All|Both|The|This|These|Our|Average|National|Local|Regional|Authority|Council|County|City|Borough|Census|Test|Level|Levels|Grade|Good|Development|Mid|Upper|North|South|East|West)\b"
)


# “Harrow Road” is not Harrow.
PLACE_TAILS = "Road|Street|Square|Lane|Park|Hill|Green|Gate|Common|Wood|North|South|East|West|Central|Town|Village|Primary|Academy|School|College|Hospital|University|Station|Avenue|House|Bridge|Cross|Court|Grammar|High"


@dataclass(frozen=True)
class Mention:
    """A place named in a text; ``area`` a slug, or one of ``NO_AREA``."""

    area: str
    start: int
    end: int
    benchmark: bool = False


COMPASS = re.compile(r"(?:North|South)(?:\s+(?:East|West))?|East|West", re.I)
NO_NAME = r"The|In|Across|For|And|Both|Within|England|London|Our|Compared|Whilst|While|Than|From|To|At|Of|With|Like|Unlike|As|By|On|National|Regional|Region|Average|Against|Versus|Vs|Eng|UK|But|Or|All|Average"
WARDED = re.compile(
    r"\s+(?:(?:North|South|East|West|Central)\s+)?(?:wards?|divisions?|constituency|parish|cluster|locality|primary\s+care\s+network)\b",
    re.I,
)


def _inside_a_name(text: str, mention: Mention) -> Mention:
    """A place that is a part of a longer name is that other place: “Gainsborough South West ward”."""
    before = re.search(rf"(?<![\w-])(?!(?:{NO_NAME})\b)([A-Z][\w'’-]+)[ -]$", text[: mention.start])
    named = before and COMPASS.fullmatch(text[mention.start : mention.end])
    if named and before is not None:
        return Mention(ELSEWHERE, before.start(1), mention.end)
    if mention.area not in NO_AREA and WARDED.match(text[mention.end :]):
        return Mention(ELSEWHERE, mention.start, mention.end)
    return mention


SHORT_NAMES = {
    "Kingston upon Hull": "Hull", "Bath and North East Somerset": "B&NES|BANES", "East Riding of Yorkshire": "East Riding|ERYC",
    "Bournemouth, Christchurch and Poole": "BCP", "Barking and Dagenham": "LBBD", "Hammersmith and Fulham": "LBHF|H&F",
    "Windsor and Maidenhead": "RBWM", "Telford and Wrekin": "Telford & Wrekin|T&W",
}  # fmt: skip


def _short_name(name: str) -> str:
    """What a council calls itself: Newcastle, Stoke, Durham; a pattern, empty where it has no shorter name."""
    if name in SHORT_NAMES:
        return SHORT_NAMES[name]
    shorter = re.split(r"[ -](?:upon|on)[ -]", name)[0]
    shorter = re.sub(r"^County ", "", shorter)
    return re.escape(shorter) if shorter != name else ""


# Sentences and clauses are asked for again and again; so many are kept.
MOST_TEXTS = 1000


class PlaceFinder:
    """Finds places in text: the catalogue's areas, initials of those asked for, groups."""

    def __init__(self, areas: Areas, own: Sequence[str], districts: Sequence[str] = ()) -> None:
        self.areas, self.own = areas, tuple(own)
        # A ward of the same name elsewhere holds no figures of the district.
        held = {area.name for area in areas if area.level in PLACED}
        names = sorted(
            (re.escape(district) for district in districts if district not in held),
            key=len,
            reverse=True,
        )
        self._districts = (
            re.compile(
                rf"(?<![\w-])(?:{'|'.join(names)})(?:['’]s)?(?![\w]|-\w|\s+(?:{PLACE_TAILS})\b)"
            )
            if names
            else None
        )
        self._patterns: list[tuple[str, re.Pattern[str]]] = []
        self._found: dict[str, list[Mention]] = {}
        for area in areas:
            if area.level not in PLACED:
                continue
            if area.slug in COMMON_WORDS and area.slug not in own:
                continue
            name = re.escape(area.name).replace(r"\ and\ ", r"\ (?:and|&)\ ")
            name = re.sub(r"\\ [Tt]he\\ ", r"\\ (?:[Tt]he\\ )?", name)
            flags = re.I if area.slug in own else 0
            self._patterns.append(
                (
                    area.slug,
                    re.compile(
                        rf"(?<![\w-]){name}(?:['’]s)?(?![\w]|-\w|\s+(?-i:{PLACE_TAILS})\b)", flags
                    ),
                )
            )
        self._patterns += [(slug, re.compile(pattern, flags)) for slug, pattern, flags in FIXED if slug in NO_AREA or slug in areas]  # fmt: skip
        for slug in own:
            if short := _short_name(areas[slug].name):
                self._patterns.append((slug, re.compile(rf"(?<![\w-])(?:{short})(?:['’]s)?(?![\w]|-\w|\s+(?:{PLACE_TAILS})\b)")))  # fmt: skip
            words = [word for word in re.split(r"\W+", areas[slug].name) if word]
            capitals = [word[0] for word in words if word[0].isupper()]
            initials = "&".join(capitals)
            if len(words) > 1 and len(capitals) > 1:
                self._patterns.append((slug, re.compile(rf"(?<![\w&])(?:{re.escape(initials)}|RB{re.escape(''.join(capitals))})(?![\w&])")))  # fmt: skip
            elif len(own) > 1:
                self._patterns.append((slug, re.compile(rf"\({re.escape(initials)}\)")))
        if len(self.own) == 1:
            self._patterns.append((own[0], re.compile(OURS, re.I)))
        self._wards = self._ward_names()

    def _ward_names(self) -> re.Pattern[str] | None:
        names = {
            ward.name for slug in self.own for ward in self.areas.wards_of(self.areas[slug].code)
        }
        own = {self.areas[slug].name for slug in self.own}
        found = sorted(
            (re.escape(name) for name in names - own if len(name) > 3), key=len, reverse=True
        )
        return (
            re.compile(rf"(?<![\w-])(?:{'|'.join(found)})(?:\s+wards?)?(?![\w-])")
            if found
            else None
        )

    def region(self, slug: str) -> str:
        """The slug of the region of an area; the area itself where it has none."""
        area = self.areas[slug]
        return self.areas[area.region].slug if area.region else slug

    def find(self, text: str) -> list[Mention]:
        """Every place named in ``text``, in order; the longest name wins where two overlap."""
        if text not in self._found:
            if len(self._found) > MOST_TEXTS:
                self._found.clear()
            self._found[text] = self._find(text)
        return list(self._found[text])

    def _find(self, text: str) -> list[Mention]:
        found = [
            Mention(slug, *match.span(), self._is_benchmark(slug))
            for slug, pattern in self._patterns
            for match in pattern.finditer(text)
        ]
        found = [_inside_a_name(text, mention) for mention in found]
        kept: list[Mention] = []
        for mention in sorted(found, key=lambda m: (m.start - m.end, m.start)):
            if all(mention.end <= taken.start or mention.start >= taken.end for taken in kept):
                kept.append(mention)
        kept += self._unknown(text, kept)
        if len(self.own) == 1:
            kept = [self._at_home(mention) for mention in kept]
        return sorted(kept, key=lambda m: m.start)

    def _at_home(self, mention: Mention) -> Mention:
        if mention.area != REGION:
            return mention
        return Mention(self.region(self.own[0]), mention.start, mention.end, True)

    def _is_benchmark(self, slug: str) -> bool:
        if slug in (NEIGHBOURS, REGION):
            return True
        known = slug in self.areas
        return known and self.areas[slug].level in BENCHMARK_LEVELS and slug not in self.own

    def _unknown(self, text: str, known: Sequence[Mention]) -> list[Mention]:
        """Districts, wards of the own areas, and names after a word of place that are no area held."""
        found: list[Mention] = []
        spots = [(mention.start, mention.end) for mention in known]

        def lies_free(start: int, end: int) -> bool:
            return all(end <= low or start >= high for low, high in spots)

        for match in self._districts.finditer(text) if self._districts else ():
            if lies_free(*match.span()):
                found.append(Mention(ELSEWHERE, *match.span()))
                spots.append(match.span())
        for match in self._wards.finditer(text) if self._wards else ():
            if lies_free(*match.span()):
                found.append(Mention(ELSEWHERE, *match.span()))
                spots.append(match.span())
        for match in NAMED.finditer(text):
            # “Durham and Sunderland”: of two names joined, the first may be the unknown one.
            name = (
                match[1] if lies_free(*match.span(1)) else re.split(r"\s+(?:and|&)\s+", match[1])[0]
            )
            span = (match.start(1), match.start(1) + len(name))
            if NOT_PLACES.match(name) or not lies_free(*span) or name.isupper():
                continue
            found.append(Mention(ELSEWHERE, *span))
            spots.append(span)
        return found

    def only_place(self, text: str) -> str:
        """The area a table's heading or row names, where it says nothing else."""
        stripped = re.sub(r"\(?\b(?:%|average|LA|rate|number|no\.?|per cent|value|area|borough|council|region)\b\)?|[%():*]", " ", text, flags=re.I)  # fmt: skip
        for mention in self.find(stripped):
            if not stripped[: mention.start].strip() and not stripped[mention.end :].strip():
                return mention.area
        if OWN.fullmatch(stripped.strip()) and len(self.own) == 1:
            return self.own[0]
        return ""
