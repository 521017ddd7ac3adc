"""Any document: true figures raise no complaint, planted errors are found, doubts are listed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needsbook.audit.contradictions import find_contradictions
from needsbook.audit.document_audit import DocumentAudit
from needsbook.audit.drafts import draft_plan
from needsbook.audit.held_figures import HeldEvidence
from needsbook.audit.language.dates import find_dates, periods_meant
from needsbook.audit.lines import Line
from needsbook.audit.phrases import tell
from needsbook.audit.plan_files import audit_file, write_claims
from needsbook.catalogue.plans import Plan
from needsbook.errors import BadInput, UnknownName
from needsbook.store import Store
from tests.audit.conftest import BOROUGHS

# Each line: a true statement, the same with one planted error (None: left as it is), and
# the kinds of complaint the error must raise.
LINES: list[tuple[str, str | None, set[str]]] = [
    (
        "In Westminster, 71.9 per cent of children achieved a good level of development in 2017/18.",
        "In Westminster, 74.9 per cent of children achieved a good level of development in 2017/18.",
        {"contradicted"},  # a wrong value
    ),
    (
        "In Kensington and Chelsea it was 70.1 per cent of children with a good level of development "
        "in 2017/18, not far from the national average of 71.5 per cent.",
        "In Kensington and Chelsea it was 70.1 per cent of children with a good level of development "
        "in 2017/18, higher than the national average of 71.5 per cent.",
        {"not_supported"},  # a word the figures deny
    ),
    (
        "In 2017/18, 72 per cent of pupils in Westminster and 76 per cent in Kensington and Chelsea "
        "reached the expected standard in reading, writing and maths at key stage 2, higher than "
        "the national average of 65 per cent.",
        None,
        set(),
    ),
    (
        "On 31 March 2019 there were 61 children subject to child protection plans in Westminster.",
        "On 31 March 2018 there were 61 children subject to child protection plans in Westminster.",
        {"mislabelled"},  # another year
    ),
    (
        "In 2016/17, 30.3 per cent of five-year-olds in Westminster had visible tooth decay, and "
        "26.6 per cent in Kensington and Chelsea.",
        None,
        set(),
    ),
    (
        "In 2017/18, 22.9 per cent of Year 6 pupils in Westminster were obese, by school, beside "
        "London (23.1 per cent) and England (20.1 per cent).",
        "In 2017/18, 22.9 per cent of Year 6 pupils in Westminster were overweight or obese, by "
        "school, beside London (23.1 per cent) and England (20.1 per cent).",
        {"mislabelled"},  # another definition
    ),
    (
        "In 2016/17, 27.5 per cent of Year 6 pupils in Westminster were obese, by residence.",
        None,
        set(),
    ),
    (
        "In 2017/18, 20.6 per cent of primary pupils in Westminster and 20.4 per cent in Kensington "
        "and Chelsea were eligible for free school meals.",
        "In 2017/18, 20.4 per cent of primary pupils in Westminster and 20.6 per cent in Kensington "
        "and Chelsea were eligible for free school meals.",
        {"mislabelled"},  # columns swapped
    ),
    (
        "On 31 March 2019 the rate of looked after children in Kensington and Chelsea was lower than "
        "London.",
        "On 31 March 2019 the rate of looked after children in Kensington and Chelsea was higher than "
        "London.",
        {"contradicted"},  # the opposite is true
    ),
    (
        "In mid-2017 there were 27,750 residents aged 0 to 19 in Kensington and Chelsea.",
        "In mid-2017 there were 29,801 residents aged 0 to 19 in Kensington and Chelsea.",
        {"mislabelled"},  # another age band
    ),
    (
        "On 31 August 2016 the wards Church Street, Churchill and Westbourne of Westminster had the "
        "most children in low income families.",
        "On 31 August 2016 the wards Golborne, Notting Dale and Cremorne of Kensington and Chelsea "
        "had the most children in low income families.",
        {"ward_vintage"},  # two ward lists
    ),
    (
        "In Westminster, 60% of the 50 children asked liked the park.",
        "In Westminster, 61% of the 50 children asked liked the park.",
        {"whole_people"},  # no whole number of children
    ),
    (
        "Of the 100 pupils asked in Westminster, made up of 40 girls and 60 boys, most like the "
        "library.",
        "Of the 90 pupils asked in Westminster, made up of 40 girls and 60 boys, most like the "
        "library.",
        {"parts"},  # parts that do not add up
    ),
]
PLANTED = [at for at, (_, wrong, _) in enumerate(LINES) if wrong]


def write_document(path: Path, wrong: set[int]) -> Path:
    texts = [(bad if at in wrong and bad else good) for at, (good, bad, _) in enumerate(LINES)]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def test_ten_kinds_of_error_are_planted() -> None:
    assert len(PLANTED) == 10


def test_a_text_with_only_true_figures_yields_no_complaint(store: Store, tmp_path: Path) -> None:
    done = audit_file(store, write_document(tmp_path / "true.txt", set()), BOROUGHS)
    assert done.complaints() == {}
    assert done.audit.totals["confirmed"] >= 13


def test_the_same_text_with_ten_planted_errors_yields_those_ten(
    store: Store, tmp_path: Path
) -> None:
    done = audit_file(store, write_document(tmp_path / "wrong.txt", set(PLANTED)), BOROUGHS)
    assert list(done.complaints()) == PLANTED
    for at in PLANTED:
        assert LINES[at][2] <= set(done.complaints()[at]), LINES[at][1]


@pytest.mark.parametrize("at", PLANTED)
def test_each_error_alone_is_found_where_it_stands(store: Store, tmp_path: Path, at: int) -> None:
    done = audit_file(store, write_document(tmp_path / "one.txt", {at}), BOROUGHS)
    assert list(done.complaints()) == [at]


def read(
    store: Store, tmp_path: Path, text: str, areas: tuple[str, ...] = BOROUGHS, **more: str
) -> DocumentAudit:
    path = tmp_path / "text.txt"
    path.write_text(text, encoding="utf-8")
    return audit_file(store, path, areas, **more)


def test_an_ambiguous_indicator_is_listed_and_not_guessed(store: Store, tmp_path: Path) -> None:
    done = read(
        store,
        tmp_path,
        "In Westminster 58 per cent of pupils speak a first language other than English.",
    )
    (claim,) = done.draft.plan.claims
    assert not claim.indicator
    assert "primary" in claim.needs
    assert "secondary" in claim.needs
    assert any("which indicator?" in doubt for doubt in done.draft.doubts)
    assert done.audit.findings[0].verdict == "undecidable"


def test_a_missing_place_is_asked_for(store: Store, tmp_path: Path) -> None:
    text = "In 2017/18, 71.9 per cent of children achieved a good level of development."
    two = read(store, tmp_path, text)
    assert any("which place?" in doubt for doubt in two.draft.doubts)
    assert two.complaints() == {}
    item = read(store, tmp_path, text, ("westminster",))
    assert item.audit.findings[0].verdict == "confirmed"


def test_a_part_of_the_pupils_is_judged_by_the_indicator_of_that_part_or_left_open(
    store: Store, tmp_path: Path
) -> None:
    held = read(
        store, tmp_path,
        "In 2017/18, 38 per cent of children in Westminster at SEN Support reached the expected "
        "standard in reading, writing and maths at key stage 2.",
    )  # fmt: skip
    assert held.audit.findings[0].claim.indicator == "ks2_rwm_expected_sen_support_pct"
    assert held.audit.findings[0].verdict == "confirmed"
    other = read(
        store, tmp_path,
        "In 2017/18, 38 per cent of boys in Westminster reached the expected "
        "standard in reading, writing and maths at key stage 2.",
    )  # fmt: skip
    assert other.complaints() == {}
    assert other.audit.findings[0].verdict == "undecidable"


def test_columns_of_a_table_say_whose_figures_they_are(store: Store, tmp_path: Path) -> None:
    text = (
        "Kensington and Chelsea\tWestminster\n"
        "➤ 70.1% of children achieved a good level of development in 2017/18 ➤ There were 51 children "
        "subject to child protection plans on 31 March 2019\t"
        "➤ 71.9% of children achieved a good level of development in 2017/18 ➤ There were 61 children "
        "subject to child protection plans on 31 March 2019\n"
    )
    done = read(store, tmp_path, text)
    found = [(claim.printed, claim.area) for claim in done.draft.plan.claims]
    assert found == [
        ("70.1%", "kensington-and-chelsea"), ("51", "kensington-and-chelsea"),
        ("71.9%", "westminster"), ("61", "westminster"),
    ]  # fmt: skip
    assert {finding.verdict for finding in done.audit.findings} == {"confirmed"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("In Westminster the share of pupils rose from 20 per cent to 15 per cent.", "range"),
        ("In Westminster between 30% and 20% of children walk to school.", "range"),
    ],
)
def test_movements_and_ranges_that_run_backwards(
    store: Store, tmp_path: Path, text: str, kind: str
) -> None:
    done = read(store, tmp_path, text)
    assert kind in [contradiction.kind for contradiction in done.audit.contradictions]


def test_names_years_ages_and_lists_are_not_figures(store: Store, tmp_path: Path) -> None:
    text = (
        "1. Foreword 3\n2. Background to the Plan 12\n"
        "Young people aged 16 to 24 and pupils in Year 6 gained 5 GCSE grades 4-9 at key stage 4.\n"
        "On 31 March 2019 we met; in 2017/18 and since mid-2016 we planned for 2022.\n"
    )
    assert read(store, tmp_path, text).draft.plan.claims == ()


def test_the_draft_is_a_valid_claims_file(store: Store, tmp_path: Path) -> None:
    done = audit_file(store, write_document(tmp_path / "true.txt", set()), BOROUGHS)
    written = write_claims(done.draft)
    again = Plan.model_validate(yaml.safe_load(written))
    assert again.claims == done.draft.plan.claims
    assert written == write_claims(done.draft)


def test_the_plan_itself_is_read_much_as_by_hand(
    store: Store, tmp_path: Path, shared: Path
) -> None:
    """The text of the plan, unaided: its Year 6, swapped and ward findings come out alike."""
    text = next((shared / "plan").glob("002*.txt")).read_text(encoding="utf-8")
    done = read(store, tmp_path, text, BOROUGHS, published="2019-07")
    found = {
        (claim.printed, claim.area): finding
        for claim, finding in zip(done.draft.plan.claims, done.audit.findings, strict=True)
        if claim.where.line in (90, 104, 128)
    }
    assert "aged 0 to 18" in tell(found["29,801", "kensington-and-chelsea"].says)
    assert "swapped" in tell(found["20%", "westminster"].says)
    assert found["28%", "westminster"].verdict == "confirmed"
    assert found["30.3 per cent", "westminster"].verdict == "confirmed"
    assert any(contradiction.kind == "ward_vintage" for contradiction in done.audit.contradictions)


def test_wrong_options_are_clear_errors(store: Store, tmp_path: Path) -> None:
    path = write_document(tmp_path / "true.txt", set())
    with pytest.raises(UnknownName, match="unknown area"):
        audit_file(store, path, ("westminister",))
    with pytest.raises(BadInput, match="not a month"):
        audit_file(store, path, BOROUGHS, published="last summer")


@pytest.mark.parametrize(
    ("words", "indicator", "period", "open_ones"),
    [
        ("31 March 2019", "looked_after_count", "2019-03-31", False),
        ("31 MARCH 2019", "looked_after_count", "2019-03-31", False),
        ("In March 2019", "looked_after_count", "2019-03-31", False),
        ("In 2019", "looked_after_count", "2019-03-31", False),
        ("in 2017/18", "good_level_of_development_pct", "2017/18", False),
        ("in 2017-18", "good_level_of_development_pct", "2017/18", False),
        ("in 2018", "good_level_of_development_pct", "2017/18", True),
        ("the 2016 mid-year estimates", "population_0_19", "mid-2016", False),
        ("December 2018 to February 2019", "neet_16_17_pct", "Dec 2018-Feb 2019", False),
        ("In February 2019", "neet_16_17_pct", "", False),
        ("the financial year ending March 2025", "child_poverty_ahc_pct", "FYE 2025", False),
        ("on 45 March 2019", "looked_after_count", "", False),
        ("February 2019 to December 2018", "neet_16_17_pct", "", False),
        ("2014-18", "looked_after_count", "", False),
        ("some time ago", "looked_after_count", "", False),
    ],
)
def test_periods_are_read_in_the_indicators_own_form(
    evidence: HeldEvidence, words: str, indicator: str, period: str, open_ones: bool
) -> None:
    dates = [date for date in find_dates(f"There were 61 children {words}.") if date.usable]
    held = evidence.periods(indicator)
    found = [text for date in dates for text in periods_meant(date, held)[0]]
    assert (found[:1] or [""])[0] == period
    assert (len(found) > 1) is open_ones


WORDS = st.sampled_from(
    [
        "In",
        "Westminster",
        "and",
        "Kensington",
        "London",
        "England",
        "national",
        "average",
        "of",
        "per",
        "cent",
        "%",
        "71.9",
        "29,801",
        "2017/18",
        "2019",
        "45",
        "March",
        "aged",
        "0",
        "to",
        "19",
        "wards",
        "Golborne",
        "Colville",
        "higher",
        "than",
        "below",
        "between",
        "30%",
        "20%",
        "children",
        "poverty",
        "obese",
        "Year",
        "6",
        "respectively",
        "made",
        "up",
        "of",
        "(",
        ")",
        ",",
        ".",
        "\t",
        "➤",
        ":",
        ";",
        "from",
        "fell",
        "to",
        "61%",
        "of",
        "the",
        "92",
    ]
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WORDS, max_size=40), st.text(max_size=60))
def test_no_text_breaks_the_reading(evidence: HeldEvidence, words: list[str], noise: str) -> None:
    lines = [Line(" ".join(words), 1), Line(noise, 2)]
    for own in ((), ("westminster",), BOROUGHS):
        draft = draft_plan(lines, own, evidence, "x", "x", "2099-12")
        assert set(draft.sources) == {claim.id for claim in draft.plan.claims}
        assert find_contradictions(draft.plan) is not None


@pytest.mark.parametrize(("published", "complained"), [("2018-11", False), ("2019-03", True)])
def test_a_document_is_held_to_no_revision_later_than_itself(
    store: Store, tmp_path: Path, published: str, complained: bool
) -> None:
    # Key stage 4 of 2017/18 appeared in October 2018 and was revised in January 2019.
    path = tmp_path / "paper.txt"
    path.write_text(
        "In 2017/18 the average Attainment 8 score in Westminster was 51.3.", encoding="utf-8"
    )
    done = audit_file(store, path, ("westminster",), published)
    assert bool(done.complaints()) is complained
    if not complained:
        assert "revised in January 2019" in done.audit.findings[0].checks[0].needs


def test_without_a_month_of_publication_only_dated_sentences_are_judged(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "paper.txt"
    path.write_text(
        "67.0% of children in Sunderland achieved a good level of development.\n\n"
        "In 2023/24, 67.0% of children in Sunderland achieved a good level of development.\n",
        encoding="utf-8",
    )
    done = audit_file(store, path, ("sunderland",))
    assert [finding.verdict for finding in done.audit.findings] == ["undecidable", "confirmed"]
