"""A log's folder read as the record that would be made of it, without making one.

All members are byte for byte those of the server's record but commitments.jsonl, which no log holds
and no verdict needs: it is empty.
Source: docs/spec/record.md section 6.
"""

from collections.abc import Iterator

from crypto import canonical_json, record_format, tiles
from crypto.canonical_json import MAX_LINE
from crypto.entries import decode_entry
from crypto.errors import DecodeError
from crypto.notes import MAX_NOTE
from crypto.record_format import Member
from verifier.errors import UnusableLogError
from verifier.logs.files import bundles_of, capped, decode_note, payload_of, stated_by
from verifier.logs.folder import Folder
from verifier.record import Placed

_NONE = b"{}"
"""What stands for manifest and policy before there are any."""


class FolderRecord:
    """The record of the election whose log stands in a folder.

    Args:
        folder: one in which `fsck` finds no fault, or a mirror that is up to date; the tree is not
            checked again.

    Attributes:
        note: the checkpoint's bytes.
        size: number of entries.
        manifest: the manifest's bytes; `{}` before an election is frozen.

    Raises:
        UnusableLogError: there is no log in the folder.
        CryptoError: a file is damaged.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        note = folder.read(tiles.CHECKPOINT, MAX_NOTE)
        if note is None:
            raise UnusableLogError("there is no log in this folder: it has no checkpoint")
        self.note = note
        self.size = stated_by(decode_note(note)).size
        self.manifest = self._find_manifest()

    @property
    def is_frozen(self) -> bool:
        """Whether there is a manifest."""
        return self.manifest != _NONE

    def placed(self, name: str) -> Placed:
        """Return what is known of a member as a whole; sizes and check sums are not."""
        lines = self.size if name in {record_format.ENTRIES, record_format.PAYLOADS} else 0
        member = Member(name, record_format.STORED, 0, 0, 0)
        return Placed(member, offset=0, lines=lines, ends_with_newline=True)

    def read(self, name: str) -> bytes:
        """Return the bytes of a member of bounded size."""
        members = {
            record_format.README_NAME: record_format.README.encode("ascii"),
            record_format.MANIFEST: self.manifest,
            record_format.CHECKPOINT: self.note,
            record_format.WITNESS_POLICY: self._policy(),
        }
        return members[name]

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a member's lines without their newlines.

        Raises:
            CryptoError: a file is missing or damaged.
        """
        if name == record_format.COMMITMENTS:
            return
        for tile in bundles_of(self.size):
            for entry in tiles.read_bundle(tile, capped(self._folder.read)):
                yield entry if name == record_format.ENTRIES else self._payload(entry)

    def _payload(self, entry: bytes) -> bytes:
        reference = payload_of(entry, "entry")
        data = self._folder.read(reference.path, reference.size)
        if data is None:
            raise DecodeError(f"{reference.path}: is missing")
        return data

    def _find_manifest(self) -> bytes:
        for entry in self.lines(record_format.ENTRIES):
            if _is_election(entry):
                return self._payload(entry)
        return _NONE

    def _policy(self) -> bytes:
        document = canonical_json.decode(self.manifest, max_size=MAX_LINE, place="manifest")
        policy = document.get("witnesses", {}) if isinstance(document, dict) else {}
        return canonical_json.encode(policy)


def _is_election(entry: bytes) -> bool:
    try:
        return decode_entry(entry).kind == "election"
    except DecodeError:
        return False  # C03.1 says so
