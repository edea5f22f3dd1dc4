// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";
import {I32, TensorType, U8} from "./TensorType.sol";

uint256 constant FROM_INPUT = 0;
uint256 constant FROM_WEIGHT = 1;
uint256 constant FROM_STEP = 2;

struct Operand {
    uint256 kind;
    /// What a weight is known by; zero for other kinds.
    bytes32 root;
    /// The index of the step that produces it; zero for other kinds.
    uint256 step;
    TensorType tensor;
}

struct Step {
    uint256 op;
    int256[] attributes;
    Operand[] operands;
    TensorType output;
}

using Steps for Step global;

/// @title A step, decoded from its encoding
/// @notice The encoding may be anything that anyone registered. One that does not follow docs/program.md ends in a named error.
library Steps {
    uint256 private constant MAX_RANK = 6;
    uint256 private constant MAX_DIMENSION = 1 << 24;

    function decode(bytes calldata encoding) internal pure returns (Step memory step) {
        step.op = _number(encoding, 0, 1);
        uint256 operandCount = _number(encoding, 1, 1);
        uint256 attributeCount = _number(encoding, 2, 1);
        uint256 at = 3;
        step.attributes = new int256[](attributeCount);
        for (uint256 i = 0; i < attributeCount; ++i) {
            step.attributes[i] = int32(uint32(_number(encoding, at, 4)));
            at += 4;
        }
        step.operands = new Operand[](operandCount);
        for (uint256 i = 0; i < operandCount; ++i) at = _operand(encoding, at, step.operands[i]);
        at = _tensorType(encoding, at, step.output);
        if (at != encoding.length) revert IReferee.StepTooLong(encoding.length, at);
    }

    function requireCounts(Step memory self, uint256 operands, uint256 attributes) internal pure {
        if (self.operands.length != operands) revert IReferee.OperandCountMismatch(self.operands.length, operands);
        if (self.attributes.length != attributes)
            revert IReferee.AttributeCountMismatch(self.attributes.length, attributes);
    }

    /// @notice The operand at a position, which must be of this element type and have this many dimensions.
    function operand(
        Step memory self,
        uint256 position,
        uint256 dtype,
        uint256 rank
    ) internal pure returns (Operand memory found) {
        found = self.operands[position];
        if (found.tensor.dtype != dtype) revert IReferee.OperandTypeMismatch(position, found.tensor.dtype);
        if (found.tensor.shape.length != rank) revert IReferee.OperandShapeMismatch(position);
    }

    /// @notice The attribute integer at a position, which must be within these bounds.
    function attribute(
        Step memory self,
        uint256 position,
        int256 low,
        int256 high
    ) internal pure returns (int256 value) {
        value = self.attributes[position];
        if (value < low || value > high) revert IReferee.AttributeOutOfRange(position, value);
    }

    /// @notice An attribute integer that is not negative.
    function size(Step memory self, uint256 position, uint256 low) internal pure returns (uint256) {
        return uint256(attribute(self, position, int256(low), type(int32).max));
    }

    function _operand(bytes calldata encoding, uint256 at, Operand memory target) private pure returns (uint256) {
        uint256 kind = _number(encoding, at, 1);
        ++at;
        target.kind = kind;
        if (kind == FROM_WEIGHT) {
            target.root = bytes32(_number(encoding, at, 32));
            at += 32;
        } else if (kind == FROM_STEP) {
            target.step = _number(encoding, at, 4);
            at += 4;
        } else if (kind != FROM_INPUT) {
            revert IReferee.UnknownOperandKind(kind);
        }
        return _tensorType(encoding, at, target.tensor);
    }

    function _tensorType(bytes calldata encoding, uint256 at, TensorType memory target) private pure returns (uint256) {
        uint256 dtype = _number(encoding, at, 1);
        if (dtype < U8 || dtype > I32) revert IReferee.UnknownElementType(dtype);
        uint256 rank = _number(encoding, at + 1, 1);
        if (rank == 0 || rank > MAX_RANK) revert IReferee.RankOutOfRange(rank);
        at += 2;
        uint256[] memory shape = new uint256[](rank);
        for (uint256 axis = 0; axis < rank; ++axis) {
            uint256 length = _number(encoding, at, 4);
            if (length == 0 || length > MAX_DIMENSION) revert IReferee.DimensionOutOfRange(length);
            shape[axis] = length;
            at += 4;
        }
        target.dtype = dtype;
        target.shape = shape;
        return at;
    }

    /// @dev The big-endian number in `width` bytes, from 1 to 32 of them.
    function _number(bytes calldata encoding, uint256 at, uint256 width) private pure returns (uint256 value) {
        // INVARIANT: nothing is read that is not the step's.
        if (at + width > encoding.length) revert IReferee.StepTruncated(encoding.length, at + width);
        // Assembly, because a slice would be checked once more for each of some fifty numbers. A fuzz test holds it to plain
        // Solidity.
        assembly ("memory-safe") {
            value := shr(sub(256, shl(3, width)), calldataload(add(encoding.offset, at)))
        }
    }
}
