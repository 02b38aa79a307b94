"""The library's tables, and how an older library becomes a current one.

Three kinds of table: what came in (`document`), what is made of it and can be made again (`article`, `page`, `usage`
...), and what the user did (`state`, `tagging`, `note` ...). The last kind refers to articles by their id alone and to
entities by their folded name, with no foreign key, so that nothing done to the others can take it away. The tables with
many rows to an article have no foreign keys either, for speed; `checks.py` looks after them.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tui.errors import LibraryError

if TYPE_CHECKING:
    from tui.library.connect import Database

APPLICATION_ID = 0x6E727364
"""Says that a database is a newsreader library ("nrsd")."""

_FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;

CREATE TABLE origin (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE file (
    origin INTEGER NOT NULL REFERENCES origin,
    location TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (origin, location)
) WITHOUT ROWID;

CREATE TABLE article (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    origin INTEGER NOT NULL REFERENCES origin,
    location TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    recipe TEXT NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,
    added REAL NOT NULL,
    newest INTEGER NOT NULL,  -- sort keys: see moments.py
    oldest INTEGER NOT NULL,
    published TEXT,
    title TEXT NOT NULL,
    title_derived INTEGER NOT NULL,
    source TEXT,
    section TEXT,
    place TEXT,
    lede TEXT NOT NULL,
    words INTEGER NOT NULL,
    read INTEGER NOT NULL,  -- copies of the user's state, kept by the triggers below, for the partial indexes
    starred INTEGER NOT NULL
);
CREATE INDEX article_newest ON article (newest, id);
CREATE INDEX article_oldest ON article (oldest, id);
CREATE INDEX article_newest_unread ON article (newest, id, read) WHERE read = 0;
CREATE INDEX article_oldest_unread ON article (oldest, id, read) WHERE read = 0;
CREATE INDEX article_newest_starred ON article (newest, id, starred) WHERE starred = 1;
CREATE INDEX article_oldest_starred ON article (oldest, id, starred) WHERE starred = 1;
CREATE INDEX article_location ON article (origin, location);
CREATE INDEX article_recipe ON article (origin, recipe);

CREATE TABLE document (
    article INTEGER PRIMARY KEY REFERENCES article,
    format TEXT NOT NULL,
    encoding TEXT NOT NULL,
    metadata BLOB NOT NULL,
    raw BLOB NOT NULL,
    text BLOB  -- null when the raw bytes decode to it
);

CREATE TABLE page (article INTEGER PRIMARY KEY REFERENCES article, content BLOB NOT NULL, notes BLOB NOT NULL);

CREATE TABLE change (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    article TEXT NOT NULL UNIQUE
);

CREATE TABLE trace (
    origin INTEGER NOT NULL,
    article INTEGER NOT NULL,
    lede INTEGER NOT NULL,  -- hash
    lines BLOB NOT NULL,  -- hashes
    PRIMARY KEY (origin, article)
) WITHOUT ROWID;
CREATE TABLE learned (
    origin INTEGER NOT NULL REFERENCES origin,
    hash INTEGER NOT NULL,
    PRIMARY KEY (origin, hash)
) WITHOUT ROWID;

CREATE TABLE entity (
    number INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice, so that a card's id cannot come to mean another
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    hidden INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0,
    articles INTEGER NOT NULL DEFAULT 0,
    mentions INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, name)
);
CREATE INDEX entity_folded ON entity (folded);
CREATE INDEX entity_articles ON entity (articles);
CREATE INDEX entity_pinned ON entity (pinned) WHERE pinned = 1;

CREATE TABLE local (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    entity INTEGER NOT NULL REFERENCES entity,
    articles INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, name)
);
CREATE INDEX local_entity ON local (entity);
CREATE TABLE local_name (
    local INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    uses INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (local, name)
) WITHOUT ROWID;
CREATE INDEX local_name_folded ON local_name (folded);

CREATE TABLE usage (
    entity INTEGER NOT NULL,  -- that of the local, so that one search finds all of an entity's articles in order
    newest INTEGER NOT NULL,
    article INTEGER NOT NULL,
    local INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    month INTEGER,  -- year * 12 + month - 1; null for an article without a date
    quotes INTEGER NOT NULL,  -- how many; their words are in the page's notes
    called BLOB,  -- descriptions; null for none
    PRIMARY KEY (entity, newest, article, local)
) WITHOUT ROWID;
CREATE TABLE company (
    article INTEGER PRIMARY KEY,
    locals BLOB NOT NULL  -- their numbers: who appears together is counted from few and short rows
);

CREATE TABLE state (
    article TEXT PRIMARY KEY,
    read INTEGER NOT NULL DEFAULT 0,
    starred INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TRIGGER state_insert AFTER INSERT ON state BEGIN
    UPDATE article SET read = new.read, starred = new.starred
    WHERE id = new.article AND (read <> new.read OR starred <> new.starred);
END;
CREATE TRIGGER state_update AFTER UPDATE OF read, starred ON state BEGIN
    UPDATE article SET read = new.read, starred = new.starred
    WHERE id = new.article AND (read <> new.read OR starred <> new.starred);
END;

CREATE TABLE tagging (
    article TEXT NOT NULL,
    folded TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (article, folded)
) WITHOUT ROWID;
CREATE INDEX tagging_folded ON tagging (folded, tag);
CREATE TABLE note (article TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entity_note (
    kind TEXT NOT NULL,
    folded TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (folded, kind)
) WITHOUT ROWID;
CREATE TABLE saved (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, query TEXT NOT NULL);
CREATE TABLE history (number INTEGER PRIMARY KEY AUTOINCREMENT, query TEXT NOT NULL UNIQUE);
"""

