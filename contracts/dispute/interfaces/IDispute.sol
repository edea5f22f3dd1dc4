// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobId} from "../../market/types/JobId.sol";

/// @title The dispute as a verifier sees it
/// @notice A dispute judges one claim: that this worker's output root answers that request. Any number of challengers may
/// challenge it. One that wins decides the claim; one that loses only loses its bond.
interface IDispute {
    enum Standing {
        /// Nobody disputes the claim, or all challengers have lost.
        Undisputed,
        /// A dispute is open; the claim cannot be accepted before it ends.
        Disputed,
        /// A challenger has shown that the claim is wrong.
        Refuted
    }

    /// @notice The standing of a claim.
    /// @param job the job's id
    /// @param worker the account that made the claim
    /// @param outputRoot the claimed output root
    /// @return standing the claim's standing
    /// @return until while Disputed: the latest time at which the last open dispute ends, in seconds since 1970
    /// @return challenger while Refuted: the account that showed the claim wrong and is rewarded; zero for nobody
    function standingOf(
        JobId job,
        address worker,
        bytes32 outputRoot
    ) external view returns (Standing standing, uint40 until, address challenger);

    /// @notice How long after the last second of a challenge window a claim may still be Disputed, in seconds.
    function maxDuration() external view returns (uint256);

    /// @notice Whether it accepts claims of this market's jobs.
    function judges(address market) external view returns (bool);

    /// @notice The runtime profile of the models that it can judge.
    function profile() external view returns (bytes32);

    /// @notice The lowest collateral at which challenging a wrong claim pays, in the token's smallest unit.
    function leastCollateral() external view returns (uint256);

    /// @notice The most bytes of an input, or of all outputs together, that can be demanded as a whole.
    function demandableBytes() external view returns (uint256);
}
