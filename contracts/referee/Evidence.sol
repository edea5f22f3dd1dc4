// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";
import {MultiProof} from "./MultiProof.sol";
import {Pages} from "./Pages.sol";
import {FROM_INPUT, FROM_WEIGHT, Operand} from "./Step.sol";
import {I32} from "./TensorType.sol";

/// @notice The evidence still to be read, and the hashes that identify the operands it has shown.
struct Evidence {
    /// Where in calldata it begins, what comes next, and where it ends.
    uint256 start;
    uint256 at;
    uint256 end;
    bytes32 inputRoot;
    bytes32 traceRoot;
    uint256 stepCount;
    /// The earlier steps whose tensors have been shown, ascending, and the roots that their pages gave.
    uint256 shown;
    uint256[] steps;
    bytes32[] roots;
}

using EvidenceReader for Evidence global;

/// @title Reads the evidence for one element
/// @notice Bytes are handed out first and tied to their roots afterwards; `finish` is what makes them believed.
library EvidenceReader {
    /// How many tensors of earlier steps one element reads at most.
    uint256 private constant MAX_SHOWN = 4;

    function open(
        bytes calldata evidence,
        bytes32 inputRoot,
        bytes32 traceRoot,
        uint256 stepCount
    ) internal pure returns (Evidence memory self) {
        uint256 start;
        // Assembly, because Solidity has no other word for where calldata stands.
        assembly ("memory-safe") {
            start := evidence.offset
        }
        self.start = start;
        self.at = start;
        self.end = start + evidence.length;
        self.inputRoot = inputRoot;
        self.traceRoot = traceRoot;
        self.stepCount = stepCount;
        self.steps = new uint256[](MAX_SHOWN);
        self.roots = new bytes32[](MAX_SHOWN);
    }

    /// @notice Begins to read an operand's pages; `close` must follow before another operand is read.
    function pagesOf(Evidence memory self, Operand memory operand) internal pure returns (Pages memory pages) {
        pages.at = self.at;
        pages.end = self.end;
        pages.byteLength = operand.tensor.byteLength();
        // A page that is not the tensor's last takes 256 bytes of evidence.
        pages.indices = new uint256[](((self.end - self.at) >> 8) + 2);
    }

    /// @notice Ties the pages that were read to the operand's root.
    function close(Evidence memory self, Operand memory operand, Pages memory pages) internal pure {
        uint256 at = pages.at;
        uint256 count = pages.count;
        uint256 width = (pages.byteLength + 255) >> 8;
        bytes32[] memory nodes = new bytes32[](count);
        {
            // Of the tensor's last page only the tensor's own bytes are sent; what fills it is zero.
            uint256 lastBytes = pages.indices[count - 1] == width - 1 ? pages.byteLength - ((width - 1) << 8) : 256;
            uint256 pagesEnd = at + ((count - 1) << 8) + lastBytes;
            if (pagesEnd > self.end) revert IReferee.EvidenceTooShort(self.end - self.start, pagesEnd - self.start);
            // Assembly, because each page is copied once, to where it is hashed. A fuzz test holds it to plain Solidity.
            assembly ("memory-safe") {
                let page := mload(0x40)
                let node := add(nodes, 0x20)
                for {
                    let last := add(at, shl(8, sub(count, 1)))
                } lt(at, last) {
                    at := add(at, 256)
                } {
                    calldatacopy(page, at, 256)
                    mstore(node, keccak256(page, 256))
                    node := add(node, 0x20)
                }
                // Copying from beyond the end of calldata writes zeros.
                calldatacopy(page, calldatasize(), 256)
                calldatacopy(page, at, lastBytes)
                mstore(node, keccak256(page, 256))
            }
            at = pagesEnd;
        }
        bytes32 root;
        (root, at) = MultiProof.root(pages.indices, nodes, count, width, at);
        if (at > self.end) revert IReferee.EvidenceTooShort(self.end - self.start, at - self.start);
        self.at = at;
        _accept(self, operand, root);
    }

    /// @notice Reads one stretch of an operand and ties it to its root.
    /// @return offset where in calldata the stretch stands
    function read(
        Evidence memory self,
        Operand memory operand,
        uint256 from,
        uint256 length
    ) internal pure returns (uint256 offset) {
        Pages memory pages = pagesOf(self, operand);
        offset = pages.locate(from, length);
        close(self, operand, pages);
    }

    /// @notice The number at a position of an operand of u8 or i32.
    function readElement(Evidence memory self, Operand memory operand, uint256 element) internal pure returns (int256) {
        if (operand.tensor.dtype == I32) return i32At(read(self, operand, element * 4, 4));
        return int256(u8At(read(self, operand, element, 1)));
    }

    /// @notice Ties the earlier steps that were read to the trace, and demands that nothing follows.
    function finish(Evidence memory self) internal pure {
        if (self.shown > 0) {
            bytes32 found;
            (found, self.at) = MultiProof.root(self.steps, self.roots, self.shown, self.stepCount, self.at);
            // INVARIANT: operands are the tensors that both sides agreed on.
            if (found != self.traceRoot) revert IReferee.TraceRootMismatch(found, self.traceRoot);
        }
        // INVARIANT: there is one evidence for an element.
        if (self.at > self.end) revert IReferee.EvidenceTooShort(self.end - self.start, self.at - self.start);
        if (self.at < self.end) revert IReferee.EvidenceTooLong(self.end - self.start, self.at - self.start);
    }

    function u8At(uint256 offset) internal pure returns (uint256 value) {
        // Assembly, because the place in calldata is computed.
        assembly ("memory-safe") {
            value := byte(0, calldataload(offset))
        }
    }

    /// @notice The little-endian number in the four bytes at a place in calldata.
    function i32At(uint256 offset) internal pure returns (int256 value) {
        // Assembly, because the place in calldata is computed.
        assembly ("memory-safe") {
            let word := calldataload(offset)
            value := or(or(byte(0, word), shl(8, byte(1, word))), or(shl(16, byte(2, word)), shl(24, byte(3, word))))
            value := signextend(3, value)
        }
    }

    function _accept(Evidence memory self, Operand memory operand, bytes32 root) private pure {
        if (operand.kind == FROM_INPUT || operand.kind == FROM_WEIGHT) {
            bytes32 expected = operand.kind == FROM_INPUT ? self.inputRoot : operand.root;
            // INVARIANT: the pages are the operand's, at their positions.
            if (root != expected) revert IReferee.OperandRootMismatch(root, expected);
            return;
        }
        uint256 at = self.shown;
        // The steps stay in ascending order, as the proof takes them.
        while (at > 0 && self.steps[at - 1] > operand.step) --at;
        if (at > 0 && self.steps[at - 1] == operand.step) {
            // INVARIANT: one step has one root.
            if (self.roots[at - 1] != root) revert IReferee.StepRootsDiffer(operand.step, self.roots[at - 1], root);
            return;
        }
        for (uint256 i = self.shown; i > at; --i)
            (self.steps[i], self.roots[i]) = (self.steps[i - 1], self.roots[i - 1]);
        (self.steps[at], self.roots[at]) = (operand.step, root);
        ++self.shown;
    }
}
