"""Makes any number of news pages for measuring: word frequencies, names and furniture in the proportions of real pages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

WORDS = [
    "the",
    "of",
    "to",
    "and",
    "a",
    "in",
    "that",
    "for",
    "is",
    "on",
    "with",
    "as",
    "was",
    "by",
    "at",
    "from",
    "be",
    "has",
    "it",
    "an",
    "are",
    "his",
    "which",
    "will",
    "not",
    "have",
    "were",
    "had",
    "its",
    "government",
    "said",
    "minister",
    "agreement",
    "officials",
    "talks",
    "country",
    "border",
    "trade",
    "energy",
    "economic",
    "security",
    "people",
    "after",
    "year",
    "percent",
    "million",
    "week",
    "new",
    "state",
    "first",
    "president",
    "party",
    "court",
    "election",
    "report",
    "market",
    "price",
    "oil",
    "gas",
    "company",
    "plan",
    "bank",
    "police",
    "city",
    "region",
    "water",
    "health",
    "school",
    "border",
    "troops",
    "force",
    "peace",
    "budget",
    "tax",
    "rate",
    "growth",
    "export",
    "law",
    "parliament",
    "vote",
    "leader",
    "union",
    "council",
    "deal",
    "sanctions",
    "meeting",
    "summit",
    "visit",
    "project",
    "railway",
    "port",
    "ship",
    "factory",
    "farmers",
    "workers",
    "students",
    "doctors",
    "families",
    "villages",
    "roads",
    "power",
    "grain",
    "steel",
    "cotton",
    "storm",
    "flood",
    "drought",
    "fire",
]
PLACES = [
    "Minsk",
    "Moscow",
    "Brussels",
    "Nairobi",
    "Lagos",
    "Delhi",
    "Jakarta",
    "Lima",
    "Ottawa",
    "Cairo",
    "Ankara",
    "Warsaw",
    "Vienna",
    "Tokyo",
    "Manila",
]
AGENCIES = ("Seed Wire", "The Morning Sample", "Field Agency", "Harbour Post")
OFFICES = ("the foreign ministry", "the central bank", "the transport ministry", "the World Bank", "the United Nations")
SURNAMES = [
    "Putin",
    "Lukashenko",
    "Merkel",
    "Obama",
    "Modi",
    "Erdogan",
    "Kenyatta",
    "Trudeau",
    "Abe",
    "Lula",
    "Macron",
    "Sisi",
    "Widodo",
    "Duterte",
]
GIVEN = [
    "Vladimir",
    "Alexander",
    "Angela",
    "Barack",
    "Narendra",
    "Recep",
    "Uhuru",
    "Justin",
    "Shinzo",
    "Luiz",
    "Emmanuel",
    "Abdel",
    "Joko",
    "Rodrigo",
]
FURNITURE = (
    "Follow us on our WhatsApp channel for news as it happens",
    "Sign up for our daily newsletter",
    "Advertisement",
    "Read more",
    "Share this article",
)


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
