"""The run of an import: all or nothing, only a trial, called off, interrupted and gone on with."""

from pathlib import Path

import pytest
from django.db import connection

from accounts.importing import ahead, staging
from accounts.importing.mappings import ONLINE_RETAIL
from accounts.importing.orders import Orders
from accounts.importing.runs import ImportOver, begin_import, cancel_import, perform_import, unfinished_import
from accounts.models import Account, ImportLine, ImportRefusal, ImportRun, Order, Product
from crm import locks
from crm.errors import Forbidden, Invalid
from crm.models import Event, Team
from tests.accounts.factories import AccountFactory
from tests.accounts.importing.conftest import counts, refusals
from tests.crm.factories import NOW, UserFactory

HEADER = "order_id,ordered_at,account_external_id,product_code,quantity,unit_price\n"
GOOD = HEADER + "".join(f"{5000 + number // 3},2026-03-01,A1,rice,{1 + number},1\n" for number in range(60))
BAD = GOOD + "6000,2026-03-01,A1,rice,x,1\n6001,2026-03-01,A9,rice,1,1\n"
RETAIL = "InvoiceNo,InvoiceDate,CustomerID,Country,StockCode,Quantity,UnitPrice\n1,2011-01-31,1,UK,X,1,1"


@pytest.fixture
def account(cast):
    return AccountFactory(owner=cast.alice, external_id="A1")


@pytest.fixture
def small_steps(monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 10)
    monkeypatch.setattr(ahead, "BATCH", 10)


class PulledThePlug(BaseException):
    """Like a kill: nothing catches it."""


# --- all or nothing ---------------------------------------------------------------------------------------------------


def test_with_abort_nothing_lands_when_a_line_is_refused(write, run_import, account):
    events = Event.objects.count()

    run = run_import("orders", write(BAD), on_error="abort")

    assert run.state == "aborted"
    assert counts(run) == {"rows_total": 62, "rejected": 2}
    assert [line for line, _, _ in refusals(run)] == [62, 63]  # both kinds: not to be read, and not to be landed
    assert run.error == "Nothing landed: 2 lines are refused."
    assert Path(run.errors_path).exists()
    assert (Order.objects.count(), Product.objects.count(), Event.objects.count()) == (0, 0, events)
    assert not ImportLine.objects.exists()


def test_with_abort_a_file_without_fault_lands(write, run_import, account):
    run = run_import("orders", write(GOOD), on_error="abort")

    assert run.state == "done"
    assert counts(run) == {"rows_total": 60, "created": 60, "orders_created": 20}


def test_with_skip_the_rest_lands(write, run_import, account):
    run = run_import("orders", write(BAD), on_error="skip")

    assert run.state == "done"
    assert counts(run) == {"rows_total": 62, "created": 60, "rejected": 2, "orders_created": 20}


# --- only a trial -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("on_error", ["skip", "abort"])
def test_a_dry_run_says_what_would_come_and_writes_nothing(write, run_import, account, on_error):
    run = run_import("orders", write(BAD), mode="dry_run", on_error=on_error)

    assert run.state == "done"
    assert counts(run) == {"rows_total": 62, "created": 60, "rejected": 2, "orders_created": 20}
    assert [line for line, _, _ in refusals(run)] == [62, 63]
    assert (Order.objects.count(), Product.objects.count()) == (0, 0)
    account.refresh_from_db()
    assert account.annual_value is None


def test_a_dry_run_makes_no_team(write, run_import, db):
    run = run_import("orders", write(RETAIL), mode="dry_run", mapping="online-retail")

    assert counts(run) == {"rows_total": 1, "created": 1, "accounts_created": 1, "orders_created": 1}
    assert not Team.objects.exists()
    assert not Account.objects.exists()
    assert run.team is None


# --- files that are none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("order_id,ordered_at\n1,2", "These columns are missing: account_external_id, product_code, quantity, unit_price."),
        (GOOD.replace("unit_price", "unit_price,colour", 1), "Unknown columns: colour."),
        (GOOD.replace("unit_price", "unit_price,quantity", 1), "These columns come twice: quantity."),
        (GOOD.replace("unit_price", "unit_price,account_country", 1), "Unknown columns: account_country."),
    ],
)
def test_a_header_that_does_not_fit_is_told(write, run_import, account, text, told):
    run = run_import("orders", write(text))

    assert (run.state, run.error) == ("failed", told)
    assert not Order.objects.exists()


def test_an_empty_table_is_no_fault(write, run_import, account):
    assert counts(run_import("orders", write(HEADER))) == {}


def test_a_file_that_is_cut_off_lands_nothing(write, run_import, account):
    path = write(HEADER + "".join(f"{n},2026-03-01,A1,rice,{n * n + 1},{n}\n" for n in range(5000)), packed=True)
    path.write_bytes(path.read_bytes()[:-3000])

    run = run_import("orders", path)

    assert run.state == "failed"
    assert "cannot be read" in run.error or "breaks off" in run.error
    assert not Order.objects.exists()


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["sam", "dora", "ann"])
def test_who_only_reads_imports_nothing(write, cast, person):
    with pytest.raises(Forbidden):
        begin_import(type="orders", path=write(GOOD), by=getattr(cast, person), at=NOW)