_FEEDS = """
CREATE TABLE feed (origin INTEGER PRIMARY KEY REFERENCES origin, state BLOB NOT NULL);
CREATE TABLE revision (  -- documents as they were before they changed; by id, so that nothing takes them away
    article TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    replaced REAL NOT NULL,
    format TEXT NOT NULL,
    encoding TEXT NOT NULL,
    metadata BLOB NOT NULL,
    raw BLOB NOT NULL,
    text BLOB,
    PRIMARY KEY (article, fingerprint)
);
"""

_STORIES = """
ALTER TABLE article ADD COLUMN story INTEGER;  -- the smallest number of its versions; null for an article alone
ALTER TABLE article ADD COLUMN version INTEGER NOT NULL DEFAULT 0;  -- its place among them; 0 is the one listed
CREATE INDEX article_story ON article (story, version, id) WHERE story IS NOT NULL;
DROP INDEX article_newest;
DROP INDEX article_oldest;
DROP INDEX article_newest_unread;
DROP INDEX article_oldest_unread;
CREATE INDEX article_newest ON article (newest, id, version);
CREATE INDEX article_oldest ON article (oldest, id, version);
CREATE INDEX article_newest_unread ON article (newest, id, read, version) WHERE read = 0;
CREATE INDEX article_oldest_unread ON article (oldest, id, read, version) WHERE read = 0;

CREATE TABLE sketch (  -- see likeness.py
    article INTEGER PRIMARY KEY,
    size INTEGER NOT NULL,
    words BLOB NOT NULL,
    numbers BLOB NOT NULL
);
CREATE TABLE bucket (key INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (key, article)) WITHOUT ROWID;
CREATE TABLE regroup (  -- the articles whose versions are to be found anew
    article INTEGER PRIMARY KEY,
    former BLOB  -- the words of the sketch that its buckets are of; null when they stay or there are none yet
);

ALTER TABLE origin ADD COLUMN traced INTEGER NOT NULL DEFAULT 1;  -- counts the changes of its traces
ALTER TABLE origin ADD COLUMN learned TEXT NOT NULL DEFAULT '';  -- what its repeated lines were last found from
INSERT INTO meta (name, value) VALUES ('stories', 0), ('names', 1), ('linked', '');
"""

_CARDS = """
ALTER TABLE entity ADD COLUMN heavy INTEGER NOT NULL DEFAULT 0;  -- whether there is a `summary` of it: see company.py
ALTER TABLE local ADD COLUMN quotes INTEGER NOT NULL DEFAULT 0;  -- rows of `quoted`, counted by triggers
ALTER TABLE local ADD COLUMN why TEXT NOT NULL DEFAULT '';  -- on what evidence it is its entity's

CREATE TABLE uses (
    entity INTEGER NOT NULL,  -- that of the local, so that one search finds all of an entity's articles in order
    newest INTEGER NOT NULL,
    article INTEGER NOT NULL,
    local INTEGER NOT NULL,
    mentions INTEGER NOT NULL,
    day INTEGER,  -- `date.toordinal`; null for an article without a date
    PRIMARY KEY (entity, newest, article, local)
) WITHOUT ROWID;
INSERT INTO uses (entity, newest, article, local, mentions, day)
    SELECT u.entity, u.newest, u.article, u.local, u.mentions, CASE WHEN u.month IS NOT NULL THEN
        CAST(julianday(substr(CASE length(a.published) WHEN 4 THEN a.published || '-01-01'
        WHEN 7 THEN a.published || '-01' ELSE a.published END, 1, 10)) - 1721424.5 AS INTEGER) END
    FROM usage u JOIN article a ON a.number = u.article;
DROP TABLE usage;
ALTER TABLE uses RENAME TO usage;

-- What articles say of a name. By the name and not by the entity, so that joining and parting names touches none of it.
CREATE TABLE called (  -- one row for each thing said by an article, where it says it first
    local INTEGER NOT NULL,
    gist TEXT NOT NULL,
    newest INTEGER NOT NULL,
    article INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (local, gist, newest, article)
) WITHOUT ROWID;
CREATE TABLE quoted (
    local INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    article INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (local, newest, article, start)
) WITHOUT ROWID;
CREATE TRIGGER quoted_more AFTER INSERT ON quoted BEGIN
    UPDATE local SET quotes = quotes + 1 WHERE number = new.local;
END;
CREATE TRIGGER quoted_less AFTER DELETE ON quoted BEGIN
    UPDATE local SET quotes = quotes - 1 WHERE number = old.local;
END;
CREATE TABLE dated (  -- dates in sentences that have the name; all places count code points of the body
    local INTEGER NOT NULL,
    first INTEGER NOT NULL,  -- the first and the last day that is meant
    article INTEGER NOT NULL,
    start INTEGER NOT NULL,
    last INTEGER NOT NULL,
    size INTEGER NOT NULL,
    sentence INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    PRIMARY KEY (local, first, article, start)
) WITHOUT ROWID;

CREATE TABLE summary (  -- see company.py; all are lists of numbers
    entity INTEGER PRIMARY KEY,
    others BLOB NOT NULL,  -- those it appears with, most first, and in how many articles
    together BLOB NOT NULL,
    days BLOB NOT NULL,  -- the days on which it has articles, and how many
    active BLOB NOT NULL,
    gists TEXT NOT NULL  -- what most articles call it, and how many: JSON
);
CREATE INDEX entity_heavy ON entity (heavy, articles) WHERE heavy <> 1;
"""

