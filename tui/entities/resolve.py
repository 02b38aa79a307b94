"""Which entities of all articles are the same one: pure, deterministic, and whatever the order the same.

Evidence comes from the names alone: the same name, the only bearer of a surname, another spelling, an acronym that is
seen with its expansion, a known alias. What the user says wins over all of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from tui.entities.aliases import load_aliases, simplify
from tui.entities.lexicon import load
from tui.entities.variants import Parts, make_key, split_name
from tui.model import Corrections, Kind
from tui.text import fold

Local = tuple[Kind, str, tuple[str, ...], int]
Linked = tuple[Kind, str, Kind, str, bool, bool, str]
Node = tuple[Kind, str]
Pair = tuple[Node, Node, str]
"""A name, another that is taken for the same, and why."""
Key = TypeVar("Key")

_PATRONYMICS = ("ovich", "evich", "ovna", "evna", "ovych", "ivna")
_DOMINANT = 0.9
"""The share of the articles that one bearer of a surname, or one kind of a name, must have to be taken for all."""


class _Union:
    """Disjoint sets of nodes, some of which must stay apart."""

    def __init__(self, splits: Mapping[str, frozenset[str]]) -> None:
        self.parents: dict[Node, Node] = {}
        self.members: dict[Node, set[str]] = {}
        """Root -> folded names; for sets of one node there is no entry."""
        self.splits = splits

    def find(self, node: Node) -> Node:
        root = node
        while root in self.parents:
            root = self.parents[root]
        while node != root:
            self.parents[node], node = root, self.parents[node]
        return root

    def join(self, one: Node, other: Node, *, anyway: bool = False) -> None:
        """Make one set of two, unless the user has split them."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return
        ours, theirs = self.members.get(one, {fold(one[1])}), self.members.get(other, {fold(other[1])})
        if not anyway and any(not theirs.isdisjoint(self.splits.get(name, ())) for name in ours):
            return
        # The smaller name becomes the root, so that the order of joining does not matter.
        root, leaf = min(one, other), max(one, other)
        self.parents[leaf] = root
        self.members[root] = ours | theirs


def link(
    entities: Iterable[Local], corrections: Corrections, apart: Mapping[Node, str] = MappingProxyType({})
) -> list[Linked]:
    """Say which entity of the library each entity of single articles belongs to.

    `entities` are (kind, name, all its names, how many articles have it); the answer has for each distinct kind
    and name (kind, name, kind to show, name to show, hidden, pinned, why), in order; `why` says on what evidence the
    name was taken for the entity's, and is empty for the name that stands for it. `apart` has those who were told apart
    from others of the same name, with that name: only the user joins them to anybody. Names of the corrections are
    compared folded.
    """
    counts: Counter[Node] = Counter()
    names: dict[Node, set[str]] = defaultdict(set)
    for kind, name, others, articles in entities:
        counts[kind, name] += articles
        names[kind, name] |= {name, *others}
    nodes = sorted(counts)
    kinds = _settle_kinds(nodes, counts, corrections)
    union = _Union(_read_splits(corrections))
    why: dict[Node, str] = {}
    alike: dict[Node, Node] = {}
    """To names that are written the same but for points and case, the first of them."""
    settled: dict[Kind, list[Node]] = defaultdict(list)
    for node in nodes:
        settled[kinds[node]].append(node)
    for kind, members in sorted(settled.items()):
        for same in _group(members, lambda node: simplify(node[1])).values():
            for node in same[1:]:
                alike[node] = same[0]
                union.join(same[0], node)
        if kind is Kind.PERSON:
            pairs = _match_people(members, counts, apart)
        else:
            pairs = _match_others(members, names, load_aliases().get(kind, {}))
        for one, other, reason in pairs:
            why.setdefault(other, reason)
            union.join(one, other)
    _merge(nodes, union, corrections, why)
    shown = _show(nodes, union, counts, kinds, corrections)
    # What stood for a set while it was put together has no reason of its own, and is in it for that of the one shown.
    heads = {union.find(node): why.get(node, "") for node, (_, name, *_) in shown if fold(node[1]) == fold(name)}

    def tell(node: Node, name: str) -> str:
        if fold(node[1]) == fold(name):
            return ""
        if node not in why and simplify(node[1]) == simplify(name):
            return "the same name"
        return why.get(node) or why.get(alike.get(node, node)) or heads.get(union.find(node)) or ""

    return [(*node, *to, tell(node, to[1])) for node, to in shown]


# --------------------------------------------------------------------------- evidence


def _settle_kinds(nodes: list[Node], counts: Mapping[Node, int], corrections: Corrections) -> dict[Node, Kind]:
    """Give a name that has several kinds the one that nearly all its articles give it; the user's word is final."""
    retype = {fold(name): kind for name, kind in corrections.retype.items()}
    kinds: dict[Node, Kind] = {}
    for folded, same in _group(nodes, lambda node: fold(node[1])).items():
        votes: Counter[Kind] = Counter()
        for node in same:
            votes[node[0]] += counts[node]
        best, most = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
        dominant = most >= _DOMINANT * votes.total()
        for node in same:
            kinds[node] = retype.get(folded) or (best if dominant else node[0])
    return kinds


