// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDisputable} from "../interfaces/IDisputable.sol";
import {IDispute} from "../interfaces/IDispute.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";
import {JobId} from "../types/JobId.sol";
import {Request} from "../types/Request.sol";
import {Seat, SeatState} from "../types/Seat.sol";
import {Submission} from "../types/Submission.sol";
import {Outcome, Verdict} from "../types/Verdict.sol";

/// @title Optimistic
/// @notice Accepts the result when its challenge window has passed and no dispute refuted it. The window is the request's
/// (policy.params = abi.encode(uint256 seconds)) within bounds, the dispute this verifier's, fixed for ever.
/// @dev For jobs with one seat. Of several seats one could be right where another is refuted; Quorum judges those.
contract OptimisticVerifier is IVerifier, IDisputable {
    /// @notice The dispute's address holds no contract.
    error DisputeHasNoCode(address dispute);
    /// @notice The bounds of the window contradict each other, or leave the dispute no time before the market voids the job.
    error WindowBoundsInvalid(uint256 shortest, uint256 longest);
    /// @notice The request's parameters are not one window within the bounds.
    error WindowOutOfRange(uint256 window, uint256 shortest, uint256 longest);
    /// @notice A dispute may last so long that the market could void a job before it ends.
    error DisputeTooLong(uint256 maxDuration, uint256 longest);
    /// @notice This method judges one result. Use a quorum for several.
    error OnlyOneSeat(uint256 seats);
    /// @notice This method takes no evidence beyond the signature.
    error EvidenceNotTaken(JobId job);

    /// @notice No window may be longer: the market voids a job 30 days after its result, and a dispute needs the rest.
    uint256 public constant LONGEST_WINDOW = 10 days;

    /// @notice How long a dispute of this verifier may last at most after its window: what the market's 30 days leave, less a day
    /// in which somebody finalizes the job.
    uint256 public constant LONGEST_DISPUTE = 30 days - LONGEST_WINDOW - 1 days;

    /// @inheritdoc IDisputable
    IDispute public immutable dispute;
    /// @notice The shortest window that leaves challengers time, in seconds.
    uint256 public immutable minWindow;

    constructor(IDispute dispute_, uint256 minWindow_) {
        if (address(dispute_).code.length == 0) revert DisputeHasNoCode(address(dispute_));
        if (minWindow_ == 0 || minWindow_ > LONGEST_WINDOW) revert WindowBoundsInvalid(minWindow_, LONGEST_WINDOW);
        uint256 duration = dispute_.maxDuration();
        // INVARIANT: a dispute ends before the market may void the job, so no liar gets its collateral back by drawing it out.
        if (duration > LONGEST_DISPUTE) revert DisputeTooLong(duration, LONGEST_DISPUTE);
        dispute = dispute_;
        minWindow = minWindow_;
    }

    /// @inheritdoc IVerifier
    function method() external pure returns (string memory) {
        return "optimistic";
    }

    /// @inheritdoc IVerifier
    function claimable(JobId, Request calldata request, address, uint256, bytes calldata) external view {
        windowOf(request.policy.params);
        // INVARIANT: no worker's collateral hangs on what another worker submits.
        if (request.policy.seats != 1) revert OnlyOneSeat(request.policy.seats);
    }

    /// @inheritdoc IDisputable
    function challengeableUntil(bytes calldata params, uint256 submittedAt) external view returns (uint256) {
        return submittedAt + windowOf(params);
    }

    /// @inheritdoc IVerifier
    function submitted(JobId job, Request calldata, uint256, Submission calldata) external pure {
        revert EvidenceNotTaken(job);
    }

    /// @inheritdoc IVerifier
    function verdict(
        JobId job,
        bytes calldata params,
        Seat[] calldata seats
    ) external view returns (Verdict memory result) {
        uint256 window = windowOf(params);
        for (uint256 i = 0; i < seats.length; ++i) {
            Seat calldata seat = seats[i];
            if (seat.state != SeatState.Submitted) continue;
            (IDispute.Standing standing, uint40 until, address challenger) = dispute.standingOf(
                job,
                seat.worker,
                seat.outputRoot
            );
            if (standing == IDispute.Standing.Refuted) {
                // INVARIANT: a refuted result is never accepted, however late the challenger won.
                result.outcome = Outcome.Rejected;
                result.beneficiary = challenger;
            } else if (standing == IDispute.Standing.Disputed) {
                result.until = until;
            } else if (block.timestamp <= seat.submittedAt + window) {
                // INVARIANT: every challenger has the whole window, its last second included.
                result.until = uint40(seat.submittedAt + window + 1);
            } else {
                result.outcome = Outcome.Accepted;
                result.outputRoot = seat.outputRoot;
            }
            return result;
        }
    }

    /// @notice The challenge window that a request's parameters ask for.
    function windowOf(bytes calldata params) public view returns (uint256 window) {
        if (params.length == 32) window = uint256(bytes32(params));
        if (window < minWindow || window > LONGEST_WINDOW) revert WindowOutOfRange(window, minWindow, LONGEST_WINDOW);
    }
}
