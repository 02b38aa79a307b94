"""How much speaks for a candidate being a person, an organisation, a place, another name, or no name at all.

Each judge adds to the scores of a candidate's kinds. The weights are tuned by hand; only their proportions matter.
"""

from __future__ import annotations

import re

from tui.entities.candidates import Candidate
from tui.entities.gazetteer import Gazetteer
from tui.entities.lexicon import Lexicon
from tui.entities.tokens import Token
from tui.model import Kind

PERSON, ORGANISATION, PLACE, OTHER = 0, 1, 2, 3
KINDS = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.OTHER)
INDEX = {kind: index for index, kind in enumerate(KINDS)}
Scores = list[float]

_CAMEL = re.compile(r"[a-z][A-Z]")
_SCOTS = re.compile(r"^(?:Mc|Mac|De|Di|Du|La|Le|Van|Fitz|El|Al|O['’]|D['’]|Ni)[A-Z]")


def is_acronym(token: Token) -> bool:
    """Say whether a word is written like an acronym: NATO, U.N., CPI(M)."""
    letters = token.text.replace(".", "").replace("-", "").replace("&", "")
    return 2 <= len(letters) <= 8 and letters.isalnum() and letters.upper() == letters and not letters.isdigit()


def judge_inside(words: list[Token], name: str, lexicon: Lexicon, gazetteer: Gazetteer) -> Scores:
    """Judge a name by its own words."""
    scores = [0.0, 0.0, 0.0, 0.0]
    count = len(words)
    lows = [word.low.rstrip(".") for word in words]
    caps = [word for word in words if word.cap]
    weight = gazetteer.weigh(name)
    if not weight and count == 1 and words[0].upper and len(name) > 3:
        weight = gazetteer.weigh(name.title())  # a dateline in capitals
    if weight:
        scores[PLACE] += weight
    known = lexicon.known.get(name)
    if known:
        scores[INDEX[known]] += 5.0
    last, first = lows[-1], lows[0]
    head = lexicon.heads.get(last) if count > 1 else None
    starter = lexicon.starters.get(first) if count > 1 else None
    if count > 1 and words[-1].text in lexicon.known and not head:
        scores[INDEX[lexicon.known[words[-1].text]]] += 0.8
    if last in lexicon.suffixes and count > 1 and words[-1].cap:
        scores[ORGANISATION] += 5.0
    elif head:
        scores[INDEX[head[0]]] += 3.0 if head[1] else 4.5
        if first in lexicon.given and head[1] and count == 2:
            scores[PERSON] += 2.5
    if starter:
        kind, strong = starter
        linked = count > 2 and lows[1] in ("of", "for", "on", "against", "and")
        # What is no head in English opens a name in a Romance language: "Empresa Minera San Esteban".
        sure = strong and (kind is Kind.PLACE or first not in lexicon.heads)
        scores[INDEX[kind]] += 5.0 if linked else 3.6 if sure else 0.8
    elif count > 2 and any(low in ("of", "for") for low in lows):
        middle = next(index for index, low in enumerate(lows) if low in ("of", "for"))
        before = lexicon.heads.get(lows[middle - 1]) or lexicon.starters.get(lows[middle - 1])
        scores[INDEX[before[0]] if before else ORGANISATION] += 4.5
    if head or known:
        if count == 1:
            _judge_single(words[0], scores, lexicon)
        return scores
    if count == 1:
        _judge_single(words[0], scores, lexicon)
    else:
        _judge_several(words, lows, caps, scores, lexicon, gazetteer)
    return scores


def _judge_single(word: Token, scores: Scores, lexicon: Lexicon) -> None:
    low = word.low
    if low in lexicon.directions:
        scores[PLACE] += 2.5
    if low in lexicon.given:
        scores[PERSON] += 1.4
        scores[ORGANISATION] -= 1.0
    if low in lexicon.surnames:
        scores[PERSON] += 1.2
    if is_acronym(word):
        scores[ORGANISATION] += 2.2
        scores[PERSON] -= 0.8
        scores[PLACE] -= 0.6
        return
    _judge_shape(word, scores, lexicon)
    scores[PERSON] += 0.5
    scores[ORGANISATION] += 0.4
    scores[PLACE] += 0.2
    if low in lexicon.common:
        scores[PERSON] -= 1.5
        scores[PLACE] -= 1.0
        scores[ORGANISATION] -= 0.3


