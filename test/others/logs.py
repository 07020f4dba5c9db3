"""Opens what a run is logged as with the tools that it is logged for. Argument: a run's logs/ folder.

Prints one JSON object; every figure in it is asserted by logs.test.ts.
"""

import json
import os
import pathlib
import sys
from csv import DictReader

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

import mlflow
from tensorboard.backend.event_processing import plugin_event_accumulator
from tensorboard.plugins.hparams import metadata as hparams
from tensorboard.util import tensor_util

logs = pathlib.Path(sys.argv[1])


def tensorboard():
    events = plugin_event_accumulator.EventAccumulator(
        str(logs / "tensorboard"), size_guidance={"tensors": 0}
    )
    events.Reload()
    kinds, scalars, images, histograms = {}, {}, {}, {}
    for tag in events.Tags()["tensors"]:
        kind = events.SummaryMetadata(tag).plugin_data.plugin_name
        kinds.setdefault(kind, []).append(tag)
        points = [(e.step, tensor_util.make_ndarray(e.tensor_proto)) for e in events.Tensors(tag)]
        if kind == "scalars":
            scalars[tag] = [[step, float(value)] for step, value in points]
        if kind == "images":
            images[tag] = [[step, int(value[0]), int(value[1]), value[2][1:4].decode()] for step, value in points]
        if kind == "histograms":
            histograms[tag] = [[step, float(value[:, 2].sum())] for step, value in points]
    content = events.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
    settings = hparams.parse_session_start_info_plugin_data(content).hparams
    return {
        "scalars": scalars,
        "images": images,
        "histograms": histograms,
        "batch": settings["batch"].number_value,
        "loss": settings["loss"].string_value,
        "text": kinds["text"],
    }


def of_mlflow():
    client = mlflow.MlflowClient((logs / "mlruns").resolve().as_uri())
    (experiment,) = client.search_experiments()
    (run,) = client.search_runs([experiment.experiment_id])
    history = client.get_metric_history(run.info.run_id, "losses/dLoss")
    return {
        "experiment": experiment.name,
        "name": run.info.run_name,
        "status": run.info.status,
        "dLoss": [[m.step, m.value] for m in history],
        "batch": run.data.params["batch"],
        "pictures": sorted(f.path for f in client.list_artifacts(run.info.run_id, "samples")),
        "config": client.download_artifacts(run.info.run_id, "config.json") != "",
    }


def csv():
    with open(logs / "metrics.csv", newline="") as file:
        return {"dLoss": [[int(row["step"]), float(row["dLoss"])] for row in DictReader(file)]}


print(json.dumps({"tensorboard": tensorboard(), "mlflow": of_mlflow(), "csv": csv()}))
