// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Evidence} from "../Evidence.sol";
import {Positions} from "../Positions.sol";
import {Step} from "../Step.sol";

/// @title Slice: every n-th element of a part of a tensor
library Slice {
    // Attributes: starts[rank], steps[rank], sizes[rank].
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        uint256 rank = step.output.shape.length;
        step.requireCounts(1, 3 * rank);
        uint256[] memory shape = step.operand(0, step.output.dtype, rank).tensor.shape;
        uint256[] memory position = Positions.at(step.output.shape, index);
        for (uint256 axis = 0; axis < rank; ++axis)
            position[axis] = step.size(axis, 0) + position[axis] * step.size(rank + axis, 1);
        return evidence.readElement(step.operands[0], Positions.indexIn(shape, position, 0));
    }
}
