// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../../interfaces/IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Step} from "../Step.sol";
import {U8} from "../TensorType.sol";

/// @title Resize: the nearest pixel
library Resize {
    // Attributes: height, width.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, 2);
        return evidence.readElement(step.operands[0], _place(step, index));
    }

    /// @dev Where in x an element of the output stands.
    function _place(Step memory step, uint256 index) private pure returns (uint256) {
        uint256[] memory image = step.operand(0, U8, 4).tensor.shape;
        uint256[] memory output = step.output.shape;
        uint256 height = step.size(0, 1);
        uint256 width = step.size(1, 1);
        if (output.length != 4 || output[1] != height || output[2] != width || output[3] != image[3])
            revert IReferee.OutputShapeMismatch();
        uint256 channel = index % image[3];
        index /= image[3];
        uint256 column = ((index % width) * image[2]) / width;
        index /= width;
        uint256 row = ((index % height) * image[1]) / height;
        return (((index / height) * image[1] + row) * image[2] + column) * image[3] + channel;
    }
}
