"""The program's own settings; only the stock view beside it has other addresses."""

from crm.settings import *  # noqa: F403

ROOT_URLCONF = "bench.api.stock"
