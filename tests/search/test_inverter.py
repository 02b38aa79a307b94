"""What an article is found by, and how much of that a segment holds."""

from __future__ import annotations

from pathlib import Path

from tests.search.corpus import ARTICLES
from tests.search.fakes import make_article
from tui.library.records import Indexable
from tui.search.analysis import Analyser
from tui.search.inverter import Inverter, Terms
from tui.search.postings import Postings
from tui.search.segment import Builder, Segment, open_segment


def invert(folder: Path, *articles: Indexable, terms: Terms | None = None) -> Postings:
    inverter = Inverter(terms or Terms(Analyser()), "en")
    for article in articles:
        inverter.add(article)
    builder = Builder(folder, Segment("test"))
    inverter.write(builder)
    builder.finish()
    return Postings(open_segment(folder, builder.segment))


def read(postings: Postings, field: str) -> dict[str, dict[int, int]]:
    """The terms of a field: how often each is in which documents."""
    found = {}
    for number in range(*postings.span(field)):
        docs, freqs = postings.read(number)
        counts = [1] * len(docs) if freqs is None else freqs.tolist()
        found[postings.read_text(number).decode()] = dict(zip(docs.tolist(), counts, strict=True))
    return found


def test_stems_are_terms_of_their_own(tmp_path: Path) -> None:
    postings = invert(tmp_path, make_article(1, body="Meetings met meeting"), make_article(2, body="The meet"))
    assert read(postings, "text") == {
        "=meet": {0: 2}, "meet": {1: 1}, "meeting": {0: 1}, "meetings": {0: 1}, "met": {0: 1}, "the": {1: 1},
    }  # fmt: skip


def test_each_article_is_stemmed_by_its_own_language(tmp_path: Path) -> None:
    texts = ("en", "réunions"), ("fr", "réunions"), ("en", "unions"), ("xx", "réunions"), ("de", "Äpfel")
    postings = invert(tmp_path, *(make_article(n, text, language=code) for n, (code, text) in enumerate(texts)))
    terms = read(postings, "title")
    assert terms["reunions"] == {0: 1, 1: 1, 3: 1}
    assert terms["=union"] == {2: 1}
    assert 1 in terms["=reunion"]
    assert terms["=apfel"] == {4: 1} if "=apfel" in terms else terms["apfel"] == {4: 1}


def test_only_quotes_keep_the_positions_of_stems(tmp_path: Path) -> None:
    said = ((("Anna Berg", "Berg"), "The meetings failed."),)
    postings = invert(tmp_path, make_article(1, body="The meetings failed.", said=said))
    for field, kept in (("text", False), ("said", True)):
        stem, word = postings.find(field, b"=meet"), postings.find(field, b"meetings")
        assert stem is not None and word is not None
        assert postings.read_places(stem).tolist() == (postings.read_places(word).tolist() if kept else [])


def test_names_do_not_run_into_each_other(tmp_path: Path) -> None:
    postings = invert(tmp_path, make_article(1, people=("Anna Berg", "Otto Lind")))
    places = {}
    for name in ("anna", "berg", "otto", "lind"):
        number = postings.find("who", name.encode())
        assert number is not None
        places[name] = int(postings.read_places(number)[0])
    assert places["berg"] == places["anna"] + 1
    assert places["otto"] > places["berg"] + 50


def test_what_was_seen_before_changes_nothing(tmp_path: Path) -> None:
    terms = Terms(Analyser())
    fresh = invert(tmp_path, *ARTICLES)
    invert(tmp_path, make_article(1, "Something else", "Réunions in 東京 and Łódź."), terms=terms)
    again = invert(tmp_path, *ARTICLES, terms=terms)
    terms.analyser.forget()
    assert fresh.fields.keys() == again.fields.keys()
    for field in fresh.fields:
        assert read(fresh, field) == read(again, field)
