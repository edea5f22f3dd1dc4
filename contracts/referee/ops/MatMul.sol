// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {DotProduct} from "../DotProduct.sol";
import {Evidence} from "../Evidence.sol";
import {Requantize} from "../Requantize.sol";
import {Step} from "../Step.sol";
import {I8, U8} from "../TensorType.sol";

/// @title MatMul: rows of x by the columns of a weight, stored transposed
library MatMul {
    // Attributes: inputZero, outputZero, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(3, 4);
        uint256 columns = step.output.lastDimension();
        (int256 sum, int256 multiplier) = Requantize.channel(step, index % columns, evidence);
        sum += products(step, index / columns, index % columns, evidence);
        return Requantize.element(step, sum, multiplier);
    }

    /// @notice The sum of the products of a row of x and a column.
    function products(
        Step memory step,
        uint256 row,
        uint256 column,
        Evidence memory evidence
    ) internal pure returns (int256) {
        (uint256 inner, uint256 zero) = _inner(step);
        uint256 right = evidence.read(step.operands[1], column * inner, inner);
        uint256 left = evidence.read(step.operands[0], row * inner, inner);
        return DotProduct.weighted(left, right, inner, zero);
    }

    function _inner(Step memory step) private pure returns (uint256 inner, uint256 zero) {
        uint256[] memory w = step.operand(1, I8, 2).tensor.shape;
        inner = w[1];
        if (step.operand(0, U8, step.output.shape.length).tensor.lastDimension() != inner)
            revert IReferee.OperandShapeMismatch(0);
        if (step.output.lastDimension() != w[0]) revert IReferee.OutputShapeMismatch();
        zero = step.size(0, 0);
    }
}
