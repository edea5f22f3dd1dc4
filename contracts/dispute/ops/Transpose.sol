// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../../interfaces/IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Step} from "../Step.sol";

/// @title Transpose: the axes in another order
library Transpose {
    // Attribute: permutation[rank].
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, step.output.shape.length);
        return evidence.readElement(step.operands[0], _place(step, index));
    }

    /// @dev Where in x an element of the output stands.
    function _place(Step memory step, uint256 index) private pure returns (uint256 place) {
        uint256[] memory shape = step.output.shape;
        uint256 rank = shape.length;
        uint256[] memory strides = _strides(step.operand(0, step.output.dtype, rank).tensor.shape);
        for (uint256 axis = rank; axis > 0; --axis) {
            uint256 from = step.size(axis - 1, 0);
            if (from >= rank) revert IReferee.AttributeOutOfRange(axis - 1, int256(from));
            place += (index % shape[axis - 1]) * strides[from];
            index /= shape[axis - 1];
        }
    }

    function _strides(uint256[] memory shape) private pure returns (uint256[] memory strides) {
        strides = new uint256[](shape.length);
        uint256 stride = 1;
        for (uint256 axis = shape.length; axis > 0; --axis) {
            strides[axis - 1] = stride;
            stride *= shape[axis - 1];
        }
    }
}
