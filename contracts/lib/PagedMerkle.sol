// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title Paged Merkle trees
/// @notice The root of a tensor's bytes. Pages of 256 bytes (the last one padded with zeros) are hashed, the list of hashes is
/// padded with zero words to a power of two, and pairs are hashed upwards. With one page, its hash is the root.
library PagedMerkle {
    uint256 internal constant PAGE_SIZE = 256;

    /// @notice There are no bytes to hash.
    error EmptyBytes();
    /// @notice A proof for this tree has exactly `depth` hashes.
    error ProofLengthMismatch(uint256 length, uint256 depth);
    /// @notice The tree has no leaf at this index.
    error IndexOutOfRange(uint256 index, uint256 depth);

    /// @notice The root of `data`.
    function root(bytes calldata data) internal pure returns (bytes32 result) {
        uint256 length = data.length;
        if (length == 0) revert EmptyBytes();
        // Assembly, because Solidity would copy every page twice and check every index: 784 bytes cost about 1,000 gas here. A
        // fuzz test compares it with a plain Solidity version.
        assembly ("memory-safe") {
            let nodes := mload(0x40)
            let count := shr(8, add(length, 255))
            // The smallest power of two that is not below the count.
            let width := shl(sub(256, clz(sub(count, 1))), 1)
            // The nodes of all levels lie one after another, followed by the pages. None of this is needed afterwards, so the
            // free memory pointer stays.
            let page := add(nodes, shl(6, width))
            let end := add(page, shl(8, count))
            calldatacopy(page, data.offset, length)
            // Copying from beyond the end of calldata writes zeros: the rest of the last page, and the leaves without a page.
            calldatacopy(add(page, length), calldatasize(), and(sub(0, length), 255))
            calldatacopy(add(nodes, shl(5, count)), calldatasize(), shl(5, sub(width, count)))
            let to := nodes
            for {} lt(page, end) {} {
                mstore(to, keccak256(page, 256))
                to := add(to, 32)
                page := add(page, 256)
            }
            to := add(nodes, shl(5, width))
            let last := sub(add(nodes, shl(6, width)), 64)
            for {} lt(nodes, last) {} {
                mstore(to, keccak256(nodes, 64))
                to := add(to, 32)
                nodes := add(nodes, 64)
            }
            result := mload(last)
        }
    }

    /// @notice The root that follows from `leaf` at `index` in a tree of `depth` levels.
    /// @dev The bits of the index choose the sides, so a proof is valid for one position only. The tree fixes its length, so an
    /// inner node cannot pass as a leaf.
    function rootFromProof(
        bytes32 leaf,
        uint256 index,
        uint256 depth,
        bytes32[] calldata proof
    ) internal pure returns (bytes32 node) {
        // INVARIANT: a tree has one valid proof length.
        if (proof.length != depth) revert ProofLengthMismatch(proof.length, depth);
        // INVARIANT: an index has no bits above the depth. They would be ignored below, so two indices would name one leaf.
        if (depth > 255 || index >> depth != 0) revert IndexOutOfRange(index, depth);
        node = leaf;
        for (uint256 level = 0; level < depth; ++level) {
            bytes32 sibling = proof[level];
            node = (index >> level) & 1 == 0 ? _hashPair(node, sibling) : _hashPair(sibling, node);
        }
    }

    function _hashPair(bytes32 left, bytes32 right) private pure returns (bytes32 result) {
        // Assembly, because abi.encode would allocate memory for every node. The scratch space takes both words.
        assembly ("memory-safe") {
            mstore(0x00, left)
            mstore(0x20, right)
            result := keccak256(0x00, 0x40)
        }
    }
}
