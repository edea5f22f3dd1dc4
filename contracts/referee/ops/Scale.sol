// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Broadcast} from "../Broadcast.sol";
import {Evidence} from "../Evidence.sol";
import {Step} from "../Step.sol";
import {I32} from "../TensorType.sol";
import {Wide} from "../Wide.sol";

/// @title Scale: the product with one number per element, row or channel, divided by a power of two
library Scale {
    // Attributes: shift, mode, grow, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 5);
        int256 divisor = int256(1) << uint256(step.attribute(0, 0, Wide.MAX_SHIFT));
        int256 mode = step.attribute(1, 0, 1);
        Wide.requireNoGrowth(step, 2);
        Wide.requireRows(step, 0, step.output.lastDimension());
        step.operand(1, I32, step.output.shape.length);
        Broadcast.requireNumbers(step);
        int256 x = Broadcast.readOne(step, 0, index, evidence);
        int256 product = x * Broadcast.readOne(step, 1, index, evidence);
        return Wide.saturated(step, Wide.quotient(product, divisor, mode));
    }
}
