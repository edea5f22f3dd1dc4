// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../interfaces/IReferee.sol";

/// @notice The last move of a dispute without the game: the referee's part of a transaction can be measured alone.
contract ThinJudgement {
    IReferee private immutable _referee;
    bytes32 private _inputRoot;
    bytes32 private _traceRoot;
    bytes32 private _page;
    uint256 private _stepCount;
    uint256 private _stepIndex;

    /// @notice The page does not hash to what was shown.
    error PageMismatch();
    /// @notice The element is as the page has it.
    error ElementCorrect();

    event ElementJudged(int256 value);

    constructor(IReferee referee) {
        _referee = referee;
    }

    function prepare(
        bytes32 inputRoot,
        bytes32 traceRoot,
        bytes32 page,
        uint256 stepCount,
        uint256 stepIndex
    ) external {
        (_inputRoot, _traceRoot, _page, _stepCount, _stepIndex) = (inputRoot, traceRoot, page, stepCount, stepIndex);
    }

    /// @notice With the parameters of the game's own move.
    function judge(
        uint256 element,
        uint256 place,
        bytes calldata page,
        bytes calldata step,
        bytes calldata evidence
    ) external {
        if (keccak256(page) != _page) revert PageMismatch();
        int256 value = _value(step, element, evidence);
        if (value == int256(uint256(uint8(page[place])))) revert ElementCorrect();
        emit ElementJudged(value);
    }

    function _value(bytes calldata step, uint256 element, bytes calldata evidence) private view returns (int256) {
        return _referee.judge(_inputRoot, _traceRoot, _stepCount, _stepIndex, step, element, evidence);
    }
}
