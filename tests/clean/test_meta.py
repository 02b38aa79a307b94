"""What a page with markup says of itself: JSON-LD in its shapes, meta elements, bylines, times."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.clean.test_page import document
from tui.clean import clean_page
from tui.model import Article, Format

STORY = "".join(
    f"<p>{text}</p>"
    for text in (
        "The council voted on Tuesday to rebuild the bridge, which was closed in spring after cracks showed.",
        "Work is to begin in March and to take two years, and the cost is put at forty million crowns.",
        "A second crossing, further north, was turned down by five votes to four after a long debate.",
    )
)
TITLE = "Council votes to rebuild the bridge"


def clean(head: str = "", above: str = "", below: str = "") -> Article:
    page = (
        f"<html lang='en-GB'><head>{head}</head><body><article><h1>{TITLE}</h1>{above}{STORY}{below}</article></body>"
    )
    return clean_page(document(page, Format.HTML))


def linked(data: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def test_a_graph_with_authors_by_reference() -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "datePublished": "2020-01-01"},
            {
                "@type": ["NewsArticle"],
                "headline": TITLE,
                "datePublished": "2024-12-03T10:00:00Z",
                "dateModified": "2024-12-05T10:00:00Z",
                "articleSection": ["City"],
                "author": [{"@id": "#ida"}, {"@type": "Person", "name": "Nellie Bly"}],
                "publisher": {"@id": "#us"},
            },
            {"@type": "Person", "@id": "#ida", "name": "Ida Tarbell"},
            {"@type": "Organization", "@id": "#us", "name": "The Morning Sample"},
        ],
    }
    article = clean(linked(graph))
    assert article.byline == ("Ida Tarbell", "Nellie Bly")
    assert article.published == "2024-12-03T10:00+00:00" and article.updated == "2024-12-05T10:00+00:00"
    assert (article.source, article.section) == ("The Morning Sample", "City")


def test_a_live_blog_is_the_article_and_its_entries_are_not() -> None:
    blog = {
        "@type": "LiveBlogPosting",
        "headline": TITLE,
        "datePublished": "2024-12-03",
        "author": "Nellie Bly",
        "liveBlogUpdate": [
            {"@type": "BlogPosting", "headline": "Later", "datePublished": "2024-12-04", "author": "Ida Tarbell",
             "articleBody": "It goes on."},
        ],
    }  # fmt: skip
    article = clean(linked(blog))
    assert (article.byline, article.published) == (("Nellie Bly",), "2024-12-03")


@pytest.mark.parametrize(
    "text", ["{", "[1, 2", "null", '"x"', "<!-- -->", '{"@type": "Article", "author": {"name": 3}}']
)
def test_broken_json_is_passed_over(text: str) -> None:
    assert clean(f'<script type="application/ld+json">{text}</script>').title == TITLE


def test_a_trailing_comma_and_a_comment_around_json_do_no_harm() -> None:
    text = '<!-- {"@type": "Article", "headline": "x", "author": {"name": "Nellie Bly"},} -->'
    assert clean(f'<script type="application/ld+json">{text}</script>').byline == ("Nellie Bly",)


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ('<meta name="author" content="By Nellie Bly, Staff Writer">', ""),
        (
            '<meta property="article:author" content="https://example.org/bly"><meta name="byl" content="Nellie Bly">',
            "",
        ),
        ("", '<div class="byline">By <a href="/bly">Nellie Bly</a> in Moscow</div>'),
        ("", '<span itemprop="author" itemscope><span itemprop="name">Nellie Bly</span></span>'),
        ("", '<a rel="author" href="/bly">Nellie Bly</a>'),
        ("", "<div><span>By</span><a>Nellie Bly</a></div>"),
        ("", "<p>By Nellie Bly, nellie@example.org, @nelliebly</p>"),
    ],
)
def test_the_writer_wherever_named(head: str, above: str) -> None:
    assert clean(head, above).byline == ("Nellie Bly",)


def test_a_byline_that_agrees_with_the_head_says_who_of_them_wrote() -> None:
    head = linked({"@type": "Article", "headline": TITLE, "author": [{"name": "Nellie Bly"}, {"name": "Ida Tarbell"}]})
    assert clean(head, "<p>By Nellie Bly</p>").byline == ("Nellie Bly",)
    assert clean(head, "<p>By Ambrose Bierce</p>").byline == ("Nellie Bly", "Ida Tarbell")


def test_an_agency_stands_for_want_of_a_person() -> None:
    head = linked({"@type": "Article", "headline": TITLE, "author": {"@type": "Organization", "name": "Seed Wire"}})
    assert clean(head).byline == ("Seed Wire",)


def test_words_for_a_time_are_read_by_the_element_behind_them() -> None:
    article = clean(above='<div><time datetime="2024-12-03T10:00:00+01:00">3 hours ago</time></div>')
    assert (article.published or "")[:10] == "2024-12-03"


def test_numbers_are_read_in_the_order_of_the_page() -> None:
    assert clean(above="<div>Published 03/12/2024</div>").published == "2024-12-03"


def test_the_address_dates_a_page_that_says_nothing_else() -> None:
    article = clean('<link rel="canonical" href="https://example.org/2024/12/03/bridge">')
    assert article.published == "2024-12-03" and article.url == "https://example.org/2024/12/03/bridge"
