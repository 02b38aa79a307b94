"""How far a sync has come, and what it did."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from tui.model import Failure


class Progress(Struct, frozen=True):
    """How far a sync has come."""

    stage: Literal["reading", "cleaning", "indexing"]
    done: int
    total: int
    """Files or articles, by stage."""
    articles: int
    """Articles new or changed so far."""


class Report(Struct, frozen=True):
    """What a sync did, in articles."""

    new: int
    changed: int
    gone: int
    unchanged: int
    failures: tuple[Failure, ...]
    seconds: float


class Tally:
    """Counts what a sync does and tells of it at most ten times a second."""

    def __init__(self, progress: Callable[[Progress], None] = lambda _: None) -> None:
        self.failures: list[Failure] = []
        self.new = self.changed = self.gone = 0
        self._progress = progress
        self._begun = self._told = time.monotonic()

    def add(self, new: int, changed: int, gone: int) -> None:
        """Count what one transaction wrote."""
        self.new += new
        self.changed += changed
        self.gone += gone

    def tell(self, stage: Literal["reading", "cleaning", "indexing"], done: int, total: int) -> None:
        """Pass on the state of the run; the last of a stage is always told."""
        now = time.monotonic()
        if done >= total or now - self._told >= 0.1:
            self._told = now
            self._progress(Progress(stage, done, total, self.new + self.changed))

    def report(self, articles: int) -> Report:
        """The whole run in figures; `articles` is how many the library has now."""
        unchanged = max(0, articles - self.new - self.changed)
        seconds = round(time.monotonic() - self._begun, 3)
        return Report(self.new, self.changed, self.gone, unchanged, tuple(self.failures), seconds)
