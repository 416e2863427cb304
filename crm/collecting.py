"""Python's search for dead circles, put off while a batch is at work.

A batch of an import makes a million objects that live until its end and none that is a circle; the collector, which looks at all of
them again and again, was a third of the whole time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Inside:
    """How many batches are at work, on whatever threads."""

    count = 0
    lock = Lock()


@contextmanager
def uncollected() -> Iterator[None]:
    """For some seconds at most. Of several threads inside the last one out lets the collector in again."""
    with _Inside.lock:
        if not _Inside.count:
            gc.disable()
        _Inside.count += 1
    try:
        yield
    finally:
        with _Inside.lock:
            _Inside.count -= 1
            if not _Inside.count:
                gc.enable()
