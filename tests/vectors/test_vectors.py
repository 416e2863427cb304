"""The vectors are what their maker writes: nobody edits a plan by hand."""

from accounts.models import AccountStatus
from tests.vectors import make


def test_the_vectors_are_up_to_date() -> None:
    assert make.main(check=True) == 0


def test_every_status_has_its_side() -> None:
    assert list(make.STATUSES) == AccountStatus.values
