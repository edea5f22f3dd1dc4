// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Blocks} from "../Blocks.sol";
import {Evidence} from "../Evidence.sol";
import {Rows} from "../Rows.sol";
import {Step} from "../Step.sol";
import {Wide} from "../Wide.sol";

/// @title RowSum: the sum of each block of a row
library RowSum {
    // Attributes: block, grow, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, 4);
        (uint256 at, uint256 count, uint256 dtype) = Blocks.read(step, 0, index, evidence);
        return Wide.saturated(step, Rows.sum(at, count, dtype));
    }
}
