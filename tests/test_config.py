"""The configuration: every default in one place, and every mistake found at once with its place."""

from __future__ import annotations

import os
import typing
from pathlib import Path

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tui import paths
from tui.app.keys import KEYS
from tui.config import Config, ConfigFile, find_config, load_config, write_config
from tui.errors import ConfigError, ExitCode
from tui.model import Fields, Kind

SHIPPED = Path(__file__).parent.parent / "config.yaml"


def load(folder: Path, text: str | bytes) -> Config:
    path = folder / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(path)


def find_problems(folder: Path, text: str | bytes) -> list[str]:
    """The problems without the file's name; none when it loads."""
    try:
        load(folder, text)
    except ConfigError as error:
        lines = error.message.split("\n")
        prefix = f"{folder / 'config.yaml'}:"
        assert all(line.startswith(prefix) for line in lines), lines
        return [line.removeprefix(prefix) for line in lines]
    return []


# ----------------------------------------------------------------------------- defaults


def test_the_shipped_file_holds_every_default(tmp_path: Path) -> None:
    shipped, empty = load_config(SHIPPED), load(tmp_path, "")
    for name in ("search", "ui", "sync"):
        assert getattr(shipped, name) == getattr(empty, name)
    assert shipped.clean.rules == empty.clean.rules and shipped.clean.repeated == empty.clean.repeated
    for config, folder in ((shipped, paths.get_config_folder()), (empty, tmp_path)):
        assert config.clean.rules_file == folder / "rules.yaml"
        assert config.entities.names == folder / "names.yaml"
    same = msgspec.structs.replace(shipped.entities, names=empty.entities.names)
    assert same == empty.entities
    (source,) = shipped.sources
    assert (source.name, source.path, source.exclude) == ("seeds", str(SHIPPED.parent / "seeds"), ("README.md",))


def test_the_shipped_file_names_every_key() -> None:
    written = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))

    def compare(shape: type[msgspec.Struct], value: dict[str, object], at: str) -> None:
        hints = typing.get_type_hints(shape)
        assert set(value) == set(hints), at
        for name, hint in hints.items():
            if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
                inner = value[name]
                assert isinstance(inner, dict)
                compare(hint, inner, f"{at}.{name}")

    compare(ConfigFile, written, "config")
    text = SHIPPED.read_text(encoding="utf-8")
    for name in ("path", "jsonl", "name", "include", "exclude", "encoding", "fields", *Fields.__struct_fields__):
        assert f"{name}:" in text
    for field in Fields.__struct_fields__:
        assert all(f'"{key}"' in text for key in getattr(Fields(), field))


def test_every_key_of_the_shipped_file_has_a_sentence() -> None:
    said_above = {"documents", "share", "title", "notes_width"}
    lines = [line.strip() for line in SHIPPED.read_text(encoding="utf-8").splitlines() if line.strip()]
    for above, line in zip(["", *lines], lines, strict=False):
        name = line.partition(":")[0]
        if not line.startswith(("#", "-")) and name not in said_above and not above.startswith("- "):
            assert above.startswith("#"), line


def test_feeds_and_lists_of_feeds_are_sources(tmp_path: Path) -> None:
    lines = ["https://www.a.example/rss", 'https://b.example/rss "~gazette"', "https://c.example/rss"]
    (tmp_path / "urls").write_text("\n".join(lines))
    config = load(
        tmp_path,
        """\
sources:
  - feed: https://c.example/rss
    name: gazette
    full_text: always
  - {opml: urls, full_text: never}
sync: {feeds: {interval: 7200, gap: 0.5}}
clean: {rules: {a.example: {drop: [x]}}}
""",
    )
    assert [(spec.kind, spec.name, spec.full_text) for spec in config.sources] == [
        ("feed", "gazette", "always"),
        ("opml", "urls", "never"),
        ("feed", "a.example", "never"),
        ("feed", "gazette (b.example)", "never"),
    ]
    assert config.sources[2].path == "https://www.a.example/rss"
    assert (config.sync.feeds.interval, config.sync.feeds.gap, config.sync.feeds.private) == (7200, 0.5, False)


def test_an_empty_file_and_empty_sections_give_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "") == load(tmp_path, "# only a comment\n")
    assert load(tmp_path, "ui:\nsources:\nclean:\n  rules:\n").ui == load(tmp_path, "").ui


# ----------------------------------------------------------------------------- values


