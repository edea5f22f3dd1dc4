// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {I32, I8, U8} from "../referee/TensorType.sol";

/// @notice A program's decoded header.
struct Header {
    uint256 stepCount;
    bytes32 stepsRoot;
    /// The length of the program's input, in canonical bytes.
    uint256 inputBytes;
    /// The number of outputs.
    uint256 outputs;
    /// The position in the encoding where the outputs' steps begin.
    uint256 outputsAt;
}

/// @title The header of a program
/// @notice Reads the header that docs/program.md specifies: version, step count, root over the steps, the input's type, the
/// outputs' steps, how many positions a run goes through, and the step that says that it is done. It refuses every header that
/// the load gate would refuse, so every number in it has a bound.
library ProgramHeader {
    uint256 internal constant MAX_STEPS = 4096;
    uint256 internal constant MAX_OUTPUTS = 64;
    uint256 internal constant MAX_TENSOR_BYTES = 1 << 24;

    uint256 private constant _VERSION = 2;
    uint256 private constant _MAX_RANK = 6;
    // One position, and no step that ends a run: what follows on the outputs' steps.
    bytes8 private constant _END = 0x00000001ffffffff;
    // Version, step count, root over the steps.
    uint256 private constant _TYPE_AT = 37;

    /// @notice Decodes a header. `valid` is false if its format is wrong.
    function parse(bytes calldata encoding) internal pure returns (bool valid, Header memory header) {
        if (encoding.length < _TYPE_AT + 2 || uint8(encoding[0]) != _VERSION) return (false, header);
        header.stepCount = _uint32At(encoding, 1);
        // INVARIANT: the trees have bounded depth, so a game has a bounded number of moves.
        if (header.stepCount == 0 || header.stepCount > MAX_STEPS) return (false, header);
        header.stepsRoot = bytes32(encoding[5:_TYPE_AT]);

        uint256 size = elementBytes(uint8(encoding[_TYPE_AT]));
        uint256 rank = uint8(encoding[_TYPE_AT + 1]);
        uint256 countAt = _TYPE_AT + 2 + 4 * rank;
        if (size == 0 || rank == 0 || rank > _MAX_RANK || encoding.length <= countAt) return (false, header);
        for (uint256 axis = 0; axis < rank; ++axis) {
            // At most 2^24 times 2^32 before the following check.
            size *= _uint32At(encoding, _TYPE_AT + 2 + 4 * axis);
            if (size == 0 || size > MAX_TENSOR_BYTES) return (false, header);
        }
        header.inputBytes = size;

        uint256 outputs = uint8(encoding[countAt]);
        header.outputs = outputs;
        header.outputsAt = countAt + 1;
        if (outputs == 0 || outputs > MAX_OUTPUTS || outputs > header.stepCount) return (false, header);
        uint256 endAt = header.outputsAt + 4 * outputs;
        // INVARIANT: a run has one trace, the one that the game is about.
        if (encoding.length != endAt + 8 || bytes8(encoding[endAt:]) != _END) return (false, header);
        for (uint256 i = 0; i < outputs; ++i) {
            // INVARIANT: an output is a step, so its tensor is in the trace.
            if (outputStep(encoding, header, i) >= header.stepCount) return (false, header);
        }
        return (true, header);
    }

    /// @notice The step that produces output `i`.
    function outputStep(bytes calldata encoding, Header memory header, uint256 i) internal pure returns (uint256) {
        return _uint32At(encoding, header.outputsAt + 4 * i);
    }

    /// @notice The length of an element of this type, in bytes; zero for an unknown type.
    function elementBytes(uint256 dtype) internal pure returns (uint256) {
        if (dtype == U8 || dtype == I8) return 1;
        return dtype == I32 ? 4 : 0;
    }

    function _uint32At(bytes calldata encoding, uint256 at) private pure returns (uint256) {
        return uint32(bytes4(encoding[at:at + 4]));
    }
}
