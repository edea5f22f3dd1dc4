// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Broadcast} from "../Broadcast.sol";
import {Evidence} from "../Evidence.sol";
import {Requantize} from "../Requantize.sol";
import {Step} from "../Step.sol";

/// @title Add: a weighted sum of two tensors
library Add {
    // Attributes: leftZero, leftMultiplier, rightZero, rightMultiplier, shift, outputZero, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 8);
        (int256 left, int256 right) = Broadcast.read(step, index, evidence);
        int256[] memory a = step.attributes;
        int256 sum = (left - a[0]) * a[1] + (right - a[2]) * a[3];
        return Requantize.elementZeroFirst(step, sum, a[4]);
    }
}
