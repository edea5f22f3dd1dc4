// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";
import {Evidence} from "./Evidence.sol";
import {Operand, Step} from "./Step.sol";
import {Wide} from "./Wide.sol";

/// @title Rows cut into blocks, of each of which a step makes one number
library Blocks {
    int256 private constant MAX_BLOCK = 1 << 24;

    /// @notice Reads the block that an element of the output is made of. The last one of a row may be shorter.
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
        Operand memory x = Wide.numbers(step, 0);
        dtype = x.tensor.dtype;
        Wide.requireNoGrowth(step, attribute + 1);
        uint256 size = uint256(step.attribute(attribute, 1, MAX_BLOCK));
        uint256 columns = x.tensor.lastDimension();
        Wide.requireRows(step, 0, columns);
        uint256 blocks = (columns + size - 1) / size;
        if (step.output.lastDimension() != blocks) revert IReferee.OutputShapeMismatch();
        uint256 first = (index % blocks) * size;
        count = columns - first;
        if (count > size) count = size;
        uint256 width = x.tensor.elementBytes();
        at = evidence.read(x, ((index / blocks) * columns + first) * width, count * width);
    }
}
