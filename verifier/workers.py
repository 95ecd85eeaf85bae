"""Processes that share the work, and end with the one that began them.

Source: docs/spec/verification.md, "Verdicts": the report does not depend on how many there are.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import connection
from typing import Final, TypeVar

GivenT = TypeVar("GivenT")
MadeT = TypeVar("MadeT")

IN_FLIGHT: Final = 2
"""Pieces of work for each process: one under way, one waiting. All of them are in memory."""


def in_order(
    pieces: Iterator[GivenT], work: Callable[[GivenT], MadeT], jobs: int, start: Callable[[], None]
) -> Iterator[tuple[GivenT, MadeT]]:
    """Yield each piece with what became of it, in the order of the pieces.

    Args:
        pieces: what to work on; taken as the processes come to it.
        work: a function of a module, for it runs in other processes.
        jobs: how many processes, at least 1.
        start: called once in each process before any work; a function that can be pickled.
    """
    # Fresh processes, so that nothing depends on what this one holds.
    pool = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(start,),
    )
    try:
        under_way: deque[tuple[GivenT, Future[MadeT]]] = deque()
        for piece in pieces:
            under_way.append((piece, pool.submit(work, piece)))
            if len(under_way) == IN_FLIGHT * jobs:
                given, made = under_way.popleft()
                yield given, made.result()
        while under_way:
            given, made = under_way.popleft()
            yield given, made.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(start: Callable[[], None]) -> None:
    # Ctrl+C is for the first process, which ends the others in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    start()


def _end_with_parent() -> None:
    """Leave no process behind when the first one is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
