"""The command as a person and a script run it: what it prints, where, and with what status."""

from __future__ import annotations

import base64
import json
import os
import pty
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.documents import write_pages
from tests.command import Newsreader
from tui.commands import output, plain
from tui.model import Article, Block, Caption, Reason, Role

BRIDGE = """Mayor opens the new bridge

By Anna Lindqvist

OSLO (Seed Wire) - Mayor Berit Solheim opened a new bridge over the river on Monday, two years later than
planned, and walked across it with several hundred people who live on the eastern side, city officials said.

"It will bring the two halves of the town together," Solheim told reporters at the opening, which was held in
heavy rain. She said that the old bridge, built by the army after the war, would be taken down in the spring.

The bridge took four years to build and carries trams, bicycles and people on foot. Cars have to take the
tunnel, which the council widened last year after long talks with the owners of the harbour.

(Reporting by Anna Lindqvist; Editing by Per Holm)
"""
FERRY = """Ferry line to close after ninety years

BERGEN (Seed Wire) - The last ferry across the fjord will sail in March, the shipping company said on Friday,
because fewer and fewer people have used it since the road along the shore was finished three years ago.

Mayor Berit Solheim said that the town had asked the company to wait until the autumn, when the school on the
island is to move. The company answered that the ship was too old to pass another inspection.
"""


class Pages(Newsreader):
    """A library of two articles."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (self.pages / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
        (self.pages / "ferry.txt").write_text(FERRY, encoding="utf-8")
        assert self.run("sync").returncode == 0
        (self.bridge,) = self.find("bridge")
        (self.ferry,) = self.find("ferry")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Shared by the tests that change nothing."""
    return Pages(tmp_path_factory.mktemp("pages"))


@pytest.fixture
def own(tmp_path: Path) -> Pages:
    """For one test alone."""
    return Pages(tmp_path)


def run(*words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tui", *words],
        input=stdin, capture_output=True, env={**os.environ, **(env or {})}, timeout=120,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr + done.stdout, done.stderr.decode()
    return done


def run_on_terminal(words: Sequence[str]) -> tuple[int, str]:
    """Run with stdout on a terminal; the status and what the terminal was sent."""
    parent, child = pty.openpty()
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=child, stderr=subprocess.DEVNULL)
    os.close(child)
    seen = b""
    try:
        while part := os.read(parent, 65536):
            seen += part
    except OSError:  # how Linux says that the other side is closed
        pass
    os.close(parent)
    return process.wait(120), seen.decode()


# ----------------------------------------------------------------------------- search


def test_search_prints_a_line_a_hit_with_tabs(pages: Pages) -> None:
    done = pages.run("search", "mayor", "--sort", "newest")
    assert done.returncode == 0 and done.stderr == b""
    lines = sorted(line.split("\t") for line in done.stdout.decode().splitlines())
    assert [(line[0], line[3]) for line in lines] == sorted(
        [(pages.bridge, "Mayor opens the new bridge"), (pages.ferry, "Ferry line to close after ninety years")]
    )


def test_search_json_has_the_fixed_keys(pages: Pages) -> None:
    answer = pages.ask("search", "who:solheim", "bridge")
    assert answer["version"] == 1 and answer["query"] == "who:solheim bridge" and answer["total"] == 1
    assert answer["took_ms"] >= 0
    (article,) = answer["articles"]
    assert {
        "id", "title", "source", "published", "place", "score", "snippet", "read", "starred", "tags"
    } <= article.keys()  # fmt: skip
    assert article["id"] == pages.bridge and article["read"] is False and article["tags"] == []
    assert "bridge" in article["snippet"]


def test_search_that_finds_nothing_has_status_1_and_a_proposal(pages: Pages) -> None:
    done = pages.run("search", "brigde")
    assert done.returncode == 1 and done.stdout == b""
    assert b'did you mean "bridge"?' in done.stderr
    answer = pages.ask("search", "brigde")
    assert answer["total"] == 0 and answer["articles"] == [] and answer["suggestion"] == "bridge"


