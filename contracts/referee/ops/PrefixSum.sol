// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Rows} from "../Rows.sol";
import {Operand, Step} from "../Step.sol";
import {Wide} from "../Wide.sol";

/// @title PrefixSum: the running sum of each row
library PrefixSum {
    uint256 private constant MAX_COLUMNS = 1024;

    // Attributes: low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, 2);
        Operand memory x = Wide.numbers(step, 0);
        uint256 columns = step.output.lastDimension();
        Wide.requireRows(step, 0, columns);
        if (columns > MAX_COLUMNS) revert IReferee.OperandShapeMismatch(0);
        uint256 width = x.tensor.elementBytes();
        uint256 count = (index % columns) + 1;
        uint256 at = evidence.read(x, (index + 1 - count) * width, count * width);
        return Wide.saturated(step, Rows.sum(at, count, x.tensor.dtype));
    }
}
