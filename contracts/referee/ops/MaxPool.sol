// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence, EvidenceReader} from "../Evidence.sol";
import {Pages} from "../Pages.sol";
import {Positions} from "../Positions.sol";
import {Step} from "../Step.sol";
import {U8} from "../TensorType.sol";
import {Window, Windows} from "../Windows.sol";

/// @title MaxPool: the largest element of a window
library MaxPool {
    // Attributes: kernel[2], strides[2], pads[4], dilations[2].
    uint256 private constant KERNEL = 0;
    uint256 private constant STRIDES = 2;

    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, 10);
        uint256[] memory image = step.operand(0, U8, 4).tensor.shape;
        uint256[] memory output = step.output.shape;
        if (output.length != 4 || output[3] != image[3]) revert IReferee.OutputShapeMismatch();
        uint256[] memory position = Positions.at(output, index);
        Window memory rows = _along(step, 0, position[1]);
        Window memory columns = _along(step, 1, position[2]);
        // The first element of the channel in the image of the batch.
        uint256 first = position[0] * image[1] * image[2] * image[3] + position[3];
        return _largest(step, rows, columns, first, evidence);
    }

    function _largest(
        Step memory step,
        Window memory rows,
        Window memory columns,
        uint256 first,
        Evidence memory evidence
    ) private pure returns (int256 largest) {
        Pages memory pages = evidence.pagesOf(step.operands[0]);
        uint256[] memory image = step.operands[0].tensor.shape;
        for (uint256 row = rows.first; row < rows.end; ++row) {
            uint256 from = Windows.position(rows, row) * image[2];
            for (uint256 column = columns.first; column < columns.end; ++column) {
                uint256 pixel = from + Windows.position(columns, column);
                int256 value = int256(EvidenceReader.u8At(pages.locate(first + pixel * image[3], 1)));
                if (value > largest) largest = value;
            }
        }
        evidence.close(step.operands[0], pages);
    }

    function _along(Step memory step, uint256 axis, uint256 output) private pure returns (Window memory window) {
        uint256 kernel = step.size(KERNEL + axis, 1);
        window = Windows.along(step, STRIDES, axis, output, kernel, step.operands[0].tensor.shape[1 + axis]);
        if (window.first == window.end) revert IReferee.EmptyWindow();
    }
}
