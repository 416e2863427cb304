"""Django's sessions in the database, found by a prepared statement: every request of a browser begins with it."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from crm.statements import columns_of, from_row, run


class SessionStore(DatabaseSessions):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        sql = f"SELECT {columns_of(Session, 's')} FROM django_session AS s WHERE s.session_key = %s AND s.expire_date > %s"
        found = run(sql, [self.session_key, timezone.now()], prepared=True)
        if found:
            return from_row(Session, found[0])
        self._session_key = None
        return None
