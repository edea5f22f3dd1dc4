// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Game} from "../../../contracts/dispute/types/Game.sol";
import {PlainMultiProof} from "../../../contracts/test/PlainMultiProof.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {DisputeScene} from "./DisputeScene.sol";

/// @notice A scene with a choice: the scripted referee, or the real one with a program of real steps, the tensors that they
/// compute from the scene's input, and the evidence that the real referee needs. Step 0 maps each of 784 bytes by a table, step 1
/// finds the largest of each 16 of them, step 2 puts the 49 positions into a square.
abstract contract RealProgram is DisputeScene {
    uint8 private constant _LOOKUP = 6;
    uint8 private constant _RESHAPE = 11;
    uint8 private constant _ARG_MAX = 15;
    uint256 private constant _ROW = 16;

    bytes private _table;

    function _addRealSteps() internal {
        _table = _noise(256, 0x7AB1E);
        _addReal(
            abi.encodePacked(
                _LOOKUP,
                uint8(2),
                uint8(0),
                abi.encodePacked(uint8(0), U8, uint8(1), uint32(784)),
                abi.encodePacked(uint8(1), PlainPagedMerkle.root(_table), U8, uint8(1), uint32(256)),
                abi.encodePacked(U8, uint8(1), uint32(784))
            ),
            _mapped()
        );
        bytes memory positions = _largest(_truth[0]);
        _addReal(
            abi.encodePacked(
                _ARG_MAX,
                uint8(1),
                uint8(0),
                abi.encodePacked(uint8(2), uint32(0), U8, uint8(2), uint32(49), uint32(_ROW)),
                abi.encodePacked(I32, uint8(1), uint32(49))
            ),
            positions
        );
        _addReal(
            abi.encodePacked(
                _RESHAPE,
                uint8(1),
                uint8(2),
                abi.encodePacked(uint32(7), uint32(7)),
                abi.encodePacked(uint8(2), uint32(1), I32, uint8(1), uint32(49)),
                abi.encodePacked(I32, uint8(2), uint32(7), uint32(7))
            ),
            positions
        );
    }

    function _addReal(bytes memory step, bytes memory tensor) private {
        _steps.push(step);
        _truth.push(tensor);
        _claimed.push(tensor);
    }

    function _mapped() private view returns (bytes memory data) {
        bytes memory table = _table;
        bytes memory input = inputData;
        data = new bytes(input.length);
        for (uint256 i = 0; i < data.length; ++i) data[i] = table[uint8(input[i])];
    }

    function _largest(bytes memory data) private pure returns (bytes memory positions) {
        positions = new bytes(4 * (data.length / _ROW));
        for (uint256 row = 0; row < data.length / _ROW; ++row) {
            uint256 best = 0;
            for (uint256 i = 1; i < _ROW; ++i) if (data[row * _ROW + i] > data[row * _ROW + best]) best = i;
            // Little-endian, and below 16.
            positions[4 * row] = bytes1(uint8(best));
        }
    }

    function _evidence(Game memory game, uint256 place) internal view override returns (bytes memory) {
        if (address(dispute.referee()) == address(scriptedReferee)) return "";
        uint256 element = (game.index * 256) / game.elementBytes + place;
        if (game.stepIndex == 0) return bytes.concat(_pageWithProof(inputData, element / 256), _table);
        if (game.stepIndex == 1) {
            return bytes.concat(_pageWithProof(_claimed[0], (element * _ROW) / 256), _traceProof(0));
        }
        return bytes.concat(_pageWithProof(_claimed[1], (element * 4) / 256), _traceProof(1));
    }

    /// @dev The part of a page that belongs to the tensor, and its multi-proof.
    function _pageWithProof(bytes memory tensor, uint256 index) private pure returns (bytes memory) {
        bytes32[] memory leaves = PlainPagedMerkle.leaves(tensor);
        bool[] memory isShown = new bool[](leaves.length);
        isShown[index] = true;
        uint256 end = (index + 1) * 256;
        if (end > tensor.length) end = tensor.length;
        bytes memory page = new bytes(end - index * 256);
        for (uint256 i = 0; i < page.length; ++i) page[i] = tensor[index * 256 + i];
        return bytes.concat(page, PlainMultiProof.prove(leaves, (tensor.length + 255) / 256, isShown));
    }

    /// @dev The multi-proof of one step in the worker's trace.
    function _traceProof(uint256 step) private view returns (bytes memory) {
        bytes32[] memory leaves = PlainMultiProof.padded(_roots(_claimed));
        bool[] memory isShown = new bool[](leaves.length);
        isShown[step] = true;
        return PlainMultiProof.prove(leaves, _claimed.length, isShown);
    }
}