def _judge_shape(word: Token, scores: Scores, lexicon: Lexicon) -> None:
    if _CAMEL.search(word.text) and not _SCOTS.match(word.text):
        scores[ORGANISATION] += 2.0
        scores[PERSON] -= 1.0
    elif _SCOTS.match(word.text):
        scores[PERSON] += 1.0
    if any(char.isdigit() for char in word.text):
        scores[ORGANISATION] += 0.8
        scores[OTHER] += 1.2
        scores[PERSON] -= 2.0
    low = word.low
    if len(low) > 4:
        for kind, endings in lexicon.endings.items():
            if low.endswith(endings):
                scores[INDEX[kind]] += 0.6


def _judge_several(
    words: list[Token], lows: list[str], caps: list[Token], scores: Scores, lexicon: Lexicon, gazetteer: Gazetteer
) -> None:
    count = len(words)
    given = lows[0] in lexicon.given
    eastern = lows[0] in lexicon.eastern and count <= 3
    plain = sum(1 for word in caps if word.low in lexicon.common and word.low not in lexicon.given)
    if eastern and lows[0] in lexicon.common and "-" in lows[-1]:
        plain -= 1
    acronyms = sum(1 for word in words if len(word.text) > 2 and is_acronym(word))
    if given:
        scores[PERSON] += 3.2
    elif any(low in lexicon.given for low in lows[1:-1]):
        scores[PERSON] += 1.6
    if lows[-1] in lexicon.surnames:
        scores[PERSON] += 1.4
    elif lows[-1] in lexicon.given:
        scores[PERSON] += 0.8
    if eastern and not plain:
        scores[PERSON] += 1.6
    if any(len(word.text) == 1 or (word.dot and len(word.text) <= 2) for word in words):
        scores[PERSON] += 2.0
    if any(low in lexicon.particles for low in lows[1:-1]):
        scores[PERSON] += 1.2
    if lows[-1] in lexicon.generations:
        scores[PERSON] += 3.0
    if acronyms:
        scores[ORGANISATION] += 1.6
        scores[PERSON] -= 1.2
    for word in caps:
        _judge_shape(word, scores, lexicon)
    if plain:
        share = plain / len(caps)
        scores[PERSON] -= 3.2 * share + (0.0 if given else 0.6)
        scores[ORGANISATION] += 1.2 * share
        scores[OTHER] += 1.6 * share
    elif count <= 4:
        scores[PERSON] += 1.8
    else:
        scores[PERSON] += 0.6
        scores[ORGANISATION] += 0.6
    place = gazetteer.weigh(words[0].text)
    if place >= 3.2 and not given:
        # "Uganda Airlines", "Harare Residents": a place's name opens an organisation's more often than a person's.
        scores[PERSON] -= 1.6
        scores[ORGANISATION] += 1.4
    if gazetteer.weigh(words[-1].text) >= 5.0:
        scores[PERSON] -= 2.5
        scores[ORGANISATION] += 1.6
    if any(low in lexicon.nationalities for low in lows):
        scores[PERSON] -= 1.5
        scores[ORGANISATION] += 1.2


def judge_around(
    candidate: Candidate, tokens: list[Token], text: str, lexicon: Lexicon, gazetteer: Gazetteer
) -> Scores:
    """Judge one mention by the words around it."""
    scores = [0.0, 0.0, 0.0, 0.0]
    first, last = candidate.first, candidate.last
    several = last - first > 1
    if candidate.titled:
        scores[PERSON] += 5.0
    if candidate.titling:
        scores[ORGANISATION] += 1.2
        scores[PLACE] += 0.6
        scores[PERSON] -= 2.0
    if candidate.people:
        scores[PERSON] += 0.6 if several else 0.2
        scores[PLACE] -= 1.0
    before = tokens[first - 1] if first else None
    if before is not None:
        _judge_left(before, tokens[first], scores, first, tokens, lexicon, several)
    end = tokens[last - 1].end + (2 if tokens[last - 1].possessive else 0)
    after = tokens[last] if last < len(tokens) else None
    if tokens[last - 1].possessive:
        scores[PERSON] += 0.2
        scores[PLACE] += 0.2
        if after is not None and (after.low in lexicon.followers):
            scores[ORGANISATION] += 1.0
        return scores
    if after is not None:
        _judge_right(after, last, text[end : after.start], scores, tokens, lexicon, gazetteer, several)
    return scores


