// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title One proof for several leaves of a tree
/// @notice Trees are those of docs/program.md: leaves, then zero words up to a power of two. A proof holds, level by level from
/// the leaves upward and from left to right, each sibling that is neither known already nor made only of padding. So its length
/// follows from the leaves' positions and the number of leaves: there is one legal proof.
library MultiProof {
    /// @notice The root that some leaves give.
    /// @param indices the positions of the leaves, ascending, each below `width`; overwritten
    /// @param nodes the leaves; overwritten
    /// @param count how many there are, at least one
    /// @param width how many leaves the tree has without its padding
    /// @param at where in calldata the proof begins
    /// @return found the root
    /// @return end where in calldata the proof ends; that it is not beyond what was sent is the caller's to check
    function root(
        uint256[] memory indices,
        bytes32[] memory nodes,
        uint256 count,
        uint256 width,
        uint256 at
    ) internal pure returns (bytes32 found, uint256 end) {
        // The node over nothing but padding, level by level.
        bytes32 padding = 0;
        end = at;
        for (; width > 1; width = (width + 1) >> 1) {
            (count, end) = _parents(indices, nodes, count, width, padding, end);
            padding = keccak256(abi.encode(padding, padding));
        }
        found = nodes[0];
    }

    /// @dev Overwrites the known nodes of one level with those of the level above.
    function _parents(
        uint256[] memory indices,
        bytes32[] memory nodes,
        uint256 count,
        uint256 width,
        bytes32 padding,
        uint256 at
    ) private pure returns (uint256 parents, uint256 end) {
        // Assembly, because checked indices and encoded pairs would triple what a node costs, and there are two nodes for each
        // page. Nothing is written before it was read. A fuzz test holds it to plain Solidity.
        assembly ("memory-safe") {
            indices := add(indices, 0x20)
            nodes := add(nodes, 0x20)
            count := shl(5, count)
            for {
                let read := 0
            } lt(read, count) {} {
                let index := mload(add(indices, read))
                mstore(shl(5, and(index, 1)), mload(add(nodes, read)))
                read := add(read, 0x20)
                switch and(index, 1)
                case 1 {
                    mstore(0x00, calldataload(at))
                    at := add(at, 0x20)
                }
                default {
                    mstore(0x20, padding)
                    // Beyond the last index lies whatever memory holds; then the first condition fails.
                    switch and(lt(read, count), eq(mload(add(indices, read)), add(index, 1)))
                    case 1 {
                        mstore(0x20, mload(add(nodes, read)))
                        read := add(read, 0x20)
                    }
                    default {
                        if lt(add(index, 1), width) {
                            mstore(0x20, calldataload(at))
                            at := add(at, 0x20)
                        }
                    }
                }
                mstore(add(indices, parents), shr(1, index))
                mstore(add(nodes, parents), keccak256(0x00, 0x40))
                parents := add(parents, 0x20)
            }
            parents := shr(5, parents)
            end := at
        }
    }
}
