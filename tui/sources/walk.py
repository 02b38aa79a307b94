"""Finds the files of a folder without reading them."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Iterator

from tui.errors import SourceError
from tui.model import Failure, Listing, SourceSpec
from tui.sources.files import explain, fail
from tui.sources.formats import get_ending
from tui.sources.identity import escape, sign

Key = tuple[int, int]
"""Device and inode: the same for every path to a file or folder."""

_HIDDEN = re.compile(r"\.|~\$|.*~$|#.*#$|.*\.sw[a-p]$", re.DOTALL)
"""What editors leave beside a file, and what the user hid."""


def list_files(spec: SourceSpec, endings: Collection[str]) -> Iterator[Listing | Failure]:
    """The folders that cannot be seen into, then the source's files, sorted by location.

    Symbolic links are followed, but nothing is listed twice: a folder or file that is reached through a link is left
    out when it is found in the folder itself. A path that is a file is its own only listing.
    """
    try:
        status = os.stat(spec.path)  # noqa: PTH116
        if not stat.S_ISDIR(status.st_mode):
            name = os.path.basename(spec.path)  # noqa: PTH119
            yield Listing(spec.name, escape(name), spec.path, sign(status, spec))
            return
        walk = _Walk(spec, _make_filter(spec, endings), _make_pruner(spec))
    except OSError as error:
        yield fail(spec.path, explain(error, spec.path))
    except SourceError as error:
        yield fail(spec.path, error)
    else:
        walk.run(status)
        yield from walk.failures
        yield from sorted(walk.found, key=lambda listing: listing.location)


class _Walk:
    """One way through a folder: what lies in it first, then what its links lead to."""

    def __init__(self, spec: SourceSpec, wanted: Callable[[str], bool], pruned: Callable[[str], bool]) -> None:
        self.found: list[Listing] = []
        self.failures: list[Failure] = []
        self._spec = spec
        self._wanted = wanted
        self._pruned = pruned
        self._seen: set[Key] = set()
        self._links: list[tuple[str, str]] = []
        self._folders: list[tuple[str, str]] = []

    def run(self, root: os.stat_result) -> None:
        self._enter("", self._spec.path, root)
        self._drain()
        while self._links:
            links, self._links = sorted(self._links), []
            for relative, path in links:
                self._follow(relative, path)
                self._drain()

    def _drain(self) -> None:
        while self._folders:
            relative, path = self._folders.pop()
            try:
                with os.scandir(path) as entries:
                    for entry in sorted(entries, key=lambda entry: entry.name):
                        if not _HIDDEN.match(entry.name):
                            self._look(f"{relative}{entry.name}", entry)
            except OSError as error:
                self.failures.append(fail(path, explain(error, path)))

    def _look(self, relative: str, entry: os.DirEntry[str]) -> None:
        if entry.is_symlink():
            self._links.append((relative, entry.path))
        elif entry.is_dir(follow_symlinks=False):
            if not self._pruned(relative):
                self._enter(relative + "/", entry.path, os.stat(entry.path))  # noqa: PTH116
        elif entry.is_file(follow_symlinks=False) and self._wanted(relative):
            self._add(relative, entry.path, os.stat(entry.path))  # noqa: PTH116

    def _follow(self, relative: str, path: str) -> None:
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError:
            # Listed all the same: reading it says what is wrong, and its article is not taken for deleted.
            if self._wanted(relative):
                self._add(relative, path, os.lstat(path))
            return
        if stat.S_ISDIR(status.st_mode):
            if not self._pruned(relative):
                self._enter(relative + "/", path, status)
        elif stat.S_ISREG(status.st_mode) and self._wanted(relative) and _key(status) not in self._seen:
            self._add(relative, path, status)

    def _enter(self, relative: str, path: str, status: os.stat_result) -> None:
        if _key(status) not in self._seen:
            self._seen.add(_key(status))
            self._folders.append((relative, path))

    def _add(self, relative: str, path: str, status: os.stat_result) -> None:
        self._seen.add(_key(status))
        self.found.append(Listing(self._spec.name, escape(relative), path, sign(status, self._spec)))


def _key(status: os.stat_result) -> Key:
    return status.st_dev, status.st_ino


def _make_filter(spec: SourceSpec, endings: Collection[str]) -> Callable[[str], bool]:
    """Whether a path below the folder is one of the source's: included, or by default of a known ending."""
    included = _make_matcher("include", spec.include) if spec.include else lambda path: get_ending(path) in endings
    excluded = _make_matcher("exclude", spec.exclude)
    return lambda path: included(path) and not excluded(path)


def _make_pruner(spec: SourceSpec) -> Callable[[str], bool]:
    excluded = _make_matcher("exclude", spec.exclude)
    return lambda path: excluded(path + "/")


def _make_matcher(what: str, patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """A test of relative paths; the patterns are those of a .gitignore file, with `*`, `**` and `!`."""
    if not patterns:
        return lambda path: False
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore import GitIgnorePatternError

    try:
        return GitIgnoreSpec.from_lines(patterns).match_file
    except GitIgnorePatternError as error:
        shown = ", ".join(patterns)
        raise SourceError(f"has a pattern under {what} that cannot be understood: {shown}") from error


class Sieve:
    """Tells which changes below a source's folder can change what it lists, by paths relative to the folder."""

    def __init__(self, spec: SourceSpec, endings: Collection[str]) -> None:
        self._wanted = _make_filter(spec, endings)
        self._pruned = _make_pruner(spec)

    def takes(self, path: str) -> bool:
        """Whether a file of this path would be listed."""
        return self.enters(os.path.dirname(path)) and not _HIDDEN.match(os.path.basename(path)) and self._wanted(path)  # noqa: PTH119, PTH120

    def enters(self, path: str) -> bool:
        """Whether a folder of this path would be looked into."""
        parts = path.split("/") if path else []
        return not any(
            _HIDDEN.match(part) or self._pruned("/".join(parts[: number + 1])) for number, part in enumerate(parts)
        )
