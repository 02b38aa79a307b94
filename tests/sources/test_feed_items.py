"""Feeds to items: every kind of feed, and everything that pretends to be one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server import make_item, make_rss
from tui.errors import SourceError
from tui.sources.items import Item, Parsed, find_date, find_feeds, parse_feed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ADDRESS = "https://gazette.example/feeds/news"


def read(data: bytes | str, charset: str | None = None, limit: int = 1000) -> Parsed:
    return parse_feed(data if isinstance(data, bytes) else data.encode(), ADDRESS, charset, limit, NOW)


def read_one(data: bytes | str, charset: str | None = None) -> Item:
    (item,) = read(data, charset).items
    return item


def refuse(data: bytes | str) -> SourceError:
    with pytest.raises(SourceError) as raised:
        read(data)
    return raised.value


# ----------------------------------------------------------------------------- kinds of feeds


def test_rss() -> None:
    more = "<dc:creator>Inga Dahlvik</dc:creator><category>Ports</category><category>Sea</category>"
    item = read_one(make_rss(make_item(3, more=more)))
    assert item.key == "item-3"
    assert item.markup
    assert item.whole
    assert item.content.startswith("<p>The ferry number 3")
    found = item.metadata
    assert (found.title, found.source, found.section) == ("Ferry 3 leaves the harbour", "Harbour Gazette", "Ports")
    assert (found.byline, found.language) == (("Inga Dahlvik",), "en")
    assert (found.published, found.url) == ("2024-12-03T10:03:00+01:00", "https://gazette.example/3")


def test_the_whole_text_is_taken_where_there_is_also_a_summary() -> None:
    whole = "<content:encoded><![CDATA[<p>" + "All of the story is told here. " * 40 + "</p>]]></content:encoded>"
    item = read_one(make_rss(make_item(1, text="A summary.", more=whole)))
    assert "All of the story" in item.content
    assert item.whole
    assert not read_one(make_rss(make_item(1, text="A summary."))).whole
    cut = whole.replace("here. </p>", "here. […]</p>")
    assert cut != whole
    assert not read_one(make_rss(make_item(1, text="A summary.", more=cut))).whole


def test_atom() -> None:
    item = read_one(
        """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nb-NO" xml:base="https://a.example/">
        <title type="html">Havne&lt;b&gt;posten&lt;/b&gt;</title>
        <entry><id>tag:a.example,2024:1</id><title type="html">Ferja &amp;amp; &lt;i&gt;kaia&lt;/i&gt;</title>
        <link rel="alternate" href="/sak/1"/><link rel="self" href="/x"/><updated>2024-12-03T10:00:00Z</updated>
        <author><name>Inga Dahlvik</name></author><author><name>Ola Berg</name></author><category term="Havn"/>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ferja gikk.</p></div></content>
        </entry></feed>"""
    )
    found = item.metadata
    assert (item.key, item.content.strip()) == ("tag:a.example,2024:1", "<p>Ferja gikk.</p>")
    assert (found.title, found.source, found.section) == ("Ferja & kaia", "Havneposten", "Havn")
    assert (found.byline, found.language) == (("Inga Dahlvik", "Ola Berg"), "nb")
    assert (found.published, found.url) == ("2024-12-03T10:00:00+00:00", "https://a.example/sak/1")


def test_rss_1() -> None:
    item = read_one(
        """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://a.example/"><title>Old Gazette</title><items><rdf:Seq/></items></channel>
        <item rdf:about="https://a.example/1"><title>Ferry</title><link>https://a.example/1</link>
        <description>The ferry left.</description><dc:date>2004-05-01T08:00:00+02:00</dc:date></item></rdf:RDF>"""
    )
    assert (item.metadata.title, item.metadata.source) == ("Ferry", "Old Gazette")
    assert item.metadata.published == "2004-05-01T08:00:00+02:00"


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Harbour Gazette",
        "language": "en-GB",
        "authors": [{"name": "The Gazette"}],
        "items": [
            {"id": 7, "url": "https://a.example/7", "title": "Ferry", "content_html": "<p>The ferry left.</p>",
             "date_published": "2024-12-03T10:00:00+01:00", "authors": [{"name": "Inga Dahlvik"}], "tags": ["Ports"]},
            {"id": "8", "external_url": "https://b.example/8", "content_text": "No title.", "summary": "None"},
            {"id": "9"},
            "nonsense",
        ],
    }  # fmt: skip
    parsed = read(json.dumps(feed))
    first, second = parsed.items
    assert (first.key, first.markup, first.content) == ("7", True, "<p>The ferry left.</p>")
    assert (first.metadata.byline, first.metadata.section) == (("Inga Dahlvik",), "Ports")
    assert first.metadata.published == "2024-12-03T10:00:00+01:00"
    assert (second.markup, second.content, second.metadata.byline) == (False, "No title.", ("The Gazette",))
    assert second.metadata.url == "https://b.example/8"
    assert parsed.title == "Harbour Gazette"


def test_an_items_own_source_goes_before_the_feeds() -> None:
    more = '<source url="https://b.example/rss">The Other Paper</source>'
    assert read_one(make_rss(make_item(1, more=more), title="Gatherer")).metadata.source == "The Other Paper"


# ----------------------------------------------------------------------------- keys


def test_an_item_without_an_id_is_known_by_its_link_or_its_words() -> None:
    feed = make_rss(
        "<title>a</title><link>https://a.example/1</link>",
        "<title>only a title</title>",
        "<description>x</description>",
    )
    keys = [item.key for item in read(feed).items]
    assert keys[0] == "https://a.example/1"
    assert len(set(keys)) == 3
    assert keys == [item.key for item in read(feed).items]


@pytest.mark.parametrize(
    ("inside", "key", "url"),
    [
        ("<guid>7</guid>", "7", None),
        ("<guid>https://a.example/7</guid>", "https://a.example/7", "https://a.example/7"),
        ("<guid>7</guid><link>/story/7</link>", "7", "https://gazette.example/story/7"),
        ("<link>story/7</link>", "https://gazette.example/feeds/story/7", "https://gazette.example/feeds/story/7"),
    ],
)
def test_ids_are_kept_as_written_and_links_made_whole(inside: str, key: str, url: str | None) -> None:
    item = read_one(make_rss(f"<title>t</title>{inside}"))
    assert (item.key, item.metadata.url) == (key, url)


def test_items_that_say_nothing_are_left_out() -> None:
    assert read(make_rss("<guid>1</guid>", "<link>https://a.example/</link>", "", "<title> </title>")).items == ()


def test_an_item_that_comes_twice_is_taken_once_and_a_shared_id_is_none() -> None:
    assert len(read(make_rss(make_item(1), make_item(1))).items) == 1
    same = [f"<guid>0</guid><title>t{n}</title><link>https://a.example/{n}</link>" for n in range(3)]
    assert [item.key for item in read(make_rss(*same)).items] == [f"https://a.example/{n}" for n in range(3)]


def test_links_that_are_not_of_the_web_are_dropped() -> None:
    item = read_one(make_rss("<guid>1</guid><title>t</title><link>javascript:alert(1)</link>"))
    assert item.metadata.url is None


# ----------------------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Tue, 03 Dec 2024 10:00:00 EST", "2024-12-03T10:00:00-05:00"),
        ("2024-12-03T10:00:00.123Z", "2024-12-03T10:00:00+00:00"),
        ("2024-12-03", "2024-12-03T00:00:00"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("1970-06-01T00:00:00Z", None),
        ("Sun, 03 Dec 2070 10:00:00 GMT", None),
        ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00+00:00"),
        ("2026-11-25T10:00:00Z", None),
        ("0001-01-01T00:00:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(written: str, found: str | None) -> None:
    assert find_date([(written, None)], NOW) == found


def test_a_date_that_cannot_be_gives_way_to_the_next() -> None:
    feed = make_rss("<title>t</title><pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>")
    assert read_one(feed).metadata.published is None
    dates = [("Sun, 03 Dec 2070 10:00:00 GMT", None), ("2024-12-03T10:00:00Z", None)]
    assert find_date(dates, NOW) == "2024-12-03T10:00:00+00:00"


@given(st.text(max_size=40) | st.datetimes().map(str), st.none() | st.tuples(*[st.integers(-9999, 99999)] * 9))
def test_no_date_is_too_strange(written: str, parsed: object) -> None:
    found = find_date([(written, parsed)], NOW)
    assert found is None or 1971 <= datetime.fromisoformat(found).year <= 2026


# ----------------------------------------------------------------------------- encodings and dirt


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "utf-8", "iso-8859-1"),
        ("utf-8", "iso-8859-1", None),
        ("windows-1251", "windows-1251", None),
        ("windows-1251", "utf-8", "windows-1251"),
        ("windows-1251", "utf-8", None),
        ("utf-16", "utf-16", None),
        ("utf-8-sig", "utf-8", None),
    ],
)
def test_a_wrong_charset_does_not_spoil_the_words(encoding: str, declared: str, charset: str | None) -> None:
    words = "Паром вышел из гавани в полдень, сообщил начальник порта во вторник."
    feed = (
        f"<?xml version='1.0' encoding='{declared}'?><rss><channel><item><title>{words}</title></item></channel></rss>"
    )
    assert read_one(feed.encode(encoding), charset).metadata.title == words


def test_what_stands_before_the_feed_and_controls_in_it_do_no_harm() -> None:
    feed = make_rss("<title>a\x0bb \x1b[31mc &#x202e;d</title>")
    item = read_one(b"\n\n<!-- made by hand -->\nWarning: deprecated in line 3\n" + feed)
    assert item.metadata.title == "ab [31mc d"


def test_bare_ampersands_and_unknown_entities_are_read() -> None:
    item = read_one(make_rss("<title>Cod & chips &nbsp;caf&eacute;</title>"))
    assert item.metadata.title == "Cod & chips café"


@pytest.mark.parametrize("reference", ["&e;", "&amp;e;"])
def test_entities_are_never_expanded(reference: str) -> None:
    layers = "".join(
        f'<!ENTITY {name} "{f"&{former};" * 10}">' for former, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "{"x" * 1000}">{layers}]>'
    feed = f"{bomb}<rss><channel><title>T</title><item><title>A{reference}B</title></item></channel></rss>"
    item = read_one(feed)
    assert "xx" not in repr(item)
    secret = '<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    assert "root:" not in repr(read_one(feed.replace(bomb, secret)))


# ----------------------------------------------------------------------------- too much, too little


def test_a_million_items_are_bounded() -> None:
    feed = make_rss(make_item(1), make_item(2)).replace(
        b"</channel>",
        b"".join(b"<item><title>%d</title></item>" % number for number in range(1_000_000)) + b"</channel>",
    )
    parsed = read(feed, limit=50)
    assert (len(parsed.items), parsed.left_out, parsed.cut_off) == (50, 999_952, False)
    assert parsed.items[0].key == "item-1"
    assert parsed.title == "Harbour Gazette"


@pytest.mark.parametrize("item", [b"<item/>", b"<item>", b"<item><title>x", b"</item>"])
def test_a_million_items_that_are_none_are_bounded(item: bytes) -> None:
    parsed = read(b"<rss><channel><title>T</title>" + item * 200_000 + b"</channel></rss>", limit=5)
    assert len(parsed.items) <= 5


def test_a_feed_that_is_cut_off_gives_its_whole_items() -> None:
    feed = make_rss(*map(make_item, range(4)))
    end = feed.rfind(b"Ferry 3")
    parsed = read(feed[:end])
    assert [item.key for item in parsed.items] == ["item-0", "item-1", "item-2"]
    assert parsed.cut_off
    assert not read(feed + b"\n<!-- made in 3 ms -->\n").cut_off


def test_an_empty_feed_is_a_feed() -> None:
    assert read(make_rss()) == Parsed("Harbour Gazette", ())


# ----------------------------------------------------------------------------- what is no feed

PAGE = """<!DOCTYPE html><html><head><title>Gazette</title>
<link rel="alternate" type="application/rss+xml" href="/rss"><link rel=stylesheet href=a.css>
<link rel="alternate" type="application/atom+xml; charset=utf-8" href="https://b.example/atom">
<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">
</head><body><p>News</p></body></html>"""


def test_a_page_says_where_its_feed_is() -> None:
    error = refuse(PAGE)
    assert error.message == "is a web page, not a feed"
    assert "https://gazette.example/rss, https://b.example/atom" in error.hint
    assert find_feeds(PAGE, ADDRESS) == ["https://gazette.example/rss", "https://b.example/atom"]
    assert "names none" in refuse("<html><body>Access denied</body></html>").message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n\x00 ", "empty"),
        (b"Just words.", "not a feed"),
        (b"<?xml version='1.0'?><urlset><url/></urlset>", "not a feed"),
        (b"<opml version='2.0'><body/></opml>", "list of feeds"),
        (b"{}", "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 3}', "no JSON Feed"),
        (b"{broken", "broken JSON"),
        (b"%PDF-1.4", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        (bytes(range(1, 32)) * 100, "not text"),
    ],
)
def test_what_is_no_feed_is_told(data: bytes, said: str) -> None:
    assert said in str(refuse(data))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_damage_is_survived(data: st.DataObject) -> None:
    feed = bytearray(make_rss(make_item(1), make_item(2), more="<image><url>x</url></image>"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(feed)))
        length = data.draw(st.integers(0, 60))
        feed[at : at + length] = data.draw(
            st.binary(max_size=20) | st.sampled_from([b"<item>", b"]]>", b"<!--", b"&#0;"])
        )
    try:
        parsed = read(bytes(feed))
    except SourceError:
        return
    assert all(item.key and (item.content or item.metadata.title) for item in parsed.items)
