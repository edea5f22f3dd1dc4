// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Evidence} from "./Evidence.sol";
import {AddWide} from "./ops/AddWide.sol";
import {BatchMatMulWide} from "./ops/BatchMatMulWide.sol";
import {Compare} from "./ops/Compare.sol";
import {DivRow} from "./ops/DivRow.sol";
import {Gather} from "./ops/Gather.sol";
import {LookupWide} from "./ops/LookupWide.sol";
import {MatMulWide} from "./ops/MatMulWide.sol";
import {PrefixSum} from "./ops/PrefixSum.sol";
import {Rope} from "./ops/Rope.sol";
import {RowMax} from "./ops/RowMax.sol";
import {RowNorm} from "./ops/RowNorm.sol";
import {RowSum} from "./ops/RowSum.sol";
import {Scale} from "./ops/Scale.sol";
import {Select} from "./ops/Select.sol";
import {RefereeBase} from "./RefereeBase.sol";
import {Step} from "./Step.sol";

/// @title The referee's second half: the ops on numbers wider than a byte
/// @notice Referee deploys this contract and passes the steps with these ops on to it. It has no state and no owner.
contract WideReferee is RefereeBase {
    // The codes of the ops, as docs/program.md gives them.
    uint256 private constant _ADD_WIDE = 18;
    uint256 private constant _SCALE = 19;
    uint256 private constant _MAT_MUL_WIDE = 20;
    uint256 private constant _BATCH_MAT_MUL_WIDE = 21;
    uint256 private constant _ROW_MAX = 22;
    uint256 private constant _ROW_SUM = 23;
    uint256 private constant _ROW_NORM = 24;
    uint256 private constant _DIV_ROW = 25;
    uint256 private constant _LOOKUP_WIDE = 26;
    uint256 private constant _ROPE = 27;
    uint256 private constant _GATHER = 29;
    uint256 private constant _SELECT = 30;
    uint256 private constant _COMPARE = 31;
    uint256 private constant _PREFIX_SUM = 32;

    function _element(
        Step memory step,
        uint256 index,
        Evidence memory evidence
    ) internal pure override returns (int256) {
        uint256 op = step.op;
        if (op == _ADD_WIDE) return AddWide.element(step, index, evidence);
        if (op == _SCALE) return Scale.element(step, index, evidence);
        if (op == _MAT_MUL_WIDE) return MatMulWide.element(step, index, evidence);
        if (op == _BATCH_MAT_MUL_WIDE) return BatchMatMulWide.element(step, index, evidence);
        if (op == _ROW_MAX) return RowMax.element(step, index, evidence);
        if (op == _ROW_SUM) return RowSum.element(step, index, evidence);
        if (op == _ROW_NORM) return RowNorm.element(step, index, evidence);
        if (op == _DIV_ROW) return DivRow.element(step, index, evidence);
        if (op == _LOOKUP_WIDE) return LookupWide.element(step, index, evidence);
        if (op == _ROPE) return Rope.element(step, index, evidence);
        if (op == _GATHER) return Gather.element(step, index, evidence);
        if (op == _SELECT) return Select.element(step, index, evidence);
        if (op == _COMPARE) return Compare.element(step, index, evidence);
        if (op == _PREFIX_SUM) return PrefixSum.element(step, index, evidence);
        revert UnknownOp(op);
    }
}
