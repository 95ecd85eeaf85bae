"""What an official proves beside the password or the mailed link, and the brake on guesses."""

from django.conf import settings
from django.db import models

from voting.models.elections import HEX_HASH


class SecondStep(models.Model):
    """One row for each account that has set a second step up, or was reset and has to again.

    The secret of the code app is not here: it is derived from the salt and the installation's
    secret (voting/code_apps.py), so a copy of the database alone makes no codes.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="second_step",
    )
    code_salt = models.CharField(max_length=32, blank=True, default="")
    code_hash = models.CharField(max_length=HEX_HASH, blank=True, default="")
    code_confirmed_at = models.DateTimeField(null=True, blank=True)
    # The newest half minute whose digits were used: none work twice.
    code_last_period = models.PositiveBigIntegerField(default=0)
    # Sessions remember it; one more, and what they have proved counts for nothing.
    generation = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"second step of {self.user_id}"


class Passkey(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys"
    )
    # SHA-256 of the credential's id, which can be as long as 1023 bytes.
    credential_hash = models.CharField(max_length=HEX_HASH, unique=True)
    # The authenticator's own form of id and public key (WebAuthn "attested credential data").
    credential: "models.BinaryField[bytes, bytes]" = models.BinaryField()
    # How often it was used, as far as it counts; a smaller number comes from a copy of it.
    uses = models.PositiveBigIntegerField(default=0)
    name = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code on paper that stands in for a lost second step, once. Only its SHA-256 is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes"
    )
    digest = models.CharField(max_length=HEX_HASH, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)
    # The one code of the demonstration's official, printed at each start (voting/standing_code.py).
    is_standing = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class SignInBrake(models.Model):
    """How often guessing failed for one account, one network, or one account from one network.

    The key is a keyed hash, so that the rows say nothing about who tried from where.
    """

    key = models.CharField(max_length=HEX_HASH, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    free_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} failures"
