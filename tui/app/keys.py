"""The one registry of keys: what can be bound, to which keys by default, and what each does, in words.

Plain data, read by the screens, by the help, by the command palette and by the config; it imports no textual.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

Scope = Literal["everywhere", "main", "view", "search", "prompt"]
"""Where a key works: in every screen, in the three panes and the views of names, only in these views, in the search
box, or in a prompt or dialog."""

Group = Literal["Move", "Read", "Find", "Mark", "Notes", "Cleaning", "Application", "Search box", "Prompts"]


class Key(NamedTuple):
    """Something that a key can do."""

    id: str
    """`area.action`, the name used in the config."""
    keys: tuple[str, ...]
    """The default keys, as Textual names them."""
    action: str
    """The action it runs, with its arguments."""
    help: str
    group: Group
    scope: Scope = "main"


class Problem(NamedTuple):
    """Something wrong in the user's keys."""

    id: str
    """The entry it stands at."""
    message: str
    hint: str = ""


KEYS: tuple[Key, ...] = (
    Key("move.down", ("j", "down"), "move(1)", "down: next article, line or name", "Move"),
    Key("move.up", ("k", "up"), "move(-1)", "up", "Move"),
    Key("move.half_down", ("ctrl+d",), "half(1)", "half a page down", "Move"),
    Key("move.half_up", ("ctrl+u",), "half(-1)", "half a page up", "Move"),
    Key("move.page_down", ("pagedown", "ctrl+f"), "page(1)", "a page down", "Move"),
    Key("move.page_up", ("b", "pageup", "ctrl+b"), "page(-1)", "a page up", "Move"),
    Key("move.top", ("g", "home"), "end(-1)", "to the top", "Move"),
    Key("move.bottom", ("G", "end"), "end(1)", "to the bottom", "Move"),
    Key("view.in", ("enter", "l", "right"), "enter", "in: open the article, choose the name", "Move"),
    Key("view.back", ("h", "left", "escape"), "back", "back one level", "Move"),
    Key("view.close", ("q",), "close", "back one level; at the top, quit", "Move"),
    Key("pane.next", ("tab",), "focus_step(1)", "next pane", "Move"),
    Key("pane.previous", ("shift+tab",), "focus_step(-1)", "previous pane", "Move"),
    Key("pane.list", ("1",), "focus_pane('list')", "article list", "Move"),
    Key("pane.reading", ("2",), "focus_pane('reading')", "reading view", "Move"),
    Key("pane.notes", ("3",), "focus_pane('notes')", "notes", "Move"),
    Key("pane.zoom", ("z",), "zoom", "zoom this pane, and back", "Move"),
    Key("read.on", ("space",), "read_on", "page down; at the end, open the next unread", "Read"),
    Key("read.next", ("J",), "article(1)", "next article", "Read"),
    Key("read.previous", ("K",), "article(-1)", "previous article", "Read"),
    Key("read.versions", ("=",), "versions", "the versions of this story, and what changed between them", "Read"),
    Key("read.link", ("o",), "open_link", "open the link (over SSH: copy it and show it)", "Read"),
    Key("read.copy", ("y",), "copy", "copy the link, or what is selected or under the cursor", "Read"),
    Key("read.pipe", ("|",), "pipe", "pipe the article to a command", "Read"),
    Key("find.search", ("/",), "search", "search", "Find"),
    Key("find.next", ("n",), "hit(1)", "next hit while a search is live, else next unread", "Find"),
    Key("find.previous", ("N",), "hit(-1)", "previous hit, else previous unread", "Find"),
    Key("find.saved", ("S",), "searches", "saved searches", "Find"),
    Key("find.which", ("v",), "which", "show all, only unread, or only starred articles", "Find"),
    Key("find.order", ("V",), "order", "newest first, oldest first, or best match first", "Find"),
    Key("find.facets", ("F",), "facets", "what is listed by source, year, person and place, and narrow to one", "Find"),
    Key("mark.star", ("s",), "star", "star, and unstar", "Mark"),
    Key("mark.read", ("u",), "unread", "mark read, and unread", "Mark"),
    Key("mark.all", ("A",), "read_all", "mark all that are listed as read", "Mark"),
    Key("mark.tags", ("t",), "tags", "tags", "Mark"),
    Key("mark.note", ("e",), "edit_note", "write a note, in $VISUAL or $EDITOR", "Mark"),
    Key("mark.undo", ("U",), "undo", "undo the last change", "Mark"),
    Key("notes.narrow", ("f",), "narrow", "narrow the list to this name", "Notes"),
    Key("notes.repair", ("m",), "repair", "what can be repaired of this name: a menu of the next six", "Notes"),
    Key("names.merge", ("M",), "repair('m')", "merge: this name and another are one", "Notes"),
    Key("names.split", ("D",), "repair('s')", "split: one of its names is somebody else", "Notes"),
    Key("names.rename", ("R",), "repair('r')", "show this name by another", "Notes"),
    Key("names.retype", ("C",), "repair('t')", "change its kind: person, organisation, place, other", "Notes"),
    Key("names.hide", ("H",), "repair('h')", "hide this name", "Notes"),
    Key("names.pin", ("P",), "repair('p')", "pin this name: list it first, and back", "Notes"),
    Key("names.page", ("p",), "entity_page", "this name's page: all that the library knows of it", "Notes"),
    Key("names.said", ('"',), "said", "everything that this name is quoted saying", "Notes"),
    Key("names.timeline", ("T",), "timeline", "what happened when, in sentences about this name", "Notes"),
    Key("names.together", ("B",), "together", "this name together with another: sentences and articles", "Notes"),
    Key("names.all", ("w",), "all_names", "all names: search, kind, order", "Notes"),
    Key("view.write", ("W",), "write", "on a name's page: write it to a file", "Notes", "view"),
    Key("view.add", ("a",), "add_name", "in a timeline: another name as well", "Notes", "view"),
    Key("view.drop", ("d",), "drop_name", "in a timeline: without the name added last", "Notes", "view"),
    Key("clean.removed", ("x",), "toggle_removed", "show what was removed, and why", "Cleaning"),
    Key("clean.keep", ("+",), "teach_keep", "always keep lines like this one from this source", "Cleaning"),
    Key("clean.drop", ("-",), "teach_drop", "always drop lines like this one from this source", "Cleaning"),
    Key("app.sync", ("r",), "sync", "read the sources again; while it runs, stop it", "Application"),
    Key("app.problems", ("!",), "problems", "what could not be read, and the latest messages", "Application"),
    Key("app.commands", ("ctrl+p",), "app.command_palette", "commands", "Application", "everywhere"),
    Key("app.help", ("?", "f1"), "app.help", "help: the keys in force", "Application", "everywhere"),
    Key("app.redraw", ("ctrl+l",), "app.redraw", "draw the screen again", "Application", "everywhere"),
    Key("app.suspend", ("ctrl+z",), "app.suspend_process", "suspend to the shell", "Application", "everywhere"),
    Key("app.quit", ("ctrl+q",), "app.quit", "quit from anywhere", "Application", "everywhere"),
    Key("search.done", ("enter",), "done", "to the list", "Search box", "search"),
    Key("search.clear", ("escape",), "clear", "clear the search and go back", "Search box", "search"),
    Key("search.older", ("up",), "recall(1)", "an earlier search", "Search box", "search"),
    Key("search.newer", ("down",), "recall(-1)", "a later search", "Search box", "search"),
    Key("search.accept", ("tab",), "accept", "take the spelling proposed, else go to the list", "Search box", "search"),
    Key("prompt.cancel", ("escape",), "cancel", "leave, changing nothing", "Prompts", "prompt"),
    Key("prompt.complete", ("tab",), "complete", "complete", "Prompts", "prompt"),
    Key("prompt.older", ("up",), "recall(1)", "an earlier answer, or the line above", "Prompts", "prompt"),
    Key("prompt.newer", ("down",), "recall(-1)", "a later answer, or the line below", "Prompts", "prompt"),
)

