"""The index follows the library, and whatever happens to its files it ends up whole."""

from __future__ import annotations

import errno
import os
import pickle
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.search.conftest import TODAY
from tests.search.corpus import ARTICLES, FERRY, RIVER, UNION
from tests.search.fakes import FakeLibrary, make_article
from tui import paths
from tui.errors import LibraryError
from tui.search import Index, SearchSettings, keeper, marker

QUERIES = ("union", '"union state"', "who:peskov", "-union", "parli*", "date:2024", "東京", "réunion")


def answer(index: Index) -> list[list[str]]:
    return [index.ids(query) for query in QUERIES]


def make(library: FakeLibrary) -> Index:
    return Index(library, SearchSettings(), today=lambda: TODAY)


def update(index: Index, library: FakeLibrary) -> int:
    with library.lock():
        return index.update()


def files_of(library: FakeLibrary) -> list[Path]:
    return sorted(path for path in (library.folder / "index").rglob("*") if path.is_file())


# ------------------------------------------------------------------ following the library


def test_an_index_is_made_by_the_first_search(library: FakeLibrary) -> None:
    index = make(library)
    assert index.state() == "missing"
    assert index.ids("ferry") == [FERRY]
    assert index.state() == "ready"


def test_changes_are_followed(index: Index, library: FakeLibrary) -> None:
    library.put(make_article(2, "Boat to the islands", "It runs again."), make_article(99, "A new ferry"))
    library.drop(RIVER)
    assert index.state() == "behind"
    assert update(index, library) == 3
    assert index.state() == "ready"
    assert index.ids("ferry") == [f"{99:0>12}"]
    assert index.ids("boat") == [FERRY]
    assert index.ids("river") == []
    assert index.search("*").total == len(ARTICLES)
    assert update(index, library) == 0


def test_a_search_catches_up_with_the_library(index: Index, library: FakeLibrary) -> None:
    library.put(make_article(99, "A new ferry"))
    assert len(index.ids("ferry")) == 2


def test_a_search_does_not_wait_for_a_writer(index: Index, library: FakeLibrary) -> None:
    library.put(make_article(99, "A new ferry"))
    answers = []
    with library.lock():
        thread = threading.Thread(target=lambda: answers.append(index.search("ferry")))
        thread.start()
        thread.join()
    assert [hit.id for hit in answers[0].hits] == [FERRY]
    assert answers[0].notes == ("the index is being brought up to date; the newest articles may be missing",)


def test_an_article_deleted_before_it_was_indexed(library: FakeLibrary) -> None:
    library.put(make_article(99, "A new ferry"))
    library.drop(f"{99:0>12}")
    index = make(library)
    update(index, library)
    assert index.ids("ferry") == [FERRY]


def test_progress_is_told(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "BATCH", 5)
    told: list[tuple[int, int]] = []
    with library.lock():
        make(library).update(lambda done, total: told.append((done, total)))
    assert told == [(5, 12), (10, 12), (12, 12)]


def test_an_empty_library(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path / "empty")
    index = make(library)
    assert index.search("ferry").total == 0
    assert index.search("").total == 0
    assert index.state() == "ready"
    library.put(*ARTICLES)
    assert index.ids("ferry") == [FERRY]
    library.drop(*(article.id for article in ARTICLES))
    assert index.ids("") == []


def test_segments_are_merged_and_nothing_is_lost(library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    index = make(library)
    expected = answer(index)
    monkeypatch.setattr(keeper, "BATCH", 1)
    for _ in range(3):
        library.put(*ARTICLES)
        update(index, library)
        assert answer(index) == expected
    assert len([path for path in files_of(library) if path.suffix == ".seg"]) <= 8


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(1, 12), st.booleans(), st.booleans()), max_size=25))
def test_any_history_ends_like_a_new_index(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, bool, bool]]
) -> None:
    library = FakeLibrary(tmp_path_factory.mktemp("library"))
    index = make(library)
    for number, keep, follow in steps:
        article = ARTICLES[number - 1]
        if keep:
            library.put(article)
        elif article.id in library.articles:
            library.drop(article.id)
        if follow:
            update(index, library)
    followed = [set(index.ids(query)) for query in QUERIES]
    shutil.rmtree(library.folder / "index")
    assert followed == [set(index.ids(query)) for query in QUERIES]


def test_a_rebuild_leaves_the_old_index_until_the_new_one_is_whole(index: Index, library: FakeLibrary) -> None:
    expected = answer(index)
    seen = []

    def look(done: int, total: int) -> None:
        seen.append(index.ids("ferry"))

    before = files_of(library)
    with library.lock():
        index.rebuild(look)
    assert seen == [[FERRY]]
    assert answer(index) == expected
    assert not set(before) & (set(files_of(library)) - {library.folder / "index" / "marker"})


# ------------------------------------------------------------------ damage


