"""Runs the making of articles in other processes, in order, and survives a document that kills one."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stderr
from itertools import chain
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Final, Generic, TypeVar

from tui.log import set_up

log = logging.getLogger(__name__)

Job = TypeVar("Job")
Result = TypeVar("Result")


class Pause:
    """What a source of jobs yields when it has nothing at the moment: all that is under way is finished first."""


PAUSE: Final = Pause()

CHUNK = 8
"""Jobs handed to a process at once: enough to hide the cost of handing over, few enough to show progress."""


def map_ordered(
    work: Callable[[Job], Result],
    jobs: Iterable[Job | Pause],
    *,
    workers: int,
    lost: Callable[[Job], Result],
    small: int = 24,
    chunk: int = CHUNK,
) -> Generator[Result, None, None]:
    """Apply `work` to each job and yield the results in order, holding only a bounded window of jobs.

    With one worker, or while no more than `small` jobs are waiting, all is done in this process, which is quicker than
    starting others; a process is handed `chunk` jobs at once. A source that yields PAUSE before it waits for more gets
    all its answers before it waits. A job that kills its process (out of memory, a crash in a C library) yields
    `lost(job)`; the others go on. Whoever stops asking ends the processes, whatever they are at.
    """
    source = iter(jobs)
    ended = False
    while not ended:
        head, ended = _take(source, small + 1 if workers > 1 else 1)
        if workers > 1 and len(head) > small:
            break
        yield from map(work, head)
    else:
        return

    pool = _Pool(work, workers, chunk)
    try:
        yield from _run(pool, chain(head, source), lost)
    except BaseException:
        pool.abandon()
        raise
    finally:
        pool.close()


def _take(jobs: Iterator[Job | Pause], count: int) -> tuple[list[Job], bool]:
    """Up to `count` jobs, fewer when the source pauses; and whether it has ended."""
    taken: list[Job] = []
    for job in jobs:
        if isinstance(job, Pause):
            return taken, False
        taken.append(job)
        if len(taken) == count:
            return taken, False
    return taken, True


def _run(pool: _Pool[Job, Result], jobs: Iterator[Job | Pause], lost: Callable[[Job], Result]) -> Iterator[Result]:
    window: deque[tuple[list[Job], Future[list[Result]]]] = deque()
    ended = False
    while window or not ended:
        paused = False
        while not ended and not paused and len(window) < pool.workers * 3:
            chunk, ended = _take(jobs, pool.chunk)
            paused = len(chunk) < pool.chunk
            if chunk:
                window.append((chunk, pool.submit(chunk)))
        while window:
            chunk, future = window.popleft()
            try:
                yield from future.result()
            except BrokenProcessPool:
                # Every chunk under way is lost with the pool; which job is to blame is found by running them alone.
                suspects = [chunk, *(waiting for waiting, _ in window)]
                window.clear()
                for suspect in suspects:
                    yield from _run_alone(pool, suspect, lost)
            if not paused and not ended:
                break


def _run_alone(pool: _Pool[Job, Result], jobs: list[Job], lost: Callable[[Job], Result]) -> Iterator[Result]:
    for job in jobs:
        try:
            yield from pool.submit([job]).result()
        except BrokenProcessPool:
            log.error("a worker process died")
            yield lost(job)


class _Pool(Generic[Job, Result]):
    """A process pool that is made anew after it broke."""

    def __init__(self, work: Callable[[Job], Result], workers: int, chunk: int) -> None:
        self.work = work
        self.workers = workers
        self.chunk = chunk
        self._context = multiprocessing.get_context("spawn")  # not forked: there may be threads and open databases
        _start_tracker()
        self._life, self._hold = self._context.Pipe(duplex=False)
        self._pool = self._make()

    def submit(self, jobs: list[Job]) -> Future[list[Result]]:
        try:
            return self._pool.submit(_apply, self.work, jobs)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._make()
            return self._pool.submit(_apply, self.work, jobs)

    def abandon(self) -> None:
        """End the processes at once."""
        self._hold.close()

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._hold.close()
        self._life.close()

    def _make(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, mp_context=self._context, initializer=_begin, initargs=(self._life,))


def _start_tracker() -> None:
    """Start the process that the pools of Python need, as it cannot be started while Textual catches what is printed.

    It is handed standard error by its number, and the one that Textual puts in its place has none.
    """
    if sys.platform != "win32":
        with redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()


def _apply(work: Callable[[Job], Result], jobs: list[Job]) -> list[Result]:
    return [work(job) for job in jobs]


def _begin(life: Connection) -> None:
    """Make a new process ours: it logs to the file alone, leaves Ctrl-C to its parent, and ends when that says so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_up()
    _end_with(life)


def _end_with(life: Connection) -> None:
    """End this process when the other end is closed: by its parent, or because that was killed without a goodbye."""

    def wait() -> None:
        life.poll(None)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def count_cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
