// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Requantize} from "../Requantize.sol";
import {Operand, Step} from "../Step.sol";
import {I8, U8} from "../TensorType.sol";

/// @title Embedding: rows of a table
library Embedding {
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 0);
        Operand memory indices = step.operands[0];
        if (indices.tensor.dtype == I8) revert IReferee.OperandTypeMismatch(0, I8);
        Operand memory table = step.operand(1, U8, 2);
        uint256 columns = table.tensor.shape[1];
        if (step.output.lastDimension() != columns) revert IReferee.OutputShapeMismatch();
        int256 row = evidence.readElement(indices, index / columns);
        row = Requantize.clamp(row, 0, int256(table.tensor.shape[0]) - 1);
        // Clamped, so not negative.
        return evidence.readElement(table, uint256(row) * columns + (index % columns));
    }
}
