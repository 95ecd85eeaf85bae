from tests.tasks import eager, queue  # noqa: F401  fixtures, by their names
