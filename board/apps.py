"""The board as a Django application."""

from django.apps import AppConfig


class BoardApp(AppConfig):
    """Registers the system check that looks for the append-only triggers."""

    name = "board"

    def ready(self) -> None:
        """Register the room's system checks."""
        from board import checks  # noqa: F401, PLC0415  importing registers them