BY_ID: dict[str, Key] = {key.id: key for key in KEYS}

REQUIRED = ("app.quit", "app.help", "view.close")
"""What must always have a key: without them a person could not find the way out."""

NOTHING = "f35"
"""A key that no keyboard sends; a binding is taken off its keys by moving it there."""

NAMED = {
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"),
    *("backspace", "tab", "enter", "escape", "space", "comma"),
    *(f"f{number}" for number in range(1, 25)),
}

SPELLINGS = {
    "esc": "escape",
    "return": "enter",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "del": "delete",
    "ins": "insert",
    "control": "ctrl",
    "c": "ctrl",
    "meta": "alt",
    "m": "alt",
    "a": "alt",
    "s": "shift",
}

TEXTUAL_NAMES = {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_"}
"""The characters that Textual names otherwise than Unicode does."""

SHOWN = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "comma": ",",
}


def parse_key(text: str) -> str | None:
    """Make a key of what a person writes (`j`, `?`, `Ctrl-d`, `shift+tab`, `F5`); None when there is no such key."""
    text = text.strip(" ") or text[:1]
    if not text:
        return None
    if len(text) == 1:
        return {" ": "space", ",": "comma"}.get(text, text if text.isprintable() else None)
    *modifiers, name = text.replace("+", " ").replace("-", " ").split() or [text]
    if text[-1] in "+-":
        modifiers, name = text[:-1].replace("+", " ").replace("-", " ").split(), text[-1]
    folded = [SPELLINGS.get(word.lower(), word.lower()) for word in modifiers]
    if any(word not in ("ctrl", "alt", "shift") for word in folded):
        return None
    if len(name) == 1:
        if folded == ["shift"]:
            return name.upper() if name.isalpha() else None
        return "+".join([*folded, name.lower()]) if name.isprintable() else None
    name = SPELLINGS.get(name.lower(), name.lower())
    if name in NAMED:
        return "+".join([*folded, name])
    return _name_to_character(name) if not folded else None


