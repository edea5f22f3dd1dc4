// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence, EvidenceReader} from "../Evidence.sol";
import {Pages} from "../Pages.sol";
import {Requantize} from "../Requantize.sol";
import {Operand, Step} from "../Step.sol";
import {I32} from "../TensorType.sol";
import {Wide} from "../Wide.sol";

/// @title Rope: pairs of a row's numbers, each rotated by an angle from a table
library Rope {
    /// What stands for 1 in the table.
    int256 private constant ONE = 1 << 15;

    // Attributes: layout, low, high.
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(3, 3);
        if (step.output.dtype != I32) revert IReferee.OutputTypeMismatch(step.output.dtype);
        (uint256 pair, uint256 first, uint256 distance, bool isSecond) = _places(step, index);
        (int256 cosine, int256 sine) = _angle(step, pair, evidence);
        (int256 a, int256 b) = _pair(step.operands[0], first, distance, evidence);
        int256 turned = isSecond ? a * sine + b * cosine : a * cosine - b * sine;
        return Wide.saturated(step, Wide.quotient(turned, ONE, 0));
    }

    /// @dev The pair that an element belongs to: its number in the row, where it begins in x, how far apart its two numbers are,
    /// and which of them the element is.
    function _places(
        Step memory step,
        uint256 index
    ) private pure returns (uint256 pair, uint256 first, uint256 distance, bool isSecond) {
        uint256 columns = _columns(step);
        uint256 column = index % columns;
        bool isHalves = step.attribute(0, 0, 1) == 1;
        distance = isHalves ? columns / 2 : 1;
        isSecond = isHalves ? column >= distance : column % 2 == 1;
        pair = isHalves ? column % distance : column / 2;
        first = isSecond ? index - distance : index;
    }

    /// @dev The cosine and sine of a pair, at the position that the third operand holds.
    function _angle(
        Step memory step,
        uint256 pair,
        Evidence memory evidence
    ) private pure returns (int256 cosine, int256 sine) {
        Operand memory table = step.operands[1];
        uint256[] memory shape = table.tensor.shape;
        int256 row = Requantize.clamp(evidence.readElement(step.operands[2], 0), 0, int256(shape[0]) - 1);
        // Clamped, so not negative.
        uint256 at = evidence.read(table, (uint256(row) * shape[1] + pair) * 8, 8);
        cosine = EvidenceReader.i32At(at);
        sine = EvidenceReader.i32At(at + 4);
    }

    function _pair(
        Operand memory x,
        uint256 first,
        uint256 distance,
        Evidence memory evidence
    ) private pure returns (int256 a, int256 b) {
        Pages memory pages = evidence.pagesOf(x);
        a = EvidenceReader.i32At(pages.locate(first * 4, 4));
        b = EvidenceReader.i32At(pages.locate((first + distance) * 4, 4));
        evidence.close(x, pages);
    }

    function _columns(Step memory step) private pure returns (uint256 columns) {
        columns = step.operand(0, I32, 2).tensor.lastDimension();
        if (columns % 2 == 1) revert IReferee.OperandShapeMismatch(0);
        Wide.requireRows(step, 0, columns);
        if (step.output.lastDimension() != columns) revert IReferee.OutputShapeMismatch();
        uint256[] memory table = step.operand(1, I32, 3).tensor.shape;
        if (table[1] != columns / 2 || table[2] != 2) revert IReferee.OperandShapeMismatch(1);
        if (step.operand(2, I32, 1).tensor.shape[0] != 1) revert IReferee.OperandShapeMismatch(2);
    }
}
