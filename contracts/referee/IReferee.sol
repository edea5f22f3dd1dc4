// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title The referee: computes one element of one step of an exact program
/// @notice Everything it needs comes with the call: the step's encoding, and as evidence the operands' pages with proofs. It
/// holds nothing, believes nothing, and has one answer for one element, or reverts. docs/program.md specifies step and evidence.
interface IReferee {
    /// @notice The step's encoding ends before what must be in it.
    error StepTruncated(uint256 length, uint256 needed);
    /// @notice The step's encoding goes on after what must be in it.
    error StepTooLong(uint256 length, uint256 end);
    /// @notice There is no op with this code.
    error UnknownOp(uint256 code);
    /// @notice There is no element type with this code.
    error UnknownElementType(uint256 code);
    /// @notice There is no kind of operand with this code.
    error UnknownOperandKind(uint256 code);
    /// @notice A shape has from 1 to 6 dimensions.
    error RankOutOfRange(uint256 rank);
    /// @notice A dimension is from 1 to 2^24.
    error DimensionOutOfRange(uint256 size);
    /// @notice The op takes a different number of operands.
    error OperandCountMismatch(uint256 count, uint256 expected);
    /// @notice The op takes a different number of attribute integers.
    error AttributeCountMismatch(uint256 count, uint256 expected);
    /// @notice The attribute integer at this position is not one that the op takes.
    error AttributeOutOfRange(uint256 position, int256 value);
    /// @notice The operand at this position has an element type that the op does not take there.
    error OperandTypeMismatch(uint256 position, uint256 dtype);
    /// @notice The operand at this position has a shape that does not fit the others and the output.
    error OperandShapeMismatch(uint256 position);
    /// @notice The output's element type is not one that the op produces.
    error OutputTypeMismatch(uint256 dtype);
    /// @notice The output's shape does not follow from the op and its operands.
    error OutputShapeMismatch();
    /// @notice A step's operands are produced before it.
    error OperandNotEarlier(uint256 operandStep, uint256 stepIndex);
    /// @notice The program has no step with this index.
    error StepOutOfRange(uint256 stepIndex, uint256 stepCount);
    /// @notice The step's output has no element at this position.
    error ElementOutOfRange(uint256 element, uint256 count);
    /// @notice A window of a MaxPool covers only padding.
    error EmptyWindow();
    /// @notice A shift is from 0 to 30.
    error ShiftOutOfRange(int256 shift);
    /// @notice A multiplier is the bits of a normal float32 from 2^-126 to below 2^97; for numbers wider than a byte, an integer
    /// from 0 to 65,535.
    error MultiplierOutOfRange(int256 multiplier);
    /// @notice The exponentials of this row sum to zero.
    error EmptySum();
    /// @notice The element needs bytes that the operand does not have.
    error ReadOutsideTensor(uint256 from, uint256 length, uint256 byteLength);
    /// @notice The element reads an operand's pages out of order.
    error PagesNotAscending(uint256 page, uint256 last);
    /// @notice The evidence ends too early.
    error EvidenceTooShort(uint256 length, uint256 needed);
    /// @notice The evidence has bytes left over.
    error EvidenceTooLong(uint256 length, uint256 end);
    /// @notice The pages and siblings of an operand give a root that is not the operand's.
    error OperandRootMismatch(bytes32 found, bytes32 expected);
    /// @notice The roots of the earlier steps and their siblings give another root of the trace.
    error TraceRootMismatch(bytes32 found, bytes32 expected);
    /// @notice Two operands are the same step, and the evidence shows two roots of it.
    error StepRootsDiffer(uint256 step, bytes32 left, bytes32 right);

    /// @notice The value of one element of what a step produces.
    /// @param inputRoot the tensorRoot of the program's input
    /// @param traceRoot the root of the tree over the tensorRoots of all steps
    /// @param stepCount how many steps the program has
    /// @param stepIndex which step it is
    /// @param step the step's encoding; that it is the program's is the caller's to check
    /// @param element the element's position in the step's output, in canonical order
    /// @param evidence the pages of the operands that the element needs, with proofs
    /// @return value from 0 to 255 for a u8 output, from -2^31 to 2^31 - 1 for an i32 one
    function judge(
        bytes32 inputRoot,
        bytes32 traceRoot,
        uint256 stepCount,
        uint256 stepIndex,
        bytes calldata step,
        uint256 element,
        bytes calldata evidence
    ) external view returns (int256 value);

    /// @notice The type of what a step produces.
    /// @param step the step's encoding
    /// @return dtype the element type: 1 u8, 2 i8, 3 i32
    /// @return byteLength how many canonical bytes its output has
    function outputOf(bytes calldata step) external pure returns (uint8 dtype, uint256 byteLength);
}
