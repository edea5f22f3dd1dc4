// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IReferee} from "./IReferee.sol";
import {Evidence, EvidenceReader} from "./Evidence.sol";
import {Operand, Step} from "./Step.sol";
import {I32} from "./TensorType.sol";

/// @title How an exact sum becomes an element
library Requantize {
    int256 private constant MAX_SHIFT = 30;

    // The bits of the float32 numbers 2^-126, the least that is normal, and of the last one below 2^97.
    int256 private constant LEAST_MULTIPLIER = 0x00800000;
    int256 private constant GREATEST_MULTIPLIER = 0x6fffffff;
    /// How many bits of a number a float32 holds.
    uint256 private constant FLOAT_BITS = 24;

    /// @notice `value / 2^shift`, rounded to the nearest integer, ties to even. The shift is at most 200.
    function roundHalfEven(int256 value, uint256 shift) internal pure returns (int256 rounded) {
        int256 divisor = int256(1) << shift;
        // The shift of a negative number goes toward minus infinity, as floor does.
        rounded = value >> shift;
        int256 twiceRest = 2 * (value - rounded * divisor);
        if (twiceRest > divisor || (twiceRest == divisor && rounded & 1 == 1)) ++rounded;
    }

    /// @notice The float32 nearest to an integer, ties to even: `significand * 2^exponent`.
    function toFloat(int256 value) internal pure returns (int256 significand, uint256 exponent) {
        uint256 bits = Math.log2(uint256(value < 0 ? -value : value)) + 1;
        exponent = bits > FLOAT_BITS ? bits - FLOAT_BITS : 0;
        significand = roundHalfEven(value, exponent);
    }

    /// @notice Rounds a sum to float32, its product with a multiplier to float32, and that to a whole number.
    /// @param sum from -2^64 to 2^64, more than any program's
    /// @param multiplier the bits of a float32
    function scaled(int256 sum, int256 multiplier) internal pure returns (int256) {
        // INVARIANT: no product is subnormal or infinite, so one rule holds for all.
        if (multiplier < LEAST_MULTIPLIER || multiplier > GREATEST_MULTIPLIER)
            revert IReferee.MultiplierOutOfRange(multiplier);
        // The multiplier is `(2^23 + its lower 23 bits) * 2^(its upper bits - 150)`.
        (int256 significand, uint256 exponent) = toFloat(sum);
        uint256 raised;
        (significand, raised) = toFloat(significand * ((multiplier & 0x7fffff) | 0x800000));
        raised += exponent + uint256(multiplier >> 23);
        return raised < 150 ? roundHalfEven(significand, 150 - raised) : significand << (raised - 150);
    }

    function clamp(int256 value, int256 low, int256 high) internal pure returns (int256) {
        if (value < low) value = low;
        return value > high ? high : value;
    }

    /// @notice The element for a sum of a step whose attributes end with outputZero, low, high.
    function element(Step memory step, int256 sum, int256 multiplier) internal pure returns (int256) {
        if (step.output.dtype == I32) return sum;
        int256[] memory attributes = step.attributes;
        uint256 last = attributes.length - 1;
        return clamp(scaled(sum, multiplier) + attributes[last - 2], attributes[last - 1], attributes[last]);
    }

    /// @notice The element for a sum that is a whole number of 2^-shift, with the zero point added before rounding: a tie goes to
    /// the even number that it makes.
    function elementZeroFirst(Step memory step, int256 sum, int256 shift) internal pure returns (int256) {
        if (shift < 0 || shift > MAX_SHIFT) revert IReferee.ShiftOutOfRange(shift);
        int256[] memory attributes = step.attributes;
        uint256 last = attributes.length - 1;
        sum += attributes[last - 2] << uint256(shift);
        return clamp(roundHalfEven(sum, uint256(shift)), attributes[last - 1], attributes[last]);
    }

    /// @notice Reads a channel's row of the table that is a step's third operand.
    function channel(
        Step memory step,
        uint256 row,
        Evidence memory evidence
    ) internal pure returns (int256 bias, int256 multiplier) {
        Operand memory table = step.operand(2, I32, 2);
        uint256[] memory shape = table.tensor.shape;
        if (shape[0] != step.output.lastDimension() || shape[1] != 2) revert IReferee.OperandShapeMismatch(2);
        uint256 offset = evidence.read(table, row * 8, 8);
        bias = EvidenceReader.i32At(offset);
        multiplier = EvidenceReader.i32At(offset + 4);
    }
}
