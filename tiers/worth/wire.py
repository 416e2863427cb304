"""Whole tables as arrays: PostgreSQL's binary COPY, read and written without a Python object for each row.

Every row of a COPY whose columns have a fixed width and no null has the same length, so that the stream *is* an array.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import sql

HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
#: Name of the type in PostgreSQL → as its bytes lie on the wire.
WIRE = {"uuid": "V16", "float8": ">f8", "int8": ">i8", "int4": ">i4", "int2": ">i2", "date": ">i4"}
PG_EPOCH = np.datetime64("2000-01-01", "D")
ROWS_AT_ONCE = 65_536

Array = NDArray[Any]


def read_arrays(select: str, params: Mapping[str, Any], types: Sequence[str]) -> list[Array]:
    """The columns of a SELECT whose values are never null, in native byte order; days as `datetime64[D]`."""
    row = np.dtype([("fields", ">i2"), *_fields(types)])
    with connection.cursor() as cursor, cursor.cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT binary)", params) as copy:
        stream = b"".join(bytes(block) for block in copy)
    rows = np.frombuffer(stream, dtype=row, offset=len(HEADER), count=(len(stream) - len(HEADER) - len(TRAILER)) // row.itemsize)
    return [_native(rows[f"value{place}"], type_) for place, type_ in enumerate(types)]


def write_arrays(table: str, columns: Mapping[str, tuple[str, Array]]) -> None:
    """COPY the columns (name → type, values) into `table`. A NaN is written as null; other types know no null here."""
    count = len(next(iter(columns.values()))[1])
    missing = np.zeros(count, dtype=np.int64)
    for place, (type_, values) in enumerate(columns.values()):
        if type_ == "float8":
            missing |= np.isnan(values).astype(np.int64) << place
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        copy.write(HEADER)
        # rows with the same nulls have the same length: one array for each pattern of nulls
        for pattern in np.unique(missing):
            those = np.flatnonzero(missing == pattern)
            for start in range(0, count, ROWS_AT_ONCE):
                part = those[start : start + ROWS_AT_ONCE]
                if len(part):
                    copy.write(_rows(columns, part, int(pattern)).tobytes())
        copy.write(TRAILER)


def _rows(columns: Mapping[str, tuple[str, Array]], part: Array, pattern: int) -> Array:
    types = [type_ for type_, _ in columns.values()]
    rows = np.zeros(len(part), dtype=[("fields", ">i2"), *_fields(types, pattern)])
    rows["fields"] = len(types)
    for place, (type_, values) in enumerate(columns.values()):
        if pattern >> place & 1:
            rows[f"length{place}"] = -1
        else:
            rows[f"length{place}"] = rows.dtype[f"value{place}"].itemsize
            rows[f"value{place}"] = values[part] if type_ != "date" else (values[part] - PG_EPOCH).astype(np.int64)
    return rows


def _fields(types: Sequence[str], nulls: int = 0) -> list[tuple[str, str]]:
    fields = []
    for place, type_ in enumerate(types):
        fields.append((f"length{place}", ">i4"))
        if not nulls >> place & 1:
            fields.append((f"value{place}", WIRE[type_]))
    return fields


def _native(values: Array, type_: str) -> Array:
    if type_ == "date":
        return PG_EPOCH + values.astype("timedelta64[D]")
    if type_ == "uuid":
        return values.copy()
    return values.astype(values.dtype.newbyteorder("="))
