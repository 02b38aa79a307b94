"""The shapes of the JSON objects that the command prints, without their version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tui.model import Article, ArticleNotes

if TYPE_CHECKING:
    from tui.library.records import Card, Facets, Row, State
    from tui.search import Results


def shape_article(article: Article, name: str | int | None = None) -> dict[str, Any]:
    """An article as `clean` answers it; `name` is the id that the caller gave, if any."""
    return {
        "id": article.id if name is None else name,
        "title": article.title or None,
        "title_derived": article.title_derived and bool(article.title),
        "source": article.source,
        "section": article.section,
        "place": article.place,
        "byline": article.byline,
        "published": article.published,
        "updated": article.updated,
        "language": article.language,
        "url": article.url,
        "paragraphs": article.paragraphs,
        "kinds": [block.role for block in article.blocks if block.kept],
        "captions": [{"text": caption.text, "credit": caption.credit} for caption in article.captions],
        "removed": [{"text": block.text, "reason": block.reason, "detail": block.detail} for block in article.removed],
        "no_article": article.absence,
    }


def shape_state(row: Row, state: State) -> dict[str, Any]:
    """What the user did with an article, and where it comes from."""
    return {
        "origin": row.origin,
        "gone": row.gone,
        "read": state.read,
        "starred": state.starred,
        "tags": state.tags,
        "note": state.note,
    }


def shape_versions(versions: list[Row], name: str) -> dict[str, Any]:
    """How many versions of its story there are of an article, and the others, in the order of the list."""
    return {
        "versions": len(versions),
        "others": [
            {"id": row.id, "title": row.title or None, "source": row.source, "published": row.published}
            for row in versions
            if row.id != name
        ],
    }


def shape_notes(notes: ArticleNotes, name: str | int | None = None) -> dict[str, Any]:
    """The entities of an article as `notes` answers them."""
    return {
        "id": notes.article if name is None else name,
        "entities": msgspec.to_builtins(notes.entities),
        "dates": msgspec.to_builtins(notes.dates),
    }


def shape_results(results: Results, found: list[tuple[Row, float, str]]) -> dict[str, Any]:
    """The answer to a search; `found` holds each hit's row, score and snippet."""
    return {
        "query": results.query,
        "total": results.total,
        "took_ms": round(results.took_ms, 3),
        "articles": [
            {
                "id": row.id,
                "title": row.title or None,
                "title_derived": row.title_derived and bool(row.title),
                "source": row.source,
                "published": row.published,
                "place": row.place,
                "score": round(score, 4),
                "snippet": snippet,
                "read": row.read,
                "starred": row.starred,
                "tags": row.tags,
                "versions": row.versions,
            }
            for row, score, snippet in found
        ],
        "suggestion": results.suggestion,
        "notes": results.notes,
    }


def shape_facets(facets: Facets, limit: int) -> dict[str, Any]:
    """What the hits have in common, most first, at most so many of each kind."""
    names = facets.__struct_fields__
    return {"facets": {name: msgspec.to_builtins(getattr(facets, name)[:limit]) for name in names}}


def shape_card(card: Card) -> dict[str, Any]:
    """All that the library knows of an entity."""
    shape: dict[str, Any] = msgspec.to_builtins(card)
    shape["wordings"] = shape["descriptions"]
    shape["descriptions"] = [said for wording in shape["wordings"] for said in wording["said"]]
    shape["timeline"] = [{"label": label, "articles": count} for label, count in card.timeline]
    return shape
