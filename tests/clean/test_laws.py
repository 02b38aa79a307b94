"""What holds of every page, whatever its text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clean.test_page import document
from tui.clean import clean_page
from tui.clean.learn import hash_line
from tui.model import Article, Format, Reason, Role, SourceMemory

PARAGRAPHS = [
    "The council voted on Tuesday to rebuild the bridge, which was closed in spring after cracks showed.",
    "“We have waited long enough,” said the head of the ferry company, whose boats carry thousands a day.",
    "Work is to begin in March and to take two years. The cost is put at forty million crowns.",
    "A second crossing, further north, was turned down by five votes to four after a debate that went on until night.",
    "No one was hurt when the old deck was lowered into the river.",
    "The engineers had warned for years that the steel was tired, but there was never any money for it in the budget.",
]
LINES = """
Home
World
Share this story
Facebook
Related stories
Advertisement
Ferry prices to rise next year
Published in Dawn, September 12th, 2020
By Nellie Bly
3 December 2024
12/11/2023 10:15 AM EST
LONDON —
(Reporting by Nellie Bly; Editing by Ida Tarbell)
FILE PHOTO: A bridge. Ambrose Bierce/Reuters
* an item
© 2024 The Morning Sample. All rights reserved.
Comments (12)
Sign up for our newsletter
Most read
MOSCOW: Two men met on Friday and agreed on nothing at all, they said.
What to know about the bridge?
[Video]
""".strip().split("\n")
FRAGMENTS = ["“", ".", ", and", "…", "* ", "said on"]
LINE = st.one_of(st.sampled_from(PARAGRAPHS), st.sampled_from([*LINES, *FRAGMENTS]), st.text(max_size=40))
PAGE = st.lists(st.tuples(LINE, st.sampled_from(["\n", "\n\n", "\r\n", "\n\n\n", " \n  ", "\u2028"])), max_size=30).map(
    lambda lines: "".join(line + end for line, end in lines)
)
ANY = st.text(st.characters(exclude_categories=()), max_size=300)
RELAXED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def check(article: Article) -> None:
    """What holds of every article."""
    for block in article.blocks:
        visible = any(not char.isspace() for char in block.text)
        assert block.kept or not visible or block.reason is not None or block.role is Role.HEADLINE
        assert block.role is not Role.BLANK or not visible
        assert (block.reason is None) == (block.role is not Role.FURNITURE)
    texts = [article.title, *(block.text for block in article.blocks), *article.byline]
    texts += [part for caption in article.captions for part in (caption.text, caption.credit or "")]
    texts += [text or "" for text in (article.source, article.section, article.place, article.url)]
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for text in texts for char in text)
    assert all(text.strip() for text in article.paragraphs)


@RELAXED
@given(st.one_of(PAGE, ANY), st.sampled_from([Format.TEXT, Format.MARKDOWN]))
def test_the_blocks_are_the_text_again(text: str, kind: Format) -> None:
    article = clean_page(document(text, kind))
    assert "".join(block.raw for block in article.blocks) == text
    check(article)


@RELAXED
@given(
    st.lists(st.tuples(st.sampled_from(["p", "div", "li", "h2", "blockquote", "td", "span", "b"]), LINE), max_size=20)
)
def test_every_visible_word_of_a_page_is_in_a_block(parts: list[tuple[str, str]]) -> None:
    page = "".join(f"<{tag}>{escape(text)}</{tag}> " for tag, text in parts)
    article = clean_page(document(f"<html><body>{page}<script>unseen()</script></body></html>", Format.HTML))
    shown = "".join(block.raw for block in article.blocks)
    words = [word for _, text in parts for word in text.split() if word.isascii() and word.isalnum()]
    assert all(word in shown for word in words)
    assert "unseen" not in shown
    check(article)


@RELAXED
@given(st.one_of(ANY, PAGE))
def test_no_markup_however_broken_fails(text: str) -> None:
    check(clean_page(document(text, Format.HTML)))


@RELAXED
@given(st.lists(st.sampled_from([*PARAGRAPHS, *LINES]), min_size=1, max_size=25, unique=True))
def test_cleaning_twice_is_cleaning_once(lines: Sequence[str]) -> None:
    first = clean_page(document("\n".join(lines)))
    second = clean_page(document("\n\n".join([first.title, *first.paragraphs])))
    again = "\n".join(second.paragraphs)
    assert all(paragraph in again for paragraph in first.paragraphs)


@RELAXED
@given(st.integers(2, 6), st.permutations(LINES[:7]), st.permutations(LINES[15:19]))
def test_a_story_amid_furniture_keeps_its_paragraphs(count: int, above: Sequence[str], below: Sequence[str]) -> None:
    story = PARAGRAPHS[:count]
    page = [*above[:4], "Council votes to rebuild the bridge", "By Nellie Bly", "3 December 2024", *story, *below]
    article = clean_page(document("\n".join(page)))
    assert all(paragraph in article.paragraphs for paragraph in story)


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n" * 100_000,
        "\x00\ufeff\ud800",
        "word and another word, " * 200_000,
        "x" * 2_000_000,
        "[(" * 50_000,
        "<" * 50_000,
        "<a " * 50_000,
        "<!--" * 20_000,
        "* " * 50_000,
        "a\n" * 5_000,
        "AB " * 50_000,
        "By Nellie Bly and " * 2_000,
        "1/" * 50_000,
        '"' * 50_000,
        "[a](b" * 20_000,
        "_a" * 50_000,
        "LONDON — " * 2_000,
        "---\n" * 2_000,
    ],
    ids=range(19),
)
def test_hostile_text_takes_no_longer_than_its_length(text: str, kind: Format) -> None:
    article = clean_page(document(text, kind))
    check(article)


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "blockquote", "table><tr><td"])
def test_deeply_nested_markup_loses_nothing(tag: str) -> None:
    page = f"<{tag}>" * 100_000 + "Deep words stand here." + "<p>And more words after them.</p>"
    shown = " ".join(block.text for block in clean_page(document(page, Format.HTML)).blocks)
    assert "Deep words stand here." in shown and "And more words after them." in shown


def test_repeated_lines_are_removed_but_never_half_of_a_story() -> None:
    lines = [*PARAGRAPHS, "The Morning Sample is printed on paper made in this country."]
    text = "\n\n".join(["Council votes to rebuild the bridge", *lines])
    memory = SourceMemory(repeated=frozenset({hash_line(lines[-1])}))
    article = clean_page(document(text), memory)
    assert Reason.BOILERPLATE_REPEATED in {block.reason for block in article.removed}
    assert len(article.paragraphs) == len(PARAGRAPHS)
    every = SourceMemory(repeated=frozenset(map(hash_line, lines)))
    assert clean_page(document(text), every).paragraphs
