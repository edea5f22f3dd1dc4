// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Broadcast} from "../Broadcast.sol";
import {Evidence} from "../Evidence.sol";
import {Requantize} from "../Requantize.sol";
import {Step} from "../Step.sol";

/// @title Mul: the product of two tensors, element by element
library Mul {
    // Attributes: leftZero, rightZero, multiplier, shift, outputZero, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 7);
        (int256 left, int256 right) = Broadcast.read(step, index, evidence);
        int256[] memory a = step.attributes;
        return Requantize.elementZeroFirst(step, (left - a[0]) * (right - a[1]) * a[2], a[3]);
    }
}
