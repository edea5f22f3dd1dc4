// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";
import {Evidence} from "./Evidence.sol";
import {Step} from "./Step.sol";
import {U8} from "./TensorType.sol";
import {Wide} from "./Wide.sol";

/// @title Operands whose dimensions of 1 are repeated
library Broadcast {
    /// @notice Reads what belongs to an element of the output from both operands of a step.
    function read(
        Step memory step,
        uint256 index,
        Evidence memory evidence
    ) internal pure returns (int256 left, int256 right) {
        if (step.output.dtype != U8) revert IReferee.OutputTypeMismatch(step.output.dtype);
        step.operand(0, U8, step.output.shape.length);
        step.operand(1, U8, step.output.shape.length);
        left = readOne(step, 0, index, evidence);
        right = readOne(step, 1, index, evidence);
    }

    /// @notice Requires that operands have bytes or four-byte numbers, that each of their dimensions is 1 or the output's, and that
    /// the output's is one of theirs.
    function requireNumbers(Step memory step) internal pure {
        uint256[] memory output = step.output.shape;
        uint256 made = 0;
        for (uint256 i = 0; i < step.operands.length; ++i) {
            uint256[] memory shape = Wide.numbers(step, i).tensor.shape;
            if (shape.length != output.length) revert IReferee.OperandShapeMismatch(i);
            for (uint256 axis = 0; axis < shape.length; ++axis) {
                if (shape[axis] == output[axis]) made |= 1 << axis;
                else if (shape[axis] != 1) revert IReferee.OperandShapeMismatch(i);
            }
        }
        if (made + 1 != 1 << output.length) revert IReferee.OutputShapeMismatch();
    }

    /// @notice Reads what belongs to an element of the output from one operand, of as many dimensions.
    function readOne(
        Step memory step,
        uint256 operand,
        uint256 index,
        Evidence memory evidence
    ) internal pure returns (int256) {
        uint256[] memory output = step.output.shape;
        uint256[] memory shape = step.operands[operand].tensor.shape;
        uint256 place = 0;
        uint256 stride = 1;
        for (uint256 axis = shape.length; axis > 0; --axis) {
            uint256 size = shape[axis - 1];
            if (size != 1) {
                uint256 position = index % output[axis - 1];
                // A place beyond an axis would be a place of another row.
                if (position >= size) revert IReferee.OperandShapeMismatch(operand);
                place += position * stride;
                stride *= size;
            }
            index /= output[axis - 1];
        }
        return evidence.readElement(step.operands[operand], place);
    }
}
