"""The index of a real library."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tui.library import Digested, Library, Link
from tui.model import Article, ArticleNotes, Block, Entity, Format, Kind, Mention, RawDocument, Reason, Role
from tui.search import Index

STORY = (
    ("Home | World | Zanzibar weather", Role.FURNITURE, Reason.NAVIGATION),
    ("Ministers sign the harbour treaty", Role.HEADLINE, Reason.HEADLINE_REPEAT),
    ("Anna Berg met the ministers in Tallinn on Monday.", Role.PARAGRAPH, None),
    ("Berg said the treaty would hold.", Role.PARAGRAPH, None),
    ("Follow us on WhatsApp", Role.FURNITURE, Reason.PROMO),
)


def make(number: int, name: str = "Anna Berg") -> Digested:
    id_ = f"{number:012x}"
    raw = "\n".join(text for text, _, _ in STORY)
    article = Article(
        id_,
        "wire",
        f"{number}.txt",
        "Ministers sign the harbour treaty",
        False,
        tuple(Block(text + "\n", text, role, reason) for text, role, reason in STORY),
        source="Harbour Post",
        published="2024-12-03",
        language="en",
    )
    notes = ArticleNotes(
        id_,
        (
            Entity(name, Kind.PERSON, (name, "Berg"), (Mention(0, 9, name),)),
            Entity("Tallinn", Kind.PLACE, ("Tallinn",), (Mention(31, 38, "Tallinn"),)),
        ),
    )
    document = RawDocument(id_, "wire", f"{number}.txt", Format.TEXT, raw, f"print {number} {name}", raw.encode())
    return Digested(document, article, notes, "recipe", ())


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as library:
        with library.lock():
            library.store([], [make(1), make(2)])
        yield library


def test_stories_are_found_and_what_was_removed_is_not(library: Library) -> None:
    index = Index(library, today=lambda: date(2024, 12, 10))
    assert index.state() == "missing"
    assert index.search("minister treaty").total == 2
    assert index.search("zanzibar OR whatsapp OR navigation").total == 0
    for query in ("who:berg", "who:'anna berg'", "where:tallinn", "source:harbour", "source:wire", "date:2024-12"):
        assert index.search(query).total == 2


def test_what_the_user_did_is_found_without_writing_the_index(library: Library) -> None:
    index = Index(library)
    first, second = f"{1:012x}", f"{2:012x}"
    assert set(index.ids("is:unread")) == {first, second}
    library.set_read([first])
    library.set_starred([second])
    library.add_tag([second], "Harbours")
    library.set_note(first, "ask Anna about the quay")
    assert index.state() == "ready"
    assert index.ids("is:unread treaty") == [second]
    assert index.ids("is:read") == [first]
    assert index.ids("is:starred -is:read") == [second]
    assert index.ids("tag:harbours") == [second]
    assert index.ids("note:quay") == [first]
    assert index.search("tag:harbors").notes == ("no article has the tag 'harbors', did you mean 'Harbours'?",)


def test_names_joined_in_the_library_are_found(library: Library) -> None:
    index = Index(library)
    assert index.search("who:bergström").total == 0
    with library.lock():
        library.relink([Link(Kind.PERSON, "Anna Berg", Kind.PERSON, "Anna Bergström")])
    assert index.search("who:bergström").total == 2
    assert index.state() == "ready"


def test_changed_articles_are_followed(library: Library) -> None:
    index = Index(library)
    assert index.search("who:lind").total == 0
    with library.lock():
        library.store([], [make(2, "Anna Lind")])
        assert index.update() >= 1
    assert index.ids("who:lind") == [f"{2:012x}"]
