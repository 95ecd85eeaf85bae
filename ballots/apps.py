from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "ballots"

    def ready(self) -> None:
        from ballots.closing import promises_keep_at_close  # noqa: PLC0415  needs the models
        from voting.signals import election_closing  # noqa: PLC0415

        election_closing.connect(promises_keep_at_close, dispatch_uid="promises")
