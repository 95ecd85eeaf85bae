"""Print what witnesses need to follow this installation's logs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from board.keys import signer_of
from board.registry import registry_origin
from board.services import REGISTRY


class Command(BaseCommand):
    help = (
        "Print the address and the key of the registry, the log that announces all others. "
        "Give the key to witnesses in another way than over that address."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{settings.TABELLA_URL}/logs/{REGISTRY}")
        self.stdout.write(signer_of(registry_origin()).verifier().text())
