"""The reading view: what it shows, where it stands, what it says was removed."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.geometry import Region

from tests.app.host import Host, looks_of, text_of
from tests.app.stories import SUMMIT, find_entities, make_article
from tui.app.widgets.reading import Reading
from tui.config import UiConfig
from tui.library.records import EntityRef, Row
from tui.model import Article, Block, Caption, Entity, Kind, Reason, Role

HOSTILE = "a [/foo] [@click=app.bell]x[/] [Video] \x1b[2J\x1b]0;owned\x07 b\u202ec \x9b31m \ud800 end"
MANY = [f"Paragraph number {n} says something of the harbour, and then a little more of it." for n in range(60)]


class Words:
    """Finds words, as a highlighter does."""

    def __init__(self, *words: str) -> None:
        self._pattern = re.compile("|".join(words))

    def find(self, text: str, language: str | None = None) -> list[tuple[int, int]]:
        """Where the words are."""
        return [match.span() for match in self._pattern.finditer(text)]

    def snippet(self, title: str, body: str, width: int) -> tuple[str, list[tuple[int, int]]]:
        """Nothing here asks for one."""
        raise NotImplementedError


def pair(article: Article) -> list[tuple[Entity, EntityRef]]:
    """The article's entities as a library would give them."""
    return [
        (entity, EntityRef(number, entity.name, entity.kind, 1, len(entity.mentions)))
        for number, entity in enumerate(find_entities(article))
    ]


def make_row(article: Article, *, gone: bool = False, tags: tuple[str, ...] = ()) -> Row:
    """The article's line of the list."""
    facts = (article.source, article.published, article.place, article.section, "")
    return Row(article.id, article.title, False, *facts, 700, False, False, False, gone, tags, article.origin)


def show(view: Reading, article: Article, position: int = 0, words: Words | None = None) -> None:
    """Show an article with all its names."""
    view.show(article, make_row(article), pair(article), words, position)  # type: ignore[arg-type]


async def test_an_article_is_shown_whole() -> None:
    article = make_article(url="https://example.org/1", captions=(Caption("The harbour at dawn", "Photo: M. Tamm"),))
    async with Host().run_test(size=(130, 40)) as pilot:
        view = pilot.app.query_one(Reading)
        view.show(article, make_row(article, tags=("baltic",)), [], None, 0, "Ask about the costs.")
        assert [line.strip().replace("\u00a0", " ") for line in text_of(view).splitlines() if line.strip()] == [
            "Baltic states sign harbour agreement",
            "Baltic News Service · 3 Dec 2024 · Mari Tamm · 3 min",
            "Tallinn · Europe · #baltic",
            "✎ Ask about the costs.",
            "¶ Leaders of the Baltic states met in Tallinn on Monday to sign the",
            "harbour agreement, Estonia’s government said.",
            "¶ “We have waited ten years for this,” Kaja Kallas told reporters in",
            "Tallinn. Kallas thanked the European Union.",
            "¶ The European Union will pay for half of the work. Latvia and Lithuania",
            "share the rest.",
            "▫ The harbour at dawn",
            "Photo: M. Tamm",
            "https://example.org/1",
        ]


async def test_facts_are_held_together_and_no_line_ends_in_a_dot() -> None:
    article = make_article(source="The Baltic News Service of Tallinn and Tartu")
    async with Host(ui=UiConfig(measure=30)).run_test(size=(120, 30)) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, article)
        lines = [line.strip().replace("\u00a0", " ") for line in text_of(view).splitlines()]
        assert lines[2:6] == [
            "The Baltic News Service of",
            "Tallinn and Tartu · 3 Dec 2024",
            "Mari Tamm · 3 min",
            "Tallinn · Europe",
        ]


async def test_what_the_mouse_selects_can_be_copied() -> None:
    host = Host()
    async with host.run_test(size=(120, 30)) as pilot:
        view = host.reading
        show(view, make_article(paragraphs=["新华社 says so, it says.", *SUMMIT]))
        row = next(y for y, line in enumerate(text_of(view).splitlines()) if "says so" in line)
        column = text_of(view).splitlines()[row].index("新")
        await pilot.mouse_down(Reading, offset=(column + 7, row))
        await pilot.hover(Reading, offset=(column + 14, row))
        await pilot.mouse_up(Reading, offset=(column + 14, row))
        await pilot.pause()
        assert host.screen.get_selected_text() in ("says so", "says so,")
        strip = view.render_line(row)
        assert strip.cell_length == view.size.width
        await pilot.click(Reading, offset=(column, row + 2))
        assert not host.screen.get_selected_text()


async def test_what_the_page_does_not_say_is_not_shown() -> None:
    article = replace(
        make_article(title_derived=True, source=None, published=None), byline=(), place=None, section=None
    )
    async with Host().run_test(size=(130, 40)) as pilot:
        view = pilot.app.query_one(Reading)
        view.show(article, make_row(article, gone=True), [], None, 0)
        lines = [line.strip().replace("\u00a0", " ") for line in text_of(view).splitlines()][:5]
        assert lines[:4] == [
            "Baltic states sign harbour agreement (from the text)",
            "3 min",
            "The file is no longer there; this is what was kept of it.",
            "",
        ]
        assert looks_of(view, "(from the text)") == "title aside"


