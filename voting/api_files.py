"""Files over HTTP for key holders who work without network."""

from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from board.schema import refusals
from voting import schema
from voting.authentication import TrusteeAuthentication, authenticated_trustee
from voting.task_files import task_file, task_name


class TaskFileView(APIView):
    """The public record with what is asked of this key holder, as a file to carry."""

    authentication_classes = (TrusteeAuthentication,)

    @extend_schema(
        operation_id="elections_trustee_task",
        responses={
            (200, "text/plain"): OpenApiTypes.STR,
            **refusals(schema.OF_KEY_HOLDERS | {409: "wrong_state"}),
        },
    )
    def get(self, request: Request, election_id: UUID) -> StreamingHttpResponse:  # noqa: ARG002
        trustee = authenticated_trustee(request)
        answer = StreamingHttpResponse(task_file(trustee), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{task_name(trustee)}"'
        answer["Cache-Control"] = "no-store"
        return answer