def test_a_word_is_left_out_with_a_dash_and_a_misspelt_option_is_an_error(pages: Pages) -> None:
    assert pages.find("mayor -bridge") == [pages.ferry]
    done = pages.run("search", "mayor", "-bridge", "--sort", "oldest")
    assert done.stdout.startswith(pages.ferry.encode()) and done.stdout.count(b"\n") == 1
    done = pages.run("search", "mayor", "--limt", "3")
    assert done.returncode == 2 and b"--limit" in done.stderr


def test_the_limit_is_told(pages: Pages) -> None:
    done = pages.run("search", "mayor", "--limit", "1")
    assert done.stdout.count(b"\n") == 1 and b"1 of 2" in done.stderr
    assert pages.run("search", "mayor", "--limit", "0").returncode == 2


def test_an_unknown_field_is_told_and_never_a_traceback(pages: Pages) -> None:
    done = pages.run("search", "titel:bridge")
    assert b"title" in done.stderr


def test_a_person_sees_snippets_with_the_hits_in_bold(pages: Pages) -> None:
    status, seen = run_on_terminal([*pages.command, "search", "trams"])
    assert status == 0
    assert f"{pages.bridge}  " in seen and "\x1b[1mtrams\x1b[0m" in seen


def test_facets_of_what_was_found(pages: Pages) -> None:
    answer = pages.ask("search", "mayor", "--facets", "--limit", "1")
    assert answer["total"] == 2 and len(answer["articles"]) == 1, "all hits are counted, not only those printed"
    assert answer["facets"]["person"] == [{"value": "Berit Solheim", "count": 2}]
    assert set(answer["facets"]) == {"source", "year", "person", "place"}
    for values in answer["facets"].values():
        assert len(values) <= 1
    (source,) = answer["facets"]["source"]
    assert pages.ask("search", f'source:"{source["value"]}" mayor')["total"] == source["count"]
    assert "facets" not in pages.ask("search", "mayor")


def test_facets_as_lines_with_tabs_and_for_a_person(pages: Pages) -> None:
    done = pages.run("search", "trams", "--facets")
    assert done.returncode == 0
    assert ["person", "Berit Solheim", "1"] in [line.split("\t") for line in done.stdout.decode().splitlines()]
    status, seen = run_on_terminal([*pages.command, "search", "trams", "--facets"])
    assert status == 0 and "person" in seen.split() and "1  Berit Solheim" in seen
    assert pages.run("search", "xyzzy", "--facets").returncode == 1


# ----------------------------------------------------------------------------- show and entity


def test_show_prints_the_story_and_only_the_story(pages: Pages) -> None:
    text = pages.run("show", pages.bridge[:6]).stdout.decode()
    assert text.startswith("Mayor opens the new bridge\n\n")
    assert "Anna Lindqvist" in text and "carries trams" in text
    assert "Editing by" not in text


def test_show_json_is_what_clean_gives_and_the_state(pages: Pages) -> None:
    answer = pages.ask("show", pages.bridge)
    cleaned = json.loads(run("clean", "--json", stdin=BRIDGE.encode()).stdout)
    assert answer.keys() >= cleaned.keys() | {"read", "starred", "tags", "note", "origin"}
    for key in ("title", "title_derived", "source", "byline", "paragraphs", "captions"):
        assert answer[key] == cleaned[key]


def test_show_raw_gives_every_byte_back(pages: Pages) -> None:
    assert pages.run("show", pages.bridge, "--raw").stdout == BRIDGE.encode()


def test_show_raw_on_a_terminal_is_harmless(own: Pages) -> None:
    (own.pages / "evil.txt").write_bytes(BRIDGE.replace("trams", "tr\x1b]0;owned\x07\x9bams").encode())
    own.run("sync")
    (evil,) = set(own.find("bridge")) - {own.bridge}
    assert b"\x1b]0;owned" in own.run("show", evil, "--raw").stdout
    _, seen = run_on_terminal([*own.command, "show", evil, "--raw"])
    assert "carries trams" in seen and "\x1b" not in seen and "\x9b" not in seen


