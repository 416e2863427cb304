"""The night's work on tiers."""

from datetime import time

from django.utils import timezone
from procrastinate.contrib.django import app

from crm.calendar import nightly
from tiers.actions.experiments import measure_experiment
from tiers.actions.figures import fold_figures
from tiers.actions.review import review_tiers
from tiers.models import Experiment

#: After midnight of the business day, when the month's last day is over.
AT_NIGHT = time(0, 40)
AFTER_THE_REVIEW = time(1, 20)
AFTER_THE_APPRAISAL = time(2, 10)

#: Teams reviewed at a time: the smallest machine that we speak of has two cores, and nobody else works on it at night.
LANES = 2


@app.periodic(cron=nightly(AT_NIGHT))
@app.task(name="tiers.review", queueing_lock="tiers.review")
def review_tonight(timestamp: int) -> None:
    """Review every team on its own day. Run twice, the second changes nothing."""
    review_tiers(at=timezone.now(), lanes=LANES)


@app.periodic(cron=nightly(AFTER_THE_REVIEW))
@app.task(name="tiers.appraise", queueing_lock="tiers.appraise")
def appraise_tonight(timestamp: int) -> None:
    """Loyalty and equity of every account. Imported only here: the web process defers jobs, and shall not carry numpy for it."""
    from tiers.worth.appraisal import appraise

    appraise(at=timezone.now())


@app.periodic(cron=nightly(AFTER_THE_APPRAISAL))
@app.task(name="tiers.measure_experiments", queueing_lock="tiers.measure_experiments")
def measure_experiments_tonight(timestamp: int) -> None:
    """What each running experiment has shown so far; those whose window is over end here."""
    for experiment in Experiment.objects.filter(status=Experiment.Status.RUNNING).order_by("id"):
        measure_experiment(experiment=experiment, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="tiers.fold_figures", queueing_lock="tiers.fold_figures")
def fold_tier_figures(timestamp: int) -> None:
    """The sums of the tier board, kept to a few rows."""
    fold_figures()
