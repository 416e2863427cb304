"""`manage.py review_tiers`: the review of every night, also as of a day of the past."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.actions.figures import year_until
from crm.calendar import business_day, today
from crm.errors import DomainError
from crm.models import Team
from tiers.actions.review import TeamReview, review_tiers
from tiers.jobs import LANES
from tiers.queries import Concentration, concentration


def day_not_to_come(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day: write YYYY-MM-DD.") from None
    if day > today():
        raise ArgumentTypeError(f"{day} has not come yet.")
    return day


class Command(BaseCommand):
    help = (
        "Review the tiers of every team: on its own review day or today, or all as of DAY. Who was reviewed for a later day stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=day_not_to_come, metavar="DAY", help="business day, YYYY-MM-DD")
        parser.add_argument("--team", metavar="NAME", help="this team only")
        parser.add_argument("--json", action="store_true", help="the last line is one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        teams = _teams(options["team"])
        try:
            reviews = review_tiers(at=timezone.now(), as_of=options["as_of"], teams=teams, progress=self._tell, lanes=LANES)
        except DomainError as error:
            raise CommandError(error.detail) from error
        if options["json"]:
            reports = [report(team, review) for team, review in zip(teams, reviews, strict=True)]
            self.stdout.write(json.dumps({"teams": reports}, ensure_ascii=False))
        else:
            self.stdout.write(f"{sum(review.changed for review in reviews)} accounts changed their tier.")

    def _tell(self, review: TeamReview) -> None:
        self.stderr.write(f"{review.team}, as of {review.as_of}: {_sentence(review)}")


def report(team: Team, review: TeamReview) -> dict[str, Any]:
    """What the command says of one team; shares of the whole log, and of the 12 months to the day."""
    year = concentration(team, since=business_day(year_until(review.as_of)[0]), until=review.as_of)
    return {
        **asdict(review),
        "as_of": review.as_of.isoformat(),
        "concentration": {"whole_log": _shares(concentration(team)), "12_months": _shares(year)},
    }


def _teams(name: str | None) -> list[Team]:
    teams = list(Team.objects.filter(name=name) if name else Team.objects.order_by("name", "id"))
    if name and not teams:
        raise CommandError(f"No team is called {name!r}.")
    return teams


def _sentence(review: TeamReview) -> str:
    if review.skipped:
        return review.skipped
    tiers = ", ".join(f"{tier} {count}" for tier, count in review.tiers.items())
    return f"{review.accounts} accounts, {review.rated} rated ({tiers}), {review.changed} changed, {review.seconds:.1f} s."


def _shares(held: Concentration) -> dict[str, Any]:
    tops = {f"top{share}": None if part is None else float(part) for share, part in held.top.items()}
    return {"accounts": held.accounts, "currency": held.currency, "net_sales": str(held.net_sales), **tops}
