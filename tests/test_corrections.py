"""What the user teaches: read with every mistake in its place, changed as values, written whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tui import corrections
from tui.corrections import load_corrections, load_rules, save_corrections
from tui.errors import ConfigError
from tui.model import CleanRules, Corrections, Kind
from tui.text import fold, harmless

# As they come from the screen: harmless, on one line, not empty; among them YAML's traps.
WORDS = (
    st.one_of(
        st.sampled_from(
            ["no", "12:30", "010", "2024-12-03", "~", "<<", "*a", "&b", "# c", "a: b", "- d", "'", '"', "é", "E"]
        ),
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
    )
    .map(lambda word: " ".join(harmless(word).split()))
    .filter(fold)
)
NAMES = st.sampled_from(["Ada", "Ben", "Cleo", "Dora", "ada", "BEN"])


def find_problems(path: Path, text: str) -> list[str]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_corrections(path)
    return caught.value.message.split("\n")


# ----------------------------------------------------------------------------- rules


def test_without_a_file_there_is_nothing(tmp_path: Path) -> None:
    assert load_rules(tmp_path / "rules.yaml") == {}
    assert load_corrections(tmp_path / "names.yaml") == Corrections()


def test_what_is_taught_is_read_again_and_the_opposite_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "rules.yaml"
    corrections.teach(path, "pages", "drop", "Read  more")
    corrections.teach(path, "pages", "drop", "12:30")
    corrections.teach(path, "other", "keep", "no")
    assert load_rules(path) == {"pages": CleanRules(drop=("Read more", "12:30")), "other": CleanRules(keep=("no",))}
    corrections.teach(path, "pages", "keep", "Read more")
    assert load_rules(path)["pages"] == CleanRules(keep=("Read more",), drop=("12:30",))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().startswith("#")


def test_forgetting_takes_back_and_leaves_no_empty_source(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    corrections.teach(path, "pages", "drop", "Read more")
    before = path.read_bytes()
    corrections.forget(path, "pages", "keep", "Read more")
    corrections.forget(path, "nobody", "drop", "Read more")
    assert path.read_bytes() == before
    corrections.forget(path, "pages", "drop", "Read more")
    assert load_rules(path) == {}


def test_the_comments_at_the_head_stay(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("# shared by the desk\n\n# do not sort\npages:\n  cut_after: More\n", encoding="utf-8")
    corrections.teach(path, "pages", "drop", "Read more")
    assert path.read_text().startswith("# shared by the desk\n\n# do not sort\npages:\n")
    assert load_rules(path)["pages"] == CleanRules(drop=("Read more",), cut_after=("More",))


def test_a_rules_file_with_mistakes_is_refused_with_all_of_them_and_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    text = "pages:\n  kep: [a]\n  drop: [no]\n"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        corrections.teach(path, "pages", "drop", "x")
    assert f"{path}:2:3 pages.kep: unknown key, did you mean" in caught.value.message
    assert f"{path}:3:10 pages.drop[0]: " in caught.value.message
    assert path.read_text() == text


def test_a_file_that_cannot_be_written_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError):
        corrections.teach(tmp_path / "file" / "rules.yaml", "pages", "drop", "x")
    folder = tmp_path / "names.yaml"
    folder.mkdir()
    with pytest.raises(ConfigError):
        save_corrections(folder, Corrections(hide=("x",)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "names.yaml"]


def test_a_link_to_a_shared_file_stays_a_link(tmp_path: Path) -> None:
    shared, link = tmp_path / "shared.yaml", tmp_path / "names.yaml"
    shared.write_text("hide: [Somebody]\n")
    link.symlink_to(shared)
    save_corrections(link, corrections.pin(load_corrections(link), "Else"))
    assert link.is_symlink()
    assert load_corrections(shared) == Corrections(hide=("Somebody",), pin=("Else",))


# ----------------------------------------------------------------------------- names


def is_sound(table: dict[str, Any]) -> bool:
    """Whether no name is there twice, nor as what another is renamed to."""
    keys = {fold(name) for name in table}
    return len(keys) == len(table) and keys.isdisjoint(fold(str(value)) for value in table.values())


@given(
    st.builds(
        Corrections,
        rename=st.dictionaries(WORDS, WORDS, max_size=3).filter(is_sound),
        retype=st.dictionaries(WORDS, st.sampled_from(Kind), max_size=3).filter(is_sound),
        hide=st.lists(WORDS, max_size=3).map(tuple),
        split=st.dictionaries(WORDS, st.lists(WORDS, min_size=1, max_size=3).map(tuple), max_size=3),
    )
)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, taught: Corrections) -> None:
    path = tmp_path_factory.getbasetemp() / "names.yaml"
    save_corrections(path, taught)
    assert load_corrections(path) == taught


def test_contradictions_are_reported_with_their_lines(tmp_path: Path) -> None:
    problems = find_problems(
        tmp_path / "names.yaml",
        "merge:\n  Ada: [Countess, Ben]\n  Cleo: [countess]\n  Ben: [Ada]\n"
        "split:\n  Ada: [Countess]\nhide: [Dora]\npin: [DORA]\nretype: {Ada: persn}\n",
    )
    text = "\n".join(problems)
    assert ':3:10 merge.Cleo[0]: "countess" is also merged into "Ada" in line 2' in text
    assert '"Ben" and "Ada" are merged into each other' in text
    assert ':2:9 merge.Ada[0]: "Countess" and "Ada" are under split too' in text
    assert ':8:7 pin[0]: "DORA" is under hide too' in text
    assert ':9:15 retype.Ada: "persn" is not one of person, organisation, place, other, did you mean "person"?' in text


def test_merging_leaves_what_was_merged_before_as_it_is() -> None:
    taught = corrections.merge(Corrections(), "A. Example", ["Example"])
    taught = corrections.merge(taught, "Ada Example", ["A.  Example", "Countess"])
    assert taught.merge == {"A. Example": ("Example",), "Ada Example": ("A. Example", "Countess")}
    assert corrections.find_top(taught.merge, "example") == "Ada Example"
    again = corrections.merge(taught, "example", ["Countess"])
    assert again == taught, "they are one already"


def test_splitting_ends_a_merge_and_merging_ends_a_split() -> None:
    taught = corrections.merge(Corrections(), "Ada", ["Ben", "Cleo"])
    taught = corrections.split(taught, "Ada", "Ben")
    assert taught.merge == {"Ada": ("Cleo",)} and taught.split == {"Ada": ("Ben",)}
    taught = corrections.merge(taught, "ben", ["Ada"])
    assert taught.split == {} and taught.merge == {"Ada": ("Cleo",), "ben": ("Ada",)}


def test_splitting_the_name_shown_from_one_of_its_names() -> None:
    taught = corrections.merge(Corrections(), "Ada", ["Ben"])
    assert corrections.split(taught, "Ben", "Ada") == Corrections(split={"Ben": ("Ada",)})


def test_renaming_retyping_hiding_and_pinning_can_be_taken_back() -> None:
    empty = Corrections()
    assert corrections.rename(empty, "Ada", "Ada Example").rename == {"Ada": "Ada Example"}
    assert corrections.rename(corrections.rename(empty, "Ada", "B"), "ADA", "ADA") == empty
    assert corrections.retype(corrections.retype(empty, "Ada", Kind.PLACE), "ada", None) == empty
    hidden = corrections.hide(corrections.pin(empty, "Ada"), "ada")
    assert hidden == Corrections(hide=("ada",))
    assert corrections.pin(hidden, "Ada") == Corrections(pin=("Ada",))
    assert corrections.hide(hidden, "Ada", value=False) == empty


def test_what_is_sound_applies_and_the_rest_is_told_with_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    text = """\
merge:
  Ada: [Countess]
  Ben: [Cleo]
  Cleo: [Dora]
  Dora: [Ben, Eve]
  Finn: [Countess]
