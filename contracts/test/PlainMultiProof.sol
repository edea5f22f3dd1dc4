// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {PlainPagedMerkle} from "./PlainPagedMerkle.sol";

/// @notice Multi-proofs in plain Solidity, as the specification describes them. Tests compare the library with it.
library PlainMultiProof {
    /// @notice The siblings that connect some leaves to their root.
    /// @param leaves all leaves, with the padding
    /// @param width the number of leaves that are not padding
    /// @param isShown for each leaf, whether it is shown
    function prove(
        bytes32[] memory leaves,
        uint256 width,
        bool[] memory isShown
    ) internal pure returns (bytes memory proof) {
        bytes32[] memory level = leaves;
        bool[] memory isKnown = isShown;
        while (level.length > 1) {
            bool[] memory above = new bool[](level.length / 2);
            for (uint256 i = 0; i < level.length; ++i) {
                if (!isKnown[i]) continue;
                above[i / 2] = true;
                uint256 sibling = i ^ 1;
                if (!isKnown[sibling] && sibling < width) proof = bytes.concat(proof, level[sibling]);
            }
            level = PlainPagedMerkle.above(level);
            isKnown = above;
            width = (width + 1) / 2;
        }
    }

    /// @notice The leaves, padded with zero words to a power of two.
    function padded(bytes32[] memory leaves) internal pure returns (bytes32[] memory all) {
        uint256 width = 1;
        while (width < leaves.length) width *= 2;
        all = new bytes32[](width);
        for (uint256 i = 0; i < leaves.length; ++i) all[i] = leaves[i];
    }

    function root(bytes32[] memory leaves) internal pure returns (bytes32) {
        bytes32[] memory level = padded(leaves);
        while (level.length > 1) level = PlainPagedMerkle.above(level);
        return level[0];
    }
}
