// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobId} from "../../market/types/JobId.sol";

/// @title What a verifier asks of a dispute
/// @notice A dispute judges one claim: that this worker's output root answers that request. Any number of challengers may run
/// against it; one that wins decides, one that loses decides nothing but its own bond.
interface IDispute {
    enum Standing {
        /// Nobody disputes the claim, or all who did have lost.
        Undisputed,
        /// A dispute is open; the claim cannot be accepted before it ends.
        Disputed,
        /// A challenger has shown that the claim is wrong.
        Refuted
    }

    /// @notice How a claim stands.
    /// @param job the job's id
    /// @param worker who made the claim
    /// @param outputRoot what it claims
    /// @return standing how it stands
    /// @return until while Disputed: when the last open dispute ends at the latest, in seconds since 1970
    /// @return challenger while Refuted: who showed it and is rewarded; zero for nobody
    function standingOf(
        JobId job,
        address worker,
        bytes32 outputRoot
    ) external view returns (Standing standing, uint40 until, address challenger);

    /// @notice How long after the last second of a challenge window a claim may still be Disputed, in seconds.
    function maxDuration() external view returns (uint256);

    /// @notice Whether it takes claims of this market's jobs.
    function judges(address market) external view returns (bool);

    /// @notice The runtime profile of the models that it can judge.
    function profile() external view returns (bytes32);

    /// @notice The least collateral of a seat whose claim is worth a challenger's while, in the token's smallest unit.
    function leastCollateral() external view returns (uint256);

    /// @notice The most bytes of an input, or of all outputs together, that can be demanded as a whole.
    function demandableBytes() external view returns (uint256);
}
