"""Group commit: threads that write at the same time share one transaction, and each waits until it is on the disk."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class _Job(Generic[Item, Answer]):
    __slots__ = ("answer", "done", "error", "item")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.done = False
        self.answer: Answer | None = None
        self.error: BaseException | None = None


class GroupCommit(Generic[Item, Answer]):
    """Hands items to ``write``, as many at once as are waiting.

    ``write`` gets items in the order in which they came and gives, for each, its answer or the error that concerns it
    alone. If it raises, that error goes to all of them.
    """

    def __init__(self, write: Callable[[Sequence[Item]], Sequence[Answer | BaseException]]) -> None:
        self._write = write
        self._waiting: list[_Job[Item, Answer]] = []
        self._guard = threading.Lock()
        self._writer = threading.Lock()

    def submit(self, item: Item) -> Answer:
        """Return the answer to ``item`` once it is written; raises what its writing raised."""
        job: _Job[Item, Answer] = _Job(item)
        with self._guard:
            self._waiting.append(job)
        # Whoever gets the writer's lock first writes for all that wait; the others find their job done.
        with self._writer:
            if not job.done:
                self._write_waiting()
        if job.error is not None:
            raise job.error
        return job.answer  # type: ignore[return-value]  # set whenever no error is

    def _write_waiting(self) -> None:
        with self._guard:
            jobs, self._waiting = self._waiting, []
        try:
            answers = self._write([job.item for job in jobs])
        except BaseException as error:
            for job in jobs:
                job.done, job.error = True, error
            return
        for job, answer in zip(jobs, answers, strict=True):
            job.done = True
            if isinstance(answer, BaseException):
                job.error = answer
            else:
                job.answer = answer