rename: {Gus: Hal, Hal: Gus, gus: Ivo}
retype: {Ada: person, ada: place, Ben: persn, Cleo: [place]}
hide: [Jon, 12:30]
hide: [Kim]
pin: [jon, Lea]
colour: blue
"""
    path.write_text(text, encoding="utf-8")
    sound = corrections.read_corrections(path)
    assert sound.corrections == Corrections(
        merge={"Ada": ("Countess",), "Ben": ("Cleo",), "Cleo": ("Dora",), "Dora": ("Eve",)},
        rename={"Gus": "Hal"},
        retype={"Ada": Kind.PERSON},
        hide=("Jon",),
        pin=("Lea",),
    )
    told = [problem.removeprefix(f"{path}:") for problem in sound.problems]
    assert [problem.partition(" ")[0] for problem in told] == [
        *("5:10", "6:10", "7:25", "7:30", "8:23", "8:40", "8:53", "9:13", "10:1", "11:7", "12:1"),
    ]
    assert 'merged in a circle: "Ben", "Cleo", "Dora", "Ben"' in told[0]
    with pytest.raises(ConfigError) as caught:
        load_corrections(path)
    assert caught.value.message.split("\n") == list(sound.problems), "whoever writes the file is told to mend it first"


@pytest.mark.parametrize("data", [b"merge: [", b"\xff\xfe", b"- a\n- b\n", b"a\x00b"])
def test_of_a_file_that_cannot_be_read_nothing_is_followed(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "names.yaml"
    path.write_bytes(data)
    sound = corrections.read_corrections(path)
    assert sound.corrections is None
    assert len(sound.problems) == 1
    assert corrections.read_corrections(tmp_path) == corrections.Sound(
        None, corrections.read_corrections(tmp_path).problems
    )
    path.unlink()
    assert corrections.read_corrections(path) == corrections.Sound(Corrections())


def test_corrections_for_nobody_are_found() -> None:
    taught = Corrections(
        merge={"Ada": ("Countess", "Lovelace")},
        split={"Ben": ("Cleo",)},
        rename={"Dora": "D."},
        hide=("ADA",),
        pin=("Eve",),
    )
    assert corrections.find_unused(taught, ["ada", "Countess", "Ben"]) == [
        *("merge: Lovelace", "split: Cleo", "rename: Dora", "pin: Eve"),
    ]


STEPS = st.one_of(
    st.tuples(st.just("merge"), NAMES, st.lists(NAMES, min_size=1, max_size=3)),
    st.tuples(st.just("split"), NAMES, NAMES),
    st.tuples(st.just("hide"), NAMES, st.booleans()),
    st.tuples(st.just("pin"), NAMES, st.booleans()),
    st.tuples(st.just("rename"), NAMES, NAMES),
    st.tuples(st.just("retype"), NAMES, st.sampled_from([None, *Kind])),
)


@given(st.lists(STEPS, max_size=12))
def test_no_series_of_changes_makes_a_file_that_contradicts_itself(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, object]]
) -> None:
    taught = Corrections()
    for step, name, what in steps:
        taught = getattr(corrections, step)(taught, name, what)
    path = tmp_path_factory.getbasetemp() / "names.yaml"
    save_corrections(path, taught)
    assert load_corrections(path) == taught
    assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict | None)
