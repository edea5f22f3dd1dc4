// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title Sums of products of bytes in calldata
library DotProduct {
    /// Turns signed bytes into unsigned ones that are larger by 128.
    uint256 internal constant SIGNED = 0x8080808080808080808080808080808080808080808080808080808080808080;
    uint256 internal constant UNSIGNED = 0;

    /// How many bytes the lanes can take before they must be emptied.
    uint256 private constant TURN = 4096;

    uint256 private constant BYTES_OF_16 = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    uint256 private constant BYTES_OF_32 = 0x000000ff000000ff000000ff000000ff000000ff000000ff000000ff000000ff;
    uint256 private constant HALVES_OF_32 = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
    uint256 private constant HALVES_OF_64 = 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
    uint256 private constant HALVES_OF_128 = 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;
    uint256 private constant ONES_OF_32 = 0x0000000100000001000000010000000100000001000000010000000100000001;

    /// @notice `sum over k of (x[k] - zero) * w[k]`, with x unsigned and w signed.
    /// @param x where in calldata the bytes of x begin
    /// @param w where in calldata the bytes of w begin
    /// @param length how many there are
    function weighted(uint256 x, uint256 w, uint256 length, uint256 zero) internal pure returns (int256) {
        (uint256 products, uint256 left, uint256 right) = sums(x, w, length, SIGNED);
        return _centered(products, left, right, length, zero, 128);
    }

    /// @notice `sum over k of (left[k] - leftZero) * (right[k] - rightZero)`, with both unsigned.
    function centered(
        uint256 left,
        uint256 right,
        uint256 length,
        uint256 leftZero,
        uint256 rightZero
    ) internal pure returns (int256) {
        (uint256 products, uint256 leftSum, uint256 rightSum) = sums(left, right, length, UNSIGNED);
        return _centered(products, leftSum, rightSum, length, leftZero, rightZero);
    }

    /// @notice The sum of the products, and the sums of the factors, all unsigned after `flip`.
    /// @param left where in calldata the left bytes begin
    /// @param right where in calldata the right bytes begin
    /// @param length how many there are
    /// @param flip SIGNED where the right bytes are signed, else UNSIGNED
    function sums(
        uint256 left,
        uint256 right,
        uint256 length,
        uint256 flip
    ) internal pure returns (uint256 products, uint256 leftSum, uint256 rightSum) {
        // Unchecked, because the length is that of bytes in calldata, and a byte adds less than 2^16: no sum reaches 2^64.
        unchecked {
            while (length > 0) {
                uint256 turn = length < TURN ? length : TURN;
                (uint256 lanes, uint256 lefts, uint256 rights) = _lanes(left, right, left + turn, flip);
                products += lanes >> 224;
                leftSum += _total(lefts);
                rightSum += _total(rights);
                left += turn;
                right += turn;
                length -= turn;
            }
        }
    }

    /// @dev The products in 8 lanes of 32 bits, their sum in the top one, and the factors in 16 lanes of 16 bits.
    function _lanes(
        uint256 left,
        uint256 right,
        uint256 end,
        uint256 flip
    ) private pure returns (uint256 lanes, uint256 lefts, uint256 rights) {
        // Assembly, because one multiplication at a time costs five times as much. The 32 bytes of a word are spread, in four
        // turns, to 8 lanes of 32 bits. With the lanes of one factor in reverse order, the top lane of a product is the sum of
        // the products of all lanes; what is above it falls off, and no lower lane carries: 128 words add less than 2^29 to
        // any. The bytes themselves are summed in lanes of 16 bits, which 128 words fill to 65,280 at most. A fuzz test holds
        // it to plain Solidity.
        assembly ("memory-safe") {
            for {} lt(left, end) {
                left := add(left, 32)
                right := add(right, 32)
            } {
                let a := calldataload(left)
                let b := xor(calldataload(right), flip)
                if gt(add(left, 32), end) {
                    let mask := not(shr(shl(3, sub(end, left)), not(0)))
                    a := and(a, mask)
                    b := and(b, mask)
                }
                lefts := add(lefts, add(and(a, BYTES_OF_16), and(shr(8, a), BYTES_OF_16)))
                rights := add(rights, add(and(b, BYTES_OF_16), and(shr(8, b), BYTES_OF_16)))
                // The order of the 32-bit lanes is reversed.
                b := or(and(shr(32, b), HALVES_OF_64), shl(32, and(b, HALVES_OF_64)))
                b := or(and(shr(64, b), HALVES_OF_128), shl(64, and(b, HALVES_OF_128)))
                b := or(shr(128, b), shl(128, b))
                lanes := add(lanes, mul(and(a, BYTES_OF_32), and(b, BYTES_OF_32)))
                lanes := add(lanes, mul(and(shr(8, a), BYTES_OF_32), and(shr(8, b), BYTES_OF_32)))
                lanes := add(lanes, mul(and(shr(16, a), BYTES_OF_32), and(shr(16, b), BYTES_OF_32)))
                lanes := add(lanes, mul(and(shr(24, a), BYTES_OF_32), and(shr(24, b), BYTES_OF_32)))
            }
        }
    }

    /// @dev The sum of 16 lanes of 16 bits.
    function _total(uint256 lanes) private pure returns (uint256) {
        // Unchecked, because only the top lane, the sum of all, is wanted; what is above it shall fall off.
        unchecked {
            lanes = (lanes & HALVES_OF_32) + ((lanes >> 16) & HALVES_OF_32);
            return (lanes * ONES_OF_32) >> 224;
        }
    }

    /// @dev The products of the differences from the zero points, from those of the bytes themselves.
    function _centered(
        uint256 products,
        uint256 leftSum,
        uint256 rightSum,
        uint256 length,
        uint256 leftZero,
        uint256 rightZero
    ) private pure returns (int256) {
        // Unchecked, because sums are below 2^64 and zero points, being attributes, below 2^31.
        unchecked {
            return int256(products + length * leftZero * rightZero) - int256(leftSum * rightZero + rightSum * leftZero);
        }
    }
}
