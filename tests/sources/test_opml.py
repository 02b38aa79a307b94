"""Lists of feeds: from other readers, by hand, and from people who mean ill."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.errors import SourceError
from tui.sources.opml import MOST_FAILURES, Subscription, choose_name, parse_list, read_list, write_opml

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
<outline text="Harbours"><outline text="North">
<outline type="rss" text="Gazette" title="Harbour &amp; Gazette" xmlUrl="https://a.example/rss?a=1&b=2" htmlUrl="https://a.example/"/>
</outline><outline TEXT="No title" XMLURL="https://b.example/atom" category="Sea,/Ports"/></outline>
<outline type="link" text="A page" url="https://c.example/"/>
<outline text="Bad" xmlUrl="file:///etc/passwd"/>
<outline text="Again" xmlUrl="https://b.example/atom"/>
</body></opml>"""


def test_opml_is_read_with_its_folders() -> None:
    found, problems = parse_list(OPML.encode())
    assert found == [
        Subscription("https://a.example/rss?a=1&b=2", "Harbour & Gazette", "https://a.example/", ("Harbours", "North")),
        Subscription("https://b.example/atom", "No title", None, ("Harbours", "Sea", "/Ports")),
    ]
    ((line, problem),) = problems
    assert line == 7
    assert "file:///etc/passwd" in problem.message
    assert Subscription("https://www.b.example/atom").name == "b.example"


def test_newsboats_list_is_read_and_nothing_in_it_is_run(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    lines = f"""# my feeds
https://a.example/rss "~Harbour Gazette" ports "the sea" !hidden

https://b.example/atom
"query:Unread:unread = \\"yes\\""
exec:touch {ran}
"filter:touch {ran}:https://c.example/rss"
file:///etc/passwd
https://d.example/it's
"""
    found, problems = parse_list(lines.encode())
    assert found == [
        Subscription("https://a.example/rss", "Harbour Gazette", None, ("ports", "the sea")),
        Subscription("https://b.example/atom"),
        Subscription("https://d.example/it's"),
    ]
    assert [line for line, _ in problems] == [5, 6, 7, 8]
    assert "never done" in problems[1][1].message
    assert not ran.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "names no feeds"),
        (b"# only a comment\n", "names no feeds"),
        (b"<html><body>Not found</body></html>", "no list"),
        (b"<rss><channel/></rss>", "no list"),
        (b'{"a": 1}', "no list"),
        (b"<opml><body></body></opml>", "names no feeds"),
        (b"%PDF-1.4", "PDF"),
    ],
)
def test_what_is_no_list_is_told(data: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        parse_list(data)


def test_entities_are_never_expanded() -> None:
    bomb = '<!DOCTYPE opml [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    text = f'{bomb}<opml><body><outline text="&b;&c;" title="T&b;" xmlUrl="https://a.example/&b;"/></body></opml>'
    found, _ = parse_list(text.encode())
    assert "xx" not in repr(found)
    assert "root:" not in repr(found)


def test_names_cannot_act_on_a_terminal() -> None:
    found, _ = parse_list("https://a.example/ '~A\x1b[31mB\u202eC'".encode())
    assert found[0].title == "ABC"


def test_many_bad_lines_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "urls"
    path.write_text("https://a.example/\n" + "nonsense\n" * 100)
    found, failures = read_list(str(path))
    assert len(found) == 1
    assert len(failures) == MOST_FAILURES + 1
    assert failures[0].place == f"{path}:2"
    assert "80 more lines" in failures[-1].message
    assert "not there" in read_list(str(tmp_path / "none"))[1][0].message


def test_names_are_made_different() -> None:
    feed = Subscription("https://www.a.example/b", "News")
    assert choose_name(feed, []) == "News"
    assert choose_name(feed, ["News"]) == "News (a.example)"
    assert choose_name(feed, ["News", "News (a.example)"]) == "News (https://www.a.example/b)"


_WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp"]), min_size=1, max_size=20
)


@given(
    st.lists(
        st.builds(
            Subscription,
            st.integers(0, 10**6).map(lambda number: f"https://a.example/{number}?a&b=c"),
            st.none() | _WORDS,
            st.none() | st.just("https://a.example/"),
            st.lists(_WORDS.filter(lambda word: "," not in word), max_size=3, unique=True).map(tuple),
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda feed: feed.address,
    )
)
def test_what_is_written_is_read_again(feeds: list[Subscription]) -> None:
    found, problems = parse_list(write_opml(feeds, "Mine"))
    assert problems == []
    assert [(one.address, one.site) for one in found] == [(one.address, one.site) for one in feeds]
    again, _ = parse_list(write_opml(found, "Mine"))
    assert again == found
