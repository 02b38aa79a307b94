"""Pages written for this test, with what must be read off them: one for each shape that real pages have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tui.clean import clean_page
from tui.model import Article, CleanRules, Format, Metadata, RawDocument, Reason, Role, SourceMemory

PAGES = Path(__file__).parent / "pages"
FORMATS = {".txt": Format.TEXT, ".html": Format.HTML, ".md": Format.MARKDOWN}
NAMES = sorted(path.name for path in PAGES.iterdir() if path.suffix in FORMATS)


def document(text: str, format: Format = Format.TEXT, metadata: Metadata | None = None) -> RawDocument:  # noqa: A002
    return RawDocument(
        id="0" * 12,
        origin="test",
        location="page",
        format=format,
        text=text,
        fingerprint="",
        metadata=metadata or Metadata(),
    )


def read(name: str) -> tuple[str, Article, dict[str, Any]]:
    path = PAGES / name
    text = path.read_text("utf-8")
    return text, clean_page(document(text, FORMATS[path.suffix])), yaml.safe_load(path.with_suffix(".yaml").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_what_the_page_says_of_itself(name: str) -> None:
    _, article, wanted = read(name)
    if "title" in wanted:
        assert article.title == wanted["title"]
    assert article.title_derived is wanted.get("title_derived", False)
    assert article.byline == tuple(wanted.get("byline", ()))
    for field in ("source", "place", "published", "updated"):
        assert getattr(article, field) == wanted.get(field), field
    for field in ("section", "language", "url"):
        if field in wanted:
            assert getattr(article, field) == wanted[field], field
    captions = [(caption.text, caption.credit) for caption in article.captions]
    assert len(captions) == len(wanted.get("captions", []))
    for (text, credit), (start, maker) in zip(captions, wanted.get("captions", []), strict=True):
        assert text.startswith(start) and credit == maker


@pytest.mark.parametrize("name", NAMES)
def test_the_story_and_only_the_story(name: str) -> None:
    _, article, wanted = read(name)
    kept = [text for text in article.paragraphs if not text.startswith(tuple(wanted.get("may_keep", ["\0"])))]
    if "paragraphs" in wanted:
        assert len(kept) == len(wanted["paragraphs"]), kept
        assert all(text.startswith(start) for text, start in zip(kept, wanted["paragraphs"], strict=True))
    assert all(words in article.body for words in wanted.get("words", []))
    for start, role in wanted.get("roles", {}).items():
        assert [block.role for block in article.blocks if block.kept and block.text.startswith(start)] == [Role(role)]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_removed_says_why(name: str) -> None:
    _, article, wanted = read(name)
    for start, reason in wanted["removed"].items():
        found = {block.reason for block in article.removed if block.text.startswith(start)}
        assert Reason(reason) in found, (start, found)
    assert all(block.detail for block in article.removed)


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith(".html")])
def test_the_original_is_kept(name: str) -> None:
    text, article, _ = read(name)
    assert "".join(block.raw for block in article.blocks) == text


def test_a_script_is_not_shown_and_every_other_word_is_in_a_block() -> None:
    _, article, _ = read("page.html")
    words = " ".join(block.text for block in article.blocks)
    assert "never shown" not in words and "color" not in words
    assert "Sulfa drugs" in words and "Accept all" in words and "Terms of use" in words


@pytest.mark.parametrize("name", NAMES)
def test_cleaning_the_cleaned_text_keeps_every_paragraph(name: str) -> None:
    _, article, _ = read(name)
    again = clean_page(document("\n\n".join([article.title, *article.paragraphs])))
    assert again.paragraphs == article.paragraphs


def test_given_metadata_wins() -> None:
    given = Metadata(
        title="The title given",
        source="The Evening Sample",
        byline=("Nellie Bly and Ida Tarbell",),
        published="3 December 2024",
        language="fr",
        url="https://example.org/a",
    )
    text = (PAGES / "wire.txt").read_text("utf-8")
    article = clean_page(document(text, metadata=given))
    assert article.title == "The title given" and not article.title_derived
    assert article.source == "The Evening Sample"
    assert article.byline == ("Nellie Bly", "Ida Tarbell")
    assert article.published == "2024-12-03"
    assert (article.language, article.url) == ("fr", "https://example.org/a")


def test_rules_of_the_user_win_over_all() -> None:
    text = (PAGES / "wire.txt").read_text("utf-8")
    rules = CleanRules(keep=("Follow us on *",), drop=("They spoke with *",), cut_after=("next in *",))
    article = clean_page(document(text), SourceMemory(rules=rules))
    assert article.paragraphs[-1].startswith("Follow us on our official WhatsApp")
    assert not any(text.startswith("They spoke") for text in article.paragraphs)
    dropped = next(block for block in article.removed if block.text.startswith("They spoke"))
    assert dropped.reason is Reason.RULE and "They spoke with *" in dropped.detail
    assert all(block.reason is Reason.RULE for block in article.removed if block.text.startswith("Soviet probe"))


def test_the_headline_is_not_repeated_in_the_story() -> None:
    title = "Bridge over the strait opens to trains"
    text = (
        f"{title}\n\n{title}\n\nThe first train crossed the strait this morning, and crowds cheered on both shores.\n"
    )
    article = clean_page(document(text))
    assert article.title == title and len(article.paragraphs) == 1
    assert Reason.HEADLINE_REPEAT in {block.reason for block in article.removed}


@pytest.mark.parametrize(
    "text",
    [
        "Hello world",
        "Rain is expected. It will be cold.",
        "one\ntwo\nthree",
        "A word.\n\nAnother word.\n\nA third one, and that is all there is of it.",
    ],
)
def test_a_short_page_is_kept(text: str) -> None:
    article = clean_page(document(text))
    shown = " ".join([article.title, *article.paragraphs])
    assert article.title and article.paragraphs
    assert all(word in shown for word in text.split())


def test_what_a_list_or_a_refrain_says_again_stays() -> None:
    refrain = "And the bridge stands where it stood, and the river goes under it to the sea as before"
    verses = [
        "The bridge is old, the mayor said on Tuesday, and it will be built again before the winter comes.",
        "The works begin in March and last two years, said the head of the road office after the vote.",
        "The cost is put at forty million crowns, of which the state pays half and the two towns the rest.",
    ]
    lines = [line for verse in verses for line in (verse, refrain)]
    article = clean_page(document("\n\n".join(["A bridge for the town", *lines])))
    assert list(article.paragraphs) == lines


def test_a_paragraph_that_a_page_holds_twice_is_read_once() -> None:
    paragraphs = [
        "The bridge is old, the mayor said on Tuesday, and it will be built again before the next winter comes.",
        "The works begin in March and last two years, said the head of the road office after the long vote.",
    ]
    article = clean_page(document("\n\n".join(["A bridge for the town", *paragraphs, paragraphs[0]])))
    assert list(article.paragraphs) == paragraphs
    assert [block.reason for block in article.removed] == [Reason.DUPLICATE]


def test_words_set_apart_from_the_story_are_not_read_twice() -> None:
    paragraphs = [
        "The council voted on Tuesday to rebuild the bridge, which was closed in spring after cracks were found.",
        "“We have waited long enough for a bridge that carries us,” said the head of the ferry company on the quay.",
        "Work is to begin in March and to take two years. The cost is put at forty million crowns by the city.",
    ]
    pulled = "“We have waited long enough for a bridge that carries us”"
    text = "\n\n".join(["A bridge for the town", paragraphs[0], pulled, *paragraphs[1:]])
    article = clean_page(document(text))
    assert list(article.paragraphs) == paragraphs
    assert [block.text for block in article.removed if block.reason is Reason.PULL_QUOTE] == [pulled]


def test_a_line_that_the_title_was_made_of_is_not_the_story_as_well() -> None:
    lines = ["Ferry prices to rise next year", f"The council voted on Tuesday to rebuild the {'old ' * 3}bridge."]
    first = clean_page(document("\n".join(lines)))
    second = clean_page(document("\n\n".join([first.title, *first.paragraphs])))
    assert second.paragraphs == first.paragraphs
