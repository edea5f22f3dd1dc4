// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "./IDispute.sol";

/// @title A verifier whose verdict waits for disputes
interface IDisputable {
    /// @notice Who judges challenges. Fixed for ever.
    function dispute() external view returns (IDispute);

    /// @notice The last second in which a challenge counts.
    /// @param params the request's policy.params
    /// @param submittedAt when the job's last result came, in seconds since 1970
    function challengeableUntil(bytes calldata params, uint256 submittedAt) external view returns (uint256);
}
