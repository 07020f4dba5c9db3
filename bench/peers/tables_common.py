"""What the Python side of bench/tables shares: tables read by the kinds that tables.mjs gives them, never by guess."""
import csv
import os

# One thread, and none of joblib's processes, whose time would not be counted. Read when the libraries are loaded.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

SECOND = "%Y-%m-%dT%H:%M:%SZ"


def read_texts(file):
    """Every field as the text that stands there."""
    return pd.read_csv(file, dtype=str, keep_default_na=False, na_filter=False)


def write_texts(frame, file):
    frame.to_csv(file, index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")


def is_day(texts):
    return texts.map(lambda text: text == "" or len(text) == 10).all()


def typed(texts, columns):
    """Numbers as float64 and dates as days or seconds since 1970, with NaN for gaps; categories as text, with None for gaps."""
    made = {}
    for name, kind in columns.items():
        column = texts[name]
        if kind == "category":
            made[name] = column.where(column != "", None).astype(object)
        elif kind == "date":
            unit = 86400 if is_day(column) else 1
            stamps = pd.to_datetime(column.where(column != "", None), utc=True)
            seconds = (stamps - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)
            made[name] = (seconds / unit).astype("float64")
        else:
            made[name] = pd.to_numeric(column.where(column != "", None)).astype("float64")
    return pd.DataFrame(made)


def decimals_of(texts):
    return int(max((len(text.partition(".")[2]) for text in texts), default=0))


def number_texts(values, decimals):
    """As few digits as it takes, at most so many decimals; a gap is empty. `decimals` None: as float64 has them."""
    def text(value):
        if np.isnan(value):
            return ""
        return repr(float(value)) if decimals is None else f"{value:.{decimals}f}"

    return [text(value) for value in values]


def date_texts(values, day):
    stamps = pd.to_datetime(np.round(values) * (86400 if day else 1), unit="s", utc=True)
    return ["" if stamp is pd.NaT else stamp.strftime("%Y-%m-%d" if day else SECOND) for stamp in stamps]


def positive(texts, target):
    """Whether the target holds, by row: a gap is not above anything."""
    column = texts[target["column"]]
    if "otherThan" in target:
        return (column != target["otherThan"]).to_numpy()
    return (pd.to_numeric(column.where(column != "", None)) > target["above"]).to_numpy()
