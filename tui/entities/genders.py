"""Who of a story's people is a man and who a woman, as far as the text and given names tell."""

from __future__ import annotations

import re
from collections import Counter

from tui.entities.story import Named, Story
from tui.entities.titles import Titles
from tui.model import Kind

PRONOUNS = dict.fromkeys(("he", "his", "him", "himself"), "he") | dict.fromkeys(
    ("she", "her", "hers", "herself"), "she"
)
"""Each pronoun -> "he" or "she"."""
_NEAR = 25
"""Words behind a name in which a pronoun is taken for its bearer's."""
_QUOTED = re.compile('[“”"«»]')
_OPENING = re.compile(r'[“«]|\s"$')
_SHORT = 4
"""Letters of a given name whose ending tells nothing."""


def learn_genders(story: Story, titles: Titles) -> tuple[dict[int, str], dict[int, str]]:
    """Say of whom "he" and of whom "she" is said: id() of the group -> the pronoun; who is not in it may be either.

    The first tells by honorifics and descriptions, else by given names; the second of the others by the pronouns that
    follow their names, which is a guess.
    """
    found: dict[int, str] = {}
    votes: dict[int, Counter[str]] = {}
    people = [named for named in story.named if named.kind is Kind.PERSON]
    for place, named in enumerate(people):
        key = id(named.group)
        if key in found:
            continue
        gender = _read_words(story, named, titles) or _read_given(story, named)
        if gender:
            found[key] = gender
            continue
        limit = people[place + 1].first if place + 1 < len(people) else len(story.tokens)
        near = story.tokens[named.last : min(limit, named.last + _NEAR)]
        marks = (place for place, token in enumerate(near) if _QUOTED.search(token.gap) is not None)
        first = next(marks, 0)
        if first and not _OPENING.search(near[first].gap):
            near = near[:first]  # who is spoken of inside a quotation is not the "she said" behind it
        pronoun = next((PRONOUNS[token.low] for token in near if token.low in PRONOUNS), None)
        if pronoun:
            votes.setdefault(key, Counter())[pronoun] += 1
    return found, {key: counted.most_common(1)[0][0] for key, counted in votes.items() if key not in found}


def _read_words(story: Story, named: Named, titles: Titles) -> str:
    words = set(titles.list_nouns(named.group))
    if named.first:
        words.add(story.tokens[named.first - 1].low.rstrip("."))
    if not words.isdisjoint(story.wording.women):
        return "she"
    return "" if words.isdisjoint(story.wording.men) else "he"


def _read_given(story: Story, named: Named) -> str:
    given, wording = named.group.name.partition(" ")[0].lower(), story.wording
    if given in wording.given_women:
        return "she"
    if given in wording.given_men:
        return "he"
    if len(given) <= _SHORT:
        return ""
    if given.endswith(wording.women_endings):
        return "she"
    return "he" if given.endswith(wording.men_endings) else ""
