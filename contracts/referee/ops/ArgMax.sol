// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../IReferee.sol";
import {Evidence, EvidenceReader} from "../Evidence.sol";
import {Operand, Step} from "../Step.sol";
import {I32, I8} from "../TensorType.sol";

/// @title ArgMax: the first position of the largest value along the last axis
library ArgMax {
    function element(Step memory step, uint256 index, Evidence memory evidence) internal pure returns (int256) {
        step.requireCounts(1, 0);
        Operand memory x = step.operands[0];
        uint256 columns = x.tensor.lastDimension();
        if (x.tensor.dtype == I8) revert IReferee.OperandTypeMismatch(0, I8);
        if (step.output.dtype != I32) revert IReferee.OutputTypeMismatch(step.output.dtype);
        uint256 width = x.tensor.elementBytes();
        uint256 at = evidence.read(x, index * columns * width, columns * width);
        return int256(width == 1 ? firstOfBytes(at, columns) : firstOfIntegers(at, columns));
    }

    /// @notice The first position of the largest of some bytes in calldata.
    function firstOfBytes(uint256 at, uint256 count) internal pure returns (uint256 first) {
        // Assembly, because a row may have tens of thousands of numbers, and Solidity's loop costs four times as much. A fuzz
        // test holds it to plain Solidity.
        assembly ("memory-safe") {
            let largest := byte(0, calldataload(at))
            for {
                let k := 1
            } lt(k, count) {
                k := add(k, 1)
            } {
                let value := byte(0, calldataload(add(at, k)))
                if gt(value, largest) {
                    largest := value
                    first := k
                }
            }
        }
    }

    /// @notice The first position of the largest of some little-endian four-byte numbers in calldata.
    function firstOfIntegers(uint256 at, uint256 count) internal pure returns (uint256 first) {
        int256 largest = EvidenceReader.i32At(at);
        for (uint256 k = 1; k < count; ++k) {
            int256 value = EvidenceReader.i32At(at + 4 * k);
            if (value > largest) {
                largest = value;
                first = k;
            }
        }
    }
}
