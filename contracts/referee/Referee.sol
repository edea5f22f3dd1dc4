// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Evidence} from "./Evidence.sol";
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
import {RefereeBase} from "./RefereeBase.sol";
import {Step} from "./Step.sol";
import {WideReferee} from "./WideReferee.sol";

/// @title The referee
/// @notice Computes what packages/program computes, for one element. It has no state and no owner.
/// @dev The ops on numbers wider than a byte have a contract of their own, because all ops together exceed the size limit.
contract Referee is RefereeBase {
    // The codes of the ops, as docs/program.md gives them.
    uint256 private constant _CONV_2D = 1;
    uint256 private constant _MAT_MUL = 2;
    uint256 private constant _BATCH_MAT_MUL = 3;
    uint256 private constant _ADD = 4;
    uint256 private constant _MUL = 5;
    uint256 private constant _LOOKUP = 6;
    uint256 private constant _MAX_POOL = 7;
    uint256 private constant _CONCAT = 8;
    uint256 private constant _SLICE = 9;
    uint256 private constant _PAD = 10;
    uint256 private constant _RESHAPE = 11;
    uint256 private constant _TRANSPOSE = 12;
    uint256 private constant _RESIZE = 13;
    uint256 private constant _SOFTMAX = 14;
    uint256 private constant _ARG_MAX = 15;
    uint256 private constant _EMBEDDING = 16;

    WideReferee private immutable _wide = new WideReferee();

    /// @inheritdoc RefereeBase
    function judge(
        bytes32 inputRoot,
        bytes32 traceRoot,
        uint256 stepCount,
        uint256 stepIndex,
        bytes calldata step,
        uint256 element,
        bytes calldata evidence
    ) public view override returns (int256 value) {
        if (step.length > 0 && uint8(step[0]) > _EMBEDDING) _forward();
        value = super.judge(inputRoot, traceRoot, stepCount, stepIndex, step, element, evidence);
    }

    function _element(
        Step memory step,
        uint256 index,
        Evidence memory evidence
    ) internal pure override returns (int256) {
        uint256 op = step.op;
        if (op == _CONV_2D) return Conv2d.element(step, index, evidence);
        if (op == _MAT_MUL) return MatMul.element(step, index, evidence);
        if (op == _BATCH_MAT_MUL) return BatchMatMul.element(step, index, evidence);
        if (op == _ADD) return Add.element(step, index, evidence);
        if (op == _MUL) return Mul.element(step, index, evidence);
        if (op == _LOOKUP) return Lookup.element(step, index, evidence);
        if (op == _MAX_POOL) return MaxPool.element(step, index, evidence);
        if (op == _CONCAT) return Concat.element(step, index, evidence);
        if (op == _SLICE) return Slice.element(step, index, evidence);
        if (op == _PAD) return Pad.element(step, index, evidence);
        if (op == _RESHAPE) return Reshape.element(step, index, evidence);
        if (op == _TRANSPOSE) return Transpose.element(step, index, evidence);
        if (op == _RESIZE) return Resize.element(step, index, evidence);
        if (op == _SOFTMAX) return Softmax.element(step, index, evidence);
        if (op == _ARG_MAX) return ArgMax.element(step, index, evidence);
        if (op == _EMBEDDING) return Embedding.element(step, index, evidence);
        revert UnknownOp(op);
    }

    /// @dev Ends the call with the answer of the other contract, or with its error.
    function _forward() private view {
        address wide = address(_wide);
        // Assembly, because the call goes on as it came, without being encoded once more, and so does the answer.
        assembly ("memory-safe") {
            let data := mload(0x40)
            calldatacopy(data, 0, calldatasize())
            let success := staticcall(gas(), wide, data, calldatasize(), 0, 0)
            returndatacopy(data, 0, returndatasize())
            if iszero(success) {
                revert(data, returndatasize())
            }
            return(data, returndatasize())
        }
    }
}
