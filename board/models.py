"""Rows of the public record.

Hashes are stored as their 32 bytes. The database itself refuses to change or remove
entries, payloads, nodes, checkpoints and keys of logs, and to move a head backwards (migrations
0002 and 0004).

Source: docs/spec/board.md sections 1 to 3 and 7.
"""

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from crypto.registry import is_registry_slug

HASH_BYTES = 32


def _is_hash(model: str, field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Exact(Length(field), HASH_BYTES), name=f"board_{model}_{field}_is_hash"
    )


def _is_at_least(model: str, field: str, low: int) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__gte": low}), name=f"board_{model}_{field}_at_least_{low}"
    )


class Log(models.Model):
    """One log and its head.

    Attributes:
        slug: the log's name in addresses.
        origin: `<host>/e/<slug>`, the name that checkpoints are signed under.
        size: number of entries, at least 0.
        root: root hash of the tree over the `size` entries.
        chain: running chain c[size].
        is_frozen: whether the log takes nothing more.
    """

    slug = models.SlugField(max_length=64, unique=True)
    origin = models.CharField(max_length=255, unique=True)
    size = models.BigIntegerField(default=0)
    root: "models.BinaryField[bytes, bytes]" = models.BinaryField(max_length=HASH_BYTES)
    chain: "models.BinaryField[bytes, bytes]" = models.BinaryField(max_length=HASH_BYTES)
    is_frozen = models.BooleanField(default=False)

    class Meta:
        """What the database holds a head to."""

        constraints = [
            _is_at_least("log", "size", 0),
            _is_hash("log", "root"),
            _is_hash("log", "chain"),
        ]

    def __str__(self) -> str:
        return self.origin

    @property
    def is_registry(self) -> bool:
        """Whether the log says which logs there are, instead of recording an election."""
        return is_registry_slug(self.slug)


class LogKey(models.Model):
    """The key a log began with and keeps.

    Attributes:
        generation: number of the secret that the key is derived from, from 1.
        verifier: verifier key string, which outlasts the secret.
    """

    log = models.OneToOneField(Log, on_delete=models.PROTECT, related_name="key")
    generation = models.PositiveSmallIntegerField()
    verifier = models.CharField(max_length=400)

    class Meta:
        """What the database holds a key to."""

        constraints = [_is_at_least("logkey", "generation", 1)]

    def __str__(self) -> str:
        return f"{self.generation} {self.verifier}"


class Payload(models.Model):
    """The bytes that an entry speaks of, once for each log and SHA-256."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="payloads")
    sha256: "models.BinaryField[bytes, bytes]" = models.BinaryField(max_length=HASH_BYTES)
    data: "models.BinaryField[bytes, bytes]" = models.BinaryField()

    class Meta:
        """What the database holds a payload to."""

        constraints = [
            models.UniqueConstraint(fields=["log", "sha256"], name="board_payload_once"),
            _is_hash("payload", "sha256"),
        ]

    def __str__(self) -> str:
        return self.sha256.hex()


class Entry(models.Model):
    """One entry of a log.

    Attributes:
        index: number of the entry, from 0 without gaps.
        kind: copy of the entry's `type`, for filtering; `data` decides.
        data: the entry's bytes, over which the leaf hash is made.
        leaf: leaf hash.
        chain: running chain c[index + 1], with this entry in it.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="entries")
    index = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    data: "models.BinaryField[bytes, bytes]" = models.BinaryField()
    leaf: "models.BinaryField[bytes, bytes]" = models.BinaryField(max_length=HASH_BYTES)
    chain: "models.BinaryField[bytes, bytes]" = models.BinaryField(max_length=HASH_BYTES)
    payload = models.ForeignKey(Payload, on_delete=models.PROTECT, related_name="entries")

    class Meta:
        """What the database holds an entry to."""

        constraints = [
            models.UniqueConstraint(fields=["log", "index"], name="board_entry_index_once"),
            _is_at_least("entry", "index", 0),
            _is_hash("entry", "leaf"),
            _is_hash("entry", "chain"),
        ]
        indexes = [models.Index(fields=["log", "kind", "index"], name="board_entry_kind")]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class Node(models.Model):
    """Hash of a full subtree with 2 to the `level` leaves; the leaves stand in the entries."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="nodes")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash: "models.BinaryField[bytes, bytes]" = models.BinaryField(max_length=HASH_BYTES)

    class Meta:
        """What the database holds a node to."""

        constraints = [
            models.UniqueConstraint(fields=["log", "level", "index"], name="board_node_once"),
            _is_at_least("node", "level", 1),
            _is_at_least("node", "index", 0),
            _is_hash("node", "hash"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed head, one for each size."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="checkpoints")
    size = models.BigIntegerField()
    root: "models.BinaryField[bytes, bytes]" = models.BinaryField(max_length=HASH_BYTES)
    note = models.TextField()

    class Meta:
        """What the database holds a checkpoint to."""

        constraints = [
            models.UniqueConstraint(fields=["log", "size"], name="board_checkpoint_once"),
            _is_at_least("checkpoint", "size", 1),
            _is_hash("checkpoint", "root"),
        ]

    def __str__(self) -> str:
        return f"{self.size}"


class WitnessPolicy(models.Model):
    """Who has to sign a log's checkpoints besides the log, once that is fixed.

    Whoever checks the log takes the policy from what the log itself says; this copy only tells
    the publisher what to wait for.

    Attributes:
        document: the policy as canonical JSON (docs/spec/record.md section 4.7, `witnesses`).
    """

    log = models.OneToOneField(Log, on_delete=models.PROTECT, related_name="witness_policy")
    document: "models.BinaryField[bytes, bytes]" = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.log_id}"


class Cosignature(models.Model):
    """A witness's line under a checkpoint, kept once it was found to hold.

    It proves itself wherever it is shown, and a witness can be asked for it again: so no trigger
    guards these rows.

    Attributes:
        size: number of entries under the checkpoint.
        witness: the witness's verifier key.
        line: the signature line with its newline.
        time: what the witness says of when it signed, in seconds since 1970.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="cosignatures")
    size = models.BigIntegerField()
    witness = models.CharField(max_length=500)
    line = models.CharField(max_length=600)
    time = models.BigIntegerField()

    class Meta:
        """What the database holds a cosignature to."""

        constraints = [
            models.UniqueConstraint(
                fields=["log", "size", "witness"], name="board_cosignature_once"
            ),
            _is_at_least("cosignature", "size", 1),
        ]

    def __str__(self) -> str:
        return self.line


class Trouble(models.TextChoices):
    """What keeps a witness from signing, as far as the log can tell."""

    NONE = "", _("signs")
    SILENT = "silent", _("does not answer")
    UNKNOWN_LOG = "unknown_log", _("does not know this record yet")
    REFUSES = "refuses", _("refuses to sign")
    CONTRADICTS = "contradicts", _("says that it saw another history of this record")


class WitnessAnswer(models.Model):
    """What a witness last answered for a log, for the people who run the log.

    Attributes:
        witness: the witness's verifier key.
        trouble: why it did not sign, or nothing.
        at: when it was asked.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="witness_answers")
    witness = models.CharField(max_length=500)
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        """What the database holds an answer to."""

        constraints = [
            models.UniqueConstraint(fields=["log", "witness"], name="board_witness_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.witness}: {self.trouble or 'signs'}"
