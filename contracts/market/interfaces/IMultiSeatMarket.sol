// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SeatState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Request} from "../types/Request.sol";
import {IMarketBase} from "./IMarketBase.sol";

/// @title The market of jobs with several seats
/// @notice Workers take the seats, commit to their results without showing them, then open them, and one verdict settles all seats.
/// A seat that opened the accepted root is paid. A seat that was shown wrong, or opened nothing, forfeits its collateral. A seat
/// that opened another root gets its collateral back and no fee.
interface IMultiSeatMarket is IMarketBase {
    /// @notice All seats are taken. Workers commit until `commitUntil`. They open their results once all have committed or that
    /// time has passed, and until `revealUntil`.
    event SeatsFilled(JobId indexed job, uint256 commitUntil, uint256 revealUntil);
    /// @notice A worker committed to a result that it will open later.
    event ResultCommitted(JobId indexed job, address indexed worker, uint256 seat, bytes32 commitment);
    /// @notice A worker left the job before it filled. Its collateral is free again.
    event SeatLeft(JobId indexed job, address indexed worker, uint256 seat);
    /// @notice The verifier began to act on the job, so its requester can no longer cancel it.
    event RequesterBound(JobId indexed job);

    /// @notice The offer has several seats, so it cannot name one worker.
    error WorkerNamedForSeats(address worker, uint256 seats);
    /// @notice The worker already holds a seat of this job. It can hold only one.
    error WorkerHasSeat(JobId job, address worker, uint256 seat);
    /// @notice This seat has already committed, or is empty.
    error SeatNotClaimed(JobId job, uint256 seat, SeatState state);
    /// @notice Results can be opened once all seats have committed, or after `commitUntil`.
    error CommitmentsAwaited(JobId job, uint256 commitUntil);
    /// @notice The seat has no commitment to open.
    error SeatNotCommitted(JobId job, uint256 seat, SeatState state);
    /// @notice The result, worker and salt do not match the seat's commitment.
    error CommitmentMismatch(bytes32 actual, bytes32 committed);
    /// @notice Workers hold seats of the job, so it cannot be cancelled. It expires if it does not fill.
    error SeatsTaken(JobId job, uint256 taken);
    /// @notice The verifier has begun to act on the job, so it cannot be cancelled.
    error RequesterIsBound(JobId job);
    /// @notice A worker can give up a seat only after it has held it for FILL_TIME.
    error SeatHeldUntil(JobId job, uint256 seat, uint256 until, uint256 time);
    /// @notice Only the request's verifier may do this.
    error NotVerifier(address caller, address verifier);

    /// @notice Commits the seat's worker to a result, from its claim until lockFor later. The caller must be the worker or one of
    /// its keys.
    /// @param commitment keccak256(abi.encode(job, worker, outputRoot, salt)), the salt random and secret until the result is opened
    function commit(Request calldata request, uint256 seat, bytes32 commitment) external;

    /// @notice Gives up a seat of a job that has not filled within FILL_TIME of the claim. The collateral is free again. The
    /// caller must be the worker or one of its keys.
    function leave(Request calldata request, uint256 seat) external;

    /// @notice Keeps the requester from cancelling the job from now on. Only the request's verifier may call it, while the job is
    /// open.
    function bindRequester(Request calldata request) external;

    /// @notice How long a worker must hold a seat of a job that does not fill, in seconds.
    function FILL_TIME() external view returns (uint256);
}
