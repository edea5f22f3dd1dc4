// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Step} from "../Step.sol";
import {Wide} from "../Wide.sol";
import {BatchMatMul} from "./BatchMatMul.sol";

/// @title BatchMatMulWide: products of two computed tensors of matrices, the right one stored transposed, not rescaled
library BatchMatMulWide {
    // Attributes: leftZero, rightZero, axis, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 5);
        for (uint256 position = 0; position < 2; ++position) step.attribute(position, 0, 255);
        Wide.requireNoGrowth(step, 2);
        _requireBatches(step);
        return Wide.saturated(step, BatchMatMul.products(step, index, evidence));
    }

    /// @dev Requires that both operands have the output's leading dimensions.
    function _requireBatches(Step memory step) private pure {
        Wide.requireRows(step, 0, step.operands[0].tensor.lastDimension());
        uint256[] memory right = step.operands[1].tensor.shape;
        uint256[] memory output = step.output.shape;
        if (right.length != output.length) revert IReferee.OperandShapeMismatch(1);
        for (uint256 axis = 0; axis + 2 < output.length; ++axis)
            if (right[axis] != output[axis]) revert IReferee.OperandShapeMismatch(1);
    }
}
