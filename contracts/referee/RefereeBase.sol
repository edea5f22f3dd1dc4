// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "./IReferee.sol";
import {Evidence, EvidenceReader} from "./Evidence.sol";
import {FROM_STEP, Step, Steps} from "./Step.sol";
import {I8} from "./TensorType.sol";

/// @title What every referee does, whatever its ops are
abstract contract RefereeBase is IReferee {
    /// @inheritdoc IReferee
    function judge(
        bytes32 inputRoot,
        bytes32 traceRoot,
        uint256 stepCount,
        uint256 stepIndex,
        bytes calldata step,
        uint256 element,
        bytes calldata evidence
    ) public view virtual returns (int256 value) {
        Step memory decoded = Steps.decode(step);
        // INVARIANT: what a step reads was produced before it, so both sides of a dispute agree on it.
        if (stepIndex >= stepCount) revert StepOutOfRange(stepIndex, stepCount);
        for (uint256 i = 0; i < decoded.operands.length; ++i)
            if (decoded.operands[i].kind == FROM_STEP && decoded.operands[i].step >= stepIndex)
                revert OperandNotEarlier(decoded.operands[i].step, stepIndex);
        // INVARIANT: only weights are i8.
        if (decoded.output.dtype == I8) revert OutputTypeMismatch(I8);
        {
            uint256 count = decoded.output.elementCount();
            if (element >= count) revert ElementOutOfRange(element, count);
        }
        Evidence memory shown = EvidenceReader.open(evidence, inputRoot, traceRoot, stepCount);
        value = _element(decoded, element, shown);
        shown.finish();
    }

    /// @inheritdoc IReferee
    function outputOf(bytes calldata step) external pure returns (uint8 dtype, uint256 byteLength) {
        Step memory decoded = Steps.decode(step);
        // From 1 to 3.
        return (uint8(decoded.output.dtype), decoded.output.byteLength());
    }

    /// @dev The value of one element by its op's rule; reverts where this referee doesn't know the op.
    function _element(Step memory step, uint256 index, Evidence memory evidence) internal pure virtual returns (int256);
}
