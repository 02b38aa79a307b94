"""Repairing names: written to names.yaml, followed by the whole library, and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.app.reader import Reader, read
from tui.app import repair
from tui.app.screens.entity import Pick, find_candidates
from tui.app.screens.prompts import Choose, Prompt
from tui.corrections import rename
from tui.library import Library
from tui.library.records import EntityRef
from tui.model import Corrections, Kind


def names_of(reader: Reader) -> dict[str, Kind]:
    """All that the library knows, by the names shown."""
    return {ref.name: ref.kind for ref in reader.library.entity_list("", None, 500)}


async def choose(reader: Reader, name: str) -> None:
    """Go to the notes of the first article and to a name there."""
    await reader.press("3")
    notes = reader.app.main.notes
    notes.home()
    for _ in range(60):
        await reader.settle()
        assert notes.ref is not None
        if notes.ref.name == name:
            return
        await reader.pilot.press("j")
    raise AssertionError(f"{name} is not in the notes")


def written(folder: Path) -> object:
    """What names.yaml says."""
    return yaml.safe_load((folder / "names.yaml").read_text(encoding="utf-8"))


async def test_hiding_and_undoing(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        await choose(reader, "Kaja Kallas")
        await reader.press("m")
        assert isinstance(reader.app.screen, Choose)
        await reader.pilot.press("h")
        await reader.finish()
        assert written(tmp_path) == {"hide": ["Kaja Kallas"]}
        assert reader.app.main.notes.ref is not None
        assert reader.app.main.notes.ref.name != "Kaja Kallas"
        assert all(ref.name != "Kaja Kallas" for row in ids(reader) for _, ref in reader.library.entities(row))
        assert reader.said == "“Kaja Kallas” hidden."
        await reader.press("U")
        assert not (tmp_path / "names.yaml").exists()
        assert any(ref.name == "Kaja Kallas" for row in ids(reader) for _, ref in reader.library.entities(row))


def ids(reader: Reader) -> list[str]:
    """All articles."""
    return list(reader.library.all_ids())


async def test_merging_by_typing_a_part_of_the_other_name(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        assert {"Latvia", "Lithuania"} <= names_of(reader).keys()
        await choose(reader, "Latvia")
        await reader.press("m")
        await reader.pilot.press("m")
        await reader.settle()
        screen = reader.app.screen
        assert isinstance(screen, Pick)
        await reader.press(*"lithu")
        assert "Lithuania  place, in 1 article" in reader.screen()
        await reader.pilot.press("enter")
        await reader.finish()
        assert written(tmp_path) == {"merge": {"Lithuania": ["Latvia"]}}
        names = names_of(reader)
        assert "Lithuania" in names
        assert "Latvia" not in names
        await reader.press("U")
        assert {"Latvia", "Lithuania"} <= names_of(reader).keys()


async def test_renaming_twice(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        for former, name in (("Kaja Kallas", "K. Kallas"), ("K. Kallas", "The prime minister")):
            await choose(reader, former)
            await reader.press("m")
            await reader.pilot.press("r")
            await reader.settle()
            assert isinstance(reader.app.screen, Prompt)
            await reader.pilot.press("ctrl+u", *("space" if char == " " else char for char in name), "enter")
            await reader.finish()
            assert name in names_of(reader)
            assert reader.app.main.notes.ref is not None
        assert written(tmp_path) == {"rename": {"Kaja Kallas": "The prime minister"}}


async def test_retyping_and_pinning(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        await choose(reader, "Latvia")
        await reader.press("m")
        await reader.pilot.press("t")
        await reader.settle()
        await reader.pilot.press("o")
        await reader.finish()
        assert names_of(reader)["Latvia"] is Kind.ORGANISATION
        await choose(reader, "Lithuania")
        await reader.press("m")
        await reader.pilot.press("p")
        await reader.finish()
        assert next(ref for ref in reader.library.entity_list("", None, 9) if ref.pinned).name == "Lithuania"
        assert "Lithuania*" in reader.screen()
        await reader.press("U", "U")
        assert names_of(reader)["Latvia"] is Kind.PLACE
        assert not (tmp_path / "names.yaml").exists()


async def test_every_repair_has_a_key_of_its_own(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        await choose(reader, "Latvia")
        await reader.press("P")
        await reader.finish()
        assert written(tmp_path) == {"pin": ["Latvia"]}
        await reader.press("P")
        await reader.finish()
        for key, kind in (("M", Pick), ("R", Prompt), ("C", Choose)):
            await reader.pilot.press(key)
            await reader.settle()
            assert isinstance(reader.app.screen, kind)
            await reader.pilot.press("escape")
            await reader.finish()
        await reader.pilot.press("D")
        await reader.finish()
        assert reader.said == "Articles know Latvia by one name only; there is nothing to split."
        await choose(reader, "Latvia")
        await reader.pilot.press("H")
        await reader.finish()
        assert written(tmp_path) == {"hide": ["Latvia"]}


async def test_a_name_out_of_sight_is_not_changed_without_asking(tmp_path: Path) -> None:
    async with read(tmp_path, size=(80, 24)) as reader:
        assert not reader.app.main.notes.display
        await reader.press("H")
        assert isinstance(reader.app.screen, Choose)
        await reader.pilot.press("escape")
        await reader.finish()
        assert not (tmp_path / "names.yaml").exists()


async def test_splitting_what_was_merged(tmp_path: Path) -> None:
    names = tmp_path / "names.yaml"
    names.write_text("# who is who\nmerge:\n  Lithuania: [Latvia]\n", encoding="utf-8")
    async with read(tmp_path) as reader:
        assert "Latvia" not in names_of(reader)
        await choose(reader, "Lithuania")
        await reader.press("m")
        await reader.pilot.press("s")
        await reader.settle()
        options = reader.screen()
        number = next(line.split()[0] for line in options.splitlines() if "Latvia (merged into Lithuania)" in line)
        await reader.pilot.press(number)
        await reader.finish()
        assert {"Latvia", "Lithuania"} <= names_of(reader).keys()
        assert names.read_text(encoding="utf-8").startswith("# who is who\n")
        await reader.press("U")
        assert names.read_text(encoding="utf-8") == "# who is who\nmerge:\n  Lithuania: [Latvia]\n"
        assert "Latvia" not in names_of(reader)


async def test_leaving_the_menu_changes_nothing(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        await choose(reader, "Kaja Kallas")
        for keys in (("m", "escape"), ("m", "m", "escape"), ("m", "r", "escape"), ("m", "t", "escape"), ("m", "q")):
            for key in keys:
                await reader.pilot.press(key)
                await reader.settle()
            await reader.finish()
        assert not (tmp_path / "names.yaml").exists()
        assert reader.app.screen is reader.app.main


async def test_a_broken_file_is_said_and_kept(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        (tmp_path / "names.yaml").write_text("hide: {a: b}\n", encoding="utf-8")
        await choose(reader, "Kaja Kallas")
        await reader.press("m")
        await reader.pilot.press("h")
        await reader.finish()
        assert reader.said.startswith("Error:")
        assert (tmp_path / "names.yaml").read_text(encoding="utf-8") == "hide: {a: b}\n"


async def test_narrowing_the_list_to_a_name(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        await choose(reader, "Lithuania")
        await reader.press("f")
        assert reader.app.main.view.query == 'where:"Lithuania"'
        assert reader.app.main.pane == "list"


@pytest.mark.parametrize("query", ["", "kal", "nobody at all"])
def test_candidates_never_hold_the_name_itself(tmp_path: Path, query: str) -> None:
    from tests.app.stories import fill, make_article

    with Library.open(tmp_path) as library:
        fill(library, [make_article()])
        ref = next(one for one in library.entity_list("", None, 50) if one.name == "Kaja Kallas")
        found = find_candidates(library, ref, query)
        assert ref.id not in [one.id for one in found]
        assert len({one.id for one in found}) == len(found)
        assert bool(found) == (query == "")


def test_a_shown_name_that_no_article_has_is_not_what_is_corrected() -> None:
    shown = EntityRef(1, "The Union", Kind.ORGANISATION, 1, 1)
    had = rename(Corrections(), "European Union", "The Union")
    assert repair.rename(had, shown, "EU").rename == {"European Union": "EU"}
    assert repair.retype(had, shown, ["European Union"], Kind.PLACE).retype == {"European Union": Kind.PLACE}
    assert repair.split(Corrections(), ["A", "B", "C"], "B").split == {"A": ("B",), "C": ("B",)}
    into = EntityRef(2, "Bloc", Kind.ORGANISATION, 1, 1)
    one = EntityRef(3, "A", Kind.ORGANISATION, 1, 1)
    assert repair.merge(Corrections(), one, ["A"], into, ["Bloc"]).merge == {"Bloc": ("A",)}
    taught = repair.merge(Corrections(), one, ["A", "An A"], into, ["The bloc"])
    assert taught.merge == {"A": ("An A",), "The bloc": ("A",)}
    assert taught.rename == {"The bloc": "Bloc"}
