"""What figures say: comparisons, trends, standings, gaps and derived figures.

Figures come in, figures and verdicts go out. Nothing here holds markup or draws; what a
finding is called in a sentence belongs to ``show``, how it looks to ``draw``, and the tests
themselves, which know no figure and no area, to ``stats``.

>>> from needsbook.findings.assess import assess  # doctest: +SKIP
>>> assess(store, "obesity_year6_resident_pct", "E09000033").against("england")  # doctest: +SKIP
"""