def test_a_manager_defines_no_products(write, cast):
    with pytest.raises(Forbidden):
        begin_import(type="products", path=write("code\nrice"), by=cast.alice, at=NOW)


@pytest.mark.parametrize("person", ["alice", "lena"])
def test_a_foreign_log_is_for_those_who_work_with_all_teams(write, cast, person):
    with pytest.raises(Forbidden):
        begin_import(type="orders", path=write(RETAIL), mapping="online-retail", by=getattr(cast, person), at=NOW)


def test_nobody_imports_into_a_team_out_of_reach(write, cast):
    with pytest.raises(Invalid) as refusal:
        begin_import(type="accounts", path=write("external_id\nA1"), team=cast.other_team, by=cast.lena, at=NOW)

    assert refusal.value.fields.keys() == {"team"}


@pytest.mark.parametrize(
    ("options", "named"),
    [({"type": "shoes"}, "type"), ({"mapping": "sap"}, "map"), ({"type": "contacts", "mapping": "online-retail"}, "map")],
)
def test_what_nobody_knows_is_named(write, db, options, named):
    with pytest.raises(Invalid) as refusal:
        begin_import(**({"type": "orders", "path": write(GOOD), "by": None, "at": NOW} | options))

    assert refusal.value.fields.keys() == {named}


# --- called off -------------------------------------------------------------------------------------------------------


def test_an_import_that_has_not_begun_is_cancelled_at_once(write, cast, account):
    run = begin_import(type="orders", path=write(GOOD), by=cast.alice, at=NOW)

    cancel_import(run=run, by=cast.alice, at=NOW)

    assert perform_import(run).state == "cancelled"
    assert not Order.objects.exists()


def test_an_import_is_called_off_between_two_batches(write, account, small_steps):
    run = begin_import(type="orders", path=write(GOOD), by=None, at=NOW)

    def call_off(run):
        if run.rows_done >= 20:
            cancel_import(run=run, by=None, at=NOW)

    run = perform_import(run, progress=call_off)

    assert run.state == "cancelled"
    told = counts(run)
    assert 0 < told["created"] < 60
    assert Order.objects.count() == told["orders_created"]  # what had landed stays, and is told of
    assert not ImportLine.objects.exists()


def test_only_who_began_it_calls_it_off_and_only_while_it_runs(write, cast, account):
    run = begin_import(type="orders", path=write(GOOD), by=cast.alice, at=NOW)

    with pytest.raises(Forbidden):
        cancel_import(run=run, by=cast.lena, at=NOW)

    perform_import(run)
    with pytest.raises(ImportOver):
        cancel_import(run=run, by=cast.alice, at=NOW)


# --- interrupted ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", range(1, 14))
@pytest.mark.django_db(transaction=True)
def test_wherever_it_is_interrupted_it_goes_on_and_the_counts_stay_true(write, small_steps, steps):
    """The plug is pulled after every number of steps that the import of 62 lines takes, and once more on the way."""
    AccountFactory(external_id="A1")
    run = begin_import(type="orders", path=write(BAD), by=None, at=NOW)
    for at_once in (steps, 2):
        left = iter(range(at_once - 1))

        def pull(run, left=left):
            if next(left, None) is None:
                raise PulledThePlug

        try:
            perform_import(run, progress=pull)
        except PulledThePlug:
            assert ImportRun.objects.get().state == "running"

    run = perform_import(run)

    assert run.state == "done"
    assert counts(run) == {"rows_total": 62, "created": 60, "rejected": 2, "orders_created": 20}
    assert [line for line, _, _ in refusals(run)] == [62, 63]
    assert sum(Order.objects.values_list("total", flat=True)) == sum(range(1, 61))
    assert not ImportLine.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_fails_half_way_leaves_nothing_of_itself(write, small_steps, monkeypatch):
    AccountFactory(external_id="A1")
    run = begin_import(type="orders", path=write(GOOD), by=None, at=NOW)
    land, calls = Orders.land, []

    def fail_in_the_third(self, batch):
        landed = land(self, batch)
        calls.append(batch)
        if len(calls) == 3:
            raise PulledThePlug
        return landed

    monkeypatch.setattr(Orders, "land", fail_in_the_third)
    with pytest.raises(PulledThePlug):
        perform_import(run)
    half_way = ImportRun.objects.get()
    assert Order.objects.count() == half_way.orders_created > 0

    run = perform_import(run)

    assert counts(run) == {"rows_total": 60, "created": 60, "orders_created": 20}


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_all_or_nothing_import_has_landed_nothing_and_goes_on(write, small_steps):
    AccountFactory(external_id="A1")
    run = begin_import(type="orders", path=write(GOOD), by=None, at=NOW, on_error="abort")
    left = iter(range(8))

    def pull(run):
        if next(left, None) is None:
            raise PulledThePlug

    with pytest.raises(PulledThePlug):
        perform_import(run, progress=pull)
    assert (Order.objects.count(), ImportRun.objects.get().created) == (0, 0)

    assert counts(perform_import(run)) == {"rows_total": 60, "created": 60, "orders_created": 20}