def test_show_removed_names_the_reasons(pages: Pages) -> None:
    text = pages.run("show", pages.bridge, "--removed").stdout.decode()
    assert "Editing by Per Holm" in text and "credit" in text


def test_show_markdown(pages: Pages) -> None:
    text = pages.run("show", pages.bridge, "--markdown").stdout.decode()
    assert text.startswith("# Mayor opens the new bridge\n\n")


def test_an_id_that_nobody_has_is_not_found(pages: Pages) -> None:
    done = pages.run("show", "zzz")
    assert done.returncode == 1 and done.stderr.startswith(b"newsreader: ")


def test_entity_prints_the_card_over_the_library(pages: Pages) -> None:
    answer = pages.ask("entity", "berit", "solheim")
    assert answer["name"] == "Berit Solheim" and answer["kind"] == "person" and answer["articles"] == 2
    assert {row["id"] for row in answer["rows"]} == {pages.bridge, pages.ferry}
    text = pages.run("entity", "Solheim").stdout.decode()
    assert text.startswith("Berit Solheim\nperson") and "in 2 articles" in text


def test_an_unknown_entity_has_status_1_and_a_proposal(pages: Pages) -> None:
    done = pages.run("entity", "Berit Solhem")
    assert done.returncode == 1 and b'did you mean "Berit Solheim"?' in done.stderr


# ----------------------------------------------------------------------------- state, export, import


def test_state_is_changed_by_any_beginning_of_an_id(own: Pages) -> None:
    done = own.run("tag", "town hall", own.bridge[:8], own.ferry)
    assert done.returncode == 0 and done.stdout == b"" and b"2 articles tagged" in done.stderr
    own.run("star", own.bridge)
    own.run("read", own.bridge, own.ferry)
    shown = own.ask("show", own.bridge)
    assert (shown["tags"], shown["starred"], shown["read"]) == (["town hall"], True, True)
    own.run("tag", "--remove", "town hall", own.ferry)
    own.run("star", "--off", own.bridge)
    own.run("read", "--off", own.bridge)
    assert own.find("tag:town") == [own.bridge] or own.find('tag:"town hall"') == [own.bridge]
    assert own.find("is:unread") == [own.bridge]
    assert own.run("search", "is:starred").returncode == 1


def test_with_one_unknown_id_nothing_is_changed(own: Pages) -> None:
    done = own.run("star", own.bridge, "zzz")
    assert done.returncode == 1
    assert own.ask("show", own.bridge)["starred"] is False


def test_export_and_import_bring_everything_to_another_library(own: Pages, tmp_path: Path) -> None:
    own.run("tag", "town", own.bridge)
    own.run("star", own.bridge)
    own.run("read", own.ferry)
    lines = own.run("export", "*", "--format", "jsonl").stdout
    dump = tmp_path / "dump.jsonl"
    dump.write_bytes(lines)
    folder = tmp_path / "other"
    folder.mkdir()
    other = Newsreader(folder)
    assert other.run("import", str(dump)).returncode == 0
    for name in (own.bridge, own.ferry):
        assert own.ask("show", name) == other.ask("show", name)
        assert own.run("show", name, "--raw").stdout == other.run("show", name, "--raw").stdout
    assert other.find("is:starred tag:town trams") == [own.bridge]
    assert own.ask("entity", "solheim")["articles"] == other.ask("entity", "solheim")["articles"]
    # What came in is not taken for gone, and coming again changes nothing.
    assert other.ask("sync")["gone"] == 0
    assert b"0 added, 2 known, 0 with" in other.run("import", "-", stdin=lines).stdout