def test_values_are_read(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        """\
library: there
sources:
  - path: pages
  - {path: pages/old, name: archive, include: "*.txt", encoding: cp1251}
  - jsonl: dump.log
    fields: {text: story, id: [key, number]}
clean:
  rules:
    archive: {keep: ["Weather: *"], cut_after: More news}
entities: {kinds: [place, person], model: en_core_web_sm}
search:
  sort: newest
  boosts: {title: 2, who: 1.5}
  memory: 300
  saved:
    - {name: ports, query: 'harbour OR "sea port"'}
ui: {mouse: no, keys: {mark.star: "*", move.down: [c, down]}}
sync: {max_bytes: 5_000_000}
""",
    )
    assert config.library == tmp_path / "there"
    pages, archive, dump = config.sources
    assert (pages.name, pages.kind, pages.path) == ("pages", "folder", str(tmp_path / "pages"))
    assert (archive.name, archive.include, archive.encoding) == ("archive", ("*.txt",), "cp1251")
    assert (dump.name, dump.kind, dump.max_bytes) == ("dump.log", "jsonl", 5_000_000)
    assert dump.fields.text == ("story",) and dump.fields.id == ("key", "number") and dump.fields.url == Fields().url
    assert config.clean.rules["archive"].keep == ("Weather: *",)
    assert config.clean.rules["archive"].cut_after == ("More news",)
    assert config.entities.kinds == (Kind.PLACE, Kind.PERSON)
    assert config.search.settings.boosts == {"title": 2.0, "who": 1.5}
    assert config.search.saved[0].query == 'harbour OR "sea port"'
    assert config.ui.mouse is False
    assert config.ui.keys == {"mark.star": ("*",), "move.down": ("c", "down")}


def test_paths_are_relative_to_the_file_and_expanded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("PILE", str(tmp_path / "pile"))
    config = load(tmp_path, "sources: [{path: $PILE/a}, {path: ~/b}, {path: ../c}]\nentities: {names: ../names.yaml}\n")
    assert [source.path for source in config.sources] == [
        str(tmp_path / "pile/a"), str(home / "b"), str(tmp_path.parent / "c")
    ]  # fmt: skip
    assert config.entities.names == tmp_path.parent / "names.yaml"


def test_a_source_that_is_not_there_is_no_mistake_of_the_config(tmp_path: Path) -> None:
    assert load(tmp_path, "sources: [{path: nowhere}]").sources[0].name == "nowhere"


def test_each_config_has_its_own_library_but_the_users_and_the_shipped_one_share_the_main(tmp_path: Path) -> None:
    data = paths.get_data_folder()
    own = paths.get_config_folder() / "config.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("")
    assert load_config(own).library == load_config(SHIPPED).library == data / "library"
    one, other = load(tmp_path, "").library, tmp_path / "b" / "config.yaml"
    other.parent.mkdir()
    other.write_text("")
    assert one.parent == data / "libraries" and one.name.startswith(f"{tmp_path.name}-")
    assert load_config(other).library != one


# ----------------------------------------------------------------------------- finding it


def test_where_the_config_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, own = tmp_path / "here", paths.get_config_folder()
    for folder in (here, own):
        folder.mkdir(parents=True)
        (folder / "config.yaml").write_text("")
    monkeypatch.chdir(here)
    assert find_config(Path("x.yaml"), {"NEWSREADER_CONFIG": "y.yaml"}) == here / "x.yaml"
    assert find_config(None, {"NEWSREADER_CONFIG": "y.yaml"}) == here / "y.yaml"
    assert find_config(None, {}) == here / "config.yaml"
    (here / "config.yaml").unlink()
    assert find_config(None, {}) == own / "config.yaml"
    (own / "config.yaml").unlink()
    assert find_config(None, {}) == SHIPPED


def test_a_bad_config_that_was_only_found_says_how_to_take_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.yaml").write_text("port: 80")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load_config(None, {})
    assert "-c" in caught.value.hint and caught.value.exit_code == ExitCode.FAILED


# ----------------------------------------------------------------------------- mistakes


