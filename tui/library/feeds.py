"""What is remembered of feeds, and their items as they were before they were changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tui.library import pack
from tui.library.connect import Database
from tui.library.records import Revision
from tui.model import FeedState, RawDocument


def read_state(db: Database, origin: str) -> FeedState:
    """What is remembered of a feed; nothing of one that was never asked."""
    blob = db.value("SELECT f.state FROM feed f JOIN origin o ON o.number = f.origin WHERE o.name = ?", (origin,))
    return FeedState() if blob is None else pack.decode(blob, FeedState)


def write_state(db: Database, origin: int, state: FeedState) -> None:
    """Remember the state of a feed; needs a transaction."""
    db.run("INSERT OR REPLACE INTO feed (origin, state) VALUES (?, ?)", (origin, pack.encode(state)))


def keep_revisions(db: Database, ids: Sequence[str], now: float) -> None:
    """Keep documents of feeds as they are, before they are replaced; needs a transaction."""
    db.run(
        "INSERT OR REPLACE INTO revision (article, fingerprint, replaced, format, encoding, metadata, raw, text) "
        "SELECT a.id, a.fingerprint, ?, d.format, d.encoding, d.metadata, d.raw, d.text "
        "FROM json_each(?) j JOIN article a ON a.id = j.value JOIN feed f ON f.origin = a.origin "
        "JOIN document d ON d.article = a.number",
        (now, json.dumps(ids)),
    )


def read_revisions(db: Database, document: RawDocument) -> list[Revision]:
    """What an article was before, the latest first."""
    rows: list[tuple[Any, ...]] = db.all(
        "SELECT replaced, format, fingerprint, encoding, metadata, raw, text FROM revision WHERE article = ? "
        "ORDER BY replaced DESC",
        (document.id,),
    )
    return [
        Revision(replaced, pack.unpack_document(document.id, document.origin, document.location, *columns))
        for replaced, *columns in rows
    ]