def _match_people(members: list[Node], counts: Mapping[Node, int], apart: Mapping[Node, str]) -> list[Pair]:
    """Pair spellings of one name, and surnames with the only person who bears them."""
    pairs: list[Pair] = []
    parts = {node: split_name(apart.get(node, node[1])) for node in members}
    full = [node for node in members if len(parts[node].words) > 1 and node not in apart]
    spelled = [
        same
        for alike in _group(full, lambda node: _make_keys(parts[node])).values()
        for one in _part_initials(alike, parts, counts)
        for same in _part_namesakes(one, parts, frozenset(apart.values()))
    ]
    for same in spelled:
        pairs.extend((same[0], node, "another spelling") for node in same[1:])
    bearers: dict[str, Counter[Node]] = defaultdict(Counter)
    for same in [*spelled, *([node] for node in members if node in apart)]:
        for node in same:
            for surname in _list_surnames(parts[node]):
                bearers[surname][same[0]] += counts[node]
    for node in members:
        if len(parts[node].words) == 1:
            candidates = bearers.get(make_key(parts[node].words[0]))
            if candidates:
                best, most = min(candidates.items(), key=lambda found: (-found[1], found[0]))
                if most >= _DOMINANT * candidates.total():
                    pairs.append((best, node, "the surname of one person"))
    return pairs


def _part_initials(alike: list[Node], parts: Mapping[Node, Parts], counts: Mapping[Node, int]) -> list[list[Node]]:
    """Keep apart those whose middle initials disagree: George W. Bush and George H. W. Bush.

    Who has none goes to the one of nearly all articles, and otherwise to neither.
    """
    by_initials: dict[tuple[str, ...], list[Node]] = _group(alike, lambda node: _read_initials(parts[node]))
    bare = by_initials.pop((), [])
    sets: list[tuple[tuple[str, ...], list[Node]]] = []
    for initials, same in sorted(by_initials.items(), key=lambda item: (-len(item[0]), item[0])):
        for known, members in sets:
            if known[: len(initials)] == initials:
                members.extend(same)
                break
        else:
            sets.append((initials, list(same)))
    if len(sets) < 2:
        return [alike]
    weights = [sum(counts[node] for node in members) for _, members in sets]
    best = max(range(len(sets)), key=lambda place: (weights[place], -place))
    if bare and weights[best] >= _DOMINANT * sum(weights):
        sets[best][1].extend(bare)
        bare = []
    return [sorted(members) for _, members in sets] + ([bare] if bare else [])


def _part_namesakes(same: list[Node], parts: Mapping[Node, Parts], two: frozenset[str]) -> list[list[Node]]:
    """Keep names with other initials than one of `two` people has to themselves: they may be the other one's."""
    if all(name not in two for _, name in same):
        return [same]
    return list(_group(same, lambda node: _read_initials(parts[node])).values())


def _read_initials(parts: Parts) -> tuple[str, ...]:
    """The initials between a person's first and last name."""
    return tuple(word[0] for word in _spell_out(parts)[1:-1])


def _spell_out(parts: Parts) -> tuple[str, ...]:
    """The words of a name with initials one by one, "H.W." as "H. W.", and Eastern given names without a hyphen."""
    eastern = parts.words[0] in load().eastern
    return tuple(
        piece
        for word in parts.words
        for piece in (word.replace("-", " ") if eastern else word if len(word) > 5 else word.replace(".", " ")).split()
    )


def _make_keys(parts: Parts) -> tuple[str, ...]:
    """Give the key that all spellings of a whole name share, with and without middle initials and patronymics."""
    first, *middle, last = _spell_out(parts)
    words = (first, *(word for word in middle if len(word) > 1 and not word.endswith(_PATRONYMICS)), last)
    return (*(make_key(word) for word in words), parts.generation)


def _list_surnames(parts: Parts) -> set[str]:
    """The words by which alone a person may be called: the last, and the first where family names come first."""
    first, *_, last = _spell_out(parts)
    lexicon = load()
    eastern = first in lexicon.eastern and first not in lexicon.given
    return {make_key(last), *([make_key(first)] if eastern else [])}


def _match_others(members: list[Node], names: Mapping[Node, set[str]], aliases: Mapping[str, str]) -> list[Pair]:
    """Pair names with their known aliases, and acronyms with the one expansion that articles give them."""
    pairs: list[Pair] = []
    for same in _group(members, lambda node: simplify(aliases.get(simplify(node[1]), node[1]))).values():
        pairs.extend((same[0], node, "a known alias") for node in same[1:])
    owners: dict[str, set[str]] = defaultdict(set)
    first: dict[str, Node] = {}
    for node in members:
        if " " in node[1]:
            expansion = simplify(aliases.get(simplify(node[1]), node[1]))
            first.setdefault(expansion, node)
            for name in names[node]:
                if _is_acronym(name):
                    owners[simplify(name)].add(expansion)
    for node in members:
        expansions = owners.get(simplify(node[1]), set()) if _is_acronym(node[1]) else set()
        if len(expansions) == 1:
            pairs.append((first[next(iter(expansions))], node, "the acronym"))
    return pairs