def test_all_mistakes_are_listed_at_once_in_their_order(tmp_path: Path) -> None:
    problems = find_problems(
        tmp_path,
        """\
colour: red
sources:
  - path: pages
    name: no
  - path: other/pages
  - 12
  - exclude: "*.md"
    encoding: utf8x
ui:
  theme: drak
  list_width: -3
  fps: 010
  measure: 12:30
  mouse: yes
  mouse: no
  keys: {app.hlp: x}
  date_format: 2024-01-02
search:
  boosts: {titel: 2, text: x}
  saved: [{name: a}]
clean:
  rules:
    pags: {keep: [a, 2]}
""",
    )
    for problem, start, said in zip(
        problems,
        (
            "1:1 colour", "4:11 sources[0].name", "5:11 sources[1].path", "6:5 sources[2]", "7:5 sources[3]",
            "8:15 sources[3].encoding", "10:10 ui.theme", "11:15 ui.list_width", "12:8 ui.fps", "13:12 ui.measure",
            "15:3 ui.mouse", "16:10 ui.keys.app.hlp", "17:16 ui.date_format", "19:12 search.boosts.titel",
            "19:28 search.boosts.text", "20:11 search.saved[0].query", "23:5 clean.rules.pags",
            "23:22 clean.rules.pags.keep[1]",
        ),
        (
            "unknown key", 'quotes: "no"', "line 4", "found 12", "path:", 'did you mean "utf-8"?',
            'did you mean "dark"?', "at least 20", "reads as 8", "reads as 750", "line 14", "app.help",
            'quotes: "2024-01-02"', 'did you mean "title"?', 'the text "x"', "missing", 'did you mean "pages"?',
            'quotes: "2"',
        ),
        strict=True,
    ):  # fmt: skip
        assert problem.startswith(f"{start}: ") and said in problem, problem


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("sources: [{feed: 'file:///etc/passwd'}]", "1:18 sources[0].feed", "only http:// and https://"),
        ("sources: [{feed: 'https://a.org/', include: ['*']}]", "1:36 sources[0].include", "nothing beside feed:"),
        ("sources: [{feed: 'http://[::1'}]", "1:18 sources[0].feed", "is no address"),
        ("sources: [{feed: }]", "1:18 sources[0].feed", "must not be empty"),
        ("sources: [{path: a, full_text: never}]", "1:21 sources[0].full_text", "nothing beside path:"),
        ("sources: [{opml: a, full_text: ever}]", "1:32 sources[0].full_text", "auto, always, never"),
        ("sources: [{feed: 'https://a.org/', opml: b}]", "1:36 sources[0].opml", "both"),
        ("sync: {feeds: {interval: -1}}", "1:26 sync.feeds.interval", "at least 0"),
        ("sync: {feeds: {gaps: 1}}", "1:16 sync.feeds.gaps", 'did you mean "gap"?'),
        ("sources: [{path: a, jsonl: b}]", "1:21 sources[0].jsonl", "both"),
        ("sources: [{pth: a}]", "1:12 sources[0].pth", 'did you mean "path"?'),
        ("sources: [{path: a}, {path: b, name: a}]", "1:38 sources[1].name", '"a" is also the name'),
        ("sources: pages", "1:10 sources", "expected a list"),
        ("sources: [{path: ''}]", "1:18 sources[0].path", "empty"),
        ('sources: [{path: "a\\0b"}]', "1:18 sources[0].path", "path"),
        ("library: [a]", "1:10 library", "expected a path, found a list"),
        ("ui: dark", "1:5 ui", "expected keys with values"),
        ("ui: {theme: }", "1:13 ui.theme", "nothing"),
        ("ui: {mouse: maybe}", "1:13 ui.mouse", "expected true or false"),
        ("ui: {mouse: 'true'}", "1:13 ui.mouse", "expected true or false"),
        ("ui: {fps: 1.5}", "1:11 ui.fps", "whole number"),
        ("ui: {fps: 0x10}", "1:11 ui.fps", "reads as 16"),
        ("ui: {fps: '30'}", "1:11 ui.fps", 'the text "30"'),
        ("ui: {date_format: '%Q'}", "1:19 ui.date_format", "%%"),
        ("ui: {sort: relevance}", "1:12 ui.sort", "newest, oldest"),
        ("ui: {keys: {app.quit: []}}", "1:23 ui.keys.app.quit", "key"),
        ("ui: {keys: {mark.star: ctrl+nope}}", "1:24 ui.keys.mark.star", "not a key"),
        ("ui: {keys: {mark.star: 1}}", "1:24 ui.keys.mark.star", 'quotes: "1"'),
        ("ui: {keys: {on: a}}", "1:13 ui.keys.on", 'quotes: "on"'),
        ("clean: {repeated: {share: .nan}}", "1:27 clean.repeated.share", "number"),
        ("clean: {repeated: {share: 2}}", "1:27 clean.repeated.share", "at most 1"),
        ("entities: {recogniser: spacey}", "1:24 entities.recogniser", 'did you mean "spacy"?'),
        ("entities: {kinds: [people]}", "1:20 entities.kinds[0]", "person"),
        ("entities: {kinds: [place, place]}", "1:27 entities.kinds[1]", "twice"),
        ("entities: {model: ../evil}", "1:19 entities.model", "installed model"),
        ("search: {language: english}", "1:20 search.language", "two small letters"),
        ("search: {memory: 10}", "1:18 search.memory", "at least 50"),
        ("search: {memory: lots}", "1:18 search.memory", "whole number"),
        ("search: {sort: best}", "1:16 search.sort", "relevance"),
        ("search: {boosts: {title: -1}}", "1:26 search.boosts.title", "0 to 100"),
        ("search: {saved: [{name: a, query: ''}]}", "1:35 search.saved[0].query", "empty"),
        ("search: {saved: [{name: a, query: b}, {name: a, query: c}]}", "1:46 search.saved[1].name", "twice"),
        ("sync: {workers: -1}", "1:17 sync.workers", "at least 0"),
        ("sync: {max_bytes: !!python/object:os.system ls}", "1:19 sync.max_bytes", "tag"),
        ("{a: b, <<: {ui: {}}}", "1:8", "merge keys"),
        ("[a, b]: c", "1:1", "plain text"),
        ("- a", "1:1", "expected keys with values, found a list"),
        ("just words", "1:1", "expected keys with values"),
    ],
)  # fmt: skip
def test_mistakes(tmp_path: Path, text: str, place: str, said: str) -> None:
    assert any(line.startswith(place) and said in line for line in find_problems(tmp_path, text)), find_problems(
        tmp_path, text
    )


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("ui:\n\ttheme: dark", "2:1", "tab"),
        ("ui: {theme: dark", "1:5", "bracket"),
        ("ui:\n  theme: 'dark\n", "2:10", "quote is not closed"),
        ("ui: a: b", "1:6", "colon"),
        ("library: @home", "1:10", "quotes"),
        ("ui:\n  mouse: true\n fps: 3", "3:", "indentation"),
        ("ui: {}\n---\nui: {}", "2:1", "second document"),
        ("library: a\x07b", "1:11", "control character"),
        (b"library: caf\xe9", "1:13", "UTF-8"),
        ("library: x\n".encode("utf-16"), "1:1", "UTF-8"),
        ("a: &a [x]\nb: *a", "2:4", "aliases"),
        ("a: " + "[" * 100 + "]" * 100, "1:", "nested deeper"),
    ],
)
def test_what_is_not_yaml_is_said_with_its_place(tmp_path: Path, text: str | bytes, place: str, said: str) -> None:
    problems = find_problems(tmp_path, text)
    assert any(line.startswith(place) and said in line for line in problems), problems


