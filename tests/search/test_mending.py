"""A large index that is damaged answers with what is sound, and is made again meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.search.corpus import ARTICLES, FERRY
from tests.search.fakes import FakeLibrary
from tui.search import Index
from tui.search import index as module
from tui.search.index import Indexed

NOTE = "part of the index is damaged and is being made again; some articles are missing"
EVERY = sorted(article.id for article in ARTICLES)


@pytest.fixture
def parts(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> Index:
    """An index of four segments that counts as large."""
    monkeypatch.setattr(module, "AT_ONCE", 0)
    monkeypatch.setattr("tui.search.keeper.BATCH", 3)
    index = Index(library)
    with library.lock():
        index.update()
    index.search("")
    return index


def finish(index: Index) -> None:
    if index._mending is not None:
        index._mending.join()


def find_segments(library: Indexed) -> list[Path]:
    return sorted((library.folder / "index").rglob("*.seg"))


def flip_unseen(path: Path) -> None:
    """Damage every page, so that whatever is read first shows it, and keep the file's time."""
    status, data = path.stat(), bytearray(path.read_bytes())
    for place in range(100, len(data) - 200, 500):
        data[place] ^= 4
    path.with_name("copy").write_bytes(data)
    path.with_name("copy").replace(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def cut_off(path: Path) -> None:
    path.with_name("copy").write_bytes(path.read_bytes()[:-9])
    path.with_name("copy").replace(path)


def swap(path: Path) -> None:
    other = next(other for other in path.parent.glob("*.seg") if other != path)
    path.with_name("copy").write_bytes(other.read_bytes())
    path.with_name("copy").replace(path)


@pytest.mark.parametrize("harm", [flip_unseen, cut_off, swap, Path.unlink])
@pytest.mark.parametrize("opened", [True, False])
def test_what_is_sound_answers(
    parts: Index, library: FakeLibrary, harm: Callable[[Path], None], opened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(find_segments(library)) == 4
    if not opened:
        parts.close()
    harm(find_segments(library)[1])
    with monkeypatch.context() as patch:
        patch.setattr(Index, "_mend", lambda self: None)
        parts.close()
        results = parts.search("", limit=None)
        assert results.total == len(results.hits) == 9
        assert results.notes == (NOTE,)
        assert sorted(parts.ids("ferry") + parts.ids("-ferry")) == sorted(hit.id for hit in results.hits)
    parts.search("ferry")
    finish(parts)
    assert parts.state() == "ready"
    assert parts.search("ferry").notes == ()
    assert sorted(parts.ids("")) == EVERY
    assert parts.check() == []


def test_an_index_of_which_nothing_is_left_is_made_again(parts: Index, library: FakeLibrary) -> None:
    parts.close()
    for path in (library.folder / "index").rglob("*.toc"):
        path.write_bytes(b"{}")
    assert parts.ids("ferry") == [FERRY]
    assert parts.state() == "ready"


def test_an_update_over_damage_makes_the_index_again(parts: Index, library: FakeLibrary) -> None:
    parts.close()
    for path in find_segments(library):
        flip_unseen(path)
    library.put(*ARTICLES[:2])
    with library.lock():
        parts.update()
    assert sorted(parts.ids("")) == EVERY
    assert parts.check() == []
