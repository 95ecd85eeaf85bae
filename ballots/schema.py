"""Forms of this room's requests and answers, for the description of the interface only."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from ballots.models import Reason, SubmissionStatus
from board.schema import hex_field, index_field, refusals
from voting.models import SecondFactor
from voting.schema import OF_BODIES, OF_PUBLIC

BALLOT = "docs/spec/record.md section 4.13"
EMPTY_BODY = {
    "application/json": {
        "type": "object",
        "additionalProperties": False,
        "description": "{}, which has to be there",
    }
}
BALLOT_HASH = OpenApiParameter(
    "ballot_hash", location=OpenApiParameter.PATH, pattern="^[0-9a-f]{64}$"
)
CODE = OpenApiParameter(
    "code",
    location=OpenApiParameter.PATH,
    description="a ballot code; case does not matter, hyphens may be left out",
)


class SignInChallengeSerializer(serializers.Serializer[Any]):
    challenge = serializers.CharField(help_text="taken for ten minutes")


class SignInSerializer(serializers.Serializer[Any]):
    """Canonical JSON."""

    challenge = serializers.CharField()
    credential = hex_field(64, "the voter's public key")
    signature = hex_field(
        128, "by it, of tabella/v1/sign-in, the election's id and the challenge, nothing between"
    )


class RecordedBallotSerializer(serializers.Serializer[Any]):
    ballot = hex_field(64, "hash of the ballot")
    index = index_field("of the entry on the record")
    status = serializers.ChoiceField(["counted", "replaced", "withdrawn", "test"])
    tracker = serializers.CharField(help_text="the ballot code")


class VoterSerializer(serializers.Serializer[Any]):
    ballots = RecordedBallotSerializer(many=True)
    style = serializers.IntegerField(  # type: ignore[assignment]  # a field, no attribute
        min_value=1, help_text="number of the ballot style"
    )
    weight = serializers.IntegerField(min_value=1)
    second_factor = serializers.ChoiceField(
        SecondFactor.values, help_text="mail: ballots are taken with a pass only, see mailed-code"
    )


class TicketSerializer(serializers.Serializer[Any]):
    ticket = serializers.CharField(help_text="goes with the answer; names the code in the mail")


class MailedCodeAnswerSerializer(serializers.Serializer[Any]):
    """Canonical JSON."""

    code = serializers.RegexField("^[0-9]{6}$")
    ticket = serializers.CharField()


class PassSerializer(serializers.Serializer[Any]):
    visit = serializers.CharField(
        help_text="a pass that goes with ballots and tests of this credential for an hour, as "
        "Authorization: Bearer"
    )


class BallotSerializer(serializers.Serializer[Any]):
    """Canonical JSON."""

    ballot = serializers.DictField(help_text=BALLOT)
    commitments = serializers.ListField(
        child=serializers.DictField(), help_text="docs/spec/record.md section 5"
    )
    signature = hex_field(128, "docs/spec/record.md section 2")


class ChallengeSerializer(serializers.Serializer[Any]):
    """Canonical JSON."""

    ballot = serializers.DictField(help_text=BALLOT)
    nonces = serializers.ListField(
        child=serializers.ListField(child=hex_field(64)),
        help_text="docs/spec/record.md section 4.14",
    )
    signature = hex_field(128, "docs/spec/record.md section 2")


class SubmissionSerializer(serializers.Serializer[Any]):
    ballot = hex_field(64, "hash of the ballot")
    index = index_field("of the entry; only of a recorded ballot", required=False)
    message = serializers.CharField(help_text="only of a refused ballot", required=False)
    promise = serializers.CharField(
        help_text="docs/spec/board.md section 13; only where it was asked for, of a waiting "
        "ballot whose proofs hold",
        required=False,
    )
    reason = serializers.ChoiceField(
        Reason.values, help_text="only of a refused ballot", required=False
    )
    receipt = serializers.CharField(
        help_text="docs/spec/board.md section 5; only of a recorded ballot", required=False
    )
    status = serializers.ChoiceField(
        [SubmissionStatus.WAITING, SubmissionStatus.RECORDED, SubmissionStatus.REFUSED]
    )
    tracker = serializers.CharField(help_text="the ballot code")
    wait = serializers.IntegerField(
        min_value=0,
        help_text="only of a ballot that waits behind many others: milliseconds before which "
        "asking again is in vain",
        required=False,
    )


RECEIVED = {
    202: SubmissionSerializer,
    **refusals(
        OF_PUBLIC
        | OF_BODIES
        | {
            403: "signature_refused, off_roll, visit_over",
            409: "wrong_state, already_used",
            429: "too_many",
        }
        | {503: "busy"}
    ),
}


class StandingSerializer(serializers.Serializer[Any]):
    """Where nothing has the code there is no field but `status`."""

    ballot = hex_field(64, "hash of the ballot", required=False)
    index = index_field("of the entry on the record", required=False)
    replaced_by = index_field("entry of the voter's next ballot", required=False, allow_null=True)
    status = serializers.ChoiceField(["counted", "replaced", "withdrawn", "test", "not_found"])
    tracker = serializers.CharField(help_text="the ballot code", required=False)


class BoothSerializer(serializers.Serializer[Any]):
    booth = hex_field(64, "SHA-256 of the canonical JSON of `files`")
    files = serializers.DictField(child=hex_field(64), help_text="SHA-256 by path below /static/")
