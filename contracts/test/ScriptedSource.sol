// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IInputSource} from "../periphery/interfaces/IInputSource.sol";

/// @notice An input source that returns, and does, what a test sets.
contract ScriptedSource is IInputSource {
    error Refused(uint256 run);

    bytes private _data;
    bool private _refuses;
    address private _target;
    bytes private _call;
    uint256 public calls;
    uint256 public lastRun;
    bool public callSucceeded;
    bytes public answer;

    function setData(bytes calldata data) external {
        _data = data;
    }

    function setRefuses(bool refuses) external {
        _refuses = refuses;
    }

    /// @notice The call that it makes before it answers.
    function setCall(address target, bytes calldata data) external {
        (_target, _call) = (target, data);
    }

    function nextInput(uint256 run) external returns (bytes memory) {
        if (_refuses) revert Refused(run);
        (lastRun, calls) = (run, calls + 1);
        if (_target != address(0)) (callSucceeded, answer) = _target.call(_call);
        return _data;
    }
}
