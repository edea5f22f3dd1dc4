// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Requantize} from "../Requantize.sol";
import {Step} from "../Step.sol";
import {Wide} from "../Wide.sol";
import {MatMul} from "./MatMul.sol";

/// @title MatMulWide: rows of x by the columns of a weight, with an integer multiplier per column
library MatMulWide {
    int256 private constant MAX_MULTIPLIER = 65_535;

    // Attributes: inputZero, shift, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(3, 4);
        step.attribute(0, 0, 255);
        int256 divisor = int256(1) << uint256(step.attribute(1, 0, Wide.MAX_SHIFT));
        Wide.requireRows(step, 0, step.operands[0].tensor.lastDimension());
        uint256 columns = step.output.lastDimension();
        (int256 sum, int256 multiplier) = Requantize.channel(step, index % columns, evidence);
        if (multiplier < 0 || multiplier > MAX_MULTIPLIER) revert IReferee.MultiplierOutOfRange(multiplier);
        sum += MatMul.products(step, index / columns, index % columns, evidence);
        return Wide.saturated(step, Wide.quotient(sum * multiplier, divisor, 0));
    }
}
