// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";
import {Evidence} from "./Evidence.sol";
import {Operand, Step} from "./Step.sol";
import {Wide} from "./Wide.sol";

/// @title Rows cut into blocks, each of which gives one number
library Blocks {
    int256 private constant MAX_BLOCK = 1 << 24;

    /// @notice Reads the block that an element of the output is computed from. The last block of a row may be shorter.
    /// @param attribute the position of the block's size among the attributes; what grows is the next
    /// @return at where in calldata the block stands
    /// @return count how many numbers it has
    /// @return dtype their type
    function read(
        Step memory step,
        uint256 attribute,
        uint256 index,
        Evidence memory evidence
    ) internal pure returns (uint256 at, uint256 count, uint256 dtype) {
        uint256 size = uint256(step.attribute(attribute, 1, MAX_BLOCK));
        Wide.requireNoGrowth(step, attribute + 1);
        Operand memory x = Wide.numbers(step, 0);
        dtype = x.tensor.dtype;
        uint256 first;
        (first, count) = _place(step, size, index);
        uint256 width = x.tensor.elementBytes();
        at = evidence.read(x, first * width, count * width);
    }

    /// @dev Where in x a block begins, and how many numbers it has.
    function _place(Step memory step, uint256 size, uint256 index) private pure returns (uint256 first, uint256 count) {
        uint256 columns = step.operands[0].tensor.lastDimension();
        Wide.requireRows(step, 0, columns);
        uint256 blocks = (columns + size - 1) / size;
        if (step.output.lastDimension() != blocks) revert IReferee.OutputShapeMismatch();
        uint256 before = (index % blocks) * size;
        first = (index / blocks) * columns + before;
        count = columns - before;
        if (count > size) count = size;
    }
}
