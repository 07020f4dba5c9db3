"""CTGAN on a table of the benchmark, in one thread: rows as it samples them, and repaired.
  tables_ctgan.py TASK.json FOLDER OUT EPOCHS SEED

As shipped, with what it needs to take the table at all: dates become days or seconds, a number with gaps their mean and a flag that is a
category of its own, and columns of two values are categories. Of more than 500 categories the 100 most frequent stay, and the others are
one, in which they are drawn as often as the data have them: with 3,000 cells an epoch takes minutes. Repaired, from the same weights, without training: conditions are
drawn as often as the data have them, batch normalisation uses its running statistics, numbers are rounded to the decimals of the
data and clipped to their range, and those of at most 200 distinct values go to the nearest of these.
"""
import json
import resource
import sys
import time
import warnings

from tables_common import date_texts, decimals_of, is_day, number_texts, read_texts, typed, write_texts
import joblib
import numpy as np
import pandas as pd
import torch
from ctgan import CTGAN

warnings.filterwarnings("ignore")
task_file, folder, out, epochs, seed = sys.argv[1:]
torch.set_num_threads(1)
torch.manual_seed(int(seed))
np.random.seed(int(seed))

with open(task_file, encoding="utf8") as file:
    task = json.load(file)
KINDS = task["columns"]
texts = read_texts(f"{folder}/train.csv")
real = typed(texts, KINDS)
FLAG = " is missing"
GAP = "(missing)"
OTHER = "(other)"
MANY, KEPT = 500, 100
FEW = 200


def seconds():
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def is_category(name):
    return KINDS[name] == "category" or texts[name].nunique() <= 2


def rare_of(name):
    """Rows whose category is one of too many to have a cell each."""
    counts = texts[name].value_counts()
    return texts[name].isin(counts.index[KEPT:]) if len(counts) > MANY else pd.Series(False, index=texts.index)


def prepared():
    """The table as CTGAN takes it, and the names of its categories."""
    table, discrete = {}, []
    for name, kind in KINDS.items():
        column = real[name]
        if is_category(name):
            table[name] = texts[name].mask(rare_of(name), OTHER).replace("", GAP).astype(object)
            discrete.append(name)
            continue
        whole = kind != "number"
        if column.isna().any():
            flag = name + FLAG
            table[flag] = column.isna().map({True: "yes", False: "no"}).astype(object)
            discrete.append(flag)
            column = column.fillna(round(column.mean()) if whole else column.mean())
        table[name] = column.astype("int64") if whole else column
    return pd.DataFrame(table), discrete


def restored(rows, repair):
    """Rows of CTGAN as texts of the file's columns."""
    made = {}
    for name, kind in KINDS.items():
        column = rows[name]
        if is_category(name):
            values = column.replace(GAP, "").astype(str).to_numpy()
            other = values == OTHER
            if other.any():
                values[other] = np.random.choice(texts[name][rare_of(name)], other.sum())
            made[name] = values
            continue
        values = column.to_numpy("float64", copy=True)
        known = np.sort(real[name].dropna().unique())
        decimals = decimals_of(texts[name])
        if repair:
            values = np.clip(np.round(values, decimals), known[0], known[-1])
            if len(known) <= FEW:
                above = np.clip(np.searchsorted(known, values), 1, len(known) - 1)
                below = above - 1
                values = np.where(values - known[below] <= known[above] - values, known[below], known[above])
        if name + FLAG in rows:
            values[(rows[name + FLAG] == "yes").to_numpy()] = np.nan
        if kind == "date":
            made[name] = date_texts(values, is_day(texts[name]))
        else:
            made[name] = number_texts(values, decimals if repair or kind == "integer" else None)
    return pd.DataFrame(made)


class Repaired:
    """Samples of a trained CTGAN whose conditions stand where they belong."""

    def __init__(self, model, table, discrete):
        self.model, self.table = model, table
        # For every category its place in the conditional vector; as shipped, those of all columns begin at 0.
        self.places, self.width = {}, 0
        for column in model._transformer._column_transform_info_list:
            if column.column_type != "discrete":
                continue
            known = column.transform.dummies
            self.places[column.column_name] = {value: self.width + i for i, value in enumerate(known)}
            self.width += column.output_dimensions
        self.discrete = discrete

    def conditions(self, count, name=None, value=None):
        cells = np.zeros((count, self.width), dtype="float32")
        if self.width == 0:
            return cells
        if name is not None:
            cells[:, self.places[name][value]] = 1
            return cells
        # A column alike, then a value as often as the data have it: that of a row.
        which = np.random.randint(len(self.discrete), size=count)
        rows = np.random.randint(len(self.table), size=count)
        for i, (column, row) in enumerate(zip(which, rows)):
            chosen = self.discrete[column]
            cells[i, self.places[chosen][self.table[chosen].iat[row]]] = 1
        return cells

    def sample(self, count, name=None, value=None):
        generator = self.model._generator
        generator.eval()
        parts = []
        with torch.no_grad():
            for start in range(0, count, 5000):
                size = min(5000, count - start)
                noise = torch.randn(size, self.model._embedding_dim)
                given = torch.from_numpy(self.conditions(size, name, value))
                output = generator(torch.cat([noise, given], dim=1) if self.width else noise)
                parts.append(self.model._apply_activate(output).numpy())
        generator.train()
        return self.model._transformer.inverse_transform(np.concatenate(parts))


table, discrete = prepared()
began, wall = seconds(), time.perf_counter()
# A context that keeps the transformer's columns in this process.
with joblib.parallel_config(backend="sequential"):
    model = CTGAN(epochs=int(epochs), enable_gpu=False)
    model.set_random_state(int(seed))
    model.fit(table, discrete)
facts = {"cpuSeconds": seconds() - began, "wallSeconds": time.perf_counter() - wall, "epochs": int(epochs)}
print(f"  CTGAN: {facts['cpuSeconds']:.1f} CPU s for {epochs} epochs", file=sys.stderr)
facts["width"] = int(model._transformer.output_dimensions)
facts["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

repaired = Repaired(model, table, discrete)
write_texts(restored(model.sample(len(table)), False), f"{out}/ctgan.csv")
write_texts(restored(repaired.sample(len(table)), True), f"{out}/ctgan-repaired.csv")
# It takes one condition, on a category.
for i, condition in enumerate(task["conditions"]):
    if len(condition) > 1:
        continue
    [(name, value)] = condition.items()
    if name in discrete:
        shipped = model.sample(task["conditionRows"], name, value)
        write_texts(restored(shipped, False), f"{out}/ctgan-condition-{i}.csv")
        write_texts(restored(repaired.sample(task["conditionRows"], name, value), True), f"{out}/ctgan-repaired-condition-{i}.csv")
# Last: where it is, all is there.
text = json.dumps(facts)
with open(f"{out}/ctgan.json", "w", encoding="utf8") as file:
    file.write(text)
