// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Evidence} from "../Evidence.sol";
import {Positions} from "../Positions.sol";
import {Step} from "../Step.sol";
import {U8} from "../TensorType.sol";

/// @title Pad: a tensor with a value around it
library Pad {
    // Attributes: begins[rank], ends[rank], value.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        uint256 rank = step.output.shape.length;
        step.requireCounts(1, 2 * rank + 1);
        uint256[] memory shape = step.operand(0, U8, rank).tensor.shape;
        uint256[] memory position = Positions.at(step.output.shape, index);
        for (uint256 axis = 0; axis < rank; ++axis) {
            uint256 begin = step.size(axis, 0);
            if (position[axis] < begin || position[axis] - begin >= shape[axis])
                return step.attribute(2 * rank, 0, 255);
            position[axis] -= begin;
        }
        return evidence.readElement(step.operands[0], Positions.indexIn(shape, position, 0));
    }
}
