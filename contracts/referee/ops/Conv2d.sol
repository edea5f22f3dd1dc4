// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {DotProduct} from "../DotProduct.sol";
import {Evidence} from "../Evidence.sol";
import {Pages} from "../Pages.sol";
import {Positions} from "../Positions.sol";
import {Requantize} from "../Requantize.sol";
import {Step} from "../Step.sol";
import {I8, U8} from "../TensorType.sol";
import {Window, Windows} from "../Windows.sol";

/// @title Conv2d: convolution over channels-last images, in groups
library Conv2d {
    // Attributes: strides[2], pads[4], dilations[2], groups, inputZero, outputZero, low, high.
    uint256 private constant STRIDES = 0;
    uint256 private constant GROUPS = 8;
    uint256 private constant INPUT_ZERO = 9;

    /// @dev One element's window, in bytes of x and w.
    struct Patch {
        Window rows;
        Window columns;
        /// Where in x the group's first channel of the image's first pixel stands, and how many bytes a row and a pixel have.
        uint256 first;
        uint256 rowBytes;
        uint256 pixelBytes;
        /// Where in calldata w's row for the output channel stands, and how many bytes a kernel's row and element have.
        uint256 weights;
        uint256 kernelRow;
        uint256 channels;
        /// How many of the kernel's elements stand side by side in x as they do in w.
        uint256 turn;
        uint256 inputZero;
    }

    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(3, 13);
        if (step.output.shape.length != 4) revert IReferee.OutputShapeMismatch();
        uint256[] memory position = Positions.at(step.output.shape, index);
        (int256 sum, int256 multiplier) = Requantize.channel(step, position[3], evidence);
        Patch memory patch = _patch(step, position);
        // A window that covers only padding adds nothing and needs no evidence.
        if (patch.rows.first != patch.rows.end && patch.columns.first != patch.columns.end)
            sum += _products(step, patch, position[3], evidence);
        return Requantize.element(step, sum, multiplier);
    }

    function _products(
        Step memory step,
        Patch memory patch,
        uint256 channel,
        Evidence memory evidence
    ) private pure returns (int256 sum) {
        uint256 length = step.operands[1].tensor.shape[1] * patch.kernelRow;
        patch.weights = evidence.read(step.operands[1], channel * length, length);
        Pages memory pages = evidence.pagesOf(step.operands[0]);
        for (uint256 row = patch.rows.first; row < patch.rows.end; ++row) sum += _row(patch, pages, row);
        evidence.close(step.operands[0], pages);
    }

    function _row(Patch memory patch, Pages memory pages, uint256 row) private pure returns (int256 sum) {
        uint256 from = patch.first + Windows.position(patch.rows, row) * patch.rowBytes;
        uint256 weights = patch.weights + row * patch.kernelRow;
        uint256 length = patch.turn * patch.channels;
        uint256 end = patch.columns.end;
        // Unchecked, because places and lengths are below 2^152 and sums below 2^64; it is done for each pixel.
        unchecked {
            for (uint256 column = patch.columns.first; column < end; column += patch.turn) {
                uint256 x = pages.locate(from + Windows.position(patch.columns, column) * patch.pixelBytes, length);
                sum += DotProduct.weighted(x, weights + column * patch.channels, length, patch.inputZero);
            }
        }
    }

    function _patch(Step memory step, uint256[] memory position) private pure returns (Patch memory patch) {
        uint256[] memory image = step.operand(0, U8, 4).tensor.shape;
        uint256[] memory kernel = step.operand(1, I8, 4).tensor.shape;
        uint256 outputs = step.output.shape[3];
        uint256 groups = step.size(GROUPS, 1);
        if (image[3] % groups != 0 || outputs % groups != 0)
            revert IReferee.AttributeOutOfRange(GROUPS, int256(groups));
        if (kernel[0] != outputs || kernel[3] != image[3] / groups) revert IReferee.OperandShapeMismatch(1);
        patch.inputZero = step.size(INPUT_ZERO, 0);
        patch.pixelBytes = image[3];
        patch.rowBytes = image[2] * image[3];
        patch.channels = kernel[3];
        patch.kernelRow = kernel[2] * kernel[3];
        patch.first = position[0] * image[1] * patch.rowBytes + (position[3] / (outputs / groups)) * kernel[3];
        patch.rows = Windows.along(step, STRIDES, 0, position[1], kernel[1], image[1]);
        patch.columns = Windows.along(step, STRIDES, 1, position[2], kernel[2], image[2]);
        bool isContiguous = patch.columns.dilation == 1 && kernel[3] == image[3];
        patch.turn = isContiguous ? patch.columns.end - patch.columns.first : 1;
    }
}
