from django.apps import AppConfig


class TallyConfig(AppConfig):
    name = "tally"

    def ready(self) -> None:
        from tally import official_acts  # noqa: PLC0415  needs the models

        official_acts.acts_register()
