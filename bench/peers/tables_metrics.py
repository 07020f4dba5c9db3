"""Figures of a table by SDMetrics and scikit-learn, beside those of this project: one JSON object on standard output.
  tables_metrics.py TASK.json TRAIN.csv HELD_OUT.csv SYNTHETIC.csv|real

Quality compares with the training rows. "real": held-out rows are judged, but models learn from the training rows. Boosted trees: 100 rounds, categories as ordinal codes. The two-sample test tells held-out from
synthetic rows, equally many, in three folds. "nearer": the share of synthetic rows nearer to as many training rows as there are held-out
ones, equal distances half.
"""
import json
import sys
import warnings

warnings.filterwarnings("ignore")
from tables_common import positive, read_texts, typed
import numpy as np
import pandas as pd
from sdmetrics.reports.single_table import DiagnosticReport, QualityReport
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.impute import SimpleImputer

task_file, train_file, test_file, synthetic_file = sys.argv[1:]
with open(task_file, encoding="utf8") as file:
    task = json.load(file)
KINDS, TARGET = task["columns"], task["target"]
NEAR = 2000

texts = {"train": read_texts(train_file), "test": read_texts(test_file)}
is_real = synthetic_file == "real"
texts["synthetic"] = texts["train"] if is_real else read_texts(synthetic_file)
tables = {name: typed(of, KINDS) for name, of in texts.items()}
train, test, synthetic = tables["train"], tables["test"], tables["synthetic"]
numbers = [name for name, kind in KINDS.items() if kind != "category"]
categories = [name for name, kind in KINDS.items() if kind == "category"]


def quality():
    kinds = {name: {"sdtype": "categorical" if name in categories else "numerical"} for name in KINDS}
    judged = test if is_real else synthetic
    # Pairs below the thresholds have no score: one report with its own, one with none.
    report, every, diagnostic = QualityReport(), QualityReport(), DiagnosticReport()
    every.real_correlation_threshold = every.real_association_threshold = 0
    for each in (report, every, diagnostic):
        each.generate(train, judged, {"columns": kinds}, verbose=False)
    shapes = every.get_details("Column Shapes")["Score"].mean()
    pairs = every.get_details("Column Pair Trends")["Score"].mean()
    strong = report.get_details("Column Pair Trends")["Score"]
    validity = diagnostic.get_details("Data Validity")["Score"].mean()
    return {
        "quality": (shapes + pairs) / 2,
        "shapes": shapes,
        "pairs": pairs,
        "strongPairs": strong.mean(),
        "validity": validity,
    }


def boosting(features):
    encode = make_column_transformer(
        (
            OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=np.nan),
            [name for name in categories if name in features],
        ),
        remainder="passthrough",
    )
    return make_pipeline(encode, HistGradientBoostingClassifier(max_iter=100, early_stopping=False, random_state=0))


def linear(features):
    encode = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), [name for name in categories if name in features]),
        (
            make_pipeline(SimpleImputer(add_indicator=True), StandardScaler()),
            [name for name in numbers if name in features],
        ),
    )
    return make_pipeline(encode, LogisticRegression(C=1.0, max_iter=1000))


def efficacy():
    features = [name for name in KINDS if name not in TARGET["without"]]
    learned, truth = positive(texts["synthetic"], TARGET), positive(texts["test"], TARGET)
    if learned.all() or not learned.any():
        return {"boostingAuc": 0.5, "boostingF1": 0.0, "linearAuc": 0.5}
    scores = {}
    for name, make in (("boosting", boosting), ("linear", linear)):
        model = make(features).fit(synthetic[features], learned)
        chance = model.predict_proba(test[features])[:, 1]
        scores[f"{name}Auc"] = roc_auc_score(truth, chance)
        scores[f"{name}F1"] = f1_score(truth, chance >= 0.5)
    return scores


def two_sample():
    drawn = synthetic.sample(min(len(test), len(synthetic)), random_state=0)
    rows = pd.concat([test, drawn], ignore_index=True)
    label = np.repeat([0, 1], [len(test), len(drawn)])
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    chance = cross_val_predict(boosting(list(KINDS)), rows, label, cv=folds, method="predict_proba")[:, 1]
    aucs = [roc_auc_score(label[part], chance[part]) for _, part in folds.split(rows, label)]
    return {"twoSample": float(np.mean(aucs))}


def nearer():
    random = np.random.RandomState(0)
    near = train.iloc[random.permutation(len(train))[: len(test)]]
    rows = synthetic.iloc[random.permutation(len(synthetic))[:NEAR]]
    width = {name: train[name].max() - train[name].min() or 1.0 for name in numbers}
    codes = {name: {value: i for i, value in enumerate(pd.concat([t[name] for t in tables.values()]).unique())} for name in categories}

    def arrays(table):
        return (
            [(table[name] / width[name]).to_numpy() for name in numbers],
            [table[name].map(codes[name]).to_numpy() for name in categories],
        )

    of_rows = arrays(rows)

    def least(table):
        of_table = arrays(table)
        found = np.empty(len(rows))
        for row in range(len(rows)):
            distance = np.zeros(len(table))
            for own, other in zip(of_rows[0], of_table[0]):
                part = np.minimum(np.abs(other - own[row]), 1)
                missing = np.isnan(other)
                distance += np.where(missing, 0.0 if np.isnan(own[row]) else 1.0, 1.0 if np.isnan(own[row]) else part)
            for own, other in zip(of_rows[1], of_table[1]):
                distance += other != own[row]
            found[row] = distance.min()
        return found

    to_train, to_test = least(near), least(test)
    same = np.abs(to_train - to_test) < 1e-12
    return {"nearer": float(np.mean(np.where(same, 0.5, to_train < to_test)))}


figures = {**quality(), **efficacy(), **two_sample(), **({} if is_real else nearer())}
print(json.dumps({name: None if value != value else round(float(value), 6) for name, value in figures.items()}))