def _name_to_character(name: str) -> str | None:
    if name in TEXTUAL_NAMES:
        return TEXTUAL_NAMES[name]
    try:
        return unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return None


def split_keys(value: str | Sequence[str]) -> list[str]:
    """The keys that one entry of the config names: a list of keys, or a string with commas between them."""
    if not isinstance(value, str):
        return [str(item) for item in value]
    if value.strip() == ",":
        return [","]
    return [item for item in value.split(",") if item.strip()]


def show_key(key: str) -> str:
    """How a key is written for people: `Ctrl-d`, `Shift-Tab`, `Space`, `?`."""
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    if len(name) > 1:
        name = SHOWN.get(name, name.replace("_", " ").title() if name not in SHOWN else name)
    return "-".join([*(word.title() for word in modifiers), name])


def check_keys(mapping: Mapping[str, str | Sequence[str]]) -> list[Problem]:
    """Find all that is wrong in the user's keys: unknown ids, unknown keys, one key for two things, no way out."""
    problems: list[Problem] = []
    for name, value in mapping.items():
        if name not in BY_ID:
            near = difflib.get_close_matches(name, BY_ID, 1, 0.5)
            problems.append(Problem(name, "is nothing that a key can do", f"did you mean {near[0]}?" if near else ""))
            continue
        for written in split_keys(value):
            if parse_key(written) is None:
                problems.append(
                    Problem(name, f"{written!r} is not a key", "keys look like j, ?, ctrl+d, shift+tab, f5")
                )
        if name in REQUIRED and not split_keys(value):
            problems.append(Problem(name, "must have a key, or there would be no way out"))
    problems.extend(_find_clashes(mapping))
    return problems


_SCOPES: dict[Scope, tuple[Scope, ...]] = {
    "everywhere": ("main", "view", "search", "prompt"),
    "main": ("main", "view"),
}


def _find_clashes(mapping: Mapping[str, str | Sequence[str]]) -> list[Problem]:
    problems = []
    taken: dict[tuple[str, str], str] = {}
    in_force = resolve_keys(mapping)
    # What the user set is looked at last, so that each problem stands at an entry of the user's.
    for entry in sorted(KEYS, key=lambda entry: entry.id in mapping):
        scopes = _SCOPES.get(entry.scope, (entry.scope,))
        for key in in_force[entry.id]:
            holders = [taken.setdefault((scope, key), entry.id) for scope in scopes]
            for holder in dict.fromkeys(holders):
                if holder != entry.id:
                    message = f"{show_key(key)!r} is already the key of {holder} ({BY_ID[holder].help})"
                    problems.append(Problem(entry.id, message, f"give {holder} another key too"))
    return problems


def resolve_keys(mapping: Mapping[str, str | Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The keys in force for every id: the user's where given and understood, else the defaults."""
    in_force = {entry.id: entry.keys for entry in KEYS}
    for name, value in mapping.items():
        if name in in_force:
            parsed = (parse_key(written) for written in split_keys(value))
            in_force[name] = tuple(dict.fromkeys(key for key in parsed if key is not None))
    return in_force


def make_keymap(mapping: Mapping[str, str | Sequence[str]]) -> dict[str, str]:
    """The user's keys as Textual's `set_keymap` takes them; an id without keys is moved out of reach."""
    in_force = resolve_keys(mapping)
    return {name: ",".join(in_force[name]) or NOTHING for name in mapping if name in in_force}
