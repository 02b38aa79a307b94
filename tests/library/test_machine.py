"""Whatever is done in whatever order, the library agrees with a plain model of it."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.library.builders import ORIGIN, make_digest, make_entity, make_id, make_record
from tui.library import Counts, Library, Link, Undo, company
from tui.library.cards import make_timeline
from tui.library.moments import parse, sort_keys
from tui.model import Kind

NUMBERS = range(6)
NAMES = ("Ada Poe", "Poe", "Nordvik", "Port Board", "Ada")
FILES = {number: "dump.jsonl" if number >= 4 else f"{number}.txt" for number in NUMBERS}

numbers = st.sampled_from(NUMBERS)
contents = st.tuples(
    st.sampled_from(["one", "two", "three"]),
    st.sampled_from([None, "2020-01-01", "2024-05-01T10:00:00+02:00", "2024-05-01"]),
    st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 3)), max_size=4),
    st.frozensets(st.integers(1, 4), max_size=3),
)
Content = tuple[str, str | None, list[tuple[str, int]], frozenset[int]]


@dataclass
class Known:
    """What the model knows of an article."""

    content: Content
    added: float
    gone: bool = False


@dataclass
class Deeds:
    """What the user did with an article."""

    read: bool = False
    starred: bool = False
    note: str = ""
    tags: set[str] = field(default_factory=set)


class LibraryMachine(RuleBasedStateMachine):
    """Stores, vanishings, resolutions and the user's deeds, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.home = tempfile.TemporaryDirectory()
        self.now = 1000.0
        self.library = self.open()
        self.known: dict[int, Known] = {}
        self.deeds = {number: Deeds() for number in NUMBERS}
        self.entity_of: dict[str, str] = {}
        self.hidden: dict[str, bool] = {}
        self.altered: set[int] = set()
        self.logged = 0
        self.undos: list[tuple[Undo, dict[int, Deeds]]] = []

    def open(self) -> Library:
        return Library.open(Path(self.home.name) / "library", clock=lambda: self.now)

    def teardown(self) -> None:
        assert self.library.check() == []
        self.library.close()
        self.home.cleanup()

    # ----------------------------------------------------------------------- what a sync does

    def digest(self, number: int, content: Content) -> object:
        text, published, named, lines = content
        entities = [make_entity(name, mentions=mentions, called=[text]) for name, mentions in named]
        location = f"dump.jsonl#{number}" if number >= 4 else FILES[number]
        return make_digest(
            number, text=f"{text} {number}", published=published, entities=entities, location=location,
            lines=tuple(lines), recipe=text,
        )  # fmt: skip

    @rule(number=numbers, content=contents)
    def write(self, number: int, content: Content) -> None:
        self.now += 10
        file = FILES[number]
        held = [other for other in self.known if FILES[other] == file]
        former = self.known.get(number)
        with self.library.lock():
            counts = self.library.store(
                [make_record(*{*held, number}, location=file)],
                [self.digest(number, content)],  # type: ignore[list-item]
            )
        changed = former is not None and former.content[0] != content[0]
        assert counts == Counts(new=former is None, changed=changed)
        for other in held:
            self.known[other].gone = False
        self.known[number] = Known(content, former.added if former else self.now)
        for name, _ in content[2]:
            self.hidden.setdefault(self.entity_of.setdefault(name, name), False)
        if former is None or former.content[:3] != content[:3]:
            self.altered.add(number)

    @rule()
    def keep_only_the_last_of_the_dump(self) -> None:
        with self.library.lock():
            counts = self.library.store([make_record(5, location="dump.jsonl")])
        lost = 4 in self.known and not self.known[4].gone
        assert counts == Counts(gone=lost)
        if 4 in self.known:
            self.known[4].gone = True
        if 5 in self.known:
            self.known[5].gone = False

    @rule(number=numbers)
    def vanish(self, number: int) -> None:
        there = [one for other, one in self.known.items() if FILES[other] == FILES[number] and not one.gone]
        with self.library.lock():
            assert self.library.mark_gone(ORIGIN, [FILES[number]]) == len(there)
        for one in there:
            one.gone = True

    @rule(
        links=st.dictionaries(st.sampled_from(NAMES), st.tuples(st.sampled_from(NAMES), st.booleans()), max_size=5),
    )
    def resolve(self, links: dict[str, tuple[str, bool]]) -> None:
        """Every name is always told of, as resolution does; an entity is hidden when any of its names says so."""
        told = {name: links.get(name, (name, False)) for name in NAMES}
        with self.library.lock():
            self.library.relink(Link(Kind.PERSON, name, Kind.PERSON, to, hidden) for name, (to, hidden) in told.items())
        before = {number: self.resolved(number) for number in self.known}
        for name in self.entity_of:
            self.entity_of[name] = told[name][0]
            self.hidden.setdefault(told[name][0], False)
        for entity in self.hidden:
            flags = [hide for to, hide in told.values() if to == entity]
            if flags:
                self.hidden[entity] = any(flags)
        self.altered |= {number for number in self.known if self.resolved(number) != before[number]}
        used = {name for one in self.known.values() for name, _ in one.content[2]}
        self.entity_of = {name: entity for name, entity in self.entity_of.items() if name in used}
        self.hidden = {entity: hide for entity, hide in self.hidden.items() if entity in self.entity_of.values()}

    def resolved(self, number: int) -> set[tuple[str, str, bool]]:
        """The names in an article, each with its entity and whether that is hidden."""
        return {
            (name, self.entity_of[name], self.hidden[self.entity_of[name]]) for name, _ in self.known[number].content[2]
        }

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = self.open()

    # ----------------------------------------------------------------------- what the user does

    @precondition(lambda self: self.known)
    @rule(data=st.data(), deed=st.sampled_from(["read", "starred", "tag", "untag", "note"]), value=st.booleans())
    def act(self, data: st.DataObject, deed: str, value: bool) -> None:
        chosen = data.draw(st.lists(st.sampled_from(sorted(self.known)), min_size=1, max_size=3))
        ids = [make_id(number) for number in chosen]
        before = {n: Deeds(d.read, d.starred, d.note, set(d.tags)) for n, d in self.deeds.items()}
        if deed == "note":
            chosen = chosen[:1]
        for number in chosen:
            mine = self.deeds[number]
            match deed:
                case "read":
                    mine.read = value
                case "starred":
                    mine.starred = value
                case "tag":
                    mine.tags.add("sea")
                case "untag":
                    mine.tags.discard("sea")
                case _:
                    mine.note = "mine" if value else ""
        match deed:
            case "read":
                undo = self.library.set_read(ids, value)
            case "starred":
                undo = self.library.set_starred(ids, value)
            case "tag":
                undo = self.library.add_tag(ids, "sea")
            case "untag":
                undo = self.library.remove_tag(ids, "SEA")
            case _:
                undo = self.library.set_note(ids[0], "mine" if value else "")
        self.undos.append((undo, before))

    @precondition(lambda self: self.undos)
    @rule()
    def take_back(self) -> None:
        undo, before = self.undos.pop()
        self.library.undo(undo)
        self.deeds = before

    # ----------------------------------------------------------------------- what must hold

    @invariant()
    def the_list_agrees(self) -> None:
        for sort, place in (("newest", 0), ("oldest", 1)):
            keyed = {n: sort_keys(parse(k.content[1]), k.added)[place] for n, k in self.known.items()}
            expected = sorted(self.known, key=lambda n: (keyed[n], n), reverse=place == 0)
            for where in ("all", "unread", "starred"):
                shown = [
                    number
                    for number in expected
                    if where == "all"
                    or (where == "unread" and not self.deeds[number].read)
                    or (where == "starred" and self.deeds[number].starred)
                ]
                listing = self.library.listing(sort, where=where)  # type: ignore[arg-type]
                assert len(listing) == len(shown)
                assert [int(row.id, 16) for row in listing.page(0, 99)] == shown
                for position, number in enumerate(shown):
                    assert listing.position(make_id(number)) == position

    @invariant()
    def rows_and_state_agree(self) -> None:
        for number, one in self.known.items():
            row, state, deeds = (
                self.library.row(make_id(number)),
                self.library.state(make_id(number)),
                self.deeds[number],
            )
            assert (row.read, row.starred, row.noted, set(row.tags)) == (
                deeds.read, deeds.starred, bool(deeds.note), deeds.tags,
            )  # fmt: skip
            assert (state.read, state.starred, state.note, set(state.tags)) == (
                deeds.read, deeds.starred, deeds.note, deeds.tags,
            )  # fmt: skip
            assert row.gone == one.gone
            assert self.library.article(make_id(number)).body == f"{one.content[0]} {number}"

    @invariant()
    def the_change_log_agrees(self) -> None:
        changes = self.library.changes(self.logged, 99)
        assert {change.article for change in changes} == {make_id(number) for number in self.altered}
        self.logged = self.library.last_change()
        self.altered.clear()

    @invariant()
    def entities_agree(self) -> None:
        articles: Counter[str] = Counter()
        mentions: Counter[str] = Counter()
        together: dict[str, Counter[str]] = {}
        for number, one in self.known.items():
            shown = {entity for _, entity, hide in self.resolved(number) if not hide}
            assert {ref.name for _, ref in self.library.entities(make_id(number))} == shown
            articles.update(shown)
            for name, count in one.content[2]:
                mentions[self.entity_of[name]] += count
            for entity in shown:
                together.setdefault(entity, Counter()).update(shown - {entity})
        refs = {ref.name: ref for ref in self.library.entity_list()}
        assert refs.keys() == articles.keys()
        for name, ref in refs.items():
            assert (ref.articles, ref.mentions) == (articles[name], mentions[name])
            card = self.library.card(ref.id)
            assert {other.name: other.articles for other in card.appears_with} == together[name]
            assert len(card.rows) == articles[name]
            days = Counter(
                moment.toordinal()
                for number, one in self.known.items()
                if name in {entity for _, entity, _ in self.resolved(number)} and (moment := parse(one.content[1]))
            )
            assert card.timeline == make_timeline(sorted(days.items()))
            assert sum(one.articles for one in card.descriptions) == articles[name]


TestLibraryMachine = LibraryMachine.TestCase
TestLibraryMachine.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


class HeavyMachine(LibraryMachine):
    """The same where every entity in two articles has its counts kept."""

    def __init__(self) -> None:
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(company, "HEAVY", 2)
        super().__init__()

    @rule()
    def settle(self) -> None:
        with self.library.lock():
            self.library.settle()

    def teardown(self) -> None:
        super().teardown()
        self.patch.undo()


TestHeavyMachine = HeavyMachine.TestCase
TestHeavyMachine.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
