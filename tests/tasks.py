"""Who runs the tasks: nobody, unless a test asks for one of these."""

from collections.abc import Iterator

import pytest
from celery import Task

from config.celery import app


@pytest.fixture
def eager() -> Iterator[None]:
    """Run every task at once, where it is enqueued."""
    app.conf.update(task_always_eager=True, task_eager_propagates=True)
    yield
    app.conf.update(task_always_eager=False, task_eager_propagates=False)


class Queue(list[tuple[Task, tuple[object, ...]]]):
    """Tasks that wait, in the order in which they were enqueued."""

    def run(self) -> None:
        """Run what waits, and what that enqueues, until nothing is left."""
        while self:
            task, arguments = self.pop(0)
            task.run(*arguments)

    def names(self) -> list[str]:
        return [task.name.rsplit(".", 1)[1] for task, _ in self]


@pytest.fixture
def queue() -> Iterator[Queue]:
    """Keep tasks until the test runs them."""
    waiting = Queue()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Task,
            "apply_async",
            lambda task, args=(), *_args, **_kwargs: waiting.append((task, tuple(args or ()))),
        )
        yield waiting