def _judge_left(
    before: Token, token: Token, scores: Scores, first: int, tokens: list[Token], lexicon: Lexicon, several: bool
) -> None:
    gap, low = token.gap, before.low
    if gap not in (" ", "\u00a0"):
        if gap == ", " and low in lexicon.roles and not before.cap:
            scores[PERSON] += 1.6
        elif gap == " (" and is_acronym(token) and not before.cap:
            # "new energy vehicles (NEV)": short for something that is no name
            scores[ORGANISATION] -= 4.0
        return
    further = tokens[first - 2].low if first > 1 else ""
    if low == "the" and _reigns(tokens, first, lexicon):
        return
    if low == "the":
        scores[PERSON] -= 2.6
        scores[ORGANISATION] += 0.9
        scores[OTHER] += 0.4
        scores[PLACE] -= 0.2
        return
    if before.possessive:
        scores[PERSON] += 0.1
        scores[ORGANISATION] += 0.5
        scores[PLACE] -= 0.6
        return
    if before.cap:
        return
    if low in lexicon.roles:
        scores[PERSON] += 3.4
    elif low == "of" and further in lexicon.nouns:
        scores[PLACE] += 3.5
    elif low == "of" and (further in lexicon.roles or further in lexicon.offices):
        scores[ORGANISATION] += 1.2
        scores[PLACE] += 0.8
        scores[PERSON] -= 1.5
    elif low == "of" and further in ("north", "south", "east", "west", "outskirts", "streets", "people", "parts"):
        scores[PLACE] += 2.5
    elif low in ("in", "near", "across", "throughout", "around", "outside", "inside", "within"):
        scores[PLACE] += 1.8 if low in ("in", "near", "around", "outside") else 1.2
        scores[PERSON] -= 1.2
    elif low in ("to", "from", "into", "towards", "toward", "via", "visiting", "visited", "leaving"):
        scores[PLACE] += 0.7
    elif low == "at":
        scores[PLACE] += 0.4
        scores[ORGANISATION] += 0.6
        scores[PERSON] -= 0.8
    elif low in lexicon.said or low in ("by", "with", "named", "called"):
        scores[PERSON] += 0.7
    elif low in ("a", "an", "this", "some", "any", "every", "each", "no", "another"):
        scores[PERSON] -= 1.8
        scores[PLACE] -= 1.6
    elif low in lexicon.nouns and several:
        scores[PLACE] += 0.4
    elif low == "mayor":
        scores[PERSON] += 2.0


def _reigns(tokens: list[Token], first: int, lexicon: Lexicon) -> bool:
    """Say whether "the" belongs to the word after a name: "the Trump administration"."""
    return first + 1 < len(tokens) and tokens[first + 1].low in lexicon.reigns and tokens[first + 1].gap == " "


def _judge_right(
    after: Token,
    last: int,
    gap: str,
    scores: Scores,
    tokens: list[Token],
    lexicon: Lexicon,
    gazetteer: Gazetteer,
    several: bool,
) -> None:
    low = after.low
    if gap in (" ", "\u00a0"):
        if low in lexicon.said and not after.cap:
            scores[PERSON] += 1.5
            scores[ORGANISATION] += 0.9
        elif after.text.isdigit():
            scores[OTHER] += 1.2
            scores[PERSON] -= 0.6
        elif low in lexicon.nouns:
            scores[PLACE] += 2.6
            scores[PERSON] -= 1.5
        elif low in lexicon.reigns:
            scores[PERSON] += 0.3
        elif low in lexicon.followers:
            scores[ORGANISATION] += 1.8
            scores[PERSON] -= 1.2
            scores[PLACE] += 0.3
        elif low == "who":
            scores[PERSON] += 2.5
        elif low in lexicon.doing:
            scores[PERSON] += 0.6
            scores[ORGANISATION] += 0.3
        elif low in ("and", "or") or low in lexicon.function or after.cap:
            pass
        elif low in lexicon.roles:
            scores[ORGANISATION] += 1.2
            scores[PERSON] -= 0.8
        elif low in lexicon.common and not several:
            scores[PERSON] -= 0.5
            scores[OTHER] += 0.4
    elif gap == ", ":
        if after.text.isdigit() and len(after.text) <= 3 and last + 1 < len(tokens) and tokens[last + 1].gap == ", ":
            scores[PERSON] += 5.0
        elif low in ("who", "whose", "whom"):
            scores[PERSON] += 3.0
        elif low == "which":
            scores[PERSON] -= 2.0
            scores[ORGANISATION] += 0.8
            scores[PLACE] += 0.5
        elif low == "where":
            scores[PLACE] += 1.6
            scores[PERSON] -= 1.5
        elif low in lexicon.roles or (
            low in ("a", "an", "the", "his", "her", "their", "former")
            and any(token.low in lexicon.roles for token in tokens[last + 1 : last + 5])
        ):
            scores[PERSON] += 1.4
        elif after.cap and (gazetteer.weigh(after.text) >= 5.0 or after.text in lexicon.states):
            scores[PLACE] += 1.6
    elif gap == "-":
        if low in ("based", "born"):
            scores[PLACE] += 3.5
            scores[PERSON] -= 2.0
        elif low in ("led", "backed", "owned", "controlled", "linked", "affiliated", "ruled", "run"):
            scores[ORGANISATION] += 0.8
