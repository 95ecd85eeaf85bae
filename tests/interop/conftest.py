import os
import shutil

import pytest
from django.db import transaction

from board import public_files, signed_heads
from board.published import receipt_text
from board.services import board_append, log_create
from tests.board.append_only import lifted
from tests.board.documents import ballot
from tests.board.test_signed_heads import put_back
from tests.interop.go import Go, is_installed
from tests.interop.logs import SIZES, Published


@pytest.fixture(scope="session")
def go(tmp_path_factory):
    if not is_installed():
        missing = "golang-go or golang-golang-x-mod-dev is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return Go.built(tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """Folders that were written by an earlier test: writing them is what takes time."""
    return tmp_path_factory.mktemp("logs")


@pytest.fixture
def grown(db, shelf, django_capture_on_commit_callbacks):
    """A log of the product with the given first ballot, at all of SIZES."""

    def grow(number=0):
        root = shelf / f"{number}"
        published = Published(root, f"record.example:8443/e/{ELECTION}")
        if root.exists():
            return published
        log = log_create(slug=ELECTION, host="record.example:8443")
        for size in SIZES:
            entries = [ballot(number + at) for at in range(log.size, size)]
            with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
                board_append(log=log, entries=entries)
            published.keep(log)
        for index in RECEIPTS:
            (root / f"{index}.tlog-proof").write_text(receipt_text(log, index))
        forgotten(log)
        return published

    return grow


def forgotten(log):
    """Leave nothing of the log but its shelf, so that one of the same name can be written."""
    put_back(log)
    with lifted():
        log.key.delete()
        log.delete()
    shutil.rmtree(public_files.log_folder(log.slug))
    for note in signed_heads.folder().glob("*.note"):
        note.unlink()


@pytest.fixture
def log(grown):
    return grown()


ELECTION = "8c1c0c0e-7f5e-4d2e-9a55-0d4a4f3a9f10"
RECEIPTS = (0, 254, 255, 256, 511, 512, 699)
