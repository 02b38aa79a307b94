"""When an article is from, as the numbers it is sorted and counted by."""

from __future__ import annotations

from datetime import UTC, datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_FAR = 1 << 40
"""More seconds than any date of a calendar is from 1970, so that what has no date is sorted after what has one."""

UNDATED = -_FAR // 2
"""The keys for newest first of articles without a date are below this."""


def parse(published: str | None) -> datetime | None:
    """An ISO 8601 date, with or without a time, a month or a year, as a moment; UTC where no zone is given.

    None for what is not such a date.
    """
    if not published:
        return None
    text = published.strip()
    if len(text) in (4, 7):
        text = f"{text}-01-01"[:10]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def sort_keys(moment: datetime | None, added: float) -> tuple[int, int]:
    """The keys for newest first (taken downwards) and oldest first (taken upwards), in seconds.

    Articles without a date come last in both, by the time they were added.
    """
    if moment is not None:
        seconds = round((moment - _EPOCH).total_seconds())
        return seconds, seconds
    return int(added) - _FAR, int(added) + _FAR


def number_day(moment: datetime | None) -> int | None:
    """The day's number (`date.toordinal`), in the zone the date was written in."""
    return None if moment is None else moment.toordinal()
