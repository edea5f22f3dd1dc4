// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

/// @title Trees that are opened in parts
/// @notice A tree over `leaves` leaves is padded with zero words to a power of two. Only a level's real nodes, those over at
/// least one real leaf, are ever sent. The padding is filled in here, so it cannot be wrong.
library SparseTree {
    /// @notice The proof has fewer siblings than the tree needs.
    error ProofTooShort(uint256 length);

    /// @notice The number of levels below the root of a tree over `leaves` leaves.
    function depth(uint256 leaves) internal pure returns (uint256 levels) {
        while ((uint256(1) << levels) < leaves) ++levels;
    }

    /// @notice The number of real nodes in the level.
    function width(uint256 leaves, uint256 level) internal pure returns (uint256) {
        return (leaves + (uint256(1) << level) - 1) >> level;
    }

    /// @notice The number of real nodes of `level` below the real node number `index` of `level + span`.
    function widthBelow(uint256 leaves, uint256 level, uint256 span, uint256 index) internal pure returns (uint256) {
        uint256 rest = width(leaves, level) - (index << span);
        uint256 full = uint256(1) << span;
        return rest < full ? rest : full;
    }

    /// @notice The node `span` levels above the first of `nodes`, which are at `level`. Missing nodes to the right are padding.
    /// @dev Overwrites `nodes`. There must be at least 1 and at most 2^span of them.
    function nodeAbove(bytes32[] memory nodes, uint256 level, uint256 span) internal pure returns (bytes32) {
        uint256 count = nodes.length;
        bytes32 padding = bytes32(0);
        for (uint256 i = 0; i < level; ++i) padding = Hashes.efficientKeccak256(padding, padding);
        for (uint256 i = 0; i < span; ++i) {
            uint256 above = (count + 1) >> 1;
            for (uint256 j = 0; j < above; ++j) {
                uint256 right = 2 * j + 1;
                nodes[j] = Hashes.efficientKeccak256(nodes[2 * j], right < count ? nodes[right] : padding);
            }
            count = above;
            padding = Hashes.efficientKeccak256(padding, padding);
        }
        return nodes[0];
    }

    /// @notice The root over adjacent leaves of a tree of `levels` levels, with the siblings at both ends.
    /// @dev Overwrites `nodes`.
    /// @param first the position of the first leaf
    /// @param proof level by level from the leaves upward: the left sibling of the first node if it is a right child, then the
    /// right sibling of the last node if it is a left child
    /// @return root the root
    /// @return used the number of siblings that were used
    function rootOfRange(
        bytes32[] memory nodes,
        uint256 first,
        uint256 levels,
        bytes32[] calldata proof
    ) internal pure returns (bytes32 root, uint256 used) {
        uint256 count = nodes.length;
        for (uint256 level = 0; level < levels; ++level) {
            uint256 shift = first & 1;
            uint256 open = shift + ((first + count) & 1);
            if (proof.length - used < open) revert ProofTooShort(proof.length);
            bytes32 left = shift == 1 ? proof[used] : bytes32(0);
            bytes32 right = open > shift ? proof[used + shift] : bytes32(0);
            used += open;
            count = _pairUp(nodes, count, shift, left, right);
            first >>= 1;
        }
        return (nodes[0], used);
    }

    /// @dev Pair j consists of the nodes 2j - shift and 2j + 1 - shift, with a sibling at either end. The result is written to
    /// place j, which no later pair reads.
    function _pairUp(
        bytes32[] memory nodes,
        uint256 count,
        uint256 shift,
        bytes32 left,
        bytes32 right
    ) private pure returns (uint256 above) {
        above = (shift + count + 1) >> 1;
        for (uint256 j = 0; j < above; ++j) {
            uint256 at = 2 * j + 1 - shift;
            nodes[j] = Hashes.efficientKeccak256(at == 0 ? left : nodes[at - 1], at < count ? nodes[at] : right);
        }
    }
}
