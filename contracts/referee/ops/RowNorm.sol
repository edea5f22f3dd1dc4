// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IReferee} from "../IReferee.sol";
import {Evidence} from "../Evidence.sol";
import {Rows} from "../Rows.sol";
import {Operand, Step} from "../Step.sol";
import {I32} from "../TensorType.sol";
import {Wide} from "../Wide.sol";

/// @title RowNorm: the square root of the sum of a row's squares, rounded down, at least 1
library RowNorm {
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, 0);
        if (step.output.dtype != I32) revert IReferee.OutputTypeMismatch(step.output.dtype);
        if (step.output.lastDimension() != 1) revert IReferee.OutputShapeMismatch();
        Operand memory x = step.operand(0, I32, step.output.shape.length);
        uint256 columns = x.tensor.lastDimension();
        Wide.requireRows(step, 0, columns);
        uint256 at = evidence.read(x, index * columns * 4, columns * 4);
        uint256 root = Math.sqrt(Rows.squaresOfIntegers(at, columns));
        return root == 0 ? int256(1) : int256(root);
    }
}
