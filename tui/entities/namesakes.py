"""Two people of one name, told apart by the company their name keeps and by what they are called.

A wrong parting is worse than a missed one. Articles hang together when they share two telling names, or are versions of
one story; sets of them are one person's when more than a few of their articles share a name or a role. Only what is
then still without any tie, on both sides often and on several days, with roles of its own, is two people.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tui.entities.data import read
from tui.model import Appearance, Parting, Side

ARTICLES = 5
"""Stories that each of two people must have."""
_DAYS = 3
"""Days on which each must be in the news."""
_LOOSE, _FIRM = 0.15, 0.3
"""The share of one's articles from which on names or roles that are the other's too are no chance: before they are
parted, and after it, so that an article more does not make them one again."""
_REST = 0.25
"""The share of the stories that may belong to neither of the two sets; they stay with the more frequent one."""
_RECURRENT = 0.3
"""The share of one's stories that must give a role of their own."""
_KEPT = 2 / 3
"""The share of one's articles that must have a companion of another story of theirs."""
_GAP = 3 * 365
"""Days between the last article of the one and the first of the other, from which on it is hardly one career."""
_MOST = 300
"""Appearances that are compared with each other; of more, as many, evenly over time."""
_TOLD = 3
"""Companions named as evidence."""

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")


def divide(appearances: Sequence[Appearance]) -> Parting | None:
    """Part the appearances of one name into two people on strong evidence; None when there is none.

    Side 0 is the one with more stories, and has all that is neither's.
    """
    if len(appearances) < 2 * ARTICLES:
        return None
    chosen = _choose(appearances)
    some = [appearances[index] for index in chosen]
    sets = _cluster(some)
    sets.sort(key=lambda members: (-len({some[index].story for index in members}), min(members)))
    if len(sets) < 2 or not _are_two(some, sets):
        return None
    one, other = ([chosen[index] for index in members] for members in sets[:2])
    compared = set(chosen)
    known = [0 if index in compared else -1 for index in range(len(appearances))]
    for index in other:
        known[index] = 1
    return _tell(appearances, _place(appearances, known, one, other))


def follow(appearances: Sequence[Appearance], known: Sequence[int], *, fixed: bool = False) -> Parting | None:
    """Give what is new (-1) to the nearer of two people of a name (0 and 1); what is known stays where it is.

    None when so much has come to tie the two that they are hardly two, unless they are `fixed`.
    """
    one, other = ([index for index, side in enumerate(known) if side == number] for number in (0, 1))
    if not one or not other:
        return None
    sides = _place(appearances, known, one, other)
    return _tell(appearances, sides) if fixed or not _are_one(appearances, sides) else None


