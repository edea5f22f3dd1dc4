"""Trains the digit network on .cache/digits.bin and writes model.onnx (PyTorch 1.13 or later)."""

import pathlib
import sys

import numpy
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "training"))

from export import export  # noqa: E402

EPOCHS = 5
BATCH = 128
PEAK_LEARNING_RATE = 0.006
SMOOTHING = 0.05


def network():
    return nn.Sequential(
        *block(1, 16),
        nn.MaxPool2d(2),
        *block(16, 32),
        nn.MaxPool2d(2),
        *block(32, 64, stride=2),
        nn.Flatten(),
        nn.Dropout(0.2),
        nn.Linear(64 * 4 * 4, 10),
    )


def block(inputs, outputs, stride=1):
    return (
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(),
    )


def train(model, pixels, labels):
    steps = EPOCHS * (len(labels) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, PEAK_LEARNING_RATE, total_steps=steps)
    loss_of = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    for epoch in range(EPOCHS):
        model.train()
        order = torch.randperm(len(labels))
        right = seen = 0
        for start in range(0, len(order) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            logits = model(pixels[chosen].float() / 255)
            loss = loss_of(logits, labels[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            right += (logits.argmax(1) == labels[chosen]).sum().item()
            seen += BATCH
        print(f"epoch {epoch + 1}: {right / seen:.4f} of the training digits right", flush=True)


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    records = numpy.fromfile(FOLDER.parent / ".cache" / "digits.bin", dtype=numpy.uint8).reshape(-1, 785)
    labels = torch.from_numpy(records[:, 0].astype(numpy.int64))
    pixels = torch.from_numpy(records[:, 1:].reshape(-1, 1, 28, 28))
    model = network()
    train(model, pixels, labels)
    with torch.no_grad():
        model[0].weight /= 255
    export(model, (1, 1, 28, 28), FOLDER / "model.onnx")


main()
