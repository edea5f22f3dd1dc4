// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Positions} from "../Positions.sol";
import {Step} from "../Step.sol";

/// @title Transpose: the axes in another order
library Transpose {
    // Attribute: permutation[rank].
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        uint256 rank = step.output.shape.length;
        step.requireCounts(1, rank);
        uint256[] memory shape = step.operand(0, step.output.dtype, rank).tensor.shape;
        uint256[] memory position = Positions.at(step.output.shape, index);
        uint256[] memory source = new uint256[](rank);
        for (uint256 axis = 0; axis < rank; ++axis) {
            uint256 from = step.size(axis, 0);
            if (from >= rank) revert IReferee.AttributeOutOfRange(axis, int256(from));
            source[from] = position[axis];
        }
        return evidence.readElement(step.operands[0], Positions.indexIn(shape, source, 0));
    }
}
