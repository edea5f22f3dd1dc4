"""Trains the pump network on .cache/pump.bin and writes model.onnx (PyTorch 1.13 or later)."""

import json
import pathlib
import sys

import numpy
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "training"))

from export import export  # noqa: E402

CONDITIONS = 5
HIDDEN = 96
EPOCHS = 30
BATCH = 512
PEAK_LEARNING_RATE = 0.01


def network(inputs):
    return nn.Sequential(
        nn.Linear(inputs, HIDDEN),
        nn.ReLU(),
        nn.Linear(HIDDEN, HIDDEN),
        nn.ReLU(),
        nn.Linear(HIDDEN, CONDITIONS),
    )


def train(model, values, labels):
    steps = EPOCHS * (len(labels) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_LEARNING_RATE, total_steps=steps)
    loss_of = nn.CrossEntropyLoss()
    for epoch in range(EPOCHS):
        order = torch.randperm(len(labels))
        right = seen = 0
        for start in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            logits = model(values[chosen])
            loss = loss_of(logits, labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            right += (logits.argmax(1) == labels[chosen]).sum().item()
            seen += BATCH
        print(f"epoch {epoch + 1}: {right / seen:.4f} of the training readings right", flush=True)


def fold(layer, mean, spread):
    """Lets a layer that was trained on (x - mean) / spread take x."""
    with torch.no_grad():
        layer.weight /= spread
        layer.bias -= layer.weight @ mean


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    cache = FOLDER.parent / ".cache"
    features = json.loads((cache / "pump.json").read_text())
    records = numpy.fromfile(cache / "pump.bin", dtype=numpy.uint8).reshape(-1, 1 + len(features))
    labels = torch.from_numpy(records[:, 0].astype(numpy.int64))
    scale = torch.tensor([feature["scale"] for feature in features])
    zero = torch.tensor([float(feature["zero"]) for feature in features])
    values = (torch.from_numpy(records[:, 1:].astype(numpy.float32)) - zero) * scale
    mean, spread = values.mean(0), values.std(0)
    model = network(len(features))
    train(model, (values - mean) / spread, labels)
    fold(model[0], mean, spread)
    export(model, (1, len(features)), FOLDER / "model.onnx")


main()