def test_import_joins_and_never_takes_away(own: Pages) -> None:
    line = json.loads(own.run("export", "bridge", "--format", "jsonl").stdout.splitlines()[0])
    own.run("star", own.bridge)
    own.run("tag", "mine", own.bridge)
    theirs = line | {"starred": False, "tags": ["theirs"], "note": "ask them"}
    for _ in range(2):
        assert own.run("import", "-", stdin=json.dumps(theirs).encode()).returncode == 0
    shown = own.ask("show", own.bridge)
    assert (shown["starred"], shown["tags"], shown["note"]) == (True, ["mine", "theirs"], "ask them")


def test_import_reports_each_bad_line_and_takes_the_others(own: Pages) -> None:
    good = own.run("export", "ferry", "--format", "jsonl").stdout.splitlines()[0]
    line = json.loads(good) | {"id": "0" * 12}
    bad: list[Any] = [
        "oops", [], {"a": 1}, {"id": 3}, {"version": 9, "id": own.ferry}, {"id": "0" * 12},
        line | {"document": "!"}, line | {"document": base64.b64encode(b"x").decode()}, {"id": own.ferry, "tags": "a"},
    ]  # fmt: skip
    lines = [*(json.dumps(one).encode() for one in bad), json.dumps(json.loads(good) | {"starred": True}).encode()]
    done = own.run("import", "-", stdin=b"\n".join(lines))
    assert done.returncode == 2
    for number in range(1, len(bad) + 1):
        assert f"-:{number}: ".encode() in done.stderr
    assert own.ask("show", own.ferry)["starred"] is True


def test_export_markdown_and_nothing_to_export(pages: Pages) -> None:
    text = pages.run("export", "mayor").stdout.decode()
    assert text.count("\n# ") + text.startswith("# ") == 2
    done = pages.run("export", "zeppelin")
    assert done.returncode == 1 and done.stdout == b""


# ----------------------------------------------------------------------------- sync


def test_sync_reports_and_says_what_it_did_line_by_line_for_programs(tmp_path: Path) -> None:
    newsreader = Newsreader(tmp_path)
    (newsreader.pages / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (newsreader.pages / "empty.txt").write_bytes(b"\0\1\2\3" * 100)
    lines = [json.loads(line) for line in newsreader.run("sync", "--progress").stdout.splitlines()]
    assert all(line["version"] == 1 for line in lines)
    *progress, report = lines
    assert progress and all({"stage", "done", "total", "articles"} <= line.keys() for line in progress)
    assert (report["new"], len(report["failures"])) == (1, 1)
    assert "empty.txt" in report["failures"][0]["place"]
    done = newsreader.run("sync")
    assert done.returncode == 0 and b"0 new" in done.stdout


def test_a_sync_that_can_read_nothing_fails(tmp_path: Path) -> None:
    newsreader = Newsreader(tmp_path, "sources:\n  - path: nowhere\n")
    done = newsreader.run("sync")
    assert done.returncode == 2 and b"nowhere" in done.stderr


def test_before_the_first_sync_there_is_no_library_and_that_is_said(tmp_path: Path) -> None:
    done = Newsreader(tmp_path).run("search", "x")
    assert done.returncode == 2 and b"newsreader sync" in done.stderr


# ----------------------------------------------------------------------------- filters


def test_clean_answers_with_the_fixed_keys() -> None:
    done = run("clean", "-", "--json", stdin=BRIDGE.encode())
    answer = json.loads(done.stdout)
    assert next(iter(answer)) == "version" and done.stdout.count(b"\n") == 1
    assert {
        "id", "title", "title_derived", "source", "section", "place", "byline", "published", "language", "paragraphs",
        "captions", "removed",
    } <= answer.keys()  # fmt: skip
    assert answer["title"] == "Mayor opens the new bridge" and answer["title_derived"] is False
    assert len(answer["paragraphs"]) == 3 and answer["byline"] == ["Anna Lindqvist"]
    assert {"text": "(Reporting by Anna Lindqvist; Editing by Per Holm)", "reason": "credit"}.items() <= answer[
        "removed"
    ][-1].items()


def test_clean_reads_a_letter_and_refuses_a_box_of_them(tmp_path: Path) -> None:
    letter = b"From: Harbour Gazette <a@b.example>\nSubject: Bridge\nDate: Tue, 05 Mar 2024 07:30:00 +0100\n\n"
    (tmp_path / "a.eml").write_bytes(letter + BRIDGE.encode())
    article = json.loads(run("clean", str(tmp_path / "a.eml"), "--json").stdout)
    assert (article["title"], article["source"], article["published"][:10]) == (
        "Bridge",
        "Harbour Gazette",
        "2024-03-05",
    )
    (tmp_path / "a.mbox").write_bytes(b"From - Tue Mar  5 07:30:00 2024\n" + letter + BRIDGE.encode())
    done = run("clean", str(tmp_path / "a.mbox"))
    assert done.returncode == 2 and b"holds many documents" in done.stderr


def test_clean_reads_a_file_and_prints_text(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><nav>Home</nav><h1>Bridge</h1>" + "".join(
        f"<p>{line}</p>" for line in BRIDGE.split("\n\n")[2:5]
    ) + "</body></html>")  # fmt: skip
    done = run("clean", str(page))
    assert done.returncode == 0 and done.stdout.startswith(b"Bridge\n\n") and b"Home" not in done.stdout


