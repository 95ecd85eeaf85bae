"""Print the hash of every static file, and those that stand for them on public records."""

from typing import Any

from django.core.management.base import BaseCommand

from voting.booth_files import booth_hash
from voting.key_tool import key_tool_hash
from voting.static_files import folder_files


class Command(BaseCommand):
    help = (
        "Print SHA-256 and path of every script and style, as sha256sum does, then the two hashes "
        "that manifests hold: of the booth and of the key holders' tool. The same sources give the "
        "same lines on every machine."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for path, digest in folder_files([""]).items():
            self.stdout.write(f"{digest}  static/{path}")
        self.stdout.write(f"{booth_hash()}  booth")
        self.stdout.write(f"{key_tool_hash()}  key_tool")