def _choose(appearances: Sequence[Appearance]) -> list[int]:
    if len(appearances) <= _MOST:
        return list(range(len(appearances)))
    ordered = sorted(range(len(appearances)), key=lambda index: (appearances[index].day or 0, index))
    return sorted(ordered[number * len(ordered) // _MOST] for number in range(_MOST))


# --------------------------------------------------------------------------- what hangs together


def _cluster(appearances: Sequence[Appearance]) -> list[list[int]]:
    """Find the sets of appearances that hang together."""
    company = _share([one.company for one in appearances])
    story = np.array([one.story for one in appearances])
    labels = _join((company >= 2) | (story[:, None] == story[None, :]))
    tied = (company > 0) | (_share(_read_roles(appearances)) > 0)
    while True:
        count = int(labels.max()) + 1
        member = np.zeros((len(appearances), count), dtype=np.float32)
        member[np.arange(len(appearances)), labels] = 1
        ties = member.T @ ((tied @ member) > 0).astype(np.float32)  # of each set: how many of it have a tie to another
        sizes = member.sum(axis=0)
        enough = ties >= np.maximum(1, _LOOSE * sizes)[:, None]
        smaller = sizes[:, None] <= sizes[None, :]
        joined = _join(enough & smaller)
        if int(joined.max()) + 1 == count:
            break
        labels = joined[labels]
    sets: dict[int, list[int]] = defaultdict(list)
    for index, label in enumerate(labels.tolist()):
        sets[label].append(index)
    return list(sets.values())


def _share(given: Sequence[frozenset[int] | frozenset[str]]) -> NDArray[np.float32]:
    """How many things each two have in common."""
    columns: dict[int | str, int] = {}
    counts = Counter(thing for things in given for thing in things)
    for thing, count in counts.items():
        if count > 1:
            columns[thing] = len(columns)
    matrix = np.zeros((len(given), max(1, len(columns))), dtype=np.float32)
    for row, things in enumerate(given):
        matrix[row, [columns[thing] for thing in things if thing in columns]] = 1
    return matrix @ matrix.T


def _join(tied: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Number the sets of what is tied, directly or through others."""
    labels = np.full(len(tied), -1, dtype=np.intp)
    tied = tied | tied.T
    count = 0
    for start in range(len(tied)):
        if labels[start] < 0:
            frontier = np.zeros(len(tied), dtype=bool)
            frontier[start] = True
            while frontier.any():
                labels[frontier] = count
                frontier = tied[frontier].any(axis=0) & (labels < 0)
            count += 1
    return labels


def _read_roles(appearances: Sequence[Appearance]) -> list[frozenset[str]]:
    """The words of what each article calls a person, without those that say nothing.

    Where articles number the bearers of one office differently ("41st president", "43rd president"), the office alone
    ties nobody.
    """
    numbered: dict[str, Counter[str]] = defaultdict(Counter)
    words = []
    for one in appearances:
        said: set[str] = set()
        for gist in one.roles:
            role = _split(gist)
            for word, following in pairwise(role):
                if _ORDINAL.fullmatch(word):
                    numbered[following][word] += 1
                    said.add(f"{word} {following}")
            said.update(word for word in role if not _ORDINAL.fullmatch(word))
        words.append(said)
    several = {office for office, counts in numbered.items() if sum(1 for count in counts.values() if count > 1) > 1}
    return [frozenset(said - several) for said in words]


def _split(gist: str) -> list[str]:
    """The words of an office that tell something; none of a clause."""
    words = _WORD.findall(gist.split(" of ")[0])
    if not words or words[0] in ("who", "whose", "whom", "which", "where"):
        return []
    return [word for word in words if word not in _load_common()]


@cache
def _load_common() -> frozenset[str]:
    return frozenset(read("gist")["common"].split())


# --------------------------------------------------------------------------- whether it is enough


def _are_two(appearances: Sequence[Appearance], sets: Sequence[Sequence[int]]) -> bool:
    """Say whether the two largest of the sets, which share next to nothing, are two people."""
    every = len({one.story for one in appearances})
    roles = _read_roles(appearances)
    spans, covered = [], 0
    for members in sets[:2]:
        stories = {appearances[index].story for index in members}
        covered += len(stories)
        days = sorted({day for index in members if (day := appearances[index].day) is not None})
        called: dict[str, set[int]] = defaultdict(set)
        for index in members:
            for word in roles[index]:
                called[word].add(appearances[index].story)
        most = max((len(those) for those in called.values()), default=0)
        if len(stories) < ARTICLES or len(days) < _DAYS or most < max(2, _RECURRENT * len(stories)):
            return False
        if not _keep_company([appearances[index] for index in members]):
            return False
        spans.append((days[0], days[-1]))
    if every - covered > _REST * every:
        return False
    earlier, later = sorted(spans)
    apart = later[0] - earlier[1]
    numbered = [any(word[0].isdigit() for index in members for word in roles[index]) for members in sets[:2]]
    # One after the other within a few years may be one career.
    return apart <= 0 or apart >= _GAP or all(numbered)


def _keep_company(appearances: Sequence[Appearance]) -> bool:
    """Say whether one's articles share companions, as else it says nothing that they share none with the other's."""
    counts = Counter(other for _, other in {(one.story, other) for one in appearances for other in one.company})
    tied = sum(1 for one in appearances if any(counts[other] > 1 for other in one.company))
    return tied >= _KEPT * len(appearances)


def _are_one(appearances: Sequence[Appearance], sides: Sequence[int]) -> bool:
    """Say whether many articles of the one who has fewer have what several articles of the other have."""
    roles = _read_roles(appearances)
    fewer = int(sides.count(1) * 2 <= len(sides))
    things = [{*one.company, *said} for one, said in zip(appearances, roles, strict=True)]
    counts = Counter(thing for index, side in enumerate(sides) if side != fewer for thing in things[index])
    needed = max(2, _LOOSE * (len(sides) - sides.count(fewer)))
    theirs = {thing for thing, count in counts.items() if count >= needed}
    tied = sum(1 for index, side in enumerate(sides) if side == fewer and not theirs.isdisjoint(things[index]))
    return tied >= max(2, _FIRM * sides.count(fewer))


def _place(
    appearances: Sequence[Appearance], known: Sequence[int], one: Sequence[int], other: Sequence[int]
) -> tuple[int, ...]:
    """Put what is not known with the one or the other by how often the company and the roles of each are its own."""
    roles = _read_roles(appearances)
    members = (one, other)
    profiles = [
        Counter(thing for index in indices for thing in (*appearances[index].company, *roles[index]))
        for indices in members
    ]
    sides = list(known)
    for index, side in enumerate(known):
        if side < 0:
            things = (*appearances[index].company, *roles[index])
            first, second = (
                sum(profile[thing] for thing in things) / len(indices)
                for profile, indices in zip(profiles, members, strict=True)
            )
            sides[index] = int(second > first)
    return tuple(sides)


# --------------------------------------------------------------------------- what is told of it


def _tell(appearances: Sequence[Appearance], sides: tuple[int, ...]) -> Parting:
    one, other = ([index for index, side in enumerate(sides) if side == number] for number in (0, 1))
    return Parting(sides, _describe(appearances, one, other), _describe(appearances, other, one))


def _describe(appearances: Sequence[Appearance], members: Sequence[int], others: Sequence[int]) -> Side:
    """What tells the one from the other: the role and the companions of most articles, and the years."""
    foreign = Counter(number for index in others for number in appearances[index].company)
    company = Counter(number for index in members for number in appearances[index].company)
    gists = Counter(
        " ".join(word for word in gist.split(" of ")[0].split() if word not in _load_common())
        for index in members
        for gist in appearances[index].roles
        if _split(gist)
    )
    # What is said in more words tells more, if nearly as many articles say so: "41st president", not "president".
    role = min(gists, key=lambda gist: (-gists[gist] * (1.5 if " " in gist else 1), gist), default="")
    ranked = sorted(company, key=lambda number: (-company[number] + 2 * foreign[number], number))
    days = sorted(day for index in members if (day := appearances[index].day) is not None)
    return Side(role, tuple(ranked[:_TOLD]), days[0] if days else None, days[-1] if days else None)
