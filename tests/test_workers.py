"""Work in other processes: in order, in a bounded window, with every answer given before the source waits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from tui.workers import CHUNK, PAUSE, Pause, map_ordered


def double(number: int) -> int:
    return number * 2


def double_or_die(number: int) -> int:
    if number == 40:
        os._exit(1)
    return number * 2


def double_or_wait(number: int) -> int:
    if number >= 40:
        threading.Event().wait()
    return number * 2


def lose(number: int) -> int:
    return -number


@given(st.lists(st.one_of(st.integers(), st.just(PAUSE)), max_size=60))
def test_all_is_answered_in_order(jobs: list[int | Pause]) -> None:
    answers = list(map_ordered(double, jobs, workers=1, lost=lose))
    assert answers == [job * 2 for job in jobs if not isinstance(job, Pause)]


def test_a_backlog_is_done_in_other_processes_in_order() -> None:
    assert list(map_ordered(double, iter(range(100)), workers=2, lost=lose)) == [n * 2 for n in range(100)]


def test_a_job_that_kills_its_process_is_the_only_one_lost() -> None:
    answers = list(map_ordered(double_or_die, range(80), workers=2, lost=lose))
    assert answers == [-40 if n == 40 else n * 2 for n in range(80)]


def test_every_answer_is_given_before_the_source_waits() -> None:
    answers: list[int] = []
    waited: list[int] = []

    def jobs() -> Iterator[int | Pause]:
        for number in range(100):
            if number in (3, 50, 50 + CHUNK, 75):
                yield PAUSE
                waited.append(len(answers))
            yield number

    for answer in map_ordered(double, jobs(), workers=2, lost=lose):
        answers.append(answer)
    assert waited == [3, 50, 50 + CHUNK, 75]
    assert answers == [n * 2 for n in range(100)]


def test_who_stops_asking_does_not_wait_for_what_is_under_way() -> None:
    answers = map_ordered(double_or_wait, range(1000), workers=2, lost=lose)
    assert [next(answers) for _ in range(40)] == [n * 2 for n in range(40)]
    answers.close()


def test_processes_start_where_standard_error_is_a_stand_in() -> None:
    # As in the app, where Textual catches what is printed.
    script = """
import io, sys
from tui.workers import map_ordered
class Capture(io.StringIO):
    def fileno(self):
        return -1
sys.stderr = Capture()
print(*map_ordered(abs, range(-50, 0), workers=2, lost=abs))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(number) for number in range(50, 0, -1)]


def test_large_jobs_are_handed_over_one_by_one() -> None:
    taken = 0

    def jobs() -> Iterator[int]:
        nonlocal taken
        for number in range(40):
            taken = number
            yield number

    ahead = [taken - answer // 2 for answer in map_ordered(double, jobs(), workers=2, lost=lose, small=2, chunk=1)]
    assert len(ahead) == 40
    assert max(ahead) <= 2 * 3 + 1


def test_only_a_window_of_jobs_is_taken_ahead() -> None:
    taken = 0

    def jobs() -> Iterator[int]:
        nonlocal taken
        for number in range(1000):
            taken = number
            yield number

    ahead = max(taken - answer // 2 for answer in map_ordered(double, jobs(), workers=2, lost=lose))
    assert ahead <= 2 * 3 * CHUNK + 25
