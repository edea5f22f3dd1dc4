// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Evidence} from "../Evidence.sol";
import {Operand, Step} from "../Step.sol";

/// @title Reshape: the same bytes with another shape
library Reshape {
    // Attribute: shape[rank], which the output's type repeats.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, step.output.shape.length);
        Operand memory x = step.operand(0, step.output.dtype, step.operands[0].tensor.shape.length);
        return evidence.readElement(x, index);
    }
}
