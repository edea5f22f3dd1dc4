// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";
import {Evidence} from "./Evidence.sol";
import {Positions} from "./Positions.sol";
import {Step} from "./Step.sol";
import {U8} from "./TensorType.sol";

/// @title Operands of which a dimension of 1 is repeated
library Broadcast {
    /// @notice Reads what belongs to an element of the output from both operands of a step.
    function read(
        Step memory step,
        uint256 index,
        Evidence memory evidence
    ) internal pure returns (int256 left, int256 right) {
        if (step.output.dtype != U8) revert IReferee.OutputTypeMismatch(step.output.dtype);
        left = _read(step, 0, index, evidence);
        right = _read(step, 1, index, evidence);
    }

    function _read(
        Step memory step,
        uint256 operand,
        uint256 index,
        Evidence memory evidence
    ) private pure returns (int256) {
        uint256[] memory position = Positions.at(step.output.shape, index);
        uint256[] memory shape = step.operand(operand, U8, position.length).tensor.shape;
        for (uint256 axis = 0; axis < shape.length; ++axis) if (shape[axis] == 1) position[axis] = 0;
        return evidence.readElement(step.operands[operand], Positions.indexIn(shape, position, operand));
    }
}
