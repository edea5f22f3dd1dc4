// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Blocks} from "../Blocks.sol";
import {Evidence} from "../Evidence.sol";
import {Rows} from "../Rows.sol";
import {Step} from "../Step.sol";
import {I32} from "../TensorType.sol";
import {Wide} from "../Wide.sol";

/// @title RowMax: the largest number, or the largest magnitude, of each block of a row
library RowMax {
    // Attributes: absolute, block, grow, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, 5);
        bool isAbsolute = step.attribute(0, 0, 1) == 1;
        (uint256 at, uint256 count, uint256 dtype) = Blocks.read(step, 1, index, evidence);
        int256 largest = Rows.largest(at, count, dtype);
        if (isAbsolute) {
            int256 least = dtype == I32 ? Rows.leastOfIntegers(at, count) : int256(0);
            if (largest < -least) largest = -least;
            // What is divided by it is never divided by zero.
            if (largest < 1) largest = 1;
        }
        return Wide.saturated(step, largest);
    }
}
