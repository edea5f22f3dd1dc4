// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Broadcast} from "../Broadcast.sol";
import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Step} from "../Step.sol";
import {U8} from "../TensorType.sol";
import {Wide} from "../Wide.sol";

/// @title Compare: whether a number is less than another, equal to it, or at most equal to it
library Compare {
    // Attributes: kind, grow.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 2);
        int256 kind = step.attribute(0, 0, 2);
        Wide.requireNoGrowth(step, 1);
        Broadcast.requireNumbers(step);
        if (step.output.dtype != U8) revert IReferee.OutputTypeMismatch(step.output.dtype);
        int256 left = Broadcast.readOne(step, 0, index, evidence);
        int256 right = Broadcast.readOne(step, 1, index, evidence);
        bool holds = left == right ? kind > 0 : left < right && kind != 1;
        return holds ? int256(1) : int256(0);
    }
}
