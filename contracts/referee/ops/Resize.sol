// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Positions} from "../Positions.sol";
import {Step} from "../Step.sol";
import {U8} from "../TensorType.sol";

/// @title Resize: the nearest pixel
library Resize {
    // Attributes: height, width.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, 2);
        uint256[] memory image = step.operand(0, U8, 4).tensor.shape;
        if (step.output.shape.length != 4) revert IReferee.OutputShapeMismatch();
        uint256[] memory position = Positions.at(step.output.shape, index);
        for (uint256 axis = 1; axis < 3; ++axis)
            position[axis] = (position[axis] * image[axis]) / step.size(axis - 1, 1);
        return evidence.readElement(step.operands[0], Positions.indexIn(image, position, 0));
    }
}
