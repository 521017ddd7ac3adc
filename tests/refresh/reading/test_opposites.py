"""The opposite of a measure, another way of reckoning it, and the right one of two rates."""

from __future__ import annotations

import pytest

from needsbook.errors import BadInput
from needsbook.refresh.reading.choice import Choice

WHERE = "Area code,Area,Period"
REFUSED = {
    "free of decay": ("dental_decay_age5_pct", "E09000012,Hackney,2025/26", "% free of decay", "75.8"),
    "not in time": ("child_protection_reviewed_on_time_pct", "E06000035,Medway,2026-03-31", "% not reviewed in time", "7"),
    "last year's": ("rereferral_12_months_pct", "E06000035,Medway,FYE 2026", "Previous year %", "24.8"),
    "of the neighbours": ("rereferral_12_months_pct", "E06000035,Medway,FYE 2026", "Statistical neighbour average %", "21.0"),
    "of the country": ("phonics_year1_pct", "E06000035,Medway,2025/26", "National %", "80"),
    "of several years": ("rereferral_12_months_pct", "E06000035,Medway,FYE 2026", "3-year average %", "24.0"),
    "another level": ("level3_by_19_pct", "E06000035,Medway,2024/25", "% level 2 by 19", "50.1"),
    "one subject of three": ("ks2_rwm_expected_pct", "E06000035,Medway,2025/26", "% reading", "71"),
    "others in need": ("child_protection_plan_count", "E06000035,Medway,2026-03-31", "Number of children in need", "301"),
    "the first language that is": ("first_language_not_english_primary_pct", "E06000035,Medway,2025/26", "Primary English first language %", "80.0"),
    "no phase said": ("primary_places_good_pct", "E06000035,Medway,2024/25", "% in good or outstanding schools", "95.0"),
    "one year of age of two": ("funded_early_education_3_4_pct", "E06000035,Medway,2025/26", "3 year olds %", "93.0"),
    "standardised": ("killed_seriously_injured_roads_per_100k", "E06000035,Medway,2021-23", "Age standardised rate per 100k", "24.5"),
    "crude beside a standardised measure": ("self_harm_admissions_10_24_per_100k", "E06000035,Medway,FYE 2019", "Crude rate per 100k", "430.0"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_the_opposite_or_another_reckoning_is_refused(import_file, case):
    indicator, row, column, value = REFUSED[case]
    with pytest.raises(BadInput):
        import_file(f"{WHERE},{column}\n{row},{value}\n", "table.csv", indicator, Choice(gap=True))


READ = {
    "crude of crude and standardised": (
        "killed_seriously_injured_roads_per_100k", "Crude rate per 100k,Directly standardised rate per 100k",
        "E06000035,Medway,2021-23,23.1,24.5", "23.1",
    ),
    "standardised of crude and standardised": (
        "self_harm_admissions_10_24_per_100k", "Crude rate per 100k,Directly standardised rate per 100k",
        "E06000035,Medway,FYE 2019,400.1,430.0", "430.0",
    ),
    "a share beside a rate per hundred": (
        "pupils_suspended_pct", "Suspensions per 100 pupils,Pupils with one or more suspension %",
        "E06000035,Medway,2024/25,12.9,4.2", "4.2",
    ),
    "this year's": ("rereferral_12_months_pct", "Previous year %,This year %", "E06000035,Medway,FYE 2026,24.8,24.0", "24.0"),
    "ours beside the country's": ("phonics_year1_pct", "LA %,National %", "E06000035,Medway,2025/26,77,80", "77"),
    "the measure's own part": (
        "ks4_attainment8_sen_support_score", "Attainment 8 (SEN support),Attainment 8 (all pupils)",
        "E06000035,Medway,2025/26,33.1,46.0", "33.1",
    ),
    "the part kept by a column": (
        "suspension_secondary_rate", "Phase,Suspension rate",
        "E06000035,Medway,2024/25,Secondary,24.1\nE06000035,Medway,2024/25,Primary,2.0", "24.1",
    ),
    "a total by its own name": (
        "children_cautioned_sentenced_rate_per_10k", "Offence,Rate per 10000",
        "E06000035,Medway,FYE 2026,Theft,4.0\nE06000035,Medway,FYE 2026,All offences,26.0", "26.0",
    ),
    "a grade beside points": ("alevel_aps_per_entry", "APS per entry,APS per entry as a grade", "E06000035,Medway,2025/26,32.9,C+", "32.9"),
    "the measure's own ages": (
        "funded_early_education_3_4_pct", "3 year olds %,4 year olds %,3 and 4 year olds %", "E06000035,Medway,2025/26,93.0,96.0,94.5", "94.5",
    ),
    "the measure's own kind": ("unauthorised_absence_pct", "Authorised %,Unauthorised %,Overall %", "E06000035,Medway,2025/26,4.5,2.2,6.7", "2.2"),
    "a rate beside how many": ("suspension_rate", "Rate,Suspensions,Headcount", "E06000035,Medway,2024/25,12.90,5900,45737", "12.90"),
    "an average beside what it is of": ("social_worker_caseload", "Cases,Average caseload", "E06000035,Medway,30 September 2026,2300,15.3", "15.3"),
    "people of the measure's ages": ("population_0_17", "Persons aged 0 to 17", "E06000035,Medway,mid-2025,68900", "68900"),
    "the whole named by its initials": ("persistent_absence_pct", "Primary PA %,All PA %", "E06000035,Medway,2025/26,14.5,18.5", "18.5"),
    "the measure's own level": ("level3_by_19_pct", "% level 3 by 19,% level 2 by 19", "E06000035,Medway,2024/25,50.1,79.0", "50.1"),
    "initials": ("ks4_english_maths_9_5_pct", "EM 9-4 %,EM 9-5 %", "E06000035,Medway,2025/26,63.0,44.6", "44.6"),
    "all pupils beside some": ("ehcp_pct", "All pupils %,FSM pupils %", "E06000035,Medway,2025/26,4.6,8.1", "4.6"),
}  # fmt: skip


@pytest.mark.parametrize("case", READ)
def test_the_measures_own_of_two_rates_is_read(import_file, list_values, case):
    indicator, columns, row, value = READ[case]
    found = import_file(f"{WHERE},{columns}\n{row}\n", "table.csv", indicator, Choice(gap=True))
    assert list(list_values(found).values()) == [value]
