"""Runs the making of articles in other processes, in order, and survives a document that kills one."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

Job = TypeVar("Job")
Result = TypeVar("Result")

CHUNK = 8
"""Jobs handed to a process at once: enough to hide the cost of handing over, few enough to show progress."""


def map_ordered(
    work: Callable[[Job], Result],
    jobs: Iterable[Job],
    *,
    workers: int,
    lost: Callable[[Job], Result],
    small: int = 24,
) -> Iterator[Result]:
    """Apply `work` to each job and yield the results in order, holding only a bounded window of jobs.

    With one worker, or no more than `small` jobs, all is done in this process, which is quicker than starting others.
    A job that kills its process (out of memory, a crash in a C library) yields `lost(job)`; the others go on.
    """
    source = iter(jobs)
    head = list(islice(source, small + 1))
    if workers <= 1 or len(head) <= small:
        yield from map(work, head)
        yield from map(work, source)
        return

    def chain() -> Iterator[Job]:
        yield from head
        yield from source

    pool = _Pool(work, workers)
    try:
        yield from _run(pool, chain(), lost)
    finally:
        pool.close()


def _run(pool: _Pool[Job, Result], jobs: Iterator[Job], lost: Callable[[Job], Result]) -> Iterator[Result]:
    window: deque[tuple[list[Job], Future[list[Result]]]] = deque()
    more = True
    while more or window:
        while more and len(window) < pool.workers * 3:
            chunk = list(islice(jobs, CHUNK))
            if not chunk:
                more = False
                break
            window.append((chunk, pool.submit(chunk)))
        if not window:
            return
        chunk, future = window.popleft()
        try:
            yield from future.result()
        except BrokenProcessPool:
            # Every chunk under way is lost with the pool; which job is to blame is found by running them alone.
            suspects = [chunk, *(waiting for waiting, _ in window)]
            window.clear()
            for suspect in suspects:
                yield from _run_alone(pool, suspect, lost)


def _run_alone(pool: _Pool[Job, Result], jobs: list[Job], lost: Callable[[Job], Result]) -> Iterator[Result]:
    for job in jobs:
        try:
            yield from pool.submit([job]).result()
        except BrokenProcessPool:
            log.error("a worker process died")
            yield lost(job)


class _Pool(Generic[Job, Result]):
    """A process pool that is made anew after it broke."""

    def __init__(self, work: Callable[[Job], Result], workers: int) -> None:
        self.work = work
        self.workers = workers
        self._pool = self._make()

    def submit(self, jobs: list[Job]) -> Future[list[Result]]:
        try:
            return self._pool.submit(_apply, self.work, jobs)
        except BrokenProcessPool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._make()
            return self._pool.submit(_apply, self.work, jobs)

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _make(self) -> ProcessPoolExecutor:
        # Spawned, not forked: the caller may have threads and open database connections.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=_end_with_parent)


def _apply(work: Callable[[Job], Result], jobs: list[Job]) -> list[Result]:
    return [work(job) for job in jobs]


def _end_with_parent() -> None:
    """End this process when its parent ends, however it ends; a killed parent cannot say goodbye."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def count_cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
