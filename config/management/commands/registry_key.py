"""Print what witnesses need to follow this installation's logs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from board.registry import registry_ensure
from board.selectors import log_verifier_key


class Command(BaseCommand):
    help = (
        "Print the address and the key of the registry, the log that announces all others. "
        "Give the key to witnesses in another way than over that address."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        registry = registry_ensure()
        self.stdout.write(f"{settings.TABELLA_URL}/logs/{registry.slug}")
        self.stdout.write(log_verifier_key(registry))
