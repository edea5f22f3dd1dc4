// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Positions} from "../Positions.sol";
import {Operand, Step} from "../Step.sol";

/// @title Concat: tensors one after the other along an axis
library Concat {
    // Attribute: axis.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(step.operands.length, 1);
        uint256[] memory position = Positions.at(step.output.shape, index);
        uint256 axis = step.size(0, 0);
        if (axis >= position.length) revert IReferee.AttributeOutOfRange(0, int256(axis));
        for (uint256 i = 0; i < step.operands.length; ++i) {
            Operand memory operand = step.operand(i, step.output.dtype, position.length);
            uint256 size = operand.tensor.shape[axis];
            if (position[axis] < size)
                return evidence.readElement(operand, Positions.indexIn(operand.tensor.shape, position, i));
            position[axis] -= size;
        }
        revert IReferee.OutputShapeMismatch();
    }
}
