// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {I32} from "./TensorType.sol";

/// @title Sums and largest numbers of a row in calldata
/// @notice A row has at most 2^24 numbers, each a byte or four bytes, little-endian.
library Rows {
    /// The bit of each number of four bytes that turns the order of signed numbers into that of unsigned ones.
    uint256 internal constant ASCENDING = 0x0000008000000080000000800000008000000080000000800000008000000080;
    /// The bits that turn it into the opposite order.
    uint256 internal constant DESCENDING = 0xffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7fffffff7f;

    uint256 private constant BYTES_OF_16 = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    uint256 private constant HALVES_OF_32 = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
    uint256 private constant HALVES_OF_64 = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
    uint256 private constant ONES_OF_32 = 0x0000000100000001000000010000000100000001000000010000000100000001;
    uint256 private constant ONES_OF_16 = 0x0001000100010001000100010001000100010001000100010001000100010001;
    uint256 private constant ONES_OF_64 = 0x0000000000000001000000000000000100000000000000010000000000000001;
    uint256 private constant GUARDS_OF_16 = 0x0100010001000100010001000100010001000100010001000100010001000100;
    uint256 private constant GUARDS_OF_64 = 0x0000000100000000000000010000000000000001000000000000000100000000;

    /// @notice The sum of the numbers of a row.
    function sum(uint256 at, uint256 count, uint256 dtype) internal pure returns (int256) {
        return dtype == I32 ? sumOfIntegers(at, count) : int256(sumOfBytes(at, count));
    }

    /// @notice The largest of the numbers of a row.
    function largest(uint256 at, uint256 count, uint256 dtype) internal pure returns (int256) {
        return
            dtype == I32
                ? int256(largestOfIntegers(at, count, ASCENDING)) - 2 ** 31
                : int256(largestOfBytes(at, count));
    }

    /// @notice The smallest number of a row of four-byte numbers.
    function leastOfIntegers(uint256 at, uint256 count) internal pure returns (int256) {
        return 2 ** 31 - 1 - int256(largestOfIntegers(at, count, DESCENDING));
    }

    function sumOfBytes(uint256 at, uint256 count) internal pure returns (uint256 total) {
        // Assembly, because a row may have tens of thousands of numbers, and one at a time costs thirty times as much. The 32
        // bytes of a word are added up to 8 lanes of 32 bits, which no row overflows. A fuzz test holds it to plain Solidity.
        assembly ("memory-safe") {
            for {
                let end := add(at, count)
            } lt(at, end) {
                at := add(at, 32)
            } {
                let word := calldataload(at)
                if gt(add(at, 32), end) {
                    word := and(word, not(shr(shl(3, sub(end, at)), not(0))))
                }
                word := add(and(word, BYTES_OF_16), and(shr(8, word), BYTES_OF_16))
                total := add(total, add(and(word, HALVES_OF_32), and(shr(16, word), HALVES_OF_32)))
            }
            // The top lane of this product is the sum of all; what is above it falls off.
            total := shr(224, mul(total, ONES_OF_32))
        }
    }

    function sumOfIntegers(uint256 at, uint256 count) internal pure returns (int256 total) {
        // Assembly, for the same reason. The 8 numbers of a word get their bytes in order all at once, and are added up, larger
        // by 2^31 each, in 4 lanes of 64 bits. A fuzz test holds it to plain Solidity.
        assembly ("memory-safe") {
            for {
                let end := add(at, shl(2, count))
            } lt(at, end) {
                at := add(at, 32)
            } {
                let word := xor(calldataload(at), ASCENDING)
                if gt(add(at, 32), end) {
                    word := and(word, not(shr(shl(3, sub(end, at)), not(0))))
                }
                word := or(shl(8, and(word, BYTES_OF_16)), and(shr(8, word), BYTES_OF_16))
                word := or(shl(16, and(word, HALVES_OF_32)), and(shr(16, word), HALVES_OF_32))
                total := add(total, add(and(word, HALVES_OF_64), and(shr(32, word), HALVES_OF_64)))
            }
            total := sub(shr(192, mul(total, ONES_OF_64)), shl(31, count))
        }
    }

    /// @notice The sum of the squares of four-byte numbers.
    function squaresOfIntegers(uint256 at, uint256 count) internal pure returns (uint256 total) {
        // Assembly, for the same reason; 2^24 squares of 31 bits do not overflow. A fuzz test holds it to plain Solidity.
        assembly ("memory-safe") {
            for {
                let end := add(at, shl(2, count))
            } lt(at, end) {
                at := add(at, 32)
            } {
                let word := calldataload(at)
                if gt(add(at, 32), end) {
                    word := and(word, not(shr(shl(3, sub(end, at)), not(0))))
                }
                word := or(shl(8, and(word, BYTES_OF_16)), and(shr(8, word), BYTES_OF_16))
                word := or(shl(16, and(word, HALVES_OF_32)), and(shr(16, word), HALVES_OF_32))
                for {} word {
                    word := shr(32, word)
                } {
                    let value := signextend(3, word)
                    total := add(total, mul(value, value))
                }
            }
        }
    }

    /// @notice The largest of some bytes.
    function largestOfBytes(uint256 at, uint256 count) internal pure returns (uint256 found) {
        // Assembly, for the same reason. 16 lanes of 16 bits hold the largest so far. A difference leaves the bit above a byte
        // where the byte is not less, and that bit becomes the mask by which a lane is exchanged. A fuzz test holds it to plain
        // Solidity.
        assembly ("memory-safe") {
            function larger(a, b) -> c {
                let mask := mul(and(shr(8, sub(or(a, GUARDS_OF_16), b)), ONES_OF_16), 0xff)
                c := xor(b, and(xor(a, b), mask))
            }
            for {
                let end := add(at, count)
            } lt(at, end) {
                at := add(at, 32)
            } {
                let word := calldataload(at)
                if gt(add(at, 32), end) {
                    word := and(word, not(shr(shl(3, sub(end, at)), not(0))))
                }
                found := larger(and(word, BYTES_OF_16), found)
                found := larger(and(shr(8, word), BYTES_OF_16), found)
            }
            for {
                let width := 128
            } gt(width, 8) {
                width := shr(1, width)
            } {
                found := larger(shr(width, found), found)
            }
            found := and(found, 0xff)
        }
    }

    /// @notice The largest of four-byte numbers, taken as unsigned after an exclusive or with `flip`.
    /// @param flip ASCENDING: then the largest is larger than the number by 2^31; or DESCENDING: then `2^31 - 1` less it is the least
    function largestOfIntegers(uint256 at, uint256 count, uint256 flip) internal pure returns (uint256 found) {
        // Assembly, for the same reason, in the same way, in 4 lanes of 64 bits. A fuzz test holds it to plain Solidity.
        assembly ("memory-safe") {
            function larger(a, b) -> c {
                let mask := mul(and(shr(32, sub(or(a, GUARDS_OF_64), b)), ONES_OF_64), 0xffffffff)
                c := xor(b, and(xor(a, b), mask))
            }
            for {
                let end := add(at, shl(2, count))
            } lt(at, end) {
                at := add(at, 32)
            } {
                let word := xor(calldataload(at), flip)
                if gt(add(at, 32), end) {
                    word := and(word, not(shr(shl(3, sub(end, at)), not(0))))
                }
                word := or(shl(8, and(word, BYTES_OF_16)), and(shr(8, word), BYTES_OF_16))
                word := or(shl(16, and(word, HALVES_OF_32)), and(shr(16, word), HALVES_OF_32))
                found := larger(and(word, HALVES_OF_64), found)
                found := larger(and(shr(32, word), HALVES_OF_64), found)
            }
            found := larger(shr(128, found), found)
            found := and(larger(shr(64, found), found), 0xffffffff)
        }
    }
}
