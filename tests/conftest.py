"""What every room's tests need."""

from tests.board.append_only import flush_past_triggers  # noqa: F401  a fixture, by its name
