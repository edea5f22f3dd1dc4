// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../interfaces/IReferee.sol";
import {Evidence, EvidenceReader} from "./Evidence.sol";
import {Add} from "./ops/Add.sol";
import {ArgMax} from "./ops/ArgMax.sol";
import {BatchMatMul} from "./ops/BatchMatMul.sol";
import {Concat} from "./ops/Concat.sol";
import {Conv2d} from "./ops/Conv2d.sol";
import {Embedding} from "./ops/Embedding.sol";
import {Lookup} from "./ops/Lookup.sol";
import {MatMul} from "./ops/MatMul.sol";
import {MaxPool} from "./ops/MaxPool.sol";
import {Mul} from "./ops/Mul.sol";
import {Pad} from "./ops/Pad.sol";
import {Reshape} from "./ops/Reshape.sol";
import {Resize} from "./ops/Resize.sol";
import {Slice} from "./ops/Slice.sol";
import {Softmax} from "./ops/Softmax.sol";
import {Transpose} from "./ops/Transpose.sol";
import {FROM_STEP, Step, Steps} from "./Step.sol";
import {I8} from "./TensorType.sol";

/// @title The referee
/// @notice Computes what packages/program computes, for one element. It has no state and no owner.
contract Referee is IReferee {
    /// @inheritdoc IReferee
    function judge(
        bytes32 inputRoot,
        bytes32 traceRoot,
        uint256 stepCount,
        uint256 stepIndex,
        bytes calldata step,
        uint256 element,
        bytes calldata evidence
    ) external pure returns (int256 value) {
        Step memory decoded = Steps.decode(step);
        // INVARIANT: what a step reads was produced before it, so both sides of a dispute agree on it.
        if (stepIndex >= stepCount) revert StepOutOfRange(stepIndex, stepCount);
        for (uint256 i = 0; i < decoded.operands.length; ++i)
            if (decoded.operands[i].kind == FROM_STEP && decoded.operands[i].step >= stepIndex)
                revert OperandNotEarlier(decoded.operands[i].step, stepIndex);
        // INVARIANT: weights alone are i8.
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

    function _element(Step memory step, uint256 index, Evidence memory evidence) private pure returns (int256) {
        uint256 op = step.op;
        if (op == 1) return Conv2d.element(step, index, evidence);
        if (op == 2) return MatMul.element(step, index, evidence);
        if (op == 3) return BatchMatMul.element(step, index, evidence);
        if (op == 4) return Add.element(step, index, evidence);
        if (op == 5) return Mul.element(step, index, evidence);
        if (op == 6) return Lookup.element(step, index, evidence);
        if (op == 7) return MaxPool.element(step, index, evidence);
        if (op == 8) return Concat.element(step, index, evidence);
        if (op == 9) return Slice.element(step, index, evidence);
        if (op == 10) return Pad.element(step, index, evidence);
        if (op == 11) return Reshape.element(step, index, evidence);
        if (op == 12) return Transpose.element(step, index, evidence);
        if (op == 13) return Resize.element(step, index, evidence);
        if (op == 14) return Softmax.element(step, index, evidence);
        if (op == 15) return ArgMax.element(step, index, evidence);
        if (op == 16) return Embedding.element(step, index, evidence);
        revert UnknownOp(op);
    }
}