def test_notes_offsets_are_into_the_joined_paragraphs() -> None:
    paragraphs = json.loads(run("clean", "--json", stdin=BRIDGE.encode()).stdout)["paragraphs"]
    answer = json.loads(run("notes", "--json", stdin=BRIDGE.encode()).stdout)
    body = "\n\n".join(paragraphs)
    people = [entity["name"] for entity in answer["entities"] if entity["kind"] == "person"]
    assert people == ["Berit Solheim"]
    for entity in answer["entities"]:
        assert {"name", "kind", "names", "mentions", "descriptions", "quotes"} <= entity.keys()
        for part in (*entity["mentions"], *entity["descriptions"], *entity["quotes"]):
            assert body[part["start"] : part["end"]] == part["text"]
    assert b"Berit Solheim" in run("notes", stdin=BRIDGE.encode()).stdout


def test_notes_of_uncleaned_text_have_offsets_into_it_whatever_is_in_it() -> None:
    text = (
        "\u2028\U0001f600\x85\n\nMayor Berit Solheim met the writer Erik Lund in Oslo on Monday, officials said.\ufeff"
    )
    line = json.dumps({"id": "x", "text": text})
    done = run("notes", "--jsonl", "--no-clean", stdin=line.encode())
    (answer,) = map(json.loads, done.stdout.decode().splitlines())
    given_text = json.loads(line)["text"]
    mentions = [mention for entity in answer["entities"] for mention in entity["mentions"]]
    assert {"Berit Solheim", "Erik Lund", "Oslo"} <= {mention["text"] for mention in mentions}
    assert all(given_text[one["start"] : one["end"]] == one["text"] for one in mentions)


@pytest.mark.parametrize("command", ["clean", "notes"])
def test_a_stream_is_answered_in_order_and_bad_lines_are_told(command: str) -> None:
    lines: list[bytes] = [json.dumps({"id": f"p{number}", "text": BRIDGE}).encode() for number in range(60)]
    bad = {3: b"oops", 10: b"[]", 11: b'{"id": "x"}', 12: b'{"text": 5}', 40: b"\xff\xfe{", 41: b"[" * 100_000}
    for number, line in bad.items():
        lines[number - 1] = line
    lines.insert(50, b"   ")
    done = run(command, "--jsonl", stdin=b"\xef\xbb\xbf" + b"\r\n".join(lines))
    assert done.returncode == 2
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [answer["id"] for answer in answers] == [f"p{n}" for n in range(60) if n + 1 not in bad]
    for number in bad:
        assert f"stdin:{number}: ".encode() in done.stderr


