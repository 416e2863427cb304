"""Django's PostgreSQL engine that tells the database who writes (`ENGINE = "crm.database"`, see `base.py`)."""