def wipe(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribble(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def scribble_unseen(path: Path) -> None:
    status = path.stat()
    path.write_bytes(bytes(byte ^ 0x5A for byte in path.read_bytes()))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def replace_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "inside").write_text("x")


def replace_by_link(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    (path.parent.parent.parent / "elsewhere").write_bytes(content)
    path.symlink_to(path.parent.parent.parent / "elsewhere")


HARMS = (wipe, empty, cut_short, scribble, scribble_unseen, replace_by_folder, replace_by_link)


@pytest.mark.parametrize("kind", ["marker", ".toc", ".seg"])
@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("opened", [False, True])
def test_damaged_files_make_the_index_anew(
    index: Index, library: FakeLibrary, harm: Callable[[Path], None], kind: str, opened: bool
) -> None:
    expected = answer(index)
    if not opened:
        index.close()
    path = next(path for path in files_of(library) if path.name.endswith(kind))
    # Written beside and moved into place: what is cut off under an open map would take the process down.
    copy = path.with_name("copy")
    shutil.copy2(path, copy)
    copy.replace(path)
    harm(path)
    assert answer(index) == expected
    assert answer(make(library)) == expected
    assert index.state() == "ready"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    file=st.integers(0, 99),
    harms=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=40),
)
def test_no_damaged_byte_is_a_traceback(
    index: Index, library: FakeLibrary, file: int, harms: Sequence[tuple[int, int]]
) -> None:
    index.search("ferry")
    index.close()
    # The index that is made again need not be as long as the one before it.
    segments = [path for path in files_of(library) if path.suffix == ".seg"]
    path = segments[file % len(segments)]
    status, content = path.stat(), bytearray(path.read_bytes())
    for place, value in harms:
        content[place % len(content)] = value
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    for query in (*QUERIES, "*", "bela~", "*rr*", "belaruz"):
        index.search(query)


@pytest.mark.parametrize("what", ["file", "link", "dangling", "garbage", "gone", "read-only"])
def test_a_strange_index_folder(index: Index, library: FakeLibrary, tmp_path: Path, what: str) -> None:
    expected = answer(index)
    index.close()
    folder = library.folder / "index"
    shutil.rmtree(folder)
    other = tmp_path / "precious"
    other.mkdir()
    (other / "letter").write_text("not ours")
    match what:
        case "file":
            folder.write_text("x")
        case "link":
            folder.symlink_to(other)
        case "dangling":
            folder.symlink_to(tmp_path / "nowhere")
        case "garbage":
            folder.mkdir()
            (folder / "marker").write_bytes(os.urandom(500))
            (folder / "junk").write_bytes(os.urandom(500))
        case "read-only":
            folder.mkdir(mode=0o500)
    assert answer(index) == expected
    assert (other / "letter").read_text() == "not ours"


def test_a_copy_with_other_times_is_sound(index: Index, library: FakeLibrary) -> None:
    index.close()
    for path in files_of(library):
        os.utime(path, (1, 1))
    assert index.state() == "ready"
    inodes = {path: path.stat().st_ino for path in files_of(library)}
    assert index.ids("ferry") == [FERRY]
    assert {path: path.stat().st_ino for path in files_of(library)} == inodes


def test_a_check_reads_every_file(index: Index, library: FakeLibrary) -> None:
    assert index.check() == []
    index.close()
    scribble_unseen(next(path for path in files_of(library) if path.suffix == ".seg"))
    assert index.state() == "ready"
    assert "damaged" in index.check()[0]
    with library.lock():
        index.rebuild()
    assert index.check() == []
    shutil.rmtree(library.folder / "index")
    assert "missing" in index.check()[0]


# ------------------------------------------------------------------ not ours


