// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Operand, Step} from "../Step.sol";
import {U8} from "../TensorType.sol";

/// @title Lookup: any function of a byte, as a table
library Lookup {
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 0);
        Operand memory x = step.operand(0, U8, step.output.shape.length);
        Operand memory table = step.operand(1, U8, 1);
        if (table.tensor.shape[0] != 256) revert IReferee.OperandShapeMismatch(1);
        // A byte is not negative.
        return evidence.readElement(table, uint256(evidence.readElement(x, index)));
    }
}
