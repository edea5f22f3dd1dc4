// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../../interfaces/IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Step} from "../Step.sol";

/// @title Slice: every n-th element of a part of a tensor
library Slice {
    // Attributes: starts[rank], steps[rank], sizes[rank].
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, 3 * step.output.shape.length);
        return evidence.readElement(step.operands[0], _place(step, index));
    }

    /// @dev Where in x an element of the output stands.
    function _place(Step memory step, uint256 index) private pure returns (uint256 place) {
        uint256[] memory shape = step.output.shape;
        uint256 rank = shape.length;
        uint256[] memory source = step.operand(0, step.output.dtype, rank).tensor.shape;
        uint256 stride = 1;
        for (uint256 axis = rank; axis > 0; --axis) {
            uint256 at = step.size(axis - 1, 0) + (index % shape[axis - 1]) * step.size(rank + axis - 1, 1);
            // A place beyond the axis would be a place of another row.
            if (at >= source[axis - 1]) revert IReferee.OperandShapeMismatch(0);
            index /= shape[axis - 1];
            place += at * stride;
            stride *= source[axis - 1];
        }
    }
}
