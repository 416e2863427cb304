"""A real process, killed for real: `kill -9` while it reads and while it lands, and the same command again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as project
from django.db import connection

from accounts.models import Account, ImportLine, ImportRun, Order, OrderLine, Product
from tests.accounts.importing.conftest import last_line

LINES, ORDERS, BAD = 50_000, 5_000, 25
HEADER = "InvoiceNo,InvoiceDate,CustomerID,Country,StockCode,Quantity,UnitPrice\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """50,000 lines; the ten lines of an order stand 5,000 lines apart, so that every batch takes from everywhere."""
    path = tmp_path / "log.csv"
    with path.open("w") as file:
        file.write(HEADER)
        for number in range(LINES):
            order = number % ORDERS
            quantity = "none" if number % (LINES // BAD) == 7 else 1 + number % 9
            file.write(f"{10_000 + order},2011-{1 + order % 12:02d}-03 10:00,{order % 700},UK,P{number % 311},{quantity},1.25\n")
    return path


def database_url() -> str:
    """The test's own database, as another process says it."""
    known = connection.settings_dict
    parts = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"], "password": known["PASSWORD"]}
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in parts.items() if value)
    return f"postgresql:///{known['NAME']}?{query}"


@contextmanager
def importing(path: Path, data_folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command as somebody types it."""
    command = [sys.executable, "manage.py", "import_file", "orders", str(path), "--map", "online-retail", "--json"]
    environment = os.environ | {"DATABASE_URL": database_url(), "CRM_DATA_DIR": str(data_folder), "CRM_ENV": "test"}
    process = subprocess.Popen(
        command, cwd=project.ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def kill_when(process: subprocess.Popen[str], reached: Callable[[ImportRun], bool]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"It ended before it could be killed: {process.communicate()}")
        run = ImportRun.objects.first()
        if run is not None and reached(run):
            os.kill(process.pid, signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
            return
        time.sleep(0.005)
    pytest.fail("It never came so far.")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_import_survives_kill_9_and_its_counts_stay_true(log, tmp_path):
    with importing(log, tmp_path / "data") as process:
        kill_when(process, lambda run: 0 < run.lines_read < LINES)
    run = ImportRun.objects.get()
    assert (run.state, run.rows_total) == ("running", None)
    assert ImportLine.objects.count() + run.rejected == run.lines_read  # no torn chunk

    for share in (0.2, 0.6):
        with importing(log, tmp_path / "data") as process:
            kill_when(process, lambda run, share=share: run.rows_done > share * LINES)
        run = ImportRun.objects.get()
        assert run.state == "running"
        assert OrderLine.objects.count() == run.created < LINES  # no torn batch
        assert Order.objects.count() == run.orders_created

    with importing(log, tmp_path / "data") as process:
        output, _ = process.communicate(timeout=300)

    assert process.returncode == 0
    told = last_line(output)
    expected = {
        "rows_total": LINES, "created": LINES - BAD, "updated": 0, "unchanged": 0, "rejected": BAD, "accounts_created": 700,
        "orders_created": ORDERS,
    }  # fmt: skip
    assert {name: told[name] for name in expected} == expected
    assert ImportRun.objects.get().state == "done"
    assert (OrderLine.objects.count(), Order.objects.count(), Account.objects.count()) == (LINES - BAD, ORDERS, 700)
    assert Product.objects.count() == 311
    assert len(Path(told["errors_file"]).read_text().splitlines()) == BAD + 1
    assert not ImportLine.objects.exists()

    with importing(log, tmp_path / "data") as process:
        output, _ = process.communicate(timeout=300)
    again = json.loads(output.splitlines()[-1])
    assert (again["created"], again["unchanged"], again["rejected"]) == (0, LINES - BAD, BAD)
