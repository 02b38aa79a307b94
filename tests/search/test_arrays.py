"""Files of arrays: what is put in comes out, and what was changed on the disk is found before it is used."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from tui.search.arrays import ArrayFile, ArrayWriter, Damaged

unchanged = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Told(Struct):
    name: str


def write(folder: Path, parts: list[tuple[str, str, list[int]]]) -> Path:
    writer = ArrayWriter(folder)
    for name, code, values in parts:
        writer.append(f"{name}.{code}", np.array(values, code))
    writer.finish(folder / "file", Told("me"))
    return folder / "file"


parts = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["u1", "u2", "u4", "i8"]), st.lists(st.integers(0, 255))),
    max_size=8,
)


@unchanged
@given(parts=parts)
def test_what_is_put_in_comes_out(tmp_path: Path, parts: list[tuple[str, str, list[int]]]) -> None:
    file = ArrayFile(write(tmp_path, parts), Told)
    assert file.told == Told("me")
    for name in {f"{name}.{code}" for name, code, _ in parts}:
        expected = [value for part, code, values in parts for value in values if f"{part}.{code}" == name]
        assert file.take(name).tolist() == expected
        assert file.take(name, len(expected) // 2).tolist() == expected[len(expected) // 2 :]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path, [("a", "u4", list(range(9000))), ("b", "u1", [7] * 30_000), ("c", "i8", [])])


@unchanged
@given(place=st.integers(0, 2**20), bit=st.integers(0, 7))
def test_no_flipped_bit_is_used(file: Path, place: int, bit: int) -> None:
    sound = file.read_bytes()
    data = bytearray(sound)
    data[place % len(data)] ^= 1 << bit
    file.write_bytes(data)
    try:
        opened = ArrayFile(file, Told)
        values = [opened.take(name).tolist() for name in ("a.u4", "b.u1", "c.i8")]
    except Damaged:
        return
    finally:
        file.write_bytes(sound)
    # Only the bytes between two arrays belong to nothing.
    assert values == [list(range(9000)), [7] * 30_000, []]


@unchanged
@given(size=st.integers(0, 66_000))
def test_a_file_that_was_cut_off_is_not_opened(file: Path, tmp_path: Path, size: int) -> None:
    data = file.read_bytes()
    (tmp_path / "short").write_bytes(data[: min(size, len(data) - 1)])
    with pytest.raises(Damaged):
        ArrayFile(tmp_path / "short", Told)


@pytest.mark.parametrize("data", [b"", b"x" * 31, b"x" * 5000, bytes(5000)])
def test_a_strange_file_is_not_opened(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "strange").write_bytes(data)
    with pytest.raises(Damaged):
        ArrayFile(tmp_path / "strange", Told)


@pytest.mark.parametrize("span", [(0, 9001), (-1, 3), (5, 4), (9001, 9001)])
def test_nothing_beyond_an_array_is_read(file: Path, span: tuple[int, int]) -> None:
    with pytest.raises(Damaged):
        ArrayFile(file, Told).take("a.u4", *span)
    with pytest.raises(Damaged):
        ArrayFile(file, Told).take("d")


def test_opening_reads_the_end_alone(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[40_000] ^= 1
    file.write_bytes(data)
    opened = ArrayFile(file, Told)
    assert opened.take("a.u4", 0, 100).tolist() == list(range(100))
    with pytest.raises(Damaged):
        opened.take("b.u1", 0, 30_000)
