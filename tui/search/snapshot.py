"""An index that is open for reading, as one marker describes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from whoosh.query.qcore import Query
from whoosh.reading import SegmentReader

from tui.search.evaluate import Evaluation, Found
from tui.search.keeper import Keeper
from tui.search.marker import Marker, get_state
from tui.search.shards import Shard


class Snapshot:
    """The index as one marker describes it, open."""

    def __init__(self, keeper: Keeper, marker: Marker, behind: bool, without: frozenset[str]) -> None:
        self.marker = marker
        self.behind = behind
        self.without = without
        """Damaged files, whose documents are missing."""
        self._folder: Path = keeper.folder
        self._state = get_state(self._folder, marker)
        self.reader = keeper.open_reader(marker, without)
        leaves = [reader for reader, _ in self.reader.leaf_readers()]
        self.shards = [Shard(leaf) for leaf in leaves if isinstance(leaf, SegmentReader)]
        self.languages = frozenset(word for shard in self.shards for word in shard.list_words("lang"))

    def is_current(self, last_change: int) -> bool:
        """Whether nothing has changed since: no commit, no file, nothing that the library has and the index not."""
        whole = not self.behind and not self.without
        return whole and last_change == self.marker.change and self.is_same(self.marker)

    def is_same(self, marker: Marker) -> bool:
        """Whether a marker describes this very index, and its files are those that were opened."""
        try:
            return marker == self.marker and get_state(self._folder, marker) == self._state
        except OSError:
            return False

    def is_untouched(self) -> bool:
        """Whether every file that is still there is as it was; one that was deleted can be read on while it is open."""
        for name, entry in self.marker.files.items():
            try:
                status = (self._folder / self.marker.build / name).lstat()
            except OSError:
                continue
            if (status.st_size, status.st_mtime_ns) != (entry.size, entry.changed):
                return False
        return True

    @property
    def size(self) -> int:
        """How many documents can be found."""
        return sum(shard.size for shard in self.shards)

    def evaluate(self, tree: Query, scored: bool, cancelled: Callable[[], bool] | None = None) -> list[Found]:
        """Run a query over all segments."""
        return Evaluation(self.shards, scored=scored, cancelled=cancelled).run(tree)

    def close(self) -> None:
        """Let go of the files."""
        self.reader.close()
