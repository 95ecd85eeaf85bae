"""Forms of this room's requests and answers, for the description of the interface only."""

from typing import Any

from rest_framework import serializers

from board.schema import hex_field, index_field
from voting.ceremonies import Step
from voting.models import SENT_KINDS, CeremonyPhase, ReportKind
from voting.states import PUBLIC_STATES, ElectionState

# Codes by status: what can go wrong at every address of its kind.
OF_PUBLIC = {404: "not_found"}
OF_KEY_HOLDERS = {401: "token_refused", 404: "not_found"}
OF_BODIES = {400: "malformed", 413: "too_large", 415: "unsupported_media_type"}


def public_state_field() -> serializers.ChoiceField:
    return serializers.ChoiceField([state.value for state in PUBLIC_STATES])


class ElectionBriefSerializer(serializers.Serializer[Any]):
    closes = serializers.CharField(help_text="planned end, YYYY-MM-DDTHH:MM:SSZ, or empty")
    id = serializers.UUIDField()
    is_demo = serializers.BooleanField(help_text="the same as is_demonstration")
    is_demonstration = serializers.BooleanField()
    opens = serializers.CharField(help_text="planned begin, YYYY-MM-DDTHH:MM:SSZ, or empty")
    state = public_state_field()
    title = serializers.DictField(child=serializers.CharField(), help_text="by language")


class ElectionsSerializer(serializers.Serializer[Any]):
    elections = ElectionBriefSerializer(many=True)


class ElectionSerializer(ElectionBriefSerializer):
    booth = hex_field(64, "the booth's hash in the manifest")
    description = serializers.DictField(child=serializers.CharField(), help_text="by language")
    election_hash = hex_field(64)
    freeze = serializers.IntegerField(
        min_value=-1, help_text="number of the entry that the others here are checked against"
    )
    joint_key = serializers.CharField(help_text="an element, docs/spec/record.md section 1")
    languages = serializers.ListField(child=serializers.CharField())
    log_key = serializers.CharField(help_text="docs/spec/board.md section 4")
    manifest = hex_field(64, "SHA-256 of the manifest")
    origin = serializers.CharField(help_text="of the log")
    parameters = serializers.ChoiceField(["EG-2.1-3072", "EG-2.1-4096"])
    threshold = serializers.IntegerField(help_text="how many key holders are needed")
    time_zone = serializers.CharField()
    trustees = serializers.ListField(child=serializers.CharField(), help_text="names, in order")
    voters = serializers.IntegerField(help_text="how many are on the roll")


def step_field(help_text: str) -> serializers.ChoiceField:
    return serializers.ChoiceField([step.value for step in Step], help_text=help_text)


class OtherTrusteeSerializer(serializers.Serializer[Any]):
    has_key = serializers.BooleanField()
    has_unlocked = serializers.BooleanField()
    index = serializers.IntegerField(help_text="from 1")
    is_drilled = serializers.BooleanField(help_text="has passed a drill in this attempt")
    is_waived = serializers.BooleanField(help_text="an official goes on without their drill")
    name = serializers.CharField()
    step = step_field("what this key holder has to do next")


class TrusteeSerializer(serializers.Serializer[Any]):
    attempt = serializers.IntegerField(help_text="number of the key ceremony's attempt")
    closes = serializers.CharField(help_text="planned end, YYYY-MM-DDTHH:MM:SSZ, or empty")
    drill_asked = serializers.BooleanField(help_text="an official asked for another drill")
    drill_challenge = hex_field(64, "can be answered within a day")
    election = serializers.UUIDField()
    has_lost_key = serializers.BooleanField(help_text="as this key holder reported")
    is_demo = serializers.BooleanField()
    name = serializers.CharField()
    phase = serializers.ChoiceField(CeremonyPhase.values, help_text="of the key ceremony")
    state = serializers.ChoiceField(ElectionState.values)
    step = step_field("what this key holder has to do next")
    threshold = serializers.IntegerField(help_text="how many key holders are needed")
    title = serializers.DictField(child=serializers.CharField(), help_text="by language")
    trustee = serializers.IntegerField(help_text="this key holder's number, from 1")
    trustees = OtherTrusteeSerializer(many=True)


class TrusteeReportSerializer(serializers.Serializer[Any]):
    """Canonical JSON."""

    kind = serializers.ChoiceField(ReportKind.values)
    text = serializers.CharField(allow_blank=True, max_length=1000)


class TrusteeEntrySerializer(serializers.Serializer[Any]):
    """Canonical JSON."""

    payload = serializers.DictField(help_text="docs/spec/record.md sections 4.2 to 4.6")
    signature = hex_field(128, "docs/spec/record.md section 2")
    type = serializers.ChoiceField(SENT_KINDS)


class AppendedSerializer(serializers.Serializer[Any]):
    index = index_field("of the entry on the record")