class Trap:
    """Does harm when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return (os.mkdir, (str(self.path),))


def test_nothing_of_a_strangers_index_is_unpickled(index: Index, library: FakeLibrary, tmp_path: Path) -> None:
    expected = answer(index)
    index.close()
    trap = pickle.dumps(Trap(tmp_path / "sprung"))
    for path in files_of(library):
        if path.name != "marker":
            path.write_bytes(trap + path.read_bytes()[len(trap) :])
    # The stranger signs with a key of his own.
    key = paths.get_state_folder() / "index.key"
    kept = key.read_bytes()
    key.write_bytes(bytes(32))
    folder = library.folder / "index"
    build = next(path for path in folder.iterdir() if path.is_dir())
    names = [path.name for path in build.iterdir() if path.suffix in (".toc", ".seg")]
    contents = next(name for name in names if name.endswith(".toc"))
    marker.write_marker(
        folder,
        marker.Marker(
            keeper.FORMAT, index._keeper._recipe, library.token(), library.last_change(), build.name, 1, contents,
            {name: marker.describe_file(build / name) for name in names},
        ),
    )  # fmt: skip
    key.write_bytes(kept)
    assert index.state() == "foreign"
    assert answer(index) == expected
    assert not (tmp_path / "sprung").exists()


def test_an_index_of_another_library_is_not_used(index: Index, library: FakeLibrary, tmp_path: Path) -> None:
    other = FakeLibrary(tmp_path / "other", [make_article(1, "Something else")])
    other.name = "another token"
    index.close()
    shutil.copytree(library.folder / "index", other.folder / "index")
    copied = make(other)
    assert copied.state() == "foreign"
    assert copied.ids("ferry") == []
    assert copied.ids("something") == [UNION]


def test_another_users_index_is_not_used(index: Index, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    index.close()
    monkeypatch.setattr(marker, "_get_key", lambda: bytes(32))
    assert index.state() == "foreign"


def test_a_lost_key_makes_the_index_anew(index: Index, library: FakeLibrary) -> None:
    expected = answer(index)
    (paths.get_state_folder() / "index.key").unlink()
    library.put(*ARTICLES[:1])
    assert {*map(frozenset, answer(index))} == {*map(frozenset, expected)}
    assert (paths.get_state_folder() / "index.key").stat().st_mode & 0o777 == 0o600


def test_a_key_others_could_read_is_replaced(index: Index) -> None:
    key = paths.get_state_folder() / "index.key"
    before = key.read_bytes()
    key.chmod(0o644)
    assert index.state() == "foreign"
    assert key.read_bytes() != before
    assert key.stat().st_mode & 0o777 == 0o600


def test_the_index_is_private(index: Index, library: FakeLibrary) -> None:
    assert (library.folder / "index").stat().st_mode & 0o077 == 0


# ------------------------------------------------------------------ older


def test_an_older_format_is_made_anew(index: Index, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = answer(index)
    monkeypatch.setattr(keeper, "FORMAT", keeper.FORMAT + 1)
    assert index.state() == "older"
    assert answer(make(library)) == expected
    assert index.state() == "ready"


def test_another_language_for_the_unsaid_makes_the_index_anew(index: Index, library: FakeLibrary) -> None:
    assert Index(library, SearchSettings(language="de")).state() == "older"


def test_a_library_put_back_from_a_copy(index: Index, library: FakeLibrary) -> None:
    library.put(make_article(99, "A new ferry"))
    update(index, library)
    back = FakeLibrary(library.folder, ARTICLES)
    again = make(back)
    assert again.state() == "damaged"
    assert again.ids("ferry") == [FERRY]


# ------------------------------------------------------------------ accidents while writing


class Killed(BaseException):
    """What nobody catches."""


STEPS = ("describe_file", "write_marker", "Contents.write", "Writer.add", "after")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("error", [Killed(), OSError(errno.ENOSPC, "No space left on device")], ids=["killed", "full"])
def test_an_update_that_is_cut_short_goes_on_later(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch, step: str, count: int, error: BaseException
) -> None:
    monkeypatch.setattr(keeper, "BATCH", 4)
    calls = iter(range(1000))

    def fail(*args: object, **kwargs: object) -> object:
        if next(calls) == count:
            if step == "after":
                kept(*args, **kwargs)
            raise error
        return kept(*args, **kwargs)

    index = make(library)
    name = "write_marker" if step == "after" else step
    owner: object = keeper
    for part in name.split(".")[:-1]:
        owner = getattr(owner, part)
    kept = getattr(owner, name.split(".")[-1])
    with monkeypatch.context() as patch:
        patch.setattr(owner, name.split(".")[-1], fail)
        with pytest.raises(LibraryError if isinstance(error, OSError) else Killed):
            update(index, library)
    assert index.state() in ("missing", "behind", "ready", "damaged")
    update(make(library), library)
    assert index.state() == "ready"
    fresh = FakeLibrary(library.folder.parent / "fresh", ARTICLES)
    assert [set(ids) for ids in answer(index)] == [set(ids) for ids in answer(make(fresh))]
    names = {path.name for path in (library.folder / "index").iterdir()}
    assert len(names) == 2


def test_a_full_disk_leaves_what_was_there(index: Index, library: FakeLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    library.put(make_article(99, "A new ferry"))
    monkeypatch.setattr(keeper, "describe_file", fail)
    with library.lock(), pytest.raises(LibraryError, match="No space left"):
        index.update()
    results = index.search("ferry")
    assert [hit.id for hit in results.hits] == [FERRY]
    assert results.notes


def test_threads_search_while_another_writes(index: Index, library: FakeLibrary) -> None:
    failures: list[BaseException] = []
    done = threading.Event()

    def search() -> None:
        try:
            while not done.is_set():
                assert FERRY in index.ids("ferry")
                assert index.search("union").total == 2
        except BaseException as error:
            failures.append(error)
            raise

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(100, 112):
        with library.lock():
            library.put(make_article(number, "A new ferry"))
            index.update()
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert index.search("ferry").total == 13
