"""What the book knows before it reads a figure: indicators, sources, areas, periods."""

from needsbook.catalogue.areas import Area, Areas, Book, WardVintage, load_areas
from needsbook.catalogue.indicators import Indicator, Indicators, load_indicators
from needsbook.catalogue.passports import Passport, load_passport, load_passports
from needsbook.catalogue.periods import Period, parse_period
from needsbook.catalogue.sources import Source, load_sources
from needsbook.catalogue.topics import Topics, load_topics

__all__ = [
    "Area",
    "Areas",
    "Book",
    "Indicator",
    "Indicators",
    "Passport",
    "Period",
    "Source",
    "Topics",
    "WardVintage",
    "load_areas",
    "load_indicators",
    "load_passport",
    "load_passports",
    "load_sources",
    "load_topics",
    "parse_period",
]