async def test_roles_are_told_apart() -> None:
    blocks = [
        Block("", text, role)
        for text, role in (
            ("What is at stake", Role.HEADING),
            ("A story.", Role.PARAGRAPH),
            ("First", Role.LIST_ITEM),
            ("Second", Role.LIST_ITEM),
            ("Said by somebody", Role.QUOTE),
        )
    ]
    async with Host().run_test(size=(100, 30)) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, make_article(blocks=blocks))
        rows = [line.rstrip() for line in text_of(view).splitlines()][4:13]
        assert [row.strip() for row in rows] == [
            *("What is at stake", "", "¶ A story.", "", "• First", "• Second", "", "│ Said by somebody", "")
        ]
        assert looks_of(view, "What is at stake") == "heading"


async def test_a_page_without_a_story_says_so() -> None:
    async with Host().run_test(size=(100, 30)) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, make_article(paragraphs=()))
        assert "No article here: " in text_of(view)
        view.toggle_removed()
        assert "─ promo: Follow us on WhatsApp" in text_of(view)
        view.show(None, None, [], None, 0)
        assert text_of(view).strip() == "No article is open."


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (250, 60), (20, 5), (1, 1)])
async def test_nothing_is_wider_than_the_pane_at_any_size(size: tuple[int, int]) -> None:
    texts = [HOSTILE, "新华社北京电，他说：「你好」。" * 9, "x" * 300, "e\u0301👩\u200d🚀🇪🇪" * 20, *SUMMIT]
    async with Host().run_test(size=size) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, make_article(paragraphs=texts, title=HOSTILE * 3))
        for _ in range(3):
            for y in range(view.size.height):
                strip = view.render_line(y)
                assert strip.cell_length == view.size.width == cell_len(strip.text)
                assert not re.search("[\x00-\x1f\x7f-\x9f\u202e\ud800]", strip.text)
            view.page(1)


async def test_markup_in_a_page_stays_text() -> None:
    async with Host().run_test(size=(130, 30)) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, make_article(paragraphs=[HOSTILE], title="[/foo] [EU] summit"))
        assert "[/foo] [EU] summit" in text_of(view)
        assert "a [/foo] [@click=app.bell]x[/] [Video]" in text_of(view)


async def test_names_are_told_apart_without_colour() -> None:
    async with Host().run_test(size=(120, 30)) as pilot:
        view = pilot.app.query_one(Reading)
        article = make_article()
        show(view, article)
        kinds = {name: view.get_look(looks_of(view, name)) for name in ("Kaja Kallas", "Latvia", "European Union")}
        assert kinds["Kaja Kallas"].bold
        assert kinds["European Union"].underline
        assert kinds["Latvia"].italic
        refs = {entity.name: ref for entity, ref in pair(article)}
        view.choose(refs["Latvia"])
        chosen = view.get_look(looks_of(view, "Latvia"))
        assert chosen.bold
        assert chosen.underline
        assert looks_of(view, "Lithuania") == "place"


async def test_hits_are_marked_and_gone_through() -> None:
    async with Host().run_test(size=(80, 24)) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, make_article(paragraphs=[*MANY, "The end."], title="Number 7"), words=Words("number [17]\\b", "end"))
        assert view.get_look(looks_of(view, "number 1")).reverse
        seen = []
        while view.next_hit(1):
            assert view._here is not None
            number, (start, end) = view._here
            assert looks_of(view, view._page.parts[number].text[start:end]).endswith("here")
            seen.append(view._page.parts[number].text[start:end])
        assert seen == ["number 1", "number 7", "end"]
        assert [view.next_hit(-1), view.next_hit(-1), view.next_hit(-1)] == [True, True, False]
        show(view, make_article())
        assert not view.next_hit(1)


async def test_the_place_is_kept_when_the_width_changes() -> None:
    async with Host().run_test(size=(120, 40)) as pilot:
        view = pilot.app.query_one(Reading)
        article = make_article(paragraphs=MANY)
        offset = article.body.index("Paragraph number 33")
        show(view, article, position=offset)
        assert view.position == offset
        for width, height in ((80, 24), (50, 10), (200, 60), (120, 40)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            assert view.position == offset
            assert text_of(view).split()[1] == "Paragraph"
        view.home()
        assert view.position == 0


async def test_pages_end_at_the_end() -> None:
    host = Host()
    async with host.run_test(size=(120, 20)) as pilot:
        view = host.reading
        show(view, make_article(paragraphs=MANY[:20]))
        pages = 0
        while view.page(1):
            pages += 1
        assert view.top == view.last_top
        assert "number 19" in text_of(view)
        assert pages > 1
        assert not view.page(1)
        view.end()
        view.half_page(-1)
        assert view.top < view.last_top
        await pilot.pause()
        moved = [message for message in host.heard if isinstance(message, Reading.Moved)]
        assert moved[-1].position == view.position


async def test_only_what_differs_is_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Host().run_test(size=(120, 40)) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, make_article())
        await pilot.pause()
        painted: list[Region] = []
        monkeypatch.setattr(view, "refresh", lambda *regions: painted.extend(regions))
        show(view, make_article())
        assert painted == []
        view.choose(pair(make_article())[0][1])
        assert 0 < len(painted) < 6
        assert all(region.height == 1 and region.width <= view.size.width for region in painted)


