"""The network of the objects model: inverted residuals, as in MobileNetV2, for 64 x 64 pictures."""

import torch
from torch import nn

CLASSES = 16

# Channels in, expanded, and out, and the stride of each inverted residual.
BLOCKS = (
    (16, 64, 32, 2),
    (32, 128, 32, 1),
    (32, 128, 64, 2),
    (64, 256, 64, 1),
    (64, 256, 64, 1),
    (64, 256, 96, 1),
    (96, 384, 96, 1),
    (96, 384, 160, 2),
    (160, 640, 160, 1),
    (160, 640, 160, 1),
    (160, 640, 160, 1),
)
FEATURES = 512

# Power-of-two weight scales leave each channel's greatest weight between 63.5 and 127 steps.
COARSEST_WEIGHT_STEPS = 63.5
ACTIVATION_STEPS = 255


class Rounding(torch.autograd.Function):
    """Rounds on the way forward and passes the gradient on unchanged."""

    @staticmethod
    def forward(context, values):
        return values.round()

    @staticmethod
    def backward(context, gradient):
        return gradient


def snap(values, step):
    return Rounding.apply(values / step) * step


class Convolution(nn.Conv2d):
    """A convolution whose weights are rounded as an 8-bit program's are, while `rounds` is set."""

    rounds = False

    def forward(self, values):
        if not self.rounds:
            return super().forward(values)
        greatest = self.weight.detach().abs().amax(dim=(1, 2, 3), keepdim=True)
        weight = snap(self.weight, greatest / COARSEST_WEIGHT_STEPS + 1e-12)
        return self._conv_forward(values, weight, self.bias)


class Activation(nn.Module):
    """Values as they are, or rounded to the steps of a byte while `rounds` is set."""

    rounds = False

    def forward(self, values):
        if not self.rounds:
            return values
        span = values.detach().amax() - values.detach().amin()
        return snap(values, span / ACTIVATION_STEPS)


def convolution(inputs, outputs, size=1, stride=1, groups=1):
    return nn.Sequential(
        Convolution(inputs, outputs, size, stride, size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
    )


def clamped():
    return nn.Sequential(nn.ReLU6(), Activation())


class InvertedResidual(nn.Module):
    """Widens, filters each channel on its own, narrows; adds its input where the shapes agree."""

    def __init__(self, inputs, expanded, outputs, stride):
        super().__init__()
        self.adds = inputs == outputs and stride == 1
        self.widen = convolution(inputs, expanded)
        self.widen_clamp = clamped()
        self.filter = convolution(expanded, expanded, size=3, stride=stride, groups=expanded)
        self.filter_clamp = clamped()
        self.narrow = convolution(expanded, outputs)
        self.narrowed = Activation()
        self.added = Activation()

    def forward(self, values):
        wide = self.widen_clamp(self.widen(values))
        narrow = self.narrowed(self.narrow(self.filter_clamp(self.filter(wide))))
        return self.added(values + narrow) if self.adds else narrow


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = convolution(3, BLOCKS[0][0], size=3, stride=2)
        self.stem_clamp = clamped()
        self.blocks = nn.Sequential(*(InvertedResidual(*block) for block in BLOCKS))
        self.features = convolution(BLOCKS[-1][2], FEATURES)
        self.features_clamp = clamped()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.dropout = nn.Dropout(0.1)
        self.classify = nn.Linear(FEATURES, CLASSES)

    def forward(self, values):
        values = self.blocks(self.stem_clamp(self.stem(values)))
        values = self.flatten(self.pool(self.features_clamp(self.features(values))))
        return self.classify(self.dropout(values))


def set_rounding(network, rounds):
    """Switches the rounding of weights and activations on or off."""
    for module in network.modules():
        if isinstance(module, (Convolution, Activation)):
            module.rounds = rounds
