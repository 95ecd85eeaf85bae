from django.urls import path

from ballots import api

urlpatterns = [
    path("elections/<uuid:election_id>/sign-in/challenge", api.SignInChallengeView.as_view()),
    path("elections/<uuid:election_id>/sign-in", api.SignInView.as_view()),
    path("elections/<uuid:election_id>/sign-in/mailed-code", api.MailedCodeView.as_view()),
    path(
        "elections/<uuid:election_id>/sign-in/mailed-code/answer",
        api.MailedCodeAnswerView.as_view(),
    ),
    path("elections/<uuid:election_id>/ballots", api.BallotsView.as_view(), name="api-ballots"),
    path("elections/<uuid:election_id>/ballots/<str:ballot_hash>", api.BallotView.as_view()),
    path(
        "elections/<uuid:election_id>/ballots/<str:ballot_hash>/promise",
        api.PromiseView.as_view(),
    ),
    path("elections/<uuid:election_id>/challenges", api.ChallengesView.as_view()),
    path("elections/<uuid:election_id>/trackers/<str:code>", api.TrackerView.as_view()),
    path("elections/<uuid:election_id>/booth", api.BoothView.as_view()),
]