def test_ids_come_back_as_they_were_given() -> None:
    lines = [{"id": 7, "text": "a"}, {"text": "b"}, {"id": None, "html": "<p>c</p>"}, {"id": "ü\u202e", "text": "d"}]
    done = run("clean", "--jsonl", stdin="\n".join(map(json.dumps, lines)).encode())
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [7, None, None, "ü\u202e"]
    assert "ü".encode() in done.stdout and "\u202e".encode() not in done.stdout


def test_each_line_is_answered_before_the_next_is_sent() -> None:
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "tui", "clean", "--jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        watchdog = threading.Timer(120, process.kill)
        watchdog.start()
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": FERRY}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait() == 0
        watchdog.cancel()


def test_input_that_is_no_page_is_refused(tmp_path: Path) -> None:
    for page in (b"", bytes(range(256)) * 100, b"x" * 20_000_001):
        done = run("clean", stdin=page)
        assert done.returncode == 2 and done.stdout == b"" and done.stderr.startswith(b"newsreader: stdin: "), (
            done.stderr
        )
    done = run("clean", str(tmp_path / "none"))
    assert done.returncode == 2 and b"none" in done.stderr
    assert run("clean", str(tmp_path)).returncode == 2
    assert run("clean", "--json", "--jsonl", stdin=b"x").returncode == 2


def test_the_filters_touch_neither_config_nor_library(tmp_path: Path, home: Path) -> None:
    bad = tmp_path / "config.yaml"
    bad.write_text("not: good")
    assert run("clean", stdin=BRIDGE.encode(), env={"NEWSREADER_CONFIG": str(bad)}).returncode == 0
    assert not any(home.rglob("*.sqlite"))


# ----------------------------------------------------------------------------- settings


def test_config_commands(tmp_path: Path) -> None:
    newsreader = Newsreader(tmp_path)
    assert newsreader.run("config", "path").stdout.decode().strip() == str(newsreader.config)
    assert newsreader.run("config", "check").returncode == 0
    shown = yaml.safe_load(newsreader.run("config", "show").stdout)
    assert shown["library"] == str(newsreader.library) and shown["ui"]["theme"] == "dark"
    newsreader.config.write_text("ui: {theme: drak}\n")
    for words in (["config", "check"], ["config", "show"], ["search", "x"], ["sync"], []):
        done = newsreader.run(*words)
        assert done.returncode == 2 and b'config.yaml:1:13 ui.theme: "drak"' in done.stderr
    assert newsreader.run("config", "path").returncode == 0


def test_config_check_reads_what_was_taught_too(tmp_path: Path) -> None:
    newsreader = Newsreader(tmp_path)
    (tmp_path / "rules.yaml").write_text("a: {dorp: [x]}\n")
    (tmp_path / "names.yaml").write_text("hide: [no]\n")
    done = newsreader.run("config", "check")
    assert done.returncode == 2
    assert b"rules.yaml:1:5 a.dorp" in done.stderr and b"names.yaml:1:8 hide[0]" in done.stderr


