"""Forms of this room's requests and answers, for the description of the interface only."""

from typing import Any

from rest_framework import serializers

from board.schema import hex_field
from tally.models import Verdict
from voting.schema import public_state_field


class CountSerializer(serializers.Serializer[Any]):
    """Before the count begins there are no fields but `mark` and `state`."""

    added = serializers.IntegerField(required=False)
    added_text = serializers.CharField(required=False)
    ballots = serializers.IntegerField(help_text="how many are counted", required=False)
    has_result = serializers.BooleanField(required=False)
    has_totals = serializers.BooleanField(required=False)
    has_fault = serializers.BooleanField(help_text="the count is stuck", required=False)
    mark = serializers.CharField(help_text="changes when a page should be drawn anew")
    state = public_state_field()
    threshold = serializers.IntegerField(required=False)
    unlocked = serializers.ListField(
        child=serializers.IntegerField(), help_text="numbers of key holders", required=False
    )
    verdict = serializers.ChoiceField(
        Verdict.values, help_text="the verifier's, of the whole record", required=False
    )


class DecryptionSerializer(serializers.Serializer[Any]):
    """Canonical JSON."""

    payload = serializers.DictField(help_text="docs/spec/record.md section 4.17")
    signature = hex_field(128, "docs/spec/record.md section 2")
    type = serializers.ChoiceField(["decryption"])


class OptionResultSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField(min_value=0)
    title = serializers.DictField(child=serializers.CharField(), help_text="by language")


class ContestResultSerializer(serializers.Serializer[Any]):
    title = serializers.DictField(child=serializers.CharField(), help_text="by language")
    options = OptionResultSerializer(many=True)


class ResultSerializer(serializers.Serializer[Any]):
    ballots = serializers.IntegerField(help_text="how many were counted")
    contests = ContestResultSerializer(many=True)
    election = serializers.UUIDField()
    is_demonstration = serializers.BooleanField()
    state = serializers.ChoiceField(["published"])
    title = serializers.DictField(child=serializers.CharField(), help_text="by language")
    trustees = serializers.ListField(
        child=serializers.IntegerField(), help_text="numbers of those whose shares were used"
    )
