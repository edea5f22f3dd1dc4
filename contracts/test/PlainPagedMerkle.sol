// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice The paged Merkle tree in plain Solidity, as the specification describes it. Tests compare the library with it.
library PlainPagedMerkle {
    function root(bytes memory data) internal pure returns (bytes32) {
        bytes32[] memory level = leaves(data);
        while (level.length > 1) level = above(level);
        return level[0];
    }

    /// @notice The siblings on the path from leaf `index` to the root.
    function proof(bytes memory data, uint256 index) internal pure returns (bytes32[] memory siblings) {
        bytes32[] memory level = leaves(data);
        uint256 depth = 0;
        while ((uint256(1) << depth) < level.length) ++depth;
        siblings = new bytes32[](depth);
        for (uint256 i = 0; i < depth; ++i) {
            siblings[i] = level[index ^ 1];
            index /= 2;
            level = above(level);
        }
    }

    function leaves(bytes memory data) internal pure returns (bytes32[] memory level) {
        uint256 pages = (data.length + 255) / 256;
        uint256 width = 1;
        while (width < pages) width *= 2;
        level = new bytes32[](width);
        for (uint256 i = 0; i < pages; ++i) {
            bytes memory page = new bytes(256);
            for (uint256 j = 0; j < 256 && i * 256 + j < data.length; ++j) page[j] = data[i * 256 + j];
            level[i] = keccak256(page);
        }
    }

    function above(bytes32[] memory level) internal pure returns (bytes32[] memory upper) {
        upper = new bytes32[](level.length / 2);
        for (uint256 i = 0; i < upper.length; ++i) {
            upper[i] = keccak256(abi.encodePacked(level[2 * i], level[2 * i + 1]));
        }
    }
}
