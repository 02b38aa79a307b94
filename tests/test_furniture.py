"""Lines that recur in a source: learned as documents come, shown with how often, taken back; and what a sync skips."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tui import corrections, pipeline
from tui.config import CleanConfig, Config, EntitiesConfig, SyncConfig
from tui.library import Library
from tui.model import Corrections, Reason, SourceSpec
from tui.tally import Progress, Report

LINE = "The Gazette of Nordvik was founded by six merchants who met in a tavern on the quay a long time ago."
TOWNS = ("Bergen", "Molde", "Narvik", "Tromso", "Bodo", "Vardo", "Alta", "Floro")


def page(number: int, line: str = LINE) -> str:
    town = TOWNS[number % len(TOWNS)]
    return f"""Council of {town} votes on the {number}th bridge

{town.upper()}, March {number + 1}, 2024 - The council of {town} voted on Monday to build bridge number {number}, which
is to lead from the market to the {town} islands and to be open to cars in {2030 + number}.

The mayor told reporters that {number + 40} families of {town} had waited for it, and that the ferry there would sail
for {number + 2} more years at least.

{line}

Work in {town} begins in autumn, after the {number + 3} boats of the sailing club have been taken out of the water.
"""


class Pile:
    """A source, its library, and what syncs them."""

    def __init__(self, folder: Path, library: Library) -> None:
        self.source = folder / "gazette"
        self.source.mkdir()
        self.library = library
        self.config = Config(
            path=folder / "config.yaml",
            library=folder / "library",
            sources=(SourceSpec("gazette", str(self.source)),),
            clean=CleanConfig(rules_file=folder / "rules.yaml"),
            entities=EntitiesConfig(names=folder / "names.yaml"),
            sync=SyncConfig(workers=1, on_start=False),
        )

    def write(self, *numbers: int) -> None:
        for number in numbers:
            (self.source / f"{number}.txt").write_text(page(number), encoding="utf-8")

    def sync(self) -> Report:
        return pipeline.sync(self.config, self.library)

    def has_line(self) -> list[bool]:
        """Whether each article has the line in its story, by location."""
        articles = sorted((self.library.article(id_) for id_ in self.library.all_ids()), key=lambda one: one.location)
        return [LINE in article.paragraphs for article in articles]


@pytest.fixture
def pile(tmp_path: Path) -> Iterator[Pile]:
    """An empty source and library."""
    with Library.open(tmp_path / "library") as library:
        yield Pile(tmp_path, library)
        assert library.check() == []


def test_learned_as_documents_come_and_applied_to_those_that_were_there(pile: Pile) -> None:
    pile.write(0, 1, 2)
    pile.sync()
    assert pile.has_line() == [True] * 3
    pile.write(3, 4)
    pile.sync()
    assert pile.has_line() == [False] * 5
    article = pile.library.article(next(pile.library.all_ids()))
    (block,) = (block for block in article.removed if block.text == LINE)
    assert block.reason is Reason.BOILERPLATE_REPEATED
    assert pipeline.count_line(pile.library, "gazette", block.text) == (5, 5)
    assert pipeline.count_line(pile.library, "nowhere", block.text) == (0, 0)


def test_what_the_user_keeps_stays_kept_whatever_comes_and_can_be_taken_back(pile: Pile) -> None:
    pile.write(0, 1, 2, 3)
    pile.sync()
    assert pile.has_line() == [False] * 4
    told: list[Progress] = []
    corrections.teach(pile.config.clean.rules_file, "gazette", "keep", LINE)
    pipeline.reclean(pile.config, pile.library, "gazette", told.append)
    assert pile.has_line() == [True] * 4
    assert [(one.stage, one.done, one.total) for one in told if one.stage == "cleaning"][-1] == ("cleaning", 4, 4)
    pile.write(4, 5)
    pile.sync()
    assert pile.has_line() == [True] * 6
    corrections.forget(pile.config.clean.rules_file, "gazette", "keep", LINE)
    pipeline.reclean(pile.config, pile.library, "gazette")
    assert pile.has_line() == [False] * 6


def test_a_line_that_recurs_no_more_comes_back(pile: Pile) -> None:
    pile.write(0, 1, 2, 3)
    pile.sync()
    for number in (1, 2, 3):
        (pile.source / f"{number}.txt").write_text(page(number, f"Not a word of it in {number}, they said."), "utf-8")
    pile.sync()
    assert pile.has_line()[0]


def test_a_sync_with_nothing_new_skips_what_nothing_has_changed_for(
    pile: Pile, monkeypatch: pytest.MonkeyPatch
) -> None:
    pile.write(0, 1, 2)
    pile.sync()
    done: list[str] = []
    for name in ("repeated_lines", "learn", "local_entities", "relink"):
        method = getattr(Library, name)

        def spy(self: Library, *args: object, _name: str = name, _method: object = method, **named: object) -> object:
            done.append(_name)
            return _method(self, *args, **named)  # type: ignore[operator]

        monkeypatch.setattr(Library, name, spy)
    before = pile.library.revision()
    assert pile.sync().unchanged == 3
    assert done == []
    assert pile.library.revision() == before, "nothing was written at all"
    pile.write(3)
    pile.sync()
    assert done == ["repeated_lines", "learn", "local_entities", "relink"]
    done.clear()
    pile.sync()
    assert done == []
    corrections.save_corrections(pile.config.entities.names, Corrections(hide=("Bergen",)))
    pile.sync()
    assert done == ["local_entities", "relink"], "corrections are followed although no article changed"


def test_other_settings_for_repeats_are_followed(pile: Pile) -> None:
    from msgspec.structs import replace

    from tui.config import Repeated

    pile.write(0, 1, 2)
    pile.sync()
    assert pile.has_line() == [True] * 3
    pile.config = replace(pile.config, clean=replace(pile.config.clean, repeated=Repeated(documents=3, share=0.5)))
    pile.sync()
    assert pile.has_line() == [False] * 3


def test_versions_of_a_story_are_found_by_a_sync(pile: Pile) -> None:
    pile.write(0, 1)
    (pile.source / "again.txt").write_text(page(0), encoding="utf-8")
    pile.sync()
    assert sorted(len(pile.library.versions(id_)) for id_ in pile.library.all_ids()) == [1, 2, 2]
