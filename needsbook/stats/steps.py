"""The six steps of the ladder of evidence: their numbers, signs, words and rules.

What the steps mean and how a pair of figures climbs them stands in ``stats.ladder``.
"""

from __future__ import annotations

PUBLISHED, COUNTED, BASE, BASE_ELSEWHERE, NO_BASE, PLACED = 1, 2, 3, 4, 5, 6


STEPS = (PUBLISHED, COUNTED, BASE, BASE_ELSEWHERE, NO_BASE, PLACED)


# A sign for small places, a word for tables, a line for the page of methods.
STEP_MARKS = {1: "P", 2: "C", 3: "B", 4: "E", 5: "N", 6: "–"}


STEP_WORDS = {
    1: "published interval",
    2: "count and base",
    3: "base known",
    4: "base from elsewhere",
    5: "any base",
    6: "placed only",
}


STEP_RULES = {
    1: "the publisher’s own interval",
    2: "an interval from the published count and base",
    3: "every count that prints as the published value, over the published base",
    4: "every count that prints as the published value, over the range of a base from "
    "another table or year",
    5: "no base is known: the verdict holds for any number of people above the one given",
    6: "too little is published to test it: the figure is placed among the others",
}
