// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";

/// @title Elements by their position along each axis
library Positions {
    /// @notice The position of element `index` in canonical order.
    function at(uint256[] memory shape, uint256 index) internal pure returns (uint256[] memory position) {
        position = new uint256[](shape.length);
        for (uint256 axis = shape.length; axis > 0; --axis) {
            position[axis - 1] = index % shape[axis - 1];
            index /= shape[axis - 1];
        }
    }

    /// @notice The canonical index of an operand's element at a position with as many axes.
    /// @param operand the operand's place among the step's, for the error
    function indexIn(
        uint256[] memory shape,
        uint256[] memory position,
        uint256 operand
    ) internal pure returns (uint256 index) {
        for (uint256 axis = 0; axis < shape.length; ++axis) {
            // A place beyond an axis would be a place of another row.
            if (position[axis] >= shape[axis]) revert IReferee.OperandShapeMismatch(operand);
            index = index * shape[axis] + position[axis];
        }
    }
}
