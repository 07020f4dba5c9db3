"""Splits a table 70 to 30, stratified by its target, as scikit-learn does it with random_state 0: the files that all systems read.
  tables_split.py TASK.json SOURCE.csv FOLDER
"""
import json
import sys

from tables_common import positive, read_texts, write_texts
from sklearn.model_selection import train_test_split

task_file, source, folder = sys.argv[1:]
with open(task_file, encoding="utf8") as file:
    task = json.load(file)
texts = read_texts(source)[list(task["columns"])]
train, test = train_test_split(texts, test_size=0.3, random_state=0, stratify=positive(texts, task["target"]))
write_texts(train, f"{folder}/train.csv")
write_texts(test, f"{folder}/test.csv")
print(json.dumps({"training": len(train), "heldOut": len(test)}))
