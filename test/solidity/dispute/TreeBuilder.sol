// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice Whole trees in plain Solidity, from which tests take openings and proofs.
library TreeBuilder {
    function depth(uint256 leaves) internal pure returns (uint256 levels) {
        while (2 ** levels < leaves) ++levels;
    }

    /// @notice All nodes of a level, padding included.
    function level(bytes32[] memory leaves, uint256 height) internal pure returns (bytes32[] memory nodes) {
        nodes = new bytes32[](2 ** depth(leaves.length));
        for (uint256 i = 0; i < leaves.length; ++i) nodes[i] = leaves[i];
        for (uint256 k = 0; k < height; ++k) {
            bytes32[] memory upper = new bytes32[](nodes.length / 2);
            for (uint256 i = 0; i < upper.length; ++i)
                upper[i] = keccak256(bytes.concat(nodes[2 * i], nodes[2 * i + 1]));
            nodes = upper;
        }
    }

    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        return level(leaves, depth(leaves.length))[0];
    }

    /// @notice At most `most` nodes of a level, starting with `first`, without padding.
    function slice(
        bytes32[] memory leaves,
        uint256 height,
        uint256 first,
        uint256 most
    ) internal pure returns (bytes32[] memory part) {
        bytes32[] memory nodes = level(leaves, height);
        uint256 real = (leaves.length + 2 ** height - 1) / 2 ** height - first;
        part = new bytes32[](real < most ? real : most);
        for (uint256 i = 0; i < part.length; ++i) part[i] = nodes[first + i];
    }

    /// @notice The siblings of a node on the path `span` levels up.
    function siblings(
        bytes32[] memory leaves,
        uint256 height,
        uint256 index,
        uint256 span
    ) internal pure returns (bytes32[] memory path) {
        path = new bytes32[](span);
        for (uint256 i = 0; i < span; ++i) {
            path[i] = level(leaves, height + i)[index ^ 1];
            index /= 2;
        }
    }

    /// @notice The siblings at both ends of a range of leaves, level by level.
    function rangeSiblings(
        bytes32[] memory leaves,
        uint256 first,
        uint256 count
    ) internal pure returns (bytes32[] memory path) {
        uint256 levels = depth(leaves.length);
        bytes32[] memory all = new bytes32[](2 * levels);
        uint256 used = 0;
        uint256 last = first + count - 1;
        for (uint256 k = 0; k < levels; ++k) {
            bytes32[] memory nodes = level(leaves, k);
            if (first % 2 == 1) {
                all[used] = nodes[first - 1];
                ++used;
            }
            if (last % 2 == 0) {
                all[used] = nodes[last + 1];
                ++used;
            }
            (first, last) = (first / 2, last / 2);
        }
        path = new bytes32[](used);
        for (uint256 i = 0; i < used; ++i) path[i] = all[i];
    }

    function pages(bytes memory data) internal pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[]((data.length + 255) / 256);
        for (uint256 i = 0; i < hashes.length; ++i) hashes[i] = keccak256(page(data, i));
    }

    /// @notice Pages, starting with `first`, one after the other.
    function pageRange(bytes memory data, uint256 first, uint256 count) internal pure returns (bytes memory all) {
        for (uint256 i = 0; i < count; ++i) all = bytes.concat(all, page(data, first + i));
    }

    function page(bytes memory data, uint256 index) internal pure returns (bytes memory bytes_) {
        bytes_ = new bytes(256);
        for (uint256 i = 0; i < 256 && index * 256 + i < data.length; ++i) bytes_[i] = data[index * 256 + i];
    }
}
