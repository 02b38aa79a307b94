"""Whom a story's pronouns and nouns such as "the ministry" mean, while it is read from its start to its end."""

from __future__ import annotations

from itertools import islice

from tui.entities.aliases import Group
from tui.entities.genders import learn_genders
from tui.entities.origins import load_origins
from tui.entities.phrases import Phrases
from tui.entities.story import Named
from tui.entities.titles import Titles
from tui.model import Description, Kind

SPEAKING = (Kind.PERSON, Kind.ORGANISATION)
_FAR = 16
"""Steps after which nobody is remembered: one for each sentence since somebody spoke, nearly two since he acted."""
_SEEN = 3
"""Sentences after which one who is only named is not remembered."""
_ONLY = 5
"""Sentences in which only one person is named, so that "the former Wallabies star" is him."""
_MANY = 24
"""How many of those named last are asked."""


class Speakers:
    """Remembers who spoke and acted, and finds whom words mean."""

    def __init__(self, phrases: Phrases, descriptions: dict[int, list[Description]]) -> None:
        self.tokens = phrases.tokens
        self.wording = phrases.wording
        self.now = 0
        """The number of the sentence that is read; those inside a quotation do not count."""
        self._spoke: dict[Group | None, int] = {}
        self._acted: dict[Group | None, int] = {}
        """Who spoke, and who was a sentence's subject -> when, the latest last; None is somebody without a name."""
        self._seen: dict[Group, int] = {}
        """Who has been named -> when, the latest last."""
        self._together = -_FAR
        """When several people without names spoke last."""
        self._thing = -_FAR
        """When a paper or a body without a name was spoken of last."""
        self.titles = Titles(phrases.wording, descriptions)
        self._sure, guessed = learn_genders(phrases.story, self.titles)
        self.genders = guessed | self._sure

    def speak(self, group: Group | None) -> None:
        """Remember who spoke; None for one who is not named."""
        self._spoke.pop(group, None)
        self._spoke[group] = self.now

    def speak_together(self) -> None:
        """Remember that several spoke who are not named: "officials said"."""
        self._together = self.now

    def speak_of_thing(self) -> None:
        """Remember what else "it" may mean: "the report said", "his office denied it"."""
        self._thing = self.now

    def act(self, group: Group | None) -> None:
        """Remember who was the subject of a sentence; None for somebody who is not named."""
        self._acted.pop(group, None)
        self._acted[group] = self.now

    def meet(self, named: Named) -> None:
        """Take notice of a mention that has been read."""
        self._seen.pop(named.group, None)
        self._seen[named.group] = self.now

    def get_latest(self) -> Group | None:
        """Give who spoke in this sentence or the one before it, when nobody else has acted since."""
        if not self._spoke:
            return None
        speaker, when = next(reversed(self._spoke.items()))
        acting, since = next(reversed(self._acted.items()), (None, -1))
        return speaker if self.now - when <= 1 and (since <= when or acting is speaker) else None

    # ------------------------------------------------------------------ pronouns

    def resolve(self, pronoun: str) -> Group | None:
        """Find whom a pronoun means: who spoke or acted last and fits; None also when it is somebody without a name."""
        if pronoun == "they":
            return self._resolve_they()
        best: Group | None = None
        nearest = _FAR + 1
        for table, pace in ((self._spoke, 1), (self._acted, 2)):
            for group, when in islice(reversed(table.items()), _MANY):
                away = max(0, pace * (self.now - when) - pace + 1)
                if away >= nearest:
                    break
                if self.fits(group, pronoun):
                    best, nearest = group, away
                    break
        if pronoun == "it":
            latest = max(self._spoke.get(best, -_FAR), self._acted.get(best, -_FAR))
            return best if latest >= self._thing else None
        return self._find_seen(pronoun) if nearest > _FAR else best

    def fits(self, group: Group | None, pronoun: str) -> bool:
        """Say whether a pronoun other than "they" may mean somebody; None is one person without a name."""
        if pronoun == "it":
            return group is not None and group.kind is Kind.ORGANISATION
        return group is None or (group.kind is Kind.PERSON and self.genders.get(id(group), pronoun) == pronoun)

    def may_be(self, group: Group, pronoun: str) -> bool:
        """Say whether nothing but a guess speaks against "he" or "she" for somebody."""
        return self._sure.get(id(group), pronoun) == pronoun

    def _find_seen(self, pronoun: str) -> Group | None:
        """Find the latest one who is named nearby and of whom it is known that "he" or "she" fits."""
        for group, when in islice(reversed(self._seen.items()), _MANY):
            if self.now - when > _SEEN:
                break
            if group.kind is Kind.PERSON and self.genders.get(id(group)) == pronoun:
                return group
        return None

    def _resolve_they(self) -> Group | None:
        """Find the body that "they" means: only the one that spoke right before, and after no others."""
        group, when = next(reversed(self._spoke.items()), (None, -_FAR))
        near = self.now - when <= 1 and self._together < when
        return group if group is not None and group.kind is Kind.ORGANISATION and near else None

    # ------------------------------------------------------------------ nouns

    def resolve_noun(self, begin: int, head: int, end: int) -> Group | None:
        """Find whom "the ministry" or "the Belarusian leader" means: the latest one that is called so.

        The words of the phrase are those from `begin` to `end`; its noun is at `head`.
        """
        noun = self.tokens[head].low
        if noun.endswith("-year-old"):
            return self._find_latest(Kind.PERSON)
        person, body = noun in self.wording.people, noun in self.wording.bodies
        if person and body:
            # "The Finnish leader" is a person; "the leader" and "the Argus Leader" may be anything.
            body = False
            person = head > begin and not self.tokens[head].cap
        if not body and not person:
            return None
        kind = Kind.ORGANISATION if body else Kind.PERSON
        nouns = self.wording.same.get(noun, frozenset((noun,)))
        origins = load_origins().find(token.text for token in self.tokens[begin:end])
        fields = self.titles.find_fields(token.low for token in self.tokens[begin:end])
        for table in (self._spoke, self._acted, self._seen):
            for group, _ in islice(reversed(table.items()), _MANY):
                if group is None or group.kind is not kind:
                    continue
                named = body and any(name.lower().split()[-1] == noun for name in group.names)
                if named or self.titles.fits(group, nouns, fields, origins):
                    return group
        if not body and head - begin >= 2 and noun not in self.wording.bodies:
            return self._find_only()
        if noun not in ("company", "firm") or head != begin:
            return None
        latest = self._find_latest(kind)
        return latest if latest is not None and latest.name.lower().split()[-1] not in self.wording.public else None

    def _find_only(self) -> Group | None:
        """Find the one person that a story is about at length: of nobody else it has spoken nearby."""
        near = [group for group, when in islice(reversed(self._seen.items()), _MANY) if self.now - when <= _ONLY]
        people = [group for group in near if group.kind is Kind.PERSON]
        return people[0] if len(people) == 1 and people[0] in self._spoke else None

    def _find_latest(self, kind: Kind) -> Group | None:
        """Find who of a kind spoke or acted last; None also when it was somebody without a name."""
        latest: tuple[int, Group | None] = (-1, None)
        for table in (self._spoke, self._acted):
            for group, when in islice(reversed(table.items()), _MANY):
                if group is None or group.kind is kind:
                    latest = max(latest, (when, group), key=lambda entry: entry[0])
                    break
        return latest[1]
