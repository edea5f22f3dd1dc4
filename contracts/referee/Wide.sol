// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";
import {Requantize} from "./Requantize.sol";
import {Operand, Step} from "./Step.sol";
import {I8, U8} from "./TensorType.sol";

/// @title What the ops on numbers wider than a byte share
/// @notice No step that anyone could register overflows here: attributes and numbers have 32 bits, and a row has at most 2^24 of them.
library Wide {
    int256 internal constant MAX_SHIFT = 46;

    /// @notice The integer nearest to a quotient, ties to even; with mode 1, the quotient rounded down.
    /// @param divisor above 0
    function quotient(int256 dividend, int256 divisor, int256 mode) internal pure returns (int256 result) {
        result = dividend / divisor;
        int256 rest = dividend % divisor;
        // Division goes toward zero, and the rest has the sign of what is divided.
        if (rest < 0) {
            --result;
            rest += divisor;
        }
        if (mode == 1) return result;
        if (2 * rest > divisor || (2 * rest == divisor && result & 1 == 1)) ++result;
    }

    /// @notice A value clamped to the bounds in the last two attributes. The output's type must hold both bounds.
    function saturated(Step memory step, int256 value) internal pure returns (int256) {
        bool isByte = step.output.dtype == U8;
        int256 least = isByte ? int256(0) : type(int32).min;
        int256 greatest = isByte ? int256(255) : type(int32).max;
        uint256 last = step.attributes.length - 1;
        int256 low = step.attribute(last - 1, least, greatest);
        return Requantize.clamp(value, low, step.attribute(last, low, greatest));
    }

    /// @notice Requires that the attribute at a position is 0, because nothing grows in a program of one position.
    function requireNoGrowth(Step memory step, uint256 position) internal pure {
        step.attribute(position, 0, 0);
    }

    /// @notice The operand at a position. Its elements must be bytes or four-byte numbers.
    function numbers(Step memory step, uint256 position) internal pure returns (Operand memory found) {
        found = step.operands[position];
        if (found.tensor.dtype == I8) revert IReferee.OperandTypeMismatch(position, I8);
    }

    /// @notice Requires that an operand has the output's shape, except for this number of columns.
    function requireRows(Step memory step, uint256 position, uint256 columns) internal pure {
        uint256[] memory shape = step.operands[position].tensor.shape;
        uint256[] memory output = step.output.shape;
        bool fits = shape.length == output.length && shape[shape.length - 1] == columns;
        for (uint256 axis = 0; fits && axis + 1 < shape.length; ++axis) fits = shape[axis] == output[axis];
        if (!fits) revert IReferee.OperandShapeMismatch(position);
    }
}
