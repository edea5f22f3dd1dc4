// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title Where a schedule's inputs come from
interface IInputSource {
    /// @notice The canonical bytes of the next input, at most what the market takes inline. A revert leaves the run undone; it can
    /// be tried again.
    /// @param run which run of the plan it is, counted from 0
    function nextInput(uint256 run) external returns (bytes memory);
}
