// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../interfaces/IReferee.sol";
import {Evidence} from "./Evidence.sol";
import {Step} from "./Step.sol";
import {TensorType, U8} from "./TensorType.sol";

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
        uint256 position,
        uint256 index,
        Evidence memory evidence
    ) private pure returns (int256) {
        TensorType memory output = step.output;
        uint256 rank = output.shape.length;
        uint256[] memory shape = step.operand(position, U8, rank).tensor.shape;
        uint256 place = 0;
        uint256 stride = 1;
        for (uint256 axis = rank; axis > 0; --axis) {
            uint256 length = output.shape[axis - 1];
            uint256 own = shape[axis - 1];
            if (own != length && own != 1) revert IReferee.OperandShapeMismatch(position);
            if (own != 1) place += (index % length) * stride;
            index /= length;
            stride *= own;
        }
        return evidence.readElement(step.operands[position], place);
    }
}
