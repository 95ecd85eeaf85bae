from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "ballots"

    def ready(self) -> None:
        from ballots.closing import promises_keep_first  # noqa: PLC0415  needs the models
        from voting.signals import election_closing, roll_changing  # noqa: PLC0415

        election_closing.connect(promises_keep_first, dispatch_uid="promises")
        roll_changing.connect(promises_keep_first, dispatch_uid="promises")
