// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";
import {Evidence, EvidenceReader} from "./Evidence.sol";
import {Operand, Step} from "./Step.sol";
import {I32} from "./TensorType.sol";

/// @title How an exact sum becomes an element
library Requantize {
    int256 private constant MAX_SHIFT = 30;

    /// @notice `value / 2^shift`, rounded to the nearest integer, a tie to the even one.
    function roundHalfEven(int256 value, int256 shift) internal pure returns (int256 rounded) {
        if (shift < 0 || shift > MAX_SHIFT) revert IReferee.ShiftOutOfRange(shift);
        int256 divisor = int256(1) << uint256(shift);
        // The shift of a negative number goes toward minus infinity, as floor does.
        rounded = value >> uint256(shift);
        int256 twiceRest = 2 * (value - rounded * divisor);
        if (twiceRest > divisor || (twiceRest == divisor && rounded & 1 == 1)) ++rounded;
    }

    function clamp(int256 value, int256 low, int256 high) internal pure returns (int256) {
        if (value < low) value = low;
        return value > high ? high : value;
    }

    /// @notice The element for a sum of a step whose attributes end with outputZero, low, high.
    function element(Step memory step, int256 sum, int256 shift) internal pure returns (int256) {
        if (step.output.dtype == I32) return sum;
        int256[] memory attributes = step.attributes;
        uint256 last = attributes.length - 1;
        return clamp(roundHalfEven(sum, shift) + attributes[last - 2], attributes[last - 1], attributes[last]);
    }

    /// @notice The same where the zero point is added before rounding: a tie goes to the even number that it makes.
    function elementZeroFirst(Step memory step, int256 sum, int256 shift) internal pure returns (int256) {
        if (shift < 0 || shift > MAX_SHIFT) revert IReferee.ShiftOutOfRange(shift);
        int256[] memory attributes = step.attributes;
        uint256 last = attributes.length - 1;
        sum += attributes[last - 2] << uint256(shift);
        return clamp(roundHalfEven(sum, shift), attributes[last - 1], attributes[last]);
    }

    /// @notice Reads a channel's row of the table that is a step's third operand.
    function channel(
        Step memory step,
        uint256 row,
        Evidence memory evidence
    ) internal pure returns (int256 bias, int256 shift) {
        Operand memory table = step.operand(2, I32, 2);
        uint256[] memory shape = table.tensor.shape;
        if (shape[0] != step.output.lastDimension() || shape[1] != 2) revert IReferee.OperandShapeMismatch(2);
        uint256 offset = evidence.read(table, row * 8, 8);
        bias = EvidenceReader.i32At(offset);
        shift = EvidenceReader.i32At(offset + 4);
    }
}
