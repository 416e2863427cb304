import pytest

from tests.accounts.steps import Steps, make_steps
from tests.crm.factories import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def steps(cast: Cast) -> Steps:
    return make_steps(cast)
