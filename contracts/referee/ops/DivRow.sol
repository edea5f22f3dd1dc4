// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Evidence} from "../Evidence.sol";
import {Operand, Step} from "../Step.sol";
import {I32} from "../TensorType.sol";
import {Wide} from "../Wide.sol";

/// @title DivRow: the numbers of a row, times a constant, divided by the row's own divisor
library DivRow {
    int256 private constant MAX_FACTOR = 1 << 30;

    // Attributes: c, offset, mode, grow, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 6);
        int256 factor = step.attribute(0, 1, MAX_FACTOR);
        int256 mode = step.attribute(2, 0, 1);
        Wide.requireNoGrowth(step, 3);
        uint256 columns = step.output.lastDimension();
        Operand memory x = Wide.numbers(step, 0);
        Wide.requireRows(step, 0, columns);
        Operand memory d = step.operand(1, I32, step.output.shape.length);
        Wide.requireRows(step, 1, 1);
        int256 dividend = evidence.readElement(x, index) * factor;
        int256 divisor = evidence.readElement(d, index / columns);
        if (divisor < 1) divisor = 1;
        return Wide.saturated(step, Wide.quotient(dividend, divisor, mode) + step.attributes[1]);
    }
}