def test_a_run_that_is_over_stays_as_it_is(write, run_import, account):
    run = run_import("orders", write(GOOD))
    before = ImportRun.objects.values().get()

    perform_import(run)

    assert ImportRun.objects.values().get() == before


def test_the_interrupted_import_of_a_file_is_found_again(write, db):
    first = begin_import(type="orders", path=write(RETAIL), by=None, at=NOW, mapping="online-retail")
    again = begin_import(type="orders", path=write(RETAIL, name="copy.csv"), by=None, at=NOW, mapping="online-retail")

    assert unfinished_import(again) == first
    same = {"type": "orders", "path": Path(first.path), "by": None, "at": NOW, "mapping": "online-retail"}
    longer = write(RETAIL + "\n2,2011-02-01,1,UK,X,1,1", name="longer.csv")
    for other in ({"mode": "dry_run"}, {"on_error": "abort"}, {"team_name": "Other"}, {"path": longer}):
        like = begin_import(**(same | other))
        assert unfinished_import(like) is None, other


def test_somebodys_upload_is_not_gone_on_with_by_the_command(write, cast):
    begin_import(type="orders", path=write(GOOD), by=cast.alice, at=NOW)

    assert unfinished_import(begin_import(type="orders", path=write(GOOD), by=None, at=NOW)) is None


@pytest.mark.django_db(transaction=True)
def test_imports_of_one_source_queue_and_a_killed_one_holds_nobody_up(write, settings, monkeypatch):
    AccountFactory(external_id="A1")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended('import of orders from ', 0))")
        waited = []

        def stop_waiting(seconds):
            waited.append(seconds)
            other.close()  # what a kill does

        monkeypatch.setattr(locks.time, "sleep", stop_waiting)
        run = perform_import(begin_import(type="orders", path=write(GOOD), by=None, at=NOW))
    finally:
        other.close()

    assert waited
    assert counts(run)["created"] == 60


# --- the error file ---------------------------------------------------------------------------------------------------


def test_a_formula_in_a_refused_row_does_nothing_in_a_spreadsheet(write, run_import, account):
    run = run_import("orders", write(HEADER + '=HYPERLINK("x"),2026-03-01,A1,@sum,-5,+86 x\n5001,2026-03-01,A1,-rice,-5,-'))

    content = Path(run.errors_path).read_text(encoding="utf-8-sig").splitlines()
    assert "'=HYPERLINK" in content[1]
    assert "'@sum,-5,'+86 x" in content[1]  # a number stays a number
    assert ",'-rice,-5,-" in content[2]


def test_half_characters_are_shown_for_what_they_are(tmp_path, run_import, account):
    path = tmp_path / "file.csv"
    path.write_bytes(HEADER.encode() + b"caf\xe9,2026-03-01,A1,\xff\xff,1,1\n")

    run = run_import("orders", path)

    assert refusals(run)[0][1] == "order_id"
    assert "caf\\udce9" in Path(run.errors_path).read_text(encoding="utf-8-sig")


def test_no_refusal_no_file(write, run_import, account):
    assert run_import("orders", write(GOOD)).errors_path == ""
    assert not ImportRefusal.objects.exists()


def test_the_words_of_a_refusal_are_those_of_the_file(write, run_import, db):
    run = run_import("orders", write(RETAIL + "\n2,2011-01-31,1,UK,X,none,1"), mapping="online-retail")

    assert refusals(run)[0][1] == ONLINE_RETAIL.columns["quantity"] == "Quantity"


def test_an_import_tells_how_far_it_is(write, account, small_steps):
    told = []

    perform_import(
        begin_import(type="orders", path=write(GOOD), by=None, at=NOW),
        progress=lambda run: told.append((run.lines_read, run.rows_total, run.rows_done)),
    )

    assert told[0] == (10, None, 0)
    assert told[-1] == (60, 60, 60)
    assert told == sorted(told, key=lambda step: (step[0], step[2]))


def test_who_has_left_lands_nothing(write, cast, account):
    run = begin_import(type="orders", path=write(GOOD), by=cast.alice, at=NOW)
    cast.alice.is_active = False
    cast.alice.save()

    assert counts(perform_import(run)) == {"rows_total": 60, "rejected": 60}


def test_an_admin_imports_for_all(write, account):
    run = perform_import(begin_import(type="orders", path=write(GOOD), by=UserFactory(admin=True), at=NOW))

    assert counts(run)["created"] == 60
