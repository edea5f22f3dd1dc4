// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {DotProduct} from "../DotProduct.sol";
import {Evidence} from "../Evidence.sol";
import {Requantize} from "../Requantize.sol";
import {Operand, Step} from "../Step.sol";
import {U8} from "../TensorType.sol";

/// @title BatchMatMul: products of two computed tensors of matrices, the right one stored transposed
library BatchMatMul {
    // Attributes: leftZero, rightZero, multiplier, outputZero, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 6);
        return Requantize.element(step, products(step, index, evidence), step.attributes[2]);
    }

    /// @notice The sum of the products for an element of the output. The zero points are the first two attributes.
    function products(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        uint256 rank = step.output.shape.length;
        if (rank < 2) revert IReferee.OutputShapeMismatch();
        uint256 columns = step.output.lastDimension();
        uint256 row = index / columns;
        // Each matrix on the left has a matrix of as many columns as the output on the right.
        uint256 rightRow = (row / step.output.shape[rank - 2]) * columns + (index % columns);
        return _products(step, row, rightRow, evidence);
    }

    function _products(
        Step memory step,
        uint256 leftRow,
        uint256 rightRow,
        Evidence memory evidence
    ) private pure returns (int256) {
        uint256 inner = _inner(step);
        // From here on where the rows stand in calldata.
        rightRow = evidence.read(step.operands[1], rightRow * inner, inner);
        leftRow = evidence.read(step.operands[0], leftRow * inner, inner);
        uint256 leftZero = step.size(0, 0);
        uint256 rightZero = step.size(1, 0);
        return DotProduct.centered(leftRow, rightRow, inner, leftZero, rightZero);
    }

    function _inner(Step memory step) private pure returns (uint256 inner) {
        uint256 rank = step.output.shape.length;
        Operand memory right = step.operand(1, U8, rank);
        inner = step.operand(0, U8, rank).tensor.lastDimension();
        if (right.tensor.lastDimension() != inner) revert IReferee.OperandShapeMismatch(1);
        if (right.tensor.shape[rank - 2] != step.output.lastDimension()) revert IReferee.OutputShapeMismatch();
    }
}
