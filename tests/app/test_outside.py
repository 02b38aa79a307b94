"""What leaves the app: notes to an editor, an article to a command, a link to a browser or the clipboard."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import SuspendNotSupported
from textual.widgets import TextArea

from tests.app.reader import PAGES, Reader, read
from tui.app import outside
from tui.app.screens.note import NoteEditor
from tui.errors import NewsreaderError

PAGE = {"harbour.md": f"---\nurl: https://example.org/harbour?a=1\n---\n{PAGES['harbour.txt']}"}
PYTHON = sys.executable


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """An editor that writes down what it was given, and adds a line."""
    path = tmp_path / "my editor.py"
    path.write_text(
        "import json, sys, os, stat\n"
        "from pathlib import Path\n"
        "note = Path(sys.argv[-1])\n"
        f"seen = Path({str(tmp_path / 'seen')!r})\n"
        "modes = [stat.S_IMODE(os.stat(place).st_mode) for place in (note.parent, note)]\n"
        "seen.write_text(json.dumps((sys.argv[1:-1], note.read_text(), modes)))\n"
        "note.write_text(note.read_text() + ' and more\\n')\n"
    )
    return path


class Suspended:
    """Stands in for Textual's suspending, which a test without a terminal cannot do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
        self.times = 0
        monkeypatch.setattr(reader.app, "suspend", self._suspend)

    @contextmanager
    def _suspend(self) -> Iterator[None]:
        self.times += 1
        yield


async def test_a_note_is_written_in_the_users_editor(
    tmp_path: Path, script: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "nothing-of-this-name")
    monkeypatch.setenv("VISUAL", f"{PYTHON} '{script}' --wait")
    async with read(tmp_path) as reader:
        suspended = Suspended(monkeypatch, reader)
        current = reader.app.main.current
        assert current is not None
        reader.library.set_note(current.id, "First")
        await reader.press("e")
        await reader.finish()
        assert suspended.times == 1
        assert reader.library.state(current.id).note == "First and more"
        assert json.loads((tmp_path / "seen").read_text()) == [["--wait"], "First", [0o700, 0o600]]
        assert "✎ First" in reader.screen()
        await reader.press("U")
        assert reader.library.state(current.id).note == "First"


async def test_an_editor_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", f"{PYTHON} -c 'import sys; sys.exit(3)'")
    async with read(tmp_path) as reader:
        Suspended(monkeypatch, reader)
        await reader.press("e")
        await reader.finish()
        assert "ended with status 3" in reader.said
        assert reader.app.main.current is not None
        assert reader.library.state(reader.app.main.current.id).note == ""


@pytest.mark.parametrize("editor", [None, "vi"])
async def test_the_built_in_editor_is_there_when_there_is_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editor: str | None
) -> None:
    async with read(tmp_path) as reader:
        if editor is not None:  # there is one, but the terminal cannot be given away, as in a browser tab
            monkeypatch.setattr(outside, "find_editor", lambda: [editor])

            def refuse() -> None:
                raise SuspendNotSupported

            monkeypatch.setattr(reader.app, "suspend", refuse)
        await reader.press("e")
        assert isinstance(reader.app.screen, NoteEditor)
        await reader.pilot.press(*"Ask again", "enter", *"[/foo]", "ctrl+s")
        await reader.finish()
        current = reader.app.main.current
        assert current is not None
        assert reader.library.state(current.id).note == "Ask again\n[/foo]"
        await reader.press("e")
        reader.app.screen.query_one(TextArea).text = "other"
        await reader.pilot.press("escape")
        await reader.finish()
        assert reader.library.state(current.id).note == "Ask again\n[/foo]"


