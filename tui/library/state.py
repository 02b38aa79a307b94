"""What the user did with articles and entities, and how to take it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

from tui.errors import NotFound
from tui.library.connect import Database
from tui.library.records import Flag, State, Undo
from tui.model import Kind
from tui.text import fold, harmless

HISTORY = 500
"""Queries remembered."""


def read_state(db: Database, id_: str) -> State:
    """What the user did with an article; the untouched state when nothing."""
    with db.snapshot():
        row = db.one("SELECT read, starred, position FROM state WHERE article = ?", (id_,)) or (0, 0, 0)
        tags = db.all("SELECT tag FROM tagging WHERE article = ? ORDER BY folded", (id_,))
        note = db.value("SELECT text FROM note WHERE article = ?", (id_,)) or ""
    return State(bool(row[0]), bool(row[1]), tuple(tag for (tag,) in tags), note, row[2])


def mark(db: Database, ids: Iterable[str], field: Literal["read", "starred"], value: bool) -> Undo:
    """Set a mark on articles; raises NotFound for one that the library does not have."""
    with db.atomic():
        known = _check(db, ids)
        before = tuple(
            (id_, not value) for id_, read, starred in known if (read if field == "read" else starred) != value
        )
        _write_marks(db, field, [(id_, value) for id_, _ in before])
    names = {("read", True): "marked read", ("read", False): "marked unread"}
    return Undo(
        f"{_count(len(before))} {names.get((field, value), 'starred' if value else 'unstarred')}", field, "", before
    )


def set_position(db: Database, id_: str, position: int) -> None:
    """Remember where reading stopped."""
    with db.atomic():
        _check(db, [id_])
        db.run(
            "INSERT INTO state (article, position) VALUES (?, ?) "
            "ON CONFLICT DO UPDATE SET position = excluded.position WHERE position <> excluded.position",
            (id_, position),
        )


def tag(db: Database, ids: Iterable[str], name: str, on: bool) -> Undo:
    """Put a tag on articles or take it off. Tags are compared folded; a tag is written as it was the first time."""
    name = " ".join(harmless(name).split())
    folded = fold(name)
    if not folded:
        raise NotFound("A tag needs a letter or a digit.")
    with db.atomic():
        known = [id_ for id_, _, _ in _check(db, ids)]
        name = db.value("SELECT min(tag) FROM tagging WHERE folded = ?", (folded,)) or name
        had = dict(
            db.all(
                "SELECT t.article, t.tag FROM json_each(?) j JOIN tagging t ON t.article = j.value AND t.folded = ?",
                (json.dumps(known), folded),
            )
        )
        before = tuple((id_, had.get(id_)) for id_ in known if (id_ in had) != on)
        _write_tags(db, folded, [(id_, name if on else None) for id_, _ in before])
    return Undo(f"{_count(len(before))} {'tagged' if on else 'no longer tagged'} {name}", "tag", folded, before)


def set_note(db: Database, id_: str, text: str) -> Undo:
    """Write the note of an article; an empty text takes it away."""
    text = harmless(text).strip()
    with db.atomic():
        _check(db, [id_])
        had = db.value("SELECT text FROM note WHERE article = ?", (id_,))
        before = ((id_, had),) if had != (text or None) else ()
        _write_notes(db, [(id_, text or None) for id_, _ in before])
    return Undo("note written" if text else "note deleted", "note", "", before)


def set_entity_note(db: Database, kind: Kind, name: str, text: str) -> Undo:
    """Write the note of an entity, found again by its kind and folded name; an empty text takes it away."""
    text, folded = harmless(text).strip(), fold(name)
    with db.atomic():
        had = db.value("SELECT text FROM entity_note WHERE kind = ? AND folded = ?", (kind.value, folded))
        before = ((folded, had),) if had != (text or None) else ()
        _write_entity_notes(db, kind.value, [(folded, text or None) for folded, _ in before])
    return Undo(f"note on {harmless(name)} {'written' if text else 'deleted'}", "entity note", kind.value, before)


def undo(db: Database, change: Undo) -> Undo:
    """Put back what a change replaced; returns what puts the change itself back."""
    ids = [key for key, _ in change.before]
    with db.atomic():
        now = _read_values(db, change, ids)
        match change.field:
            case "read" | "starred":
                _write_marks(db, change.field, [(id_, bool(value)) for id_, value in change.before])
            case "tag":
                _write_tags(db, change.name, [(id_, _text(value)) for id_, value in change.before])
            case "note":
                _write_notes(db, [(id_, _text(value)) for id_, value in change.before])
            case "entity note":
                _write_entity_notes(db, change.name, [(key, _text(value)) for key, value in change.before])
    return Undo(change.label, change.field, change.name, tuple((id_, now.get(id_)) for id_ in ids))


def list_tags(db: Database) -> list[tuple[str, int]]:
    """Every tag with how many articles have it, by name."""
    return db.all("SELECT min(tag), count(*) FROM tagging GROUP BY folded ORDER BY folded")


def find_ids(db: Database, flag: Flag | None, tag_: str | None, note: str | None) -> set[str]:
    """The articles with a mark, a tag (compared folded), or all of the words in their note."""
    chosen: list[set[str]] = []
    if flag is not None:
        chosen.append(_column(db, _FLAGS[flag]))
    if tag_ is not None:
        chosen.append(_column(db, "SELECT article FROM tagging WHERE folded = ?", (fold(tag_),)))
    if note is not None:
        words = fold(note).split()
        texts = ((id_, fold(text)) for id_, text in db.all("SELECT article, text FROM note"))
        chosen.append({id_ for id_, text in texts if all(word in text for word in words)})
    return set.intersection(*chosen) if chosen else set()


_FLAGS: dict[Flag, str] = {
    "read": "SELECT article FROM state WHERE read = 1",
    "unread": "SELECT id FROM article WHERE read = 0",
    "starred": "SELECT id FROM article WHERE starred = 1",
    "noted": "SELECT article FROM note",
}


def add_history(db: Database, query: str) -> None:
    """Remember a query as the latest."""
    query = harmless(query).strip()
    if not query:
        return
    with db.atomic():
        db.run("INSERT OR REPLACE INTO history (query) VALUES (?)", (query,))
        db.run(
            "DELETE FROM history WHERE number <= (SELECT number FROM history ORDER BY number DESC LIMIT 1 OFFSET ?)",
            (HISTORY,),
        )


def save_search(db: Database, name: str, query: str) -> None:
    """Keep a query under a name, in place of what had that name."""
    name, query = " ".join(harmless(name).split()), harmless(query).strip()
    with db.atomic():
        db.run(
            "INSERT INTO saved (name, query) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET query = excluded.query",
            (name, query),
        )


def delete_search(db: Database, name: str) -> None:
    """Forget a saved search; raises NotFound when there is none of that name."""
    with db.atomic():
        if not db.run("DELETE FROM saved WHERE name = ?", (name,)):
            raise NotFound(f"No search is saved as “{name}”.")


def _check(db: Database, ids: Iterable[str]) -> list[tuple[str, bool, bool]]:
    """Id, read, starred of these articles, each once."""
    wanted = list(dict.fromkeys(ids))
    rows = db.all(
        "SELECT a.id, a.read, a.starred FROM json_each(?) j JOIN article a ON a.id = j.value", (json.dumps(wanted),)
    )
    known = {id_: (id_, bool(read), bool(starred)) for id_, read, starred in rows}
    for id_ in wanted:
        if id_ not in known:
            raise NotFound(f"No article has the id {harmless(id_)}.", "`newsreader search` prints the ids of articles.")
    return [known[id_] for id_ in wanted]


def _read_values(db: Database, change: Undo, keys: Sequence[str]) -> dict[str, str | bool]:
    told = json.dumps(keys)
    match change.field:
        case "read" | "starred":
            sql = f"SELECT s.article, s.{change.field} FROM json_each(?) j JOIN state s ON s.article = j.value"  # noqa: S608
            return {id_: bool(value) for id_, value in db.all(sql, (told,))}
        case "tag":
            sql = "SELECT t.article, t.tag FROM json_each(?) j JOIN tagging t ON t.article = j.value AND t.folded = ?"
            return dict(db.all(sql, (told, change.name)))
        case "note":
            return dict(
                db.all("SELECT n.article, n.text FROM json_each(?) j JOIN note n ON n.article = j.value", (told,))
            )
        case "entity note":
            sql = "SELECT n.folded, n.text FROM json_each(?) j JOIN entity_note n ON n.folded = j.value AND n.kind = ?"
            return dict(db.all(sql, (told, change.name)))


def _write_marks(db: Database, field: Literal["read", "starred"], values: Sequence[tuple[str, bool]]) -> None:
    db.many(
        f"INSERT INTO state (article, {field}) VALUES (?, ?) "  # noqa: S608
        f"ON CONFLICT DO UPDATE SET {field} = excluded.{field}",
        values,
    )


def _write_tags(db: Database, folded: str, values: Sequence[tuple[str, str | None]]) -> None:
    db.many("DELETE FROM tagging WHERE article = ? AND folded = ?", [(id_, folded) for id_, _ in values])
    db.many(
        "INSERT INTO tagging (article, folded, tag) VALUES (?, ?, ?)",
        [(id_, folded, name) for id_, name in values if name is not None],
    )


def _write_notes(db: Database, values: Sequence[tuple[str, str | None]]) -> None:
    db.many("DELETE FROM note WHERE article = ?", [(id_,) for id_, _ in values])
    db.many("INSERT INTO note (article, text) VALUES (?, ?)", [row for row in values if row[1] is not None])


def _write_entity_notes(db: Database, kind: str, values: Sequence[tuple[str, str | None]]) -> None:
    db.many("DELETE FROM entity_note WHERE kind = ? AND folded = ?", [(kind, folded) for folded, _ in values])
    db.many(
        "INSERT INTO entity_note (kind, folded, text) VALUES (?, ?, ?)",
        [(kind, folded, text) for folded, text in values if text is not None],
    )


def _column(db: Database, sql: str, values: tuple[str, ...] = ()) -> set[str]:
    return {value for (value,) in db.all(sql, values)}


def _text(value: str | bool | None) -> str | None:
    return value if isinstance(value, str) else None


def _count(number: int) -> str:
    return f"{number} article{'' if number == 1 else 's'}"
