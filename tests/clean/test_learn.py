"""Which articles learned furniture makes a difference to."""

from __future__ import annotations

from tui.clean.learn import hash_line, is_touched
from tui.model import Article, Block, Reason, Role


def make_article(*blocks: Block) -> Article:
    return Article(id="0" * 12, origin="test", location="page", title="", title_derived=True, blocks=blocks)


def test_a_line_that_was_kept_or_is_furniture_only_by_recurring_makes_a_difference() -> None:
    kept = Block("Tide tables\n", "Tide tables", Role.PARAGRAPH)
    recurs = Block("Tide tables\n", "Tide tables", Role.FURNITURE, Reason.BOILERPLATE_REPEATED, "")
    known = Block("Tide tables\n", "Tide tables", Role.FURNITURE, Reason.NAVIGATION, "")
    lines = frozenset({hash_line("tide tables")})
    assert is_touched(make_article(kept), lines)
    assert is_touched(make_article(known, recurs), lines)
    assert not is_touched(make_article(known), lines)
    assert not is_touched(make_article(kept), frozenset({hash_line("other")}))