_NAMESAKES = """
DROP TRIGGER quoted_more;
DROP TRIGGER quoted_less;
CREATE TABLE named (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    part INTEGER NOT NULL DEFAULT 0,  -- 1 for another one of the same name: see namesakes.py
    label TEXT NOT NULL,  -- what it goes by in resolution and corrections: the name, with a qualifier for another one
    entity INTEGER NOT NULL REFERENCES entity,
    articles INTEGER NOT NULL DEFAULT 0,
    quotes INTEGER NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT '',
    apart TEXT NOT NULL DEFAULT '',  -- on what evidence it is not another one of the same name
    seen INTEGER NOT NULL DEFAULT 0,  -- articles of the name, in both parts, when namesakes were last looked for
    UNIQUE (kind, name, part)
);
INSERT INTO named (number, kind, name, label, entity, articles, quotes, why)
    SELECT number, kind, name, name, entity, articles, quotes, why FROM local;
DROP TABLE local;
ALTER TABLE named RENAME TO local;
CREATE INDEX local_entity ON local (entity);
CREATE INDEX local_part ON local (part) WHERE part > 0;
CREATE TRIGGER quoted_more AFTER INSERT ON quoted BEGIN
    UPDATE local SET quotes = quotes + 1 WHERE number = new.local;
END;
CREATE TRIGGER quoted_less AFTER DELETE ON quoted BEGIN
    UPDATE local SET quotes = quotes - 1 WHERE number = old.local;
END;
UPDATE meta SET value = '' WHERE name = 'linked';
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _FEEDS, _STORIES, _CARDS, _NAMESAKES)
"""The script at index n makes format n + 1 of format n; scripts that were released are never edited."""


def split(script: str) -> Iterator[str]:
    """The statements of a script, one by one (`executescript` would end the transaction it runs in)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def prepare(db: Database) -> None:
    """Make a new library's tables, or bring an older library up to date, in one transaction.

    Raises LibraryError when the file is another program's database or was made by a newer version.
    """
    if db.value("PRAGMA user_version") == len(MIGRATIONS) and db.value("PRAGMA application_id") == APPLICATION_ID:
        return
    with db.atomic():
        # Asked again: another process may have made the tables while this one waited for its turn.
        version = int(db.value("PRAGMA user_version"))
        fresh = version == 0 and db.value("SELECT count(*) FROM sqlite_master") == 0
        if not fresh and db.value("PRAGMA application_id") != APPLICATION_ID:
            raise LibraryError(
                f"{db.path} is a database of another program, not a library.",
                "Nothing in it was changed. Set another folder as `library` in the config.",
            )
        if version > len(MIGRATIONS):
            raise LibraryError(
                f"{db.path} was made by a newer newsreader (format {version}; this one knows {len(MIGRATIONS)}).",
                "Nothing in it was changed. Upgrade newsreader, or set another folder as `library` in the config.",
            )
        for script in MIGRATIONS[version:]:
            for statement in split(script):
                db.run(statement)
        if fresh:
            db.run(f"PRAGMA application_id = {APPLICATION_ID}")
            db.many(
                "INSERT INTO meta (name, value) VALUES (?, ?)",
                [("token", secrets.token_hex(16)), ("revision", 0)],
            )
        broken = db.all("PRAGMA foreign_key_check")
        if broken:
            raise LibraryError(
                f"{db.path} could not be brought up to date: {len(broken)} rows refer to missing ones.",
                "Nothing in it was changed. Run `newsreader doctor` with the version that made it.",
            )
        db.run(f"PRAGMA user_version = {len(MIGRATIONS)}")
