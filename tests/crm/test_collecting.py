"""The collector is put off for a batch, and comes back whatever happens in it."""

import gc

import pytest

from crm.collecting import uncollected


def test_last_one_out_lets_the_collector_in_again() -> None:
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_comes_back_after_an_error() -> None:
    with pytest.raises(ValueError, match="batch"), uncollected():
        raise ValueError("batch")
    assert gc.isenabled()
