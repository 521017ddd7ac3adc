"""Reading age of plain text, without a word list to download.

The grade is that of Kincaid JP, Fishburne RP, Rogers RL and Chissom BS (1975), Derivation
of new readability formulas, Research Branch Report 8-75, Naval Technical Training Command:
0.39 words a sentence + 11.8 syllables a word - 15.59. A grade plus five is the age of the
pupils in it. Syllables are counted by groups of vowels, so names come out about right.
"""

from __future__ import annotations

import re
from html import unescape

AGE_LIMIT = 11
GRADE_TO_AGE = 5
_VOWELS = re.compile(r"[aeiouy]+")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9’',./%-]*")
_BREAKS = re.compile(r"</(?:p|li|h[1-6]|summary|figcaption|div|article|section|title|desc)>|<br/?>")


def count_syllables(word: str) -> int:
    """Syllables of a word, at least one; a number in digits counts as two."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    if not letters:
        return 2
    if len(letters) <= 3:
        return 1
    # Silent endings: “made”, “lived”, “makes”; but “little”, “wanted” and “places” sound them.
    if letters.endswith("e") and not re.search(r"[^aeiouy]le$", letters):
        letters = letters[:-1]
    elif letters.endswith("ed") and not letters.endswith(("ted", "ded")):
        letters = letters[:-2] + "d"
    elif letters.endswith("es") and not re.search(r"(?:[sxzcg]|ch|sh)es$", letters):
        letters = letters[:-2] + "s"
    groups = len(_VOWELS.findall(letters))
    # “being” and “science”: two vowels that are two sounds.
    groups += len(re.findall(r"ia|io(?!u|n)|eing|ying|oing|uing|iet|iolen", letters))
    return max(groups, 1)


def find_sentences(html: str) -> list[str]:
    """The sentences of a page: tags dropped, each block of text ended as a sentence.

    Headings are left out: being short, they would make a page seem easier than it is.
    """
    text = re.sub(r"<(style|script|svg|h[1-6])\b.*?</\1>", "\n", html, flags=re.S)
    text = _BREAKS.sub("\n", text)
    text = unescape(re.sub(r"<[^>]+>", "", text))
    sentences = []
    for line in text.split("\n"):
        sentences += [
            part for part in re.split(r"(?<=[.!?:])\s+", line.strip()) if _WORD.search(part)
        ]
    return sentences


def measure_grade(sentences: list[str]) -> float:
    """The Flesch-Kincaid grade of a text given as sentences (see the module's head)."""
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words:
        return 0.0
    syllables = sum(count_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def measure_reading_age(html: str) -> float:
    """The age at which the text of a page can be read: grade plus five, never below five."""
    return max(measure_grade(find_sentences(html)) + GRADE_TO_AGE, GRADE_TO_AGE)
