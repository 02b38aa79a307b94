"""How far a run of words goes that may be a name: capitalised words, and the small ones that link them."""

from __future__ import annotations

from tui.entities.words import Words
from tui.model import Kind

_LONGEST = 12
"""Words in a run."""


class Runs(Words):
    """Grows runs over a text's words."""

    def grow(self, first: int, skip: frozenset[int]) -> int:
        tokens, count = self.tokens, len(self.tokens)
        known = self.match_known(first)
        if known:
            end = known[0]
        elif tokens[first].cap:
            end = first + 1
        else:
            return first
        while end < count and end - first < _LONGEST and end not in skip:
            before = tokens[end - 1]
            if before.possessive and not self._opens_name(end - 1):
                break
            token = tokens[end]
            if not self.joined(end):
                inside = self._match_nickname(end)
                if inside:
                    end += inside + 1
                elif self._lists_portfolio(first, end):
                    end += 1
                else:
                    break
            elif token.cap:
                known = self.match_known(end)
                end = known[0] if known else end + 1
            else:
                # A name that is known whole takes no "of": "the Union State of Russia and Belarus".
                whole = known is not None and known[0] == end
                step = 0 if whole else self._connect(first, end)
                if not step:
                    break
                end += step
        while end > first and not tokens[end - 1].cap and not (known and known[0] == end):
            end -= 1
        if (
            end < count
            and tokens[end].low == "party"
            and self.joined(end)
            and tokens[end - 1].low in self.lexicon.partisan
        ):
            end += 1
        return end

    def _opens_name(self, index: int) -> bool:
        """Say whether a possessive belongs to the name: "People's Liberation Army", not "Russia's President"."""
        token = self.tokens[index]
        low = token.low
        return (
            (low in self.lexicon.common or low in ("people", "women", "children", "men", "workers"))
            and low not in self.lexicon.calendar
            and not token.opens
            and index + 1 < len(self.tokens)
            and self.tokens[index + 1].cap
            and (self.tokens[index + 1].low in self.lexicon.heads or self.tokens[index + 1].low in self.lexicon.common)
        )

    def _connect(self, first: int, index: int) -> int:
        """Say how many lower-case words from here on link the run to a capitalised word: 0 when they do not."""
        tokens, lexicon = self.tokens, self.lexicon
        low = tokens[index].low
        after = index + 1
        if low in ("of", "for", "on", "against") and self._takes_of(first, index, low):
            if self.has(after, "the"):
                after += 1
            return after - index if self.is_cap(after) and not self._is_date(after) else 0
        if low in ("and", "&"):
            return 1 if self.is_cap(after) and self._takes_and(first, index) else 0
        if low in lexicon.chained:
            return 0
        chain = index
        while chain < len(tokens) and tokens[chain].low in lexicon.particles and self.joined(chain):
            chain += 1
        return chain - index if chain > index and self.is_cap(chain) else 0

    def _is_date(self, index: int) -> bool:
        return self.tokens[index].low in self.lexicon.calendar

    def _takes_of(self, first: int, index: int, low: str) -> bool:
        """Say whether "of" goes on: "Ministry of Health", "Gulf of Aden", "Secretary of State"."""
        lexicon = self.lexicon
        before = self.tokens[index - 1].low
        if before in lexicon.starters:
            kind = lexicon.starters[before][0]
            return low == "of" or kind is Kind.ORGANISATION
        if low == "of" and before in lexicon.heads:
            return True
        if low in ("of", "for") and before in lexicon.offices:
            return True
        return any(
            lexicon.starters.get(token.low, (None, False))[0] is Kind.ORGANISATION and low != "on"
            for token in self.tokens[first : index - 1]
        ) and any(token.low in ("of", "for") for token in self.tokens[first:index])

    def _takes_and(self, first: int, index: int) -> bool:
        """Say whether "and" goes on: "Ministry of Health and Welfare", "Food and Drug Administration"."""
        tokens, lexicon = self.tokens, self.lexicon
        if tokens[index].text == "&":
            return True
        before, after = tokens[index - 1].low, tokens[index + 1].low
        plain_after = after in lexicon.common or after in lexicon.portfolios or after in lexicon.heads
        if not plain_after or after in lexicon.nationalities:
            return False
        headed = any(
            lexicon.starters.get(token.low, (None, False))[0] is Kind.ORGANISATION or token.low in lexicon.offices
            for token in tokens[first:index]
        )
        if headed and any(token.low in ("of", "for", "on") for token in tokens[first:index]):
            return before in lexicon.common or before in lexicon.portfolios
        headed = not lexicon.heads.get(before, (None, True))[1]
        if not (before in lexicon.common or before in lexicon.portfolios) or headed:
            return False
        end = index + 1
        while self.is_cap(end):
            end += 1
            if tokens[end - 1].possessive:
                break
        return end > index + 2 and lexicon.heads.get(tokens[end - 1].low, (None, True))[0] is not None

    def _match_nickname(self, index: int) -> int:
        """Count the words of a nickname between quotation marks inside a name: Joaquín "El Chapo" Guzmán."""
        tokens = self.tokens
        if not tokens[index].cap or tokens[index].gap not in (' "', " “", " '", " ‘"):
            return 0
        for end in range(index + 1, min(index + 4, len(tokens))):
            if not tokens[end].cap:
                return 0
            if tokens[end].gap in ('" ', "” ", "' ", "’ "):
                return end - index
            if tokens[end].gap != " ":
                return 0
        return 0

    def _lists_portfolio(self, first: int, index: int) -> bool:
        """Say whether a comma goes on: "Ministry of Law, Justice and Parliamentary Affairs"."""
        tokens, lexicon = self.tokens, self.lexicon
        return (
            tokens[index].gap == ", "
            and tokens[index].low in lexicon.portfolios
            and tokens[index - 1].low in lexicon.portfolios
            and any(token.low in ("of", "for") for token in tokens[first:index])
            and (
                self.has(index + 1, "and")
                or (
                    index + 1 < len(tokens)
                    and tokens[index + 1].gap == ", "
                    and tokens[index + 1].low in lexicon.portfolios
                )
            )
        )
