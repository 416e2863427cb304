"""Reading one cell."""

import pytest

from accounts.importing import cells
from accounts.importing.cells import BadCell
from accounts.models import AccountRole

QUANTITY = cells.number(11, 3, zero=False)
PRICE = cells.number(10, 4, low=0)
LATITUDE = cells.number(2, 12, low=-90, high=90)


@pytest.mark.parametrize(
    ("read", "written", "read_as"),
    [
        (QUANTITY, "6", "6.0"),
        (QUANTITY, "-6.125", "-6.125"),
        (QUANTITY, "+007", "7.0"),
        (QUANTITY, "１２．５", "12.5"),  # full-width digits, knowingly
        (QUANTITY, "−3", "-3.0"),
        (QUANTITY, "2.5000000", "2.5"),
        (PRICE, "0", "0.0"),
        (PRICE, ".5", "0.5"),
        (PRICE, "0.0001", "0.0001"),
        (LATITUDE, "-90", "-90.0"),
        (cells.instant, "2011-12-09 12:50:00", "2011-12-09 04:50:00+00:00"),
        (cells.instant, "2011-12-09T12:50+01:00", "2011-12-09 11:50:00+00:00"),
        (cells.instant, "2011-12-09T12:50:31.5Z", "2011-12-09 12:50:31+00:00"),
        (cells.instant, "2011/1/9 8:26", "2011-01-09 00:26:00+00:00"),
        (cells.instant, "2011年12月9日", "2011-12-09 04:00:00+00:00"),  # a bare day is its noon
        (cells.instant, "2011-12-09 23:00:00 -14:00", "2011-12-10 13:00:00+00:00"),
        (cells.day, "2011-12-09", "2011-12-09"),
        (cells.day, "2011-12-09T20:00:00Z", "2011-12-10"),
        (cells.flag, "是", "true"),
        (cells.flag, "No", "false"),
        (cells.choice(AccountRole), AccountRole.RETAILER.label, "retailer"),
        (cells.choice(AccountRole), "Retailer", "retailer"),
        (cells.tags, "老客户; 早市|", "老客户|早市"),
        (cells.currency, "gbp", "GBP"),
        (cells.phone, "０５７１－8848", "0571-8848"),
        (cells.phone, "+86 138 0013 8000 ext 5", "+86 138 0013 8000 ext 5"),
        (cells.text(5), " 永庆 🍚 ", "永庆 🍚"),
    ],
)
def test_what_people_write_is_read(read, written, read_as):
    assert read(written) == read_as


@pytest.mark.parametrize(
    ("read", "written", "reason"),
    [
        (QUANTITY, "0", "This is 0"),
        (QUANTITY, "0.000", "This is 0"),
        (QUANTITY, "NaN", "not a number"),
        (QUANTITY, "inf", "not a number"),
        (QUANTITY, "1e20", "not a number"),
        (QUANTITY, "1,5", "not a number"),
        (QUANTITY, "1_000", "not a number"),
        (QUANTITY, "--1", "not a number"),
        (QUANTITY, "-", "not a number"),
        (QUANTITY, ".", "not a number"),
        (QUANTITY, "0x10", "not a number"),
        (QUANTITY, "1.0001", "More than 3 decimals"),
        (QUANTITY, "123456789012", "More than 11 digits"),
        (PRICE, "-0.01", "Below 0"),
        (LATITUDE, "90.5", "Not between -90 and 90"),
        (cells.instant, "yesterday", "not a time"),
        (cells.instant, "09/12/2011", "not a time"),
        (cells.instant, "2011-02-30", "no such time"),
        (cells.instant, "2011-12-09 24:00:00", "no such time"),
        (cells.instant, "2011-12-09 12:60", "no such time"),
        (cells.instant, "1195-06-29T21:14:22+20:47", "within ±14:00"),
        (cells.instant, "1986-05-04 02:30:00", "put forward"),  # the hour that summer time took from Shanghai
        (cells.instant, "0001-01-01", "there is no such time|out of range"),
        (cells.instant, "9999-12-31", "out of range"),
        (cells.flag, "perhaps", "yes or no"),
        (cells.choice(AccountRole), "friend", "none of: dealer"),
        (cells.tags, "x" * 51, "at most 50"),
        (cells.currency, "yuan", "Three capital letters"),
        (cells.phone, "call me", "Not a phone number"),
        (cells.text(5), "123456", "6 characters, at most 5"),
        (cells.text(5), "a\x00b", "NUL"),
        (cells.text(5), "a\udce9", "wrong encoding"),
    ],
)
def test_what_makes_no_sense_is_told(read, written, reason):
    with pytest.raises(BadCell, match=reason):
        read(written)
