"""`manage.py import_file TYPE FILE`: the imports of the API without a worker."""

import json
import sys
import time
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.importing.kinds import kind_of
from accounts.importing.mappings import Mapping, mapping_named
from accounts.importing.runs import begin_import, imported_before, perform_import, unfinished_import
from accounts.models import ImportRun
from crm.errors import DomainError
from crm.locks import one_at_a_time
from crm.models import Team

#: Between two signs of life on standard error.
TOLD_EVERY = timedelta(seconds=1)

REPORTED = ("rows_total", "created", "updated", "unchanged", "rejected", "accounts_created", "orders_created")


class Command(BaseCommand):
    help = "Import accounts, contacts, products, orders or visits. Run it again after an interruption: it goes on where it stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("type", choices=ImportRun.Type.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", default="", metavar="NAME", help="columns of another system, such as online-retail")
        parser.add_argument("--team", default="", metavar="NAME", help="team of the accounts that are new")
        parser.add_argument("--dry-run", action="store_true", help="only say what would come of it")
        parser.add_argument("--on-error", choices=ImportRun.OnError.values, default=ImportRun.OnError.SKIP)
        parser.add_argument("--json", action="store_true", help="the last line is one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        teller = Teller()
        try:
            run = self._begun(**options)
            started = time.monotonic()
            run = perform_import(run, progress=teller.tell)
        except DomainError as error:
            raise CommandError(_worded(error)) from error
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        except KeyboardInterrupt:
            self.stderr.write("Interrupted. Type the same command again, and it goes on where it stopped.")
            sys.exit(130)
        report = report_of(run, seconds=time.monotonic() - started)
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _sentence(report))
        if run.state != ImportRun.State.DONE:
            self.stderr.write(run.error or f"The import is {run.state}.")
            sys.exit(1)

    def _begun(self, **options: Any) -> ImportRun:
        """The interrupted run of this file, if there is one, else a new one.

        One command at a time looks: two begun at once would each find the other's run, and give up its own for it.
        """
        mapping = mapping_named(options["map"])
        kind_of(options["type"])
        team, team_name = _team(options["team"], mapping)
        with one_at_a_time("beginning of an import"):
            run = begin_import(
                type=options["type"],
                path=options["file"].absolute(),
                by=None,
                at=timezone.now(),
                mode=ImportRun.Mode.DRY_RUN if options["dry_run"] else ImportRun.Mode.COMMIT,
                on_error=options["on_error"],
                mapping=mapping.name,
                team=team,
                team_name=team_name,
            )
            if earlier := unfinished_import(run):
                began = timezone.localtime(earlier.created_at)
                self.stderr.write(f"Going on with the import that began at {began:%Y-%m-%d %H:%M}.")
                run.delete()
                return earlier.change(path=run.path)
        if before := imported_before(run):
            self.stderr.write(f"This file was imported before, on {timezone.localtime(before.ended_at):%Y-%m-%d %H:%M}.")
        return run


def _team(name: str, mapping: Mapping) -> tuple[Team | None, str]:
    """Only a mapping makes teams; otherwise a name that nobody has is a slip of the pen."""
    wanted = name or mapping.team_name
    team = Team.objects.filter(name=wanted).first() if wanted else None
    if team is None and name and not mapping.makes_accounts:
        raise CommandError(f"There is no team {name}.")
    return team, wanted


def report_of(run: ImportRun, *, seconds: float) -> dict[str, Any]:
    counts = {name: getattr(run, name) or 0 for name in REPORTED}
    rate = round(counts["rows_total"] / seconds) if seconds else 0
    return counts | {
        "errors_file": run.errors_path or None,
        "state": run.state,
        "import": str(run.pk),
        "dry_run": run.mode == ImportRun.Mode.DRY_RUN,
        "seconds": round(seconds, 2),
        "rows_per_second": rate,
    }


def _sentence(report: dict[str, Any]) -> str:
    counts = ", ".join(f"{report[name]} {name}" for name in ("created", "updated", "unchanged", "rejected"))
    errors = f" Refused lines: {report['errors_file']}" if report["errors_file"] else ""
    return f"{report['rows_total']} lines: {counts}.{errors}"


def _worded(error: DomainError) -> str:
    return " ".join([error.detail, *(f"{name}: {' '.join(map(str, messages))}" for name, messages in error.fields.items())])


class Teller:
    """Tells on standard error how far it is, at most once a second; on a terminal on one line."""

    def __init__(self) -> None:
        self._next = timezone.now()

    def tell(self, run: ImportRun) -> None:
        if timezone.now() < self._next:
            return
        self._next = timezone.now() + TOLD_EVERY
        if run.rows_total is None:
            told = f"read {run.lines_read:,} lines"
        else:
            told = f"landed {run.rows_done:,} of {run.rows_total:,} lines"
        print(told, end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)