def test_config_init_writes_one_that_the_command_then_takes(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    written = run("config", "init", str(tmp_path / "pages")).stdout.decode().strip()
    assert Path(written).is_file()
    assert run("config", "init").returncode == 2
    assert run("-c", written, "sync").returncode == 0
    assert run("-c", written, "search", "trams").returncode == 0


def test_doctor_says_that_all_is_well_or_what_is_not(own: Pages) -> None:
    done = own.run("doctor")
    assert done.returncode == 0 and b"BAD" not in done.stdout and b"index: ready" in done.stdout
    assert own.run("doctor", "--rebuild").returncode == 0
    (own.folder / "names.yaml").write_text("hide: [no]\n")
    (own.pages / "ferry.txt").rename(own.folder / "ferry.txt")
    (own.pages / "bridge.txt").unlink()
    own.pages.rmdir()
    done = own.run("doctor")
    assert done.returncode == 2 and done.stdout.count(b"BAD") == 2


# ----------------------------------------------------------------------------- manners


def test_version_and_help() -> None:
    text = run("--version").stdout.decode()
    assert text.startswith("newsreader ") and "SQLite" in text and "whoosh3" in text and "textual" in text
    assert run("-h").returncode == 0
    done = run("serach", "x")
    assert done.returncode == 2 and b"search" in done.stderr


@pytest.mark.parametrize("env", [{}, {"TERM": "dumb"}, {"TERM": ""}])
def test_the_app_without_a_terminal_says_what_to_use(pages: Pages, env: dict[str, str]) -> None:
    done = pages.run(env=env)
    assert done.returncode == 2 and done.stdout == b""
    assert b"terminal" in done.stderr and b"newsreader search" in done.stderr and b"\x1b" not in done.stderr


@pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}])
def test_any_locale_gets_utf_8(env: dict[str, str]) -> None:
    line = json.dumps({"id": "é", "text": BRIDGE.replace("Solheim", "Sólheimš")}).encode()
    for words in (["clean", "--jsonl"], ["notes", "--jsonl"]):
        done = run(*words, stdin=line, env=env)
        assert done.returncode == 0 and "Sólheimš".encode() in done.stdout
    assert "Sólheimš".encode() in run("clean", stdin=BRIDGE.replace("Solheim", "Sólheimš").encode(), env=env).stdout


