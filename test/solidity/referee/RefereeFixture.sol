// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Referee} from "../../../contracts/referee/Referee.sol";
import {PlainMultiProof} from "../../../contracts/test/PlainMultiProof.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";

/// @dev A trace of five steps with random tensors, and the evidence that a later step needs, built in plain Solidity.
contract RefereeFixture {
    uint8 internal constant U8 = 1;
    uint8 internal constant I8 = 2;
    uint8 internal constant I32 = 3;
    uint256 internal constant STEPS = 5;

    Referee internal immutable referee = new Referee();
    /// The outputs of steps 0 to 4.
    bytes[] internal tensors;
    bytes internal input;
    // Computed once, because plain Solidity takes long for it.
    bytes32[] private _roots;
    bytes32 private immutable _traceRoot;
    bytes32 private immutable _inputRoot;

    constructor() {
        // Eleven pages and a half; one page and one byte; one page; a byte; four numbers of four bytes.
        uint16[5] memory lengths = [2950, 257, 256, 1, 16];
        for (uint256 i = 0; i < STEPS; ++i) {
            bytes memory tensor = noise(lengths[i], i);
            tensors.push(tensor);
            _roots.push(PlainPagedMerkle.root(tensor));
        }
        input = noise(700, 99);
        _traceRoot = PlainMultiProof.root(_roots);
        _inputRoot = PlainPagedMerkle.root(input);
    }

    function noise(uint256 length, uint256 seed) internal pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i = 0; i < length; ++i) data[i] = bytes1(uint8(uint256(keccak256(abi.encode(seed, i)))));
    }

    function traceRoot() internal view returns (bytes32) {
        return _traceRoot;
    }

    function inputRoot() internal view returns (bytes32) {
        return _inputRoot;
    }

    /// @dev The pages from `first` to `last` of a tensor and their multi-proof.
    function shown(bytes memory tensor, uint256 first, uint256 last) internal pure returns (bytes memory) {
        uint256 pages = (tensor.length + 255) / 256;
        bytes32[] memory leaves = PlainPagedMerkle.leaves(tensor);
        bool[] memory isShown = new bool[](leaves.length);
        for (uint256 page = first; page <= last; ++page) isShown[page] = true;
        uint256 end = (last + 1) * 256;
        bytes memory bytes_ = part(tensor, first * 256, end < tensor.length ? end : tensor.length);
        return bytes.concat(bytes_, PlainMultiProof.prove(leaves, pages, isShown));
    }

    /// @dev The multi-proof of some steps in the trace.
    function traced(bool[5] memory isRead) internal view returns (bytes memory) {
        bytes32[] memory leaves = PlainMultiProof.padded(_roots);
        bool[] memory isShown = new bool[](leaves.length);
        for (uint256 i = 0; i < STEPS; ++i) isShown[i] = isRead[i];
        return PlainMultiProof.prove(leaves, STEPS, isShown);
    }

    function part(bytes memory data, uint256 from, uint256 to) internal pure returns (bytes memory result) {
        result = new bytes(to - from);
        for (uint256 i = from; i < to; ++i) result[i - from] = data[i];
    }

    function typed(uint8 dtype, uint32 a) internal pure returns (bytes memory) {
        return abi.encodePacked(dtype, uint8(1), a);
    }

    function typed(uint8 dtype, uint32 a, uint32 b) internal pure returns (bytes memory) {
        return abi.encodePacked(dtype, uint8(2), a, b);
    }

    function typed(uint8 dtype, uint32 a, uint32 b, uint32 c, uint32 d) internal pure returns (bytes memory) {
        return abi.encodePacked(dtype, uint8(4), a, b, c, d);
    }

    function fromInput(bytes memory tensor) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(0), tensor);
    }

    function fromWeight(bytes32 root, bytes memory tensor) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(1), root, tensor);
    }

    function fromStep(uint32 step, bytes memory tensor) internal pure returns (bytes memory) {
        return abi.encodePacked(uint8(2), step, tensor);
    }

    /// @param attributes numbers of four bytes each
    function encoded(
        uint8 op,
        bytes memory attributes,
        uint8 operandCount,
        bytes memory operands,
        bytes memory output
    ) internal pure returns (bytes memory) {
        return abi.encodePacked(op, operandCount, uint8(attributes.length / 4), attributes, operands, output);
    }
}