def test_aliases_never_multiply_the_work(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    lines += ["clean: {rules: *a39}"]
    assert any("aliases" in problem for problem in find_problems(tmp_path, "\n".join(lines)))


def test_a_file_that_cannot_be_read_is_a_config_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(ConfigError) as caught:
            load_config(path)
        assert str(path) in caught.value.message


def test_nothing_in_a_message_acts_on_the_terminal(tmp_path: Path) -> None:
    text = '"\\e]0;owned\\a\\u202eevil": 1\nui: {theme: "\\e[2Jdark\\nred"}\n'
    problems = find_problems(tmp_path, text)
    assert len(problems) == 2
    assert all(line.isprintable() for line in problems), problems


@given(st.text(max_size=200))
def test_any_text_loads_or_is_refused_in_lines_with_places(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    for line in find_problems(tmp_path_factory.getbasetemp(), data):
        assert line[0].isdigit()


def test_the_ids_of_keys_are_checked_against_the_apps_own(tmp_path: Path) -> None:
    keys = "".join(f"    {key.id}: [{', '.join(map(repr, key.keys))}]\n" for key in KEYS)
    assert find_problems(tmp_path, f"ui:\n  keys:\n{keys}") == []


# ----------------------------------------------------------------------------- writing one


def test_init_writes_a_config_that_loads_and_is_private(tmp_path: Path) -> None:
    path = write_config(None, ())
    assert path == paths.get_config_folder() / "config.yaml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_config(path).sources == load_config(SHIPPED).sources
    with pytest.raises(ConfigError):
        write_config(None, ())


def test_init_names_the_folders_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_config(tmp_path / "a" / "my.yaml", (Path("pages"), Path('odd "name": #1')))
    assert [source.path for source in load_config(path).sources] == [
        str(tmp_path / "pages"), str(tmp_path / 'odd "name": #1')
    ]  # fmt: skip
    assert "# How pages are cleaned." in path.read_text(encoding="utf-8")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unwritable for root")
def test_init_where_nothing_can_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError):
        write_config(tmp_path / "config.yaml", ())