async def test_removed_blocks_are_shown_in_their_place() -> None:
    host = Host()
    async with host.run_test(size=(100, 40)) as pilot:
        view = host.reading
        show(view, make_article())
        assert "WhatsApp" not in text_of(view)
        view.toggle_removed()
        rows = [line.strip() for line in text_of(view).splitlines() if re.match(r"\s*[─▸¶]", line)]
        assert rows[0] == "▸ navigation: Home > World > Europe"
        assert rows[1].startswith("¶ Leaders")
        assert rows[2] == "─ promo: Follow us on WhatsApp"
        assert rows[-1] == "─ comment: Read 12 comments"
        chosen = []
        for _ in range(8):
            assert view.chosen_block is not None
            chosen.append(view.chosen_block.text)
            view.move(1)
        assert chosen[:3] == ["Home > World > Europe", SUMMIT[0], "Follow us on WhatsApp"]
        assert chosen[-1] == "Read 12 comments"
        await pilot.pause()
        heard = [message for message in host.heard if isinstance(message, Reading.BlockChosen)]
        assert heard[-1].block.reason is Reason.COMMENT
        assert view.back()
        assert "WhatsApp" not in text_of(view)
        assert view.chosen_block is None
        assert not view.back()


async def test_hostile_furniture_is_harmless_too() -> None:
    blocks = [
        Block(HOSTILE, HOSTILE, Role.FURNITURE, Reason.TEASER, HOSTILE),
        *(Block(text, text, Role.PARAGRAPH) for text in SUMMIT),
    ]
    async with Host().run_test(size=(120, 40)) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, make_article(blocks=blocks))
        view.toggle_removed()
        assert "▸ teaser: a [/foo]" in text_of(view)


async def test_the_cursor_stays_on_its_line_when_the_article_is_made_again() -> None:
    async with Host().run_test(size=(100, 24)) as pilot:
        view = pilot.app.query_one(Reading)
        article = make_article(paragraphs=MANY)
        show(view, article)
        view.toggle_removed()
        view.move(2)
        assert view.chosen_block is not None
        assert view.chosen_block.text == "Follow us on WhatsApp"
        kept = [replace(one, role=Role.PARAGRAPH, reason=None) if one.reason else one for one in article.blocks[1:]]
        show(view, replace(article, blocks=tuple(kept)))
        assert view.removed
        assert view.chosen_block is not None
        assert view.chosen_block.text == "Follow us on WhatsApp"
        assert view.chosen_block.kept


async def test_a_sentence_is_shown_and_marked_until_the_next_step() -> None:
    async with Host().run_test(size=(100, 24)) as pilot:
        view = pilot.app.query_one(Reading)
        article = make_article(paragraphs=MANY)
        show(view, article)
        start = article.body.index("number 40 ")
        view.goto(start, start + 9)
        row = next(line for line in text_of(view).splitlines() if "number 40" in line)
        assert row.strip().startswith("▸")
        assert looks_of(view, "number 40") == "target"
        view.move(1)
        assert looks_of(view, "Paragraph number 41 says something of the harbour, and then") == ""
        assert "▸" not in text_of(view)


async def test_a_very_long_article_opens_at_once_and_is_whole_soon() -> None:
    article = make_article(paragraphs=[f"Line {n} of a very long page." for n in range(20_000)])
    async with Host().run_test(size=(100, 24)) as pilot:
        view = pilot.app.query_one(Reading)
        position = article.body.index("Line 15000 ")
        show(view, article, position=position)
        assert "Line 3 of" in text_of(view), "the first screenful does not wait"
        await pilot.app.workers.wait_for_complete(list(view.workers))
        assert "Line 15000 of" in text_of(view)
        assert view.line_count() > 40_000
        view.end()
        assert "Line 19999 of" in text_of(view)
        place = view.position
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        await pilot.app.workers.wait_for_complete(list(view.workers))
        assert view.position == place


async def test_the_measure_is_kept_and_centred_where_there_is_room() -> None:
    async with Host(ui=UiConfig(measure=40)).run_test(size=(140, 24)) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, make_article())
        rows = [line for line in text_of(view).splitlines() if "¶" in line]
        margin = rows[0].index("¶")
        assert margin == 1 + (view.size.width - 2 - 42) // 2
        assert max(cell_len(row.strip("▐ ")) for row in text_of(view).splitlines()) <= 42


async def test_looks_follow_the_theme() -> None:
    async with Host().run_test(size=(100, 24)) as pilot:
        view = pilot.app.query_one(Reading)
        show(view, make_article())
        before = view.get_look("person")
        pilot.app.theme = "light"
        await pilot.pause()
        assert view.get_look("person") != before


def test_kinds_have_styles() -> None:
    assert {kind.value for kind in Kind} <= {name.removeprefix("reading--") for name in Reading.COMPONENT_CLASSES}