async def test_a_note_on_a_name(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        await reader.press("3")
        ref = reader.app.main.notes.ref
        assert ref is not None
        await reader.press("e")
        await reader.pilot.press(*"Known", "ctrl+s")
        await reader.finish()
        assert reader.library.card(ref.id).note == "Known"
        assert "note   Known" in reader.screen()
        await reader.press("U")
        assert reader.library.card(ref.id).note == ""


async def test_the_article_is_piped_to_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[tuple[Sequence[str], str]] = []
    monkeypatch.setattr(outside, "pipe", lambda command, text: ran.append((command, text)))
    async with read(tmp_path, PAGE) as reader:
        Suspended(monkeypatch, reader)
        await reader.press("|")
        await reader.pilot.press(*"cat -n 'a b' ; rm x", "enter")
        await reader.finish()
        ((command, text),) = ran
        assert command == ["cat", "-n", "a b", ";", "rm", "x"], "no shell is there to understand the semicolon"
        assert text.startswith("# Tallinn opens its new harbour\n")
        assert "ten years for this day" in text
        assert "WhatsApp" not in text
        await reader.press("|")
        assert "cat -n 'a b' ; rm x" in reader.screen(), "the last command is proposed again"


@pytest.mark.parametrize(
    ("command", "said"), [("no-such-program -x", "There is no program 'no-such-program'."), ("cat 'x", "understood")]
)
async def test_a_command_that_cannot_be_run_is_said(tmp_path: Path, command: str, said: str) -> None:
    async with read(tmp_path) as reader:
        await reader.press("|")
        await reader.pilot.press(*command, "enter")
        await reader.finish()
        assert said in reader.said
        await reader.press("|")
        await reader.pilot.press("escape")
        await reader.finish()
        assert reader.app.screen is reader.app.main


def test_pipe_hands_the_text_over_and_gives_the_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr(sys, "__stdin__", nothing)
        out = tmp_path / "out"
        code = f"import sys; open({str(out)!r}, 'w').write(sys.stdin.read()); sys.exit(4)"
        assert outside.pipe([PYTHON, "-c", code], "Ünïcode\n") == 4
        assert out.read_text() == "Ünïcode\n"
        assert outside.pipe([PYTHON, "-c", "pass"], "x" * 1_000_000) == 0, "a command need not read its input"
    assert "ended with status 4" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("url", "ok"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://EXAMPLE.ORG", True),
        ("https://example.org/ü", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://example.org/\x1b[2J", False),
        ("https://example.org/ --help", False),
        ("https://example.org/\nx", False),
        ("-https://example.org", False),
        ("", False),
        (None, False),
    ],
)
def test_only_links_of_the_web_are_links(url: str | None, ok: bool) -> None:
    assert outside.check_link(url) == (url if ok else None)


@pytest.mark.parametrize(
    ("environ", "platform", "there"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": "localhost:10", "SSH_CONNECTION": "a b"}, "linux", False),
        ({}, "darwin", True),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", False),
    ],
)
def test_where_a_browser_can_be_opened(environ: dict[str, str], platform: str, there: bool) -> None:
    assert outside.has_browser(environ, platform) is there


async def test_over_ssh_the_link_is_copied_and_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    async with read(tmp_path, PAGE) as reader:
        monkeypatch.setattr(reader.app, "open_url", opened.append)
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setenv("SSH_CONNECTION", "1.2.3.4 5 6.7.8.9 22")
        await reader.press("o")
        assert reader.app.clipboard == "https://example.org/harbour?a=1"
        assert reader.said == "Copied https://example.org/harbour?a=1"
        monkeypatch.delenv("SSH_CONNECTION")
        await reader.press("o")
        assert opened == ["https://example.org/harbour?a=1"]


async def test_a_page_without_a_link_says_so(tmp_path: Path) -> None:
    async with read(tmp_path) as reader:
        await reader.press("o")
        assert reader.said == "This page says no link."
        await reader.press("y")
        assert reader.app.clipboard == "Tallinn opens its new harbour. Harbour Gazette, 2024-12-03"


async def test_copying_takes_what_the_cursor_is_on(tmp_path: Path) -> None:
    async with read(tmp_path, PAGE) as reader:
        await reader.press("y")
        assert reader.app.clipboard == "https://example.org/harbour?a=1"
        await reader.press("enter", "x", "g", "y")
        assert reader.app.main.reading.chosen_block is not None
        assert reader.app.clipboard == reader.app.main.reading.chosen_block.text
        await reader.press("3", "y")
        assert reader.app.main.notes.ref is not None
        assert reader.app.clipboard == reader.app.main.notes.ref.name


def test_a_file_is_put_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    outside.write_back(path, b"a: b\n")
    assert path.read_bytes() == b"a: b\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    outside.write_back(path, None)
    outside.write_back(path, None)
    assert list(tmp_path.iterdir()) == []


def test_the_editor_is_visual_before_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outside.find_editor({}) == []
    assert outside.find_editor({"EDITOR": PYTHON, "VISUAL": "  "}) == [PYTHON]
    assert outside.find_editor({"EDITOR": "x", "VISUAL": f"{PYTHON} -u"}) == [PYTHON, "-u"]
    with pytest.raises(NewsreaderError, match="no program"):
        outside.find_editor({"EDITOR": "no-such-editor"})
