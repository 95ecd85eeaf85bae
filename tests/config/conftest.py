"""Tasks that wait or run at once, for this room's tests."""

from tests.tasks import eager, queue  # noqa: F401  fixtures, by their names
