"""Rules taught in the removed-text view: written, applied to the whole source, and taken back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.app.reader import Reader, read
from tui import pipeline
from tui.app.actions import generalise
from tui.model import Reason

TIDES = "Tide tables for the week are printed on page 12"
OPEN = "Tide tables for the week are printed on page *"


async def go_to(reader: Reader, text: str) -> None:
    """Put the cursor of the removed-text view on a line."""
    view = reader.app.main.reading
    view.home()
    for _ in range(60):
        assert view.chosen_block is not None
        if text in view.chosen_block.text:
            return
        await reader.pilot.press("j")
    raise AssertionError(f"no {text!r} in {[block.text for block in view.article.blocks] if view.article else ''}")


@contextmanager
def hold_elsewhere(folder: Path) -> Iterator[None]:
    """Let another process hold a library's write lock."""
    code = (
        "import sys; from pathlib import Path; from tui.library import Library\n"
        "with Library.open(Path(sys.argv[1])) as library, library.lock(): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
        assert holder.stdin is not None
        holder.stdin.close()


def find(reader: Reader, title: str) -> str:
    """The id of the article with this title."""
    rows = reader.library.listing().page(0, 10)
    return next(row.id for row in rows if title in row.title)


async def test_a_line_that_is_always_dropped(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        harbour, ferries = find(reader, "harbour"), find(reader, "Ferries")
        assert any(TIDES in text for text in reader.library.article(harbour).paragraphs)
        await reader.press("enter", "x")
        await go_to(reader, TIDES)
        await reader.press("minus")
        assert yaml.safe_load((tmp_path / "rules.yaml").read_text()) == {"gazette": {"drop": [OPEN]}}
        for article in (harbour, ferries):
            removed = [block for block in reader.library.article(article).removed if "Tide tables" in block.text]
            assert [block.reason for block in removed] == [Reason.RULE], "every article of the source follows"
        assert "rule: Tide tables" in reader.screen()
        view = reader.app.main.reading
        assert view.removed
        assert view.chosen_block is not None
        assert view.chosen_block.text == TIDES
        assert reader.said == f"“{OPEN}” is now always dropped from gazette."
        await reader.press("U")
        assert not (tmp_path / "rules.yaml").exists()
        assert any(TIDES in text for text in reader.library.article(harbour).paragraphs)
        assert view.chosen_block.text == TIDES
        assert view.chosen_block.kept


async def test_a_line_that_is_always_kept_and_the_rest_of_the_file_stays(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    before = "# mine\ngazette:\n  drop:\n  - Nothing like this\n"
    rules.write_text(before)
    async with read(tmp_path) as reader:
        harbour = find(reader, "harbour")
        assert not any("WhatsApp" in text for text in reader.library.article(harbour).paragraphs)
        await reader.press("enter", "x")
        await go_to(reader, "WhatsApp")
        await reader.press("plus")
        assert any("WhatsApp" in text for text in reader.library.article(harbour).paragraphs)
        assert rules.read_text().startswith("# mine\n")
        assert yaml.safe_load(rules.read_text())["gazette"]["drop"] == ["Nothing like this"]
        await reader.press("U")
        assert rules.read_text() == before
        assert not any("WhatsApp" in text for text in reader.library.article(harbour).paragraphs)


async def test_without_a_line_the_removed_text_is_shown_first(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        await reader.press("enter", "plus")
        assert reader.app.main.reading.removed
        assert not (tmp_path / "rules.yaml").exists()
        assert "always keeps lines like this" in reader.app.main.status.message


async def test_why_a_line_was_removed_is_said(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        await reader.press("enter", "x")
        await go_to(reader, "WhatsApp")
        block = reader.app.main.reading.chosen_block
        assert block is not None
        assert block.reason is not None
        await reader.settle()
        assert reader.app.main.status.message.startswith(f"{block.reason.value}: {block.detail}")
        assert len(reader.app.said) == 0, "what the cursor passes is not worth remembering"
        await reader.press("q")
        assert not reader.app.main.reading.removed


async def test_while_a_sync_runs_the_rule_is_kept_for_the_next(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        harbour = find(reader, "harbour")
        await reader.press("enter", "x")
        await go_to(reader, TIDES)
        with hold_elsewhere(tmp_path / "library"):
            await reader.press("minus")
        assert OPEN in (tmp_path / "rules.yaml").read_text()
        assert "at the next sync" in reader.said
        assert any(TIDES in text for text in reader.library.article(harbour).paragraphs)


async def test_rules_that_cannot_be_read_are_said_and_not_overwritten(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    async with read(tmp_path) as reader:
        rules.write_text("gazette: [this, is, no, rule]\n")
        await reader.press("enter", "x")
        await go_to(reader, TIDES)
        await reader.press("minus")
        assert reader.said.startswith("Error:")
        assert rules.read_text() == "gazette: [this, is, no, rule]\n"
        assert len(reader.app.undo) <= 1, "only the opening of the article can be undone"


@pytest.mark.parametrize(
    ("line", "taught"),
    [
        ("Follow us on WhatsApp", "Follow us on WhatsApp"),
        ("Published in Dawn, September 12th, 2020", "Published in Dawn, *"),
        ("Read 12 comments", "Read * comments"),
        ("Updated: 06 Jun, 2024 08:04am", "Updated: *"),
        ("Tuesday, 3 December 2024 | Vol. 12", "* | Vol. *"),
        ("12:30", "12:30"),
        ("2024", "2024"),
        ("May we suggest", "May we suggest"),
        ("March on Rome, a film", "March on Rome, a film"),
        ("  spaces   and\ttabs  ", "spaces and tabs"),
        ("x" * 200 + " 12", "x" * 200 + " 12"),
    ],
)
def test_what_varies_in_a_short_line_is_left_open(line: str, taught: str) -> None:
    assert generalise(line) == taught


LINE = "The Gazette of the harbour was founded by six merchants who met in a tavern on the quay a long time ago."


def make_pages(count: int) -> dict[str, str]:
    """Pages that have a line in common, of other stories."""
    towns = ("Bergen", "Molde", "Narvik", "Tromso", "Bodo", "Vardo")
    return {f"{number}.txt": make_page(number, town) for number, town in enumerate(towns[:count])}


def make_page(number: int, town: str) -> str:
    return f"""Council of {town} votes on its bridge

{town.upper()}, March {number + 1}, 2024 - The council of {town} voted on Monday to build a bridge from the market to
the {town} islands.

The mayor told reporters that {number + 40} families of {town} had waited for it, and that the ferry would sail for more
years.

{LINE}

Work in {town} begins in autumn, after the boats of the sailing club have been taken out of the water.
"""


async def test_a_learned_line_says_how_often_it_stands_and_can_be_brought_back(tmp_path: Path) -> None:
    async with read(tmp_path, make_pages(6), size=(80, 24)) as reader:
        ids = list(reader.library.all_ids())
        assert not any(LINE in reader.library.article(id_).paragraphs for id_ in ids)
        await reader.press("enter", "x")
        await go_to(reader, LINE)
        await reader.settle()
        block = reader.app.main.reading.chosen_block
        assert block is not None and block.reason is Reason.BOILERPLATE_REPEATED
        assert reader.app.main.status.message.startswith("boilerplate-repeated: in 6 of 6 pages")
        told: list[str] = []
        reader.app.main.status.progress = told.append  # type: ignore[assignment, method-assign]
        await reader.press("plus")
        assert "cleaning gazette again" in told
        assert any(text.startswith("cleaning again 6/6") for text in told)
        assert told[-1] == "", "and nothing when it is over"
        assert all(LINE in reader.library.article(id_).paragraphs for id_ in ids)
        pipeline.sync(reader.config, reader.library)
        assert all(LINE in reader.library.article(id_).paragraphs for id_ in ids), "and it stays"
        await reader.press("U")
        assert not any(LINE in reader.library.article(id_).paragraphs for id_ in ids)
        assert told[-1] == ""
