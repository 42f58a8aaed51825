"""Parquet files as pandas and Spark users have them, written by pyarrow: one a codec, three rows, nulls in the last.

pip install pyarrow==26.0.1; python make.py"""

import datetime
import decimal
import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

table = pa.table(
    {
        "int32": pa.array([1, -2, None], pa.int32()),
        "int64": pa.array([2**40, -(2**40), None], pa.int64()),
        "float": pa.array([0.1, -1.5, None], pa.float32()),
        "double": pa.array([0.1, float("nan"), None], pa.float64()),
        "bool": pa.array([True, False, None], pa.bool_()),
        "text": pa.array(["é", "", None], pa.string()),
        "category": pa.array(["UA", "AA", None], pa.string()).dictionary_encode(),
        "vector": pa.array([[1.0, None], [], None], pa.list_(pa.float64())),
        "decimal": pa.array([decimal.Decimal("12.50"), decimal.Decimal("-0.25"), None], pa.decimal128(9, 2)),
        "date": pa.array([datetime.date(2013, 1, 1), datetime.date(1969, 12, 31), None], pa.date32()),
        "time": pa.array([1_356_998_400_123, 0, None], pa.timestamp("ms", tz="UTC")),
        "struct": pa.array([{"a": 1}, {"a": None}, None], pa.struct([("a", pa.int64())])),
    }
)
here = pathlib.Path(__file__).parent
for codec in ["none", "snappy", "gzip", "zstd", "brotli"]:
    pq.write_table(table, here / f"{codec}.parquet", compression=codec, row_group_size=2, store_schema=False)
pq.write_table(table.select(["time"]), here / "int96.parquet", use_deprecated_int96_timestamps=True, store_schema=False)