def test_a_reader_that_goes_away_ends_it_quietly(pages: Pages) -> None:
    for words in (["search", "mayor"], ["export", "*", "--format", "jsonl"], ["clean", "--jsonl"]):
        process = subprocess.Popen(
            [*pages.command, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.close()
        _, said = process.communicate(input=(json.dumps({"id": 1, "text": BRIDGE}).encode() + b"\n") * 50, timeout=120)
        assert process.returncode == 0 and said == b"", (words, said)


def test_a_fault_of_its_own_is_one_line_and_the_log_has_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from tui import cli, log

    def fail(_: object) -> None:
        raise ZeroDivisionError("one over \x1b[2Jnone")

    monkeypatch.setattr("tui.commands.settings.load", fail)
    assert cli.run(["-c", str(tmp_path / "x.yaml"), "config", "show"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "ZeroDivisionError" in said.err and "Traceback" not in said.err and "\x1b" not in said.err
    assert str(log.get_path()) in said.err


def test_the_log_is_private_and_harmless(tmp_path: Path) -> None:
    code = (
        "import logging; from tui import log; log.set_up(); log.set_up()\n"
        "logging.getLogger('tui.x').info('a\\x1b[2Jb'); logging.getLogger('other').info('not kept')\n"
        "import warnings; warnings.warn('careful')\n"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, check=True)
    assert done.stdout == done.stderr == b""
    (path,) = Path(os.environ["XDG_STATE_HOME"]).rglob("*.log")
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text()
    assert "INFO tui.x: ab" in text and text.count("tui.x") == 1 and "careful" in text and "not kept" not in text


# ----------------------------------------------------------------------------- forms


@given(st.text(st.characters(codec=None)))
def test_json_is_one_harmless_line_with_the_exact_value(text: str) -> None:
    line = output.encode_json({"text": text})
    expected = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    assert json.loads(line) == {"version": 1, "text": expected}
    assert len(line.splitlines()) == 1
    line.encode("utf-8")


def test_markdown_keeps_text_a_text() -> None:
    def block(text: str, role: Role = Role.PARAGRAPH, reason: Reason | None = None) -> Block:
        return Block(raw=text, text=text, role=role, reason=reason)

    article = Article(
        id="0" * 12, origin="o", location="l", title="# [Video] *stars*", title_derived=False, url="javascript:x",
        blocks=(
            block("1. Not a list"), block("- nor this"), block("<b>bold</b>"), block("Section", Role.HEADING),
            block("one", Role.LIST_ITEM), block("two", Role.LIST_ITEM), block("said", Role.QUOTE),
            block("ad", Role.FURNITURE, Reason.ADVERTISEMENT),
        ),
        captions=(Caption("A bridge", "P. Holm"),),
    )  # fmt: skip
    text = plain.format_markdown(article)
    assert text.split("\n\n") == [
        r"# \# \[Video\] \*stars\*", r"1\. Not a list", r"\- nor this", r"\<b\>bold\</b\>", "## Section",
        "- one\n- two", "> said", "*Picture: A bridge (P. Holm)*\n",
    ]  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_sync_that_is_stopped_keeps_what_it_did_and_says_so(tmp_path: Path, number: signal.Signals) -> None:
    newsreader = Newsreader(tmp_path)
    write_pages(newsreader.pages, 200, words=120)
    child = newsreader.start("sync", "--progress")
    assert child.stdout is not None
    child.stdout.readline()
    child.send_signal(number)
    out, said = child.communicate(timeout=120)
    assert child.returncode == 130 and said == b"newsreader: stopped; the next sync goes on from here\n"
    report = json.loads(out.splitlines()[-1])
    assert 0 < report["new"] < 200
    assert newsreader.ask("sync")["new"] == 200 - report["new"]


def test_ctrl_c_ends_a_filter_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "tui", "clean", "--jsonl"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    process.stdin.write(json.dumps({"id": 1, "text": BRIDGE}).encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 130
    assert process.stderr.read().strip() == b""
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()


# ----------------------------------------------------------------------------- versions, and pages without an article


def test_search_tells_of_versions_and_show_lists_the_others(own: Pages) -> None:
    (own.pages / "again.txt").write_text(BRIDGE.replace("four years", "five years"), encoding="utf-8")
    assert own.run("sync").returncode == 0
    answer = own.ask("search", "bridge")
    assert answer["total"] == len(answer["articles"]) == 2, "every version is listed"
    assert [article["versions"] for article in answer["articles"]] == [2, 2]
    shown = own.ask("show", own.bridge)
    (other,) = shown["others"]
    assert shown["versions"] == 2
    assert other["id"] in {article["id"] for article in answer["articles"]} - {own.bridge}
    assert other["title"] == "Mayor opens the new bridge"
    assert f"Other versions\n  {other['id']}" in own.run("show", own.bridge).stdout.decode()
    assert own.ask("show", own.ferry)["others"] == []


def test_imported_articles_are_versions_too(own: Pages, tmp_path: Path) -> None:
    (own.pages / "again.txt").write_text(BRIDGE.replace("four years", "five years"), encoding="utf-8")
    assert own.run("sync").returncode == 0
    (tmp_path / "all.jsonl").write_bytes(own.run("export", "*", "--format", "jsonl").stdout)
    (tmp_path / "other").mkdir()
    other = Newsreader(tmp_path / "other")
    assert other.run("import", str(tmp_path / "all.jsonl")).returncode == 0
    assert sorted(article["versions"] for article in other.ask("search", "*")["articles"]) == [1, 2, 2]


def test_a_page_without_an_article_says_so(own: Pages) -> None:
    menu = "Menu\n\nHome\n\nNews\n\nSport\n\nSign in\n\nSubscribe\n"
    cleaned = json.loads(run("clean", "--json", stdin=menu.encode()).stdout)
    assert cleaned["paragraphs"] == []
    assert cleaned["no_article"].startswith("all of it is navigation")
    assert cleaned["title"] is None and cleaned["title_derived"] is False
    (own.pages / "menu.txt").write_text(menu, encoding="utf-8")
    assert own.run("sync").returncode == 0
    (name,) = set(own.find("is:unread")) - {own.bridge, own.ferry}
    text = own.run("show", name).stdout.decode()
    assert text.startswith("Untitled\n") and "No article here: all of it is navigation" in text
    assert own.run("show", name, "--raw").stdout.decode() == menu
    assert own.ask("search", "is:unread")["articles"][-1]["title"] is None
    assert own.run("export", "is:unread").returncode == 0
