"""Asks a running gateway for scores with NVIDIA's client of the Open Inference Protocol, which is not ours.

    pip install 'tritonclient[http]' numpy
    TOKEN=... python open_inference_client.py http://127.0.0.1:8090 delay ../../../../examples/flights

Scores flights of the example whose features are all there, in one request, and holds the answers against expected.csv. Prints the largest difference.
"""
import csv
import io
import os
import subprocess
import sys
import time

import numpy as np
import tritonclient.http as oip

ROWS = 500
NUMPY = {"BYTES": np.object_, "FP32": np.float32, "FP64": np.float64, "INT32": np.int32, "INT64": np.int64, "BOOL": np.bool_}


def flights(folder, names):
    """The first flights of the example without a missing value, and what the logistic model is expected to answer."""
    with open(os.path.join(folder, "expected.csv")) as file:
        expected = {row["flight_id"]: float(row["delay-logistic-onnx"]) for row in csv.DictReader(file)}
    text = subprocess.run(["zstd", "-dc", os.path.join(folder, "flights.csv.zst")], check=True, capture_output=True).stdout
    rows = []
    for row in csv.DictReader(io.StringIO(text.decode())):
        if row["flight_id"] in expected and all(row[name] != "" for name in names):
            rows.append((row, expected[row["flight_id"]]))
            if len(rows) == ROWS:
                break
    return rows


def main():
    address, slot, folder = sys.argv[1:4]
    token = os.environ.get("TOKEN")
    headers = {"Authorization": "Bearer " + token} if token else {}
    client = oip.InferenceServerClient(address.removeprefix("http://"))
    assert client.is_server_live() and client.is_server_ready()
    deadline = time.monotonic() + 60  # a gateway that has just begun is still loading the model
    while not client.is_model_ready(slot, headers=headers):
        assert time.monotonic() < deadline, "the model does not get ready"
        time.sleep(0.2)
    metadata = client.get_model_metadata(slot, headers=headers)
    names = [tensor["name"] for tensor in metadata["inputs"]]
    rows = flights(folder, names)
    inputs = []
    for tensor in metadata["inputs"]:
        values = np.array([row[tensor["name"]] for row, _ in rows], dtype=object)
        if tensor["datatype"] != "BYTES":
            values = values.astype(np.float64).astype(NUMPY[tensor["datatype"]])
        given = oip.InferInput(tensor["name"], [len(rows)], tensor["datatype"])
        given.set_data_from_numpy(values, binary_data=False)
        inputs.append(given)
    output = metadata["outputs"][0]["name"]
    answer = client.infer(slot, inputs, outputs=[oip.InferRequestedOutput(output, binary_data=False)], headers=headers)
    scores = answer.as_numpy(output)
    worst = max(abs(score - expected) for score, (_, expected) in zip(scores, rows))
    print(f"{len(rows)} flights, model {answer.get_response()['parameters']['model']}, largest difference {worst:.2g}")
    assert len(scores) == len(rows) and worst < 1e-6


if __name__ == "__main__":
    main()
