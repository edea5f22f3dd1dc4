// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Broadcast} from "../Broadcast.sol";
import {Evidence} from "../Evidence.sol";
import {Step} from "../Step.sol";

/// @title Select: one of two tensors, element by element
library Select {
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(3, 0);
        Broadcast.requireNumbers(step);
        for (uint256 i = 1; i < 3; ++i) step.operand(i, step.output.dtype, step.output.shape.length);
        uint256 chosen = Broadcast.readOne(step, 0, index, evidence) != 0 ? 1 : 2;
        return Broadcast.readOne(step, chosen, index, evidence);
    }
}
