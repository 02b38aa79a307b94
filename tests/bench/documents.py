"""Makes any number of news pages for measuring, with words, names and furniture in the proportions of real pages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import yaml

_DATA = yaml.safe_load((Path(__file__).parent / "words.yaml").read_text(encoding="utf-8"))
WORDS = _DATA["words"].split()
PLACES = _DATA["places"].split()
GIVEN = _DATA["given"].split()
SURNAMES = _DATA["surnames"].split()
AGENCIES, OFFICES, FURNITURE = _DATA["agencies"], _DATA["offices"], _DATA["furniture"]


def make_pages(count: int, *, seed: int = 1, words: int = 375) -> Iterator[str]:
    """Yield that many pages of flat text, each of about so many words; the same for the same seed."""
    chance = random.Random(seed)
    weights = [1 / (rank + 2) for rank in range(len(WORDS))]
    for number in range(count):
        yield _make_page(chance, weights, number, words)


def write_pages(folder: Path, count: int, *, seed: int = 1, words: int = 375) -> None:
    """Write that many pages as text files, a thousand a folder."""
    for number, page in enumerate(make_pages(count, seed=seed, words=words)):
        path = folder / f"{number // 1000:04d}" / f"{number:07d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")


def _make_page(chance: random.Random, weights: list[float], number: int, words: int) -> str:
    day = date(2015, 1, 1) + timedelta(days=chance.randrange(3600))
    agency = chance.choice(AGENCIES)
    place = chance.choice(PLACES)
    cast = chance.sample(range(len(SURNAMES)), 3)
    title = " ".join(chance.choices(WORDS[30:], k=7)).capitalize()
    lines = [f"{title} {number}", "", "World", "", day.strftime("%A, %d %b %Y"), ""]
    written = 0
    first = True
    while written < words:
        sentences = []
        for _ in range(chance.randrange(1, 4)):
            sentence = _make_sentence(chance, weights, cast, first)
            written += sentence.count(" ") + 1
            sentences.append(sentence)
        text = " ".join(sentences)
        lines += [f"{place.upper()} ({agency}) - {text}" if first else text, ""]
        first = False
    lines += [chance.choice(FURNITURE), "", "Next In World", ""]
    lines += [" ".join(chance.choices(WORDS[30:], k=9)).capitalize() for _ in range(5)]
    return "\n".join(lines) + "\n"


def _make_sentence(chance: random.Random, weights: list[float], cast: list[int], first: bool) -> str:
    body = " ".join(chance.choices(WORDS, weights, k=chance.randrange(9, 22)))
    who = chance.choice(cast)
    name = f"{GIVEN[who]} {SURNAMES[who]}" if first or chance.random() < 0.2 else SURNAMES[who]
    match chance.randrange(5):
        case 0:
            return f"President {name} said {body} in {chance.choice(PLACES)}."
        case 1:
            return f"{chance.choice(OFFICES).capitalize()} said that {body}."
        case 2:
            return f"“{body.capitalize()},” {name} said."
        case _:
            return f"{body.capitalize()}."
