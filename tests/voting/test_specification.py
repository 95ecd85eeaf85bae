"""The specification as a file for whoever writes a checker of their own."""

import io
import zipfile
from pathlib import Path

from django.conf import settings

from voting.specification import specification_file


def test_the_file_holds_documents_example_and_vectors_as_they_are(client):
    answer = client.get("/downloads/tabella-specification.zip")
    assert answer["Content-Disposition"] == 'attachment; filename="tabella-specification.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        for name in names:
            assert archive.read(name) == Path(settings.BASE_DIR, name).read_bytes()
    assert len(names) == len(set(names))
    for name in (
        "docs/spec/README.md",
        "docs/spec/verification.md",
        "docs/spec/example/record.zip",
        "tests/vectors/protocol-v1.json",
        "tests/evil/sample/beta_negated.zip",
    ):
        assert name in names


def test_the_same_sources_make_the_same_bytes():
    first = specification_file()
    specification_file.cache_clear()
    assert specification_file() == first
