"""The dates that a text speaks of, as it words them, with the days they mean. English alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from tui.entities.days import REFERENCE, Phrase, load_words, place
from tui.entities.story import Story
from tui.entities.tokens import Token
from tui.model import TextDate

_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")
_DECADE = re.compile(r"(?:1[6-9]|20)\d0s")
_ISO = re.compile(r"(?:1[89]|20)\d\d-[01]\d-[0-3]\d")
_DAY = re.compile(r"(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_COUNT = re.compile(r"[1-9]\d{0,2}")
_NTH = re.compile(r"([1-9]\d{0,3})(?:st|nd|rd|th)")


def find_dates(story: Story, published: date | None) -> list[TextDate]:
    """Find a story's dates in order, each with its words; those that need a publication date only when there is one."""
    found = []
    end = 0
    for one in _Finder(story).find():
        if one.first < end:
            continue
        extent = place(story, one, published)
        if extent is not None:
            start, stop = story.tokens[one.first].start, story.tokens[one.last - 1].end
            found.append(TextDate(story.text[start:stop], start, stop, *(day.isoformat() for day in extent)))
            end = one.last
    return found


class _Finder:
    """Goes through the words of a story."""

    def __init__(self, story: Story) -> None:
        self.tokens = story.tokens
        self.words = load_words()

    def find(self) -> Iterator[Phrase]:
        """Give what is found by the place of its last word; what is part of something longer may come again."""
        words = self.words
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            low = token.low
            found = None
            if low in words.months and token.cap:
                found = self._read_month(index)
            elif low in words.weekdays and token.cap:
                found = self._read_weekday(index)
            elif low in words.units or low in words.seasons or low == "weekend":
                found = self._read_unit(index)
            elif low in words.days:
                found = self._read_day(index)
            elif low == "anniversary":
                found = self._read_anniversary(index)
            elif low[0].isdigit():
                found = self._read_number(index)
            if found is None and token.cap:
                found = self._read_feast(index)
            if found is not None:
                yield found
                index = max(index + 1, found.last)
            else:
                index += 1

    def _at(self, index: int) -> Token | None:
        return self.tokens[index] if 0 <= index < len(self.tokens) else None

    def _low(self, index: int) -> str:
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def _is_near(self, index: int, gaps: tuple[str, ...] = (" ", "\u00a0")) -> bool:
        """Say whether a word stands right behind the one before."""
        token = self._at(index)
        return token is not None and index > 0 and token.gap in gaps

    def _read_month(self, index: int) -> Phrase | None:
        words, month = self.words, self._low(index)
        first, last, day = index, index + 1, ""
        dotted = (" ", "\u00a0", ". ")
        before = index - 1
        if self._low(before) == "of" and self._is_near(index):
            before -= 1
        if before >= 0 and _DAY.fullmatch(self._low(before)) and all(map(self._is_near, range(before + 1, index + 1))):
            day, first = self._low(before), before
        elif self._is_near(last, dotted) and _DAY.fullmatch(self._low(last)):
            day, last = self._low(last), last + 1
        year = self._low(last) if self._is_near(last, (*dotted, ", ", "., ")) and _is_year(self._low(last)) else ""
        last += bool(year)
        if day:
            if self._low(first - 1) in words.weekdays and self._is_near(first, (" ", ", ", ". ", "., ")):
                first -= 1
            number = day.rstrip("stndrh")
            return Phrase(
                first, last, "day", f"{number} {month} {year or REFERENCE.year}", "date" if year else "yearless"
            )
        if year:
            first = self._take_part(first)
            return Phrase(first, last, "month", f"1 {month} {year}", "date")
        if (
            month in words.short
            or self._low(index - 1) not in words.before_month
            or not self._is_near(index, (" ", "-"))
        ):
            return None
        lead = self._low(index - 1)
        way = {"last": -2, "since": -1, "next": 2}.get(lead, int(lead in words.ahead))
        first = index - (lead in ("last", "next", "this", "early", "late", "mid"))
        return Phrase(first, last, "month", f"1 {month} {REFERENCE.year}", "month", way)

    def _take_part(self, first: int) -> int:
        """Go back over "early", "mid-" and "late"."""
        return first - (self._low(first - 1) in ("early", "mid", "late") and self._is_near(first, (" ", "-")))

    def _read_weekday(self, index: int) -> Phrase | None:
        words, lead = self.words, self._low(index - 1)
        if self._low(index) in words.brief or self._low(index + 1) in words.after_weekday:
            return None
        if lead in words.before_weekday and self.tokens[index - 1].cap:
            return None
        if lead in ("every", "each") or lead in words.weekdays or self._low(index + 1) in words.weekdays:
            return None  # a habit, or a table of days
        if self._low(index + 1) in words.months or _DAY.fullmatch(self._low(index + 1)):
            # "Friday, December 6": the month, which comes next, takes the weekday along.
            following = self._read_month(index + 1 + (self._low(index + 1) not in words.months))
            if following is not None and following.first <= index:
                return following
        number = str(words.weekdays[self._low(index)])
        if lead in ("last", "next", "this", "coming") and self._is_near(index):
            way = {"last": -2, "next": 2}.get(lead, 1)
            return Phrase(index - 1, index + 1, "day", number, "weekday", way)
        way = (
            1
            if lead in words.ahead or (lead == "of" and self._low(index - 2) == "ahead")
            else -1
            if lead == "since"
            else 0
        )
        return Phrase(index, index + 1, "day", number, "weekday", way)

    def _read_unit(self, index: int) -> Phrase | None:
        words, low, lead = self.words, self._low(index), self._low(index - 1)
        if not self._is_near(index):
            return None
        single = low.removesuffix("s") if low in words.units else low
        if (
            lead in ("last", "next", "this", "coming", "previous")
            and low not in ("day", "decade")
            and not low.endswith("s")
        ):
            # "over the last year" is a length of time.
            if lead == "last" and self._low(index - 2) in ("the", "their", "his", "its", "her", "our"):
                return None
            step = {"last": -1, "previous": -1, "this": 0}.get(lead, 1)
            first = index - 1 - (self._low(index - 2) in ("earlier", "later") and self._is_near(index - 1))
            if low in words.seasons:
                return Phrase(first, index + 1, "month", f"{step} {low}", "season", step)
            return Phrase(first, index + 1, "week" if low == "weekend" else single, f"{step} {low}", "shift")  # type: ignore[arg-type]
        if low not in words.units:
            return None
        if self._low(index + 1) == "ago" and self._is_near(index + 1):
            return self._read_ago(index, index + 2, f"{low} ago")
        if self._low(index + 1) == "since" and low in ("years", "months", "decades"):
            return self._read_ago(index, index + 2, f"{low} ago")
        if self._low(index + 1) == "from" and self._low(index + 2) == "now":
            return self._read_ago(index, index + 3, low, "in ")
        if self._low(index - 2) == "in" and self._low(index + 1) != "of":
            found = self._read_ago(index, index + 1, low, "in ")
            return None if found is None else found._replace(how="within", first=index - 2)
        if lead in ("the", "this", "next", "last") and self._low(index - 2) == "of" and self._low(index - 3) == "end":
            step = {"last": -1, "next": 1}.get(lead, 0)
            first = index - 3 - (self._low(index - 4) == "the")
            return Phrase(first, index + 1, "day", f"{step} {single}", "end") if single != "day" else None
        return None

    def _read_ago(self, index: int, last: int, rest: str, lead: str = "") -> Phrase | None:
        """Read "25 years ago": the number before the unit."""
        number = self._low(index - 1)
        if not (number in self.words.numbers or _COUNT.fullmatch(number)):
            return None
        single = self._low(index).removesuffix("s")
        return Phrase(index - 1, last, single, f"{lead}{number} {rest}", "ago")  # type: ignore[arg-type]

    def _read_day(self, index: int) -> Phrase | None:
        low = self._low(index)
        first, last, step = index, index + 1, self.words.days[low]
        if self.tokens[index].possessive and low == "today":
            return None  # "in today's world"
        if (
            abs(step) == 1
            and self._low(index - 1) == ("before" if step < 0 else "after")
            and self._low(index - 2) == "day"
        ):
            first, step = index - 2 - (self._low(index - 3) == "the"), 2 * step
        return Phrase(first, last, "day", f"{step} day", "shift")

    def _read_anniversary(self, index: int) -> Phrase | None:
        word = self._low(index - 1)
        number = self.words.ordinals.get(word) or ((nth := _NTH.fullmatch(word)) and int(nth[1]))
        first = index - 1 - (self._low(index - 2) == "the")
        return Phrase(first, index + 1, "year", f"{number} years ago", "ago") if number else None

    def _read_number(self, index: int) -> Phrase | None:
        words, text = self.words, self._low(index)
        if _ISO.fullmatch(text):
            return Phrase(index, index + 1, "day", text, "date")
        if _DAY.fullmatch(text) and self._low(index + 1 + (self._low(index + 1) == "of")) in words.months:
            month = index + 1 + (self._low(index + 1) == "of")
            found = self._read_month(month) if self.tokens[month].cap else None
            return found if found is not None and found.first <= index else None
        lead = self._low(index - 1)
        if _DECADE.fullmatch(text) and lead in ("the", "early", "mid", "late"):
            return Phrase(self._take_part(index), index + 1, "decade", text[:4], "year")
        if not _is_year(text) or self._low(index + 1) in words.after_year:
            return None
        following = self._at(index + 1)
        if following is not None and following.gap in (",", ".", "-") and following.text[:1].isdigit():
            return None
        before = self.tokens[index].gap
        clear = lead in words.before_year and before in (" ", "-", "\u00a0")
        clear = clear or (lead == "the" and before == " " and following is not None and following.gap == " ")
        clear = clear or (before.endswith("(") and (following is None or following.gap.startswith(")")))
        return Phrase(self._take_part(index), index + 1, "year", text, "year") if clear else None

    def _read_feast(self, index: int) -> Phrase | None:
        words = self.words
        for length in (3, 2, 1):
            name = tuple(self._low(place) + "'s" * self._owns(place) for place in range(index, index + length))
            if name in words.feasts:
                day, month = words.feasts[name].split()
                return Phrase(index, index + length, "day", f"{day} {month} {REFERENCE.year}", "yearless")
        return None

    def _owns(self, index: int) -> bool:
        token = self._at(index)
        return token is not None and token.possessive


def _is_year(text: str) -> bool:
    return _YEAR.fullmatch(text) is not None
