// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Broadcast} from "../Broadcast.sol";
import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Step} from "../Step.sol";
import {Wide} from "../Wide.sol";

/// @title AddWide: a sum or difference of two tensors
library AddWide {
    // Attributes: leftSign, rightSign, grow, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 5);
        Wide.requireNoGrowth(step, 2);
        Broadcast.requireNumbers(step);
        // One after the other, because the order within an expression is the compiler's choice, and the two builds differ.
        int256 left = _signed(step, 0, index, evidence);
        int256 right = _signed(step, 1, index, evidence);
        return Wide.saturated(step, left + right);
    }

    function _signed(
        Step memory step,
        uint256 position,
        uint256 index,
        Evidence memory evidence
    ) private pure returns (int256) {
        int256 sign = step.attribute(position, -1, 1);
        if (sign == 0) revert IReferee.AttributeOutOfRange(position, 0);
        return sign * Broadcast.readOne(step, position, index, evidence);
    }
}
