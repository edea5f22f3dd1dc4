// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title The referee: computes one element of one step of an exact program
/// @notice Everything it needs comes with the call: the step's encoding, and as evidence the operands' pages with proofs. It
/// holds nothing, believes nothing, and has one answer for one element, or reverts. docs/program.md specifies step and evidence.
interface IReferee {
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
