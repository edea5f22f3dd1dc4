// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Requantize} from "../Requantize.sol";
import {Operand, Step} from "../Step.sol";
import {I32} from "../TensorType.sol";
import {Wide} from "../Wide.sol";

/// @title LookupWide: any function of a number, as a table
library LookupWide {
    uint256 private constant MAX_ENTRIES = 65_536;

    // Attributes: base, grow.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 2);
        Wide.requireNoGrowth(step, 1);
        Operand memory x = step.operand(0, I32, step.output.shape.length);
        Wide.requireRows(step, 0, step.output.lastDimension());
        Operand memory table = Wide.numbers(step, 1);
        uint256[] memory shape = table.tensor.shape;
        if (shape.length != 1 || shape[0] > MAX_ENTRIES) revert IReferee.OperandShapeMismatch(1);
        if (step.output.dtype != table.tensor.dtype) revert IReferee.OutputTypeMismatch(step.output.dtype);
        int256 entry = evidence.readElement(x, index) - step.attributes[0];
        // Clamped, so not negative.
        return evidence.readElement(table, uint256(Requantize.clamp(entry, 0, int256(shape[0]) - 1)));
    }
}
