"""Writes a trained PyTorch network as ONNX."""

import torch


def export(network, shape, path, fold=True):
    """Writes opset 13 with one `input` of a fixed shape and one output, `logits`.

    fold: merge each BatchNorm into the convolution before it; otherwise it stays a node.
    """
    network.eval()
    torch.onnx.export(
        network,
        torch.zeros(shape),
        str(path),
        input_names=["input"],
        output_names=["logits"],
        opset_version=13,
        do_constant_folding=fold,
        training=torch.onnx.TrainingMode.EVAL if fold else torch.onnx.TrainingMode.PRESERVE,
    )
