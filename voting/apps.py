from django.apps import AppConfig


class VotingConfig(AppConfig):
    name = "voting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from voting import official_acts, roll_acts  # noqa: PLC0415  need the models

        official_acts.acts_register()
        roll_acts.acts_register()
