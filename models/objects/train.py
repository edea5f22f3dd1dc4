"""Trains the objects network on .cache/objects.bin and writes model.onnx (PyTorch 1.13 or later).

The last third of the steps rounds weights and activations as the compiled program will, so that
the network learns to do without what is lost.
"""

import pathlib
import sys
import time

import numpy
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent / "training"))

from export import export  # noqa: E402
from network import Network, set_rounding  # noqa: E402

SIZE = 64
SHAPE = (1, 3, SIZE, SIZE)
INPUT_SCALE = 64
EPOCHS = 3
BATCH = 64
PEAK_LEARNING_RATE = 0.004
WEIGHT_DECAY = 0.05
SMOOTHING = 0.05
ROUNDED_SHARE = 1 / 3


def batches(records):
    """Shuffled batches of pictures, half of them mirrored, and their labels; the last rest is left."""
    order = numpy.random.permutation(len(records))
    for start in range(0, len(order) - BATCH + 1, BATCH):
        chosen = records[numpy.sort(order[start : start + BATCH])]
        labels = torch.from_numpy(chosen[:, 0].astype(numpy.int64))
        pictures = torch.from_numpy(chosen[:, 1:].reshape(-1, SIZE, SIZE, 3)).permute(0, 3, 1, 2)
        pictures = pictures.float() / INPUT_SCALE
        mirrored = torch.rand(BATCH) < 0.5
        pictures[mirrored] = pictures[mirrored].flip(3)
        yield pictures.contiguous(memory_format=torch.channels_last), labels


def train(model, records):
    steps = EPOCHS * (len(records) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, PEAK_LEARNING_RATE, total_steps=steps, pct_start=0.15
    )
    loss_of = nn.CrossEntropyLoss(label_smoothing=SMOOTHING)
    step = right = seen = 0
    began = time.time()
    for _ in range(EPOCHS):
        for pictures, labels in batches(records):
            if step == int(steps * (1 - ROUNDED_SHARE)):
                set_rounding(model, True)
            logits = model(pictures)
            loss = loss_of(logits, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            step += 1
            right += (logits.argmax(1) == labels).sum().item()
            seen += BATCH
            if step % 250 == 0:
                minutes = (time.time() - began) / 60
                print(f"step {step} of {steps}, {minutes:.1f} min: {right / seen:.4f} right", flush=True)
                right = seen = 0


def main():
    torch.manual_seed(1)
    numpy.random.seed(1)
    torch.set_num_threads(1)
    bytes_each = 1 + SIZE * SIZE * 3
    records = numpy.fromfile(FOLDER.parent / ".cache" / "objects.bin", dtype=numpy.uint8)
    model = Network().to(memory_format=torch.channels_last)
    train(model, records.reshape(-1, bytes_each))
    torch.save(model.state_dict(), FOLDER.parent / ".cache" / "objects.pt")
    set_rounding(model, False)
    with torch.no_grad():
        model.stem[0].weight /= INPUT_SCALE
    export(model, SHAPE, FOLDER / "model.onnx", fold=False)


main()
