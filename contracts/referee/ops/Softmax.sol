// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence, EvidenceReader} from "../Evidence.sol";
import {Rows} from "../Rows.sol";
import {Operand, Step} from "../Step.sol";
import {I32, U8} from "../TensorType.sol";

/// @title Softmax over the last axis, with exponentials from a table
library Softmax {
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(2, 0);
        Operand memory x = step.operand(0, U8, step.output.shape.length);
        Operand memory table = step.operand(1, I32, 1);
        if (table.tensor.shape[0] != 256) revert IReferee.OperandShapeMismatch(1);
        uint256 columns = x.tensor.lastDimension();
        if (step.output.lastDimension() != columns) revert IReferee.OutputShapeMismatch();
        uint256 entries = evidence.read(table, 0, 1024);
        uint256 row = evidence.read(x, (index / columns) * columns, columns);
        uint256 largest = Rows.largestOfBytes(row, columns);
        int256 sum = sumOf(row, columns, largest, entries);
        if (sum <= 0) revert IReferee.EmptySum();
        uint256 distance = largest - EvidenceReader.u8At(row + (index % columns));
        int256 exponential = EvidenceReader.i32At(entries + 4 * distance);
        return (exponential * 255 + sum / 2) / sum;
    }

    /// @notice The sum of the exponentials of a row.
    function sumOf(uint256 at, uint256 count, uint256 largest, uint256 entries) internal pure returns (int256 sum) {
        int256[] memory table = new int256[](256);
        for (uint256 i = 0; i < 256; ++i) table[i] = EvidenceReader.i32At(entries + 4 * i);
        // Assembly, because a row may have tens of thousands of numbers, and Solidity's loop costs four times as much; no byte is above `largest`. Unchecked, because 2^24 numbers of 31 bits do not overflow.
        assembly ("memory-safe") {
            let last := add(add(table, 0x20), shl(5, largest))
            for {
                let end := add(at, count)
            } lt(at, end) {
                at := add(at, 1)
            } {
                sum := add(sum, mload(sub(last, shl(5, byte(0, calldataload(at))))))
            }
        }
    }
}
