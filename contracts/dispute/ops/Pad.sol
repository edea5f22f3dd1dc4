// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Evidence} from "../Evidence.sol";
import {Step} from "../Step.sol";
import {U8} from "../TensorType.sol";

/// @title Pad: a tensor with a value around it
library Pad {
    // Attributes: begins[rank], ends[rank], value.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        uint256 rank = step.output.shape.length;
        step.requireCounts(1, 2 * rank + 1);
        (bool isInside, uint256 place) = _place(step, index);
        if (!isInside) return step.attribute(2 * rank, 0, 255);
        return evidence.readElement(step.operands[0], place);
    }

    /// @dev Where in x an element of the output stands, if x has it.
    function _place(Step memory step, uint256 index) private pure returns (bool isInside, uint256 place) {
        uint256[] memory shape = step.output.shape;
        uint256[] memory source = step.operand(0, U8, shape.length).tensor.shape;
        uint256 stride = 1;
        for (uint256 axis = shape.length; axis > 0; --axis) {
            uint256 at = index % shape[axis - 1];
            uint256 begin = step.size(axis - 1, 0);
            if (at < begin || at - begin >= source[axis - 1]) return (false, 0);
            index /= shape[axis - 1];
            place += (at - begin) * stride;
            stride *= source[axis - 1];
        }
        isInside = true;
    }
}
