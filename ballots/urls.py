from django.urls import path

from ballots import views

urlpatterns = [
    path("e/<uuid:election_id>/vote", views.booth, name="booth"),
    path("e/<uuid:election_id>/code", views.code, name="ballot-code"),
]
