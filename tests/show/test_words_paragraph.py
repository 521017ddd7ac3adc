"""Paragraphs about real figures: read well, keep ids, claim only what was tested."""

import re

import pytest

from needsbook.findings.assess import assess
from needsbook.show.sentences import join_text
from needsbook.show.words_paragraph import describe

BOROUGHS = ("westminster", "kensington-and-chelsea")
# Periods, and numbers that belong to the name or the unit of an indicator.
NOT_FIGURES = (
    r"\d{4}/\d{2}", r"mid-\d{4}", r"list of \d{4}", r"\d{1,2} [A-Z][a-z]+ \d{4}",
    r"[A-Z][a-z]+ \d{4}", r"\b(in|over|and|between|to) \d{4}\b",
    r"(per|every) \d+(,\d{3})*", r"Year 6", r"key stage \d", r"(Attainment|Progress) 8",
    r"aged? \d+( to \d+)?", r"under \d+", r"16 and 17 year", r"grade 9 to 4", r"COVID-19", r"the \d{4} edition",
)  # fmt: skip
CLAIMS = re.compile(r"\b(higher|lower|better|worse|rose|fell|ranks)\b")


def leave_out_name(text, indicator):
    """``text`` without the indicator's own words: “grade 9 to 4”, “AAB or better”."""
    clause = re.split(r"\{value\}|\{place\}", indicator.words.clause)
    own = (indicator.words.name, indicator.title, indicator.short_title, *clause)
    for words in sorted(own, key=len, reverse=True):
        if len(words.strip()) > 8:  # shorter ones, as “was”, name nothing
            text = re.sub(re.escape(words.strip()), "", text, flags=re.IGNORECASE)
    return text


@pytest.fixture(scope="module")
def assessments(store):
    return {
        (name, area): assess(store, name, area) for name in store.indicators for area in BOROUGHS
    }


def test_every_indicator_reads_as_sentences(assessments):
    for found in assessments.values():
        text = join_text(describe(found))
        assert text[0].isupper()
        assert text.endswith(".")
        for slip in (
            "  ",
            " .",
            " ,",
            "..",
            "( ",
            "None,",
            "(None",
            " nan",
            "{",
            "}",
            "in in ",
            "the the ",
        ):
            assert slip not in text, text
        assert found.area.place in text


def test_every_printed_number_is_a_figure(assessments):
    for found in assessments.values():
        for sentence in describe(found):
            words = "".join(part for part in sentence.parts if isinstance(part, str))
            words = leave_out_name(words, found.indicator)
            for pattern in NOT_FIGURES:
                words = re.sub(pattern, "", words)
            assert not re.search(r"\d", words), (found.indicator.id, words)


def test_claims_rest_on_tests(assessments):
    for found in assessments.values():
        text = leave_out_name(join_text(describe(found)), found.indicator)
        tested = [comparison.verdict for comparison in found.comparisons]
        if found.neighbours:
            tested += [found.neighbours.mean.verdict, found.neighbours.median.verdict]
        settled = found.standing is not None and found.standing.rank.settled
        claimed = (
            any(sentence.claimed for sentence in tested) or found.trend.trend.claimed or settled
        )
        assert bool(CLAIMS.search(text)) == claimed, text


def test_the_reason_for_no_test_is_said_once(assessments):
    found = assessments["ks4_attainment8_score", "westminster"]
    text = join_text(describe(found))
    assert text.count("cannot be tested") + text.count("can be tested") == 1
    assert "In London it was 50.5 and in England 46.0." in text


def test_a_verdict_without_a_base_says_for_how_many_it_holds(assessments):
    text = join_text(describe(assessments["fsm_primary_pct", "westminster"]))
    assert (
        "higher than in London (25.4%) and in England (24.7%), by 12.5 and 13.2 percentage "
        "points, for any number of pupils above 48." in text
    )


def test_a_base_from_another_year_is_named(assessments):
    text = join_text(describe(assessments["ks2_rwm_expected_pct", "westminster"]))
    assert "; the test takes it from pupils of 2017/18 to 2018/19." in text


def test_two_alike_are_joined(assessments):
    found = assessments["children_in_need_rate_per_10k", "westminster"]
    text = join_text(describe(found))
    both = "That was higher than in London (359.2) and in England (330.3), by 69.8 and 98.7"
    assert f"{both} per 10,000." in text
    assert text.count("That was") == 1


def test_ward_beside_its_borough(store):
    text = join_text(describe(assess(store, "obesity_year6_pct", "E05000632")))
    assert "in Bryanston and Dorset Square ward were obese" in text
    assert "in Westminster (25.9%)" in text
    counted = join_text(describe(assess(store, "population_0_19", "E05013792")))
    assert "Westminster" not in counted


def test_missing_figure_is_one_sentence(store):
    said = describe(assess(store, "ks2_rwm_expected_pct", "westminster", "2019/20"))
    assert len(said) == 1
    assert "is not available from the source" in said[0].text