def _is_acronym(name: str) -> bool:
    bare = name.replace(".", "")
    return 2 <= len(bare) <= 10 and bare.isupper() and " " not in bare


def _group(nodes: Iterable[Node], key: Callable[[Node], Key]) -> dict[Key, list[Node]]:
    groups: dict[Key, list[Node]] = defaultdict(list)
    for node in nodes:
        groups[key(node)].append(node)
    return groups


# --------------------------------------------------------------------------- the user's word


def _read_splits(corrections: Corrections) -> dict[str, frozenset[str]]:
    """Give each folded name the folded names that it must not be joined with, both ways."""
    splits: dict[str, set[str]] = defaultdict(set)
    for name, others in corrections.split.items():
        for other in others:
            splits[fold(name)].add(fold(other))
            splits[fold(other)].add(fold(name))
    return {name: frozenset(others) for name, others in splits.items()}


def _merge(nodes: list[Node], union: _Union, corrections: Corrections, why: dict[Node, str]) -> None:
    """Join what the user says is one, whatever its kind."""
    tops = _find_tops(corrections)
    told = [node for node in nodes if fold(node[1]) in tops]
    # By the name at the top, as a name between two may be in no article.
    for same in _group(told, lambda node: tops[fold(node[1])]).values():
        for node in same[1:]:
            if union.find(node) != union.find(same[0]):
                why[node] = "you said so"
            union.join(same[0], node, anyway=True)


def _find_tops(corrections: Corrections) -> dict[str, str]:
    """Give each folded name that is merged the name at the top, which all of them are shown by."""
    above = {fold(other): name for name, others in corrections.merge.items() for other in others}
    tops = {fold(name): name for name in corrections.merge}
    for text in (*above, *tops):
        seen = {text}
        top = tops.get(text, text)
        while (name := above.get(fold(top))) is not None and fold(name) not in seen:
            seen.add(fold(name))
            top = name
        tops[text] = top
    return tops


def _show(
    nodes: list[Node], union: _Union, counts: Mapping[Node, int], kinds: Mapping[Node, Kind], corrections: Corrections
) -> list[tuple[Node, tuple[Kind, str, bool, bool]]]:
    """Choose the kind and name to show for each set of names, and whether it is hidden or pinned."""
    merged = _find_tops(corrections)
    rename = {fold(name): shown for name, shown in corrections.rename.items()}
    retype = {fold(name): kind for name, kind in corrections.retype.items()}
    hide, pin = {fold(name) for name in corrections.hide}, {fold(name) for name in corrections.pin}
    corrected = merged.keys() | rename.keys() | retype.keys() | hide | pin
    shown: dict[Node, tuple[Kind, str, bool, bool]] = {}
    for root, same in _group(nodes, union.find).items():
        name, kind = _choose_name(same, counts, kinds), _choose_kind(same, counts, kinds)
        if not corrected:
            shown[root] = (kind, name, False, False)
            continue
        folded = {fold(node[1]) for node in same}
        top = min((merged[text] for text in folded if text in merged), default=None)
        used = sorted(folded)
        folded.add(fold(name))
        name = top or name
        # What is merged is shown by the name at the top, whatever the others were called before.
        called = (fold(name),) if top else (fold(name), *sorted(folded))
        renamed = next((rename[text] for text in called if text in rename), name)
        folded |= {fold(name), fold(renamed)}
        # Of a known alias that no article uses, what is said of the names that they do use comes first.
        first = (fold(renamed), *([fold(name)] if top or fold(name) in used else []), *used, *sorted(folded))
        kind = next((retype[text] for text in first if text in retype), kind)
        shown[root] = (kind, renamed, bool(folded & hide), bool(folded & pin))
    return [(node, shown[union.find(node)]) for node in nodes]


def _choose_name(same: list[Node], counts: Mapping[Node, int], kinds: Mapping[Node, Kind]) -> str:
    """Choose the name to show: a known alias's full form, else the most used of the names with more than one word."""
    # What few articles take a name for does not say whose alias it is.
    kind = next((node[0] for node in same if node[0] is kinds[node]), same[0][0])
    aliases = load_aliases().get(kind, {})
    for _, name in same:
        if simplify(name) in aliases:
            return aliases[simplify(name)]
    several = [node for node in same if " " in node[1]] or same
    return min(several, key=lambda node: (-counts[node], node[1].isupper(), -len(node[1]), node[1]))[1]


def _choose_kind(same: list[Node], counts: Mapping[Node, int], kinds: Mapping[Node, Kind]) -> Kind:
    if len(same) == 1:
        return kinds[same[0]]
    votes: Counter[Kind] = Counter()
    for node in same:
        votes[kinds[node]] += counts[node]
    return min(votes.items(), key=lambda vote: (-vote[1], vote[0]))[0]
