// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../../interfaces/IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Operand, Step} from "../Step.sol";

/// @title Concat: tensors one after the other along an axis
library Concat {
    // Attribute: axis.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(step.operands.length, 1);
        uint256[] memory shape = step.output.shape;
        uint256 axis = step.size(0, 0);
        if (axis >= shape.length) revert IReferee.AttributeOutOfRange(0, int256(axis));
        uint256 inner = 1;
        for (uint256 i = axis + 1; i < shape.length; ++i) inner *= shape[i];
        uint256 at = (index / inner) % shape[axis];
        uint256 outer = index / inner / shape[axis];
        for (uint256 position = 0; position < step.operands.length; ++position) {
            Operand memory operand = step.operand(position, step.output.dtype, shape.length);
            uint256 size = operand.tensor.shape[axis];
            if (at < size) return evidence.readElement(operand, (outer * size + at) * inner + (index % inner));
            at -= size;
        }
        revert IReferee.OutputShapeMismatch();
    }
}
