"""Composition: words and figures in turn, escaped, capital and stop."""

from needsbook.show.sentences import Sentence, Spelled, compose, fill
from needsbook.store.figures import Figure

SHARE = Figure("a.b.2018", "a", "E09000033", "2018", -2.8, "−2.8%", "percent")


def test_capital_stop_and_order():
    said = compose("it was ", SHARE, " of ", "all")
    assert said.text == "It was −2.8% of all."
    assert said.figures == (SHARE,)
    assert compose(SHARE, " it was.").text == "−2.8% it was."
    assert compose("", "").parts == ()
    assert not Sentence()


def test_html_escapes_words_and_marks_numbers():
    html = compose("R&D <was> ", Spelled(SHARE, "2.8")).html()
    assert html == ('R&amp;D &lt;was&gt; <data value="-2.8" data-figure="a.b.2018">2.8</data>.')


def test_fill_puts_parts_into_their_places():
    assert fill("{value} of {place} were", value=SHARE, place="all") == (
        "", SHARE, " of ", "all", " were",
    )  # fmt: skip
