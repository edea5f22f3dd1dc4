// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SparseTree} from "../../../contracts/dispute/SparseTree.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {TreeBuilder} from "./TreeBuilder.sol";

/// @dev Compares trees that are opened in parts with whole ones.
contract SparseTreeTest {
    using TreeBuilder for bytes32[];

    /// Trees that are full, that lack one leaf, and that have one leaf too many for a level less.
    uint8[8] private _sizes = [1, 2, 3, 4, 5, 7, 8, 9];

    function rootOfRange(
        bytes32[] calldata nodes,
        uint256 first,
        uint256 levels,
        bytes32[] calldata proof
    ) external pure returns (bytes32, uint256) {
        return SparseTree.rootOfRange(nodes, first, levels, proof);
    }

    function _leaves(uint256 count) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) leaves[i] = keccak256(abi.encode(i));
    }

    function test_depth_isTheLeastThatHoldsAllLeaves() external view {
        uint8[8] memory depths = [0, 1, 2, 2, 3, 3, 3, 4];
        for (uint256 i = 0; i < depths.length; ++i) vm.assertEq(SparseTree.depth(_sizes[i]), depths[i]);
        vm.assertEq(SparseTree.depth(4096), 12);
        vm.assertEq(SparseTree.depth(4097), 13);
    }

    function test_width_countsTheNodesOverARealLeaf() external view {
        for (uint256 i = 0; i < _sizes.length; ++i) {
            uint256 leaves = _sizes[i];
            for (uint256 level = 0; level <= 4; ++level) {
                uint256 count = 0;
                while (count << level < leaves) ++count;
                vm.assertEq(SparseTree.width(leaves, level), count);
            }
        }
    }

    function test_widthBelow_countsTheRealNodesUnderANode() external view {
        for (uint256 i = 0; i < _sizes.length; ++i) {
            uint256 depth = SparseTree.depth(_sizes[i]);
            for (uint256 level = 0; level <= depth; ++level) {
                for (uint256 span = 0; level + span <= depth; ++span) _checkBelow(_sizes[i], level, span);
            }
        }
    }

    /// @dev All real nodes of a level are below one of the level `span` above, each below one only.
    function _checkBelow(uint256 leaves, uint256 level, uint256 span) private pure {
        uint256 left = SparseTree.width(leaves, level);
        uint256 above = SparseTree.width(leaves, level + span);
        for (uint256 index = 0; index < above; ++index) {
            uint256 below = SparseTree.widthBelow(leaves, level, span, index);
            vm.assertTrue(below > 0 && below <= left);
            // Each node but the last one is full.
            if (index + 1 < above) vm.assertEq(below, 1 << span);
            left -= below;
        }
        vm.assertEq(left, 0);
    }

    function test_nodeAbove_isTheWholeTreesNode() external view {
        for (uint256 i = 0; i < _sizes.length; ++i) {
            bytes32[] memory leaves = _leaves(_sizes[i]);
            uint256 depth = TreeBuilder.depth(leaves.length);
            for (uint256 level = 0; level <= depth; ++level) {
                vm.assertEq(SparseTree.nodeAbove(leaves.slice(level, 0, 16), level, depth - level), leaves.root());
            }
        }
        // The third node above pairs of nine leaves.
        bytes32[] memory nine = _leaves(9);
        vm.assertEq(SparseTree.nodeAbove(nine.slice(1, 4, 2), 1, 1), nine.level(2)[2]);
    }

    function test_rootOfRange_isTheWholeTreesRootForEveryRange() external {
        bytes32[] memory leaves = _leaves(6);
        for (uint256 first = 0; first < 6; ++first) {
            for (uint256 count = 1; first + count <= 6; ++count) {
                bytes32[] memory proof = leaves.rangeSiblings(first, count);
                (bytes32 root, uint256 used) = this.rootOfRange(leaves.slice(0, first, count), first, 3, proof);
                vm.assertEq(root, leaves.root());
                vm.assertEq(used, proof.length);
            }
        }
    }

    function test_rootOfRange_refusesAProofThatEndsEarly() external {
        bytes32[] memory proof = new bytes32[](2);
        vm.expectRevert(abi.encodeWithSelector(SparseTree.ProofTooShort.selector, 2));
        this.rootOfRange(_leaves(1), 0, 3, proof);
    }
}
