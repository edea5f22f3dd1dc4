// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @title A source of a schedule's inputs
interface IInputSource {
    /// @notice The canonical bytes of the next input, at most what the market takes inline. If this reverts, the run does not
    /// happen and can be tried again.
    /// @param run the number of the run in its plan, counted from 0
    function nextInput(uint256 run) external returns (bytes memory);
}
