// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Requantize} from "../Requantize.sol";
import {Operand, Step} from "../Step.sol";
import {Wide} from "../Wide.sol";

/// @title Gather: rows of a table, of any type and shape
library Gather {
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 0);
        Operand memory indices = Wide.numbers(step, 0);
        Operand memory table = Wide.numbers(step, 1);
        if (step.output.dtype != table.tensor.dtype) revert IReferee.OutputTypeMismatch(step.output.dtype);
        uint256 size = _rowSize(step);
        int256 row = evidence.readElement(indices, index / size);
        row = Requantize.clamp(row, 0, int256(table.tensor.shape[0]) - 1);
        // Clamped, so not negative.
        return evidence.readElement(table, uint256(row) * size + (index % size));
    }

    /// @dev The number of elements in a row. The output's shape is the shape of the indices, then the shape of a row.
    function _rowSize(Step memory step) private pure returns (uint256 size) {
        uint256[] memory indices = step.operands[0].tensor.shape;
        uint256[] memory table = step.operands[1].tensor.shape;
        uint256[] memory output = step.output.shape;
        uint256 rank = indices.length;
        if (output.length != rank + table.length - 1) revert IReferee.OutputShapeMismatch();
        size = 1;
        for (uint256 axis = 0; axis < output.length; ++axis) {
            uint256 expected = axis < rank ? indices[axis] : table[axis - rank + 1];
            if (output[axis] != expected) revert IReferee.OutputShapeMismatch();
            if (axis >= rank) size *= expected;
        }
    }
}
