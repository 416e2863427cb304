from django.apps import AppConfig


class TiersConfig(AppConfig):
    name = "tiers"

    def ready(self) -> None:
        """What the nightly review says of an account goes with it."""
        from crm.history.undoing import goes_along

        goes_along("tiers_standing")
        goes_along("tiers_tierassignment")
