"""Keeping the index: following the library's change log, and making the index again when it is not sound.

    index/
      marker            see marker.py; names the build that counts
      4f1c…/            a build: Whoosh's files

A rebuild goes into a folder of its own. Readers keep to the build that their marker names until the next one replaces
it.
"""

from __future__ import annotations

import logging
import secrets
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace
from whoosh.filedb.filestore import FileStorage

from tui import paths
from tui.errors import LibraryError
from tui.search.arrays import Damaged
from tui.search.load import NAME, Loaded, Loader, Log, cut_batches, share_out
from tui.search.marker import NAME as MARKER
from tui.search.marker import Marker, MarkerError, describe_file, find_damaged, read_marker, write_marker
from tui.search.schema import make_schema
from tui.search.segment import Segment
from tui.search.writer import Contents, MarkedIndex, Writer, choose_segments

FORMAT = 3
"""Of what the index holds; a higher one makes every index anew."""

BATCH = 4000
"""Changes followed between two commits, at most."""

_FEW = 2
"""Batches that are not worth starting other processes for."""

IndexState = Literal["ready", "missing", "damaged", "older", "foreign", "behind"]
Report = Callable[[int, int], None]

_log = logging.getLogger(__name__)


class Keeper:
    """The index folder of one library.

    `memory` is in megabytes, `workers` the most processes that write segments, 0 for as many as there are cores; see
    `share_out`.
    """

    def __init__(self, library: Log, language: str, memory: int, workers: int) -> None:
        self._library = library
        self._language = language
        self._memory = memory * 1_000_000
        self._workers = workers
        self.folder = library.folder / "index"
        self._recipe = f"whoosh3 {version('whoosh3')}, snowballstemmer {version('snowballstemmer')}, {language}"

    def judge(self) -> tuple[IndexState, Marker | None]:
        """Say what the index is, and its marker when its files may be opened."""
        state, marker = self._read()
        if marker is not None and find_damaged(self.folder, marker):
            return "damaged", None
        return state, marker

    def _read(self) -> tuple[IndexState, Marker | None]:
        """The same by the marker alone."""
        try:
            marker = read_marker(self.folder)
        except MarkerError as error:
            return error.state, None
        if marker.token != self._library.token():
            return "foreign", None
        if marker.format != FORMAT or marker.recipe != self._recipe:
            return "older", None
        last = self._library.last_change()
        if marker.change > last:
            # A library put back from a copy is behind its index.
            return "damaged", None
        return ("ready" if marker.change == last else "behind"), marker

    def salvage(self) -> tuple[Marker, frozenset[str]] | None:
        """What is left of a damaged index: its marker and the files that must be left out; None when nothing is."""
        _, marker = self._read()
        damaged = frozenset[str]() if marker is None else find_damaged(self.folder, marker)
        return None if marker is None or marker.contents in damaged else (marker, damaged)

    def count(self, marker: Marker) -> int:
        """How many documents the index of a marker has, in all its files."""
        segments = MarkedIndex(self.folder / marker.build, marker.generation).segments
        return sum(segment.doc_count() for segment in segments)

    def find_damaged(self, marker: Marker) -> frozenset[str]:
        """Read every file and compare it with what was signed; the names of those that differ."""
        return find_damaged(self.folder, marker, deep=True)

    def open_reader(self, marker: Marker, without: Collection[str] = ()) -> Any:
        """Open the index that a marker names, without damaged files.

        Raises OSError when a writer has replaced it meanwhile.
        """
        return MarkedIndex(self.folder / marker.build, marker.generation, without).reader()

    def update(self, report: Report | None = None) -> int:
        """Bring the index up to date, making it anew when it is not sound; the number of articles handled.

        The library's write lock must be held. Every batch is a commit: after a kill the next update goes on from there.
        """
        with explain_errors(self.folder):
            state, marker = self.judge()
            if marker is not None:
                self._clean(marker)
                try:
                    return self._follow(marker, report)[0]
                except Damaged as error:
                    _log.warning("%s", error)
                    state = "damaged"
            if state != "missing":
                _log.warning("the search index in %s is %s; it is made again", self.folder, state)
            return self._follow(self._begin(), report)[0]

    def rebuild(self, report: Report | None = None) -> int:
        """Make the index anew beside the old one, which answers until the new one is whole; the lock must be held."""
        with explain_errors(self.folder):
            _, old = self._read()
            if old is None:
                return self.update(report)
            for path in self.folder.iterdir():
                if path.name not in (old.build, MARKER):
                    _remove(path)
            marker = self._make_build()
            try:
                handled, marker = self._follow(marker, report, publish=False)
            except BaseException:
                _remove(self.folder / marker.build)
                raise
            write_marker(self.folder, marker)
            self._clean(marker)
            return handled

    def discard(self) -> None:
        """Give the index up, so that the next update makes it anew; the lock must be held."""
        with explain_errors(self.folder):
            _remove(self.folder / MARKER)

    def _begin(self) -> Marker:
        """Put an empty index in the place of whatever is there."""
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        paths.make_private_folder(self.folder)
        self.folder.chmod(0o700)
        for path in self.folder.iterdir():
            _remove(path)
        marker = self._make_build()
        write_marker(self.folder, marker)
        return marker

    def _make_build(self) -> Marker:
        build = secrets.token_hex(8)
        (self.folder / build).mkdir(mode=0o700)
        Contents.create(FileStorage(str(self.folder / build)), make_schema())
        marker = Marker(FORMAT, self._recipe, self._library.token(), 0, build, 0, Contents._filename(NAME, 0), {})
        return self._sign_for(marker, 0, 0, [])

    def _sign_for(self, before: Marker, generation: int, change: int, names: Iterable[str]) -> Marker:
        """Describe a generation of the build; files that were described before do not change any more."""
        contents = Contents._filename(NAME, generation)
        build = self.folder / before.build
        files = {name: before.files.get(name) or describe_file(build / name) for name in names}
        files[contents] = describe_file(build / contents)
        return replace(before, generation=generation, change=change, contents=contents, files=files)

    def _clean(self, marker: Marker) -> None:
        """Take away what no marker names: builds given up, files of a commit that was cut short."""
        for path in self.folder.iterdir():
            if path.name not in (marker.build, MARKER):
                _remove(path)
        for path in (self.folder / marker.build).iterdir():
            if path.name not in marker.files:
                _remove(path)

    def _follow(self, marker: Marker, report: Report | None, publish: bool = True) -> tuple[int, Marker]:
        from tui.workers import count_cores, map_ordered

        handled = 0
        processes, memory = share_out(self._memory, self._workers or count_cores())
        load = Loader(self._library, self.folder / marker.build, self._language, memory)
        batches = cut_batches(self._library, marker.change, BATCH, memory)
        with closing(map_ordered(load, batches, workers=processes, lost=load, small=_FEW, chunk=1)) as loads:
            for loaded in loads:
                marker = self._commit(marker, loaded, publish)
                while segments := choose_segments(MarkedIndex(self.folder / marker.build, marker.generation).segments):
                    marker = self._write(marker, marker.change, publish, partial(_join, segments, memory // 2))
                handled += len(loaded.batch)
                if report is not None:
                    # Numbers of changes have gaps, so what is left is at most their difference.
                    report(handled, handled + max(self._library.last_change() - marker.change, 0))
        return handled, marker

    def _commit(self, marker: Marker, loaded: Loaded, publish: bool) -> Marker:
        """Take a batch in; replays do no harm, because what is there of an article is deleted first."""

        def fill(writer: Writer) -> None:
            writer.delete(change.article for change in loaded.batch)
            for segment in loaded.segments:
                writer.add(segment)

        return self._write(marker, loaded.batch[-1].number, publish, fill)

    def _write(self, marker: Marker, change: int, publish: bool, fill: Callable[[Writer], None]) -> Marker:
        """Make the next generation of the index, which goes up to a change."""
        marked: list[Marker] = []

        def mark(generation: int, names: Iterable[str]) -> None:
            marked.append(self._sign_for(marker, generation, change, names))
            if publish:
                write_marker(self.folder, marked[-1])

        writer = Writer(MarkedIndex(self.folder / marker.build, marker.generation), mark)
        try:
            fill(writer)
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        return marked[0]


def _join(segments: Sequence[Segment], memory: int, writer: Writer) -> None:
    writer.join(segments, memory)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def explain_errors(folder: Path) -> Iterator[None]:
    """Turn what the system says about the index folder into an error a person can act on."""
    try:
        yield
    except OSError as error:
        raise LibraryError(
            f"The search index in {folder} cannot be written ({error.strerror or error}).",
            "Check the free space on the disk and that you may write there; the index is made again when it can be.",
        ) from error
