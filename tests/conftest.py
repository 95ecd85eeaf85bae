"""What every room's tests need."""

import pytest

from board import signed_heads
from tests.board.append_only import flush_past_triggers  # noqa: F401  a fixture, by its name


@pytest.fixture(autouse=True)
def signed_heads_of_one_test(tmp_path_factory, monkeypatch):
    """Give each test its own memory of signed heads: the rows they speak of are rolled back."""
    folder = tmp_path_factory.mktemp("signed-heads")
    monkeypatch.setattr(signed_heads, "folder", lambda: folder)
