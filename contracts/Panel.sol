// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKeyRegistry} from "./interfaces/IKeyRegistry.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {Jobs} from "./market/Jobs.sol";
import {PanelStates} from "./market/PanelStates.sol";
import {Views} from "./market/Views.sol";
import {WHEN_FINAL} from "./types/Callback.sol";
import {Job, JobState} from "./types/Job.sol";
import {JobId} from "./types/JobId.sol";
import {Request} from "./types/Request.sol";
import {Seat, SeatState} from "./types/Seat.sol";
import {StoredJob} from "./types/StoredJob.sol";
import {StoredPanel} from "./types/StoredPanel.sol";
import {Submission} from "./types/Submission.sol";
import {Outcome, Verdict} from "./types/Verdict.sol";

/// @title Panel
/// @notice Jobs of several seats: workers take the seats, commit to their results without showing them, then open them, and one
/// verdict settles all seats. The functions are the market's, as IMarket describes them.
/// @dev Code that the market runs by delegatecall, beside this the seldom needed endings of all jobs. It holds nothing itself
/// and refuses to be called.
contract Panel is Views, PanelStates {
    constructor(IModelRegistry modelRegistry_, IKeyRegistry keyRegistry_) Jobs(modelRegistry_, keyRegistry_) {}

    /// @notice Takes the next seat. A worker can have one.
    function claim(
        Request calldata request,
        address worker,
        bytes calldata ticket
    ) external delegated nonReentrant returns (uint256 seat) {
        JobId id = _idOf(request);
        StoredPanel storage panel = _panelOf(id);
        if (panel.state != JobState.Open) revert JobNotOpen(id, panel.state);
        // INVARIANT: nobody locks a worker's collateral but the worker.
        if (!_actsFor(worker)) revert NotWorker(msg.sender, worker);
        if (block.timestamp > request.offer.expiry) revert RequestExpired(request.offer.expiry, block.timestamp);
        seat = _nextSeat(id, worker);
        _royaltyOf(request);
        _checkClaimable(id, request, worker, seat, ticket);

        _debit(worker, request.offer.collateral);
        Seat storage taken = _panelSeats[id][seat];
        (taken.worker, taken.state, taken.claimedAt) = (worker, SeatState.Claimed, uint40(block.timestamp));
        bool isLast = seat + 1 == panel.seats;
        if (isLast) {
            panel.state = JobState.Claimed;
            (panel.fullAt, panel.lockFor) = (uint40(block.timestamp), request.offer.lockFor);
        }
        // Until the last seat is taken, nobody owes a result at a time that is known.
        emit JobClaimed(id, worker, seat, request.offer.feeAt(block.timestamp), isLast ? _commitUntil(panel) : 0);
        if (isLast) emit SeatsFilled(id, _commitUntil(panel), _revealUntil(panel));
    }

    /// @notice Binds the seat's worker to a result that nobody sees yet.
    function commit(Request calldata request, uint256 seat, bytes32 commitment) external delegated nonReentrant {
        JobId id = _idOf(request);
        // Where one worker answers nobody can copy, and its claim binds it.
        if (request.policy.seats == 1) revert CommitmentNotNeeded(id);
        StoredPanel storage panel = _panelOf(id);
        if (panel.state != JobState.Claimed) revert JobNotClaimed(id, panel.state);
        Seat storage taken = _seatAt(id, panel, seat);
        // INVARIANT: a commitment is its worker's own, and its only one.
        if (!_actsFor(taken.worker)) revert NotWorker(msg.sender, taken.worker);
        if (taken.state != SeatState.Claimed) revert SeatCommitted(id, seat);
        uint256 deadline = _commitUntil(panel);
        // INVARIANT: nobody commits once results can be seen.
        if (block.timestamp > deadline) revert DeadlinePassed(id, deadline, block.timestamp);

        taken.state = SeatState.Committed;
        taken.submittedAt = uint40(block.timestamp);
        taken.outputRoot = commitment;
        // At most the number of seats.
        ++panel.committed;
        emit ResultCommitted(id, taken.worker, seat, commitment);
    }

    /// @notice Opens a seat's commitment with the result that its worker signed. Anyone may bring it.
    function submit(
        Request calldata request,
        uint256 seat,
        Submission calldata submission
    ) external delegated nonReentrant {
        JobId id = _idOf(request);
        StoredPanel storage panel = _panelOf(id);
        if (panel.state != JobState.Claimed) revert JobNotClaimed(id, panel.state);
        JobState phase = _phaseOf(panel);
        // The clock makes it Submitted when the time is over; the verdict has not been asked yet.
        if (phase == JobState.Submitted) revert DeadlinePassed(id, _revealUntil(panel), block.timestamp);
        if (phase == JobState.Claimed) revert CommitmentsAwaited(id, _commitUntil(panel));
        Seat storage taken = _seatAt(id, panel, seat);
        address worker = taken.worker;
        if (taken.state != SeatState.Committed) revert SeatNotCommitted(id, seat, taken.state);
        bytes32 commitment = submission.commitment(JobId.unwrap(id), worker);
        // INVARIANT: a result counts if it was fixed before any other could be seen, for this worker alone.
        if (commitment != taken.outputRoot) revert CommitmentMismatch(commitment, taken.outputRoot);
        _checkSubmission(id, worker, submission);

        taken.state = SeatState.Submitted;
        taken.submittedAt = uint40(block.timestamp);
        taken.outputRoot = submission.receipt.outputRoot;
        emit ResultSubmitted(id, worker, seat, submission.result(), submission.output);
        _bringEvidence(id, request, seat, submission);
    }

    /// @notice Asks the verifier and settles all seats.
    function finalize(Request calldata request, bytes calldata output) external delegated {
        (JobId id, JobState state, bytes32 outputRoot) = _finalize(request);
        _notify(id, request, WHEN_FINAL, state, outputRoot, output);
    }

    /// @notice What the market knows of a job, of one seat or several.
    function getJob(JobId id) external view delegated returns (Job memory) {
        StoredJob memory stored = _jobs[id];
        if (stored.seats == 0) {
            bytes32 accepted = stored.state == JobState.Accepted ? stored.outputRoot : bytes32(0);
            return Job(stored.state, stored.delivered, _seats(stored), accepted);
        }
        Seat[] memory seats = _seatsOf(id, stored.seats);
        return Job(_stateOf(_panelOf(id), seats), stored.delivered, seats, stored.outputRoot);
    }

    function _finalize(
        Request calldata request
    ) private nonReentrant returns (JobId id, JobState state, bytes32 outputRoot) {
        id = _idOf(request);
        StoredPanel storage panel = _panelOf(id);
        Seat[] memory seats = _seatsOf(id, panel.seats);
        state = _stateOf(panel, seats);
        if (state != JobState.Submitted) revert JobNotSubmitted(id, state);
        // INVARIANT: however many answer, and whenever, the verifier's time ends at a time that is fixed once all seats are taken.
        Verdict memory verdict = _verdict(id, request, seats, _revealUntil(panel));

        state = JobState.Rejected;
        if (verdict.outcome == Outcome.Accepted) {
            (state, outputRoot) = (JobState.Accepted, verdict.outputRoot);
            panel.outputRoot = outputRoot;
        } else if (verdict.outcome == Outcome.Void) {
            state = JobState.Void;
        }
        // INVARIANT: a job is settled once.
        panel.state = state;
        uint256 refund = _escrow(request);
        for (uint256 i = 0; i < seats.length; ++i) refund -= _settle(id, request, i, seats[i], state, verdict);
        _credit(request.requester, refund);
        emit JobFinalized(id, state, outputRoot, refund);
    }

    /// @dev Returns the fee that the seat's worker and the model's publisher got.
    function _settle(
        JobId id,
        Request calldata request,
        uint256 index,
        Seat memory seat,
        JobState state,
        Verdict memory verdict
    ) private returns (uint256 fee) {
        // INVARIANT: without an opened result no seat earns or keeps anything, whatever was accepted. (What is not opened holds
        // a commitment where its root would be.)
        bool refuted = verdict.refutes(index);
        bool stands = seat.state == SeatState.Submitted && !refuted;
        if (stands && state == JobState.Accepted && seat.outputRoot == verdict.outputRoot) {
            return _pay(id, request, index, seat.worker, seat.claimedAt, 0);
        }
        if (stands && state == JobState.Void) {
            _release(id, request, index, seat.worker);
        } else {
            // Who showed one seat wrong is rewarded for that, and not for those who were absent or alone.
            _take(id, request, index, seat.worker, refuted ? verdict.beneficiary : address(0));
        }
    }

    /// @dev Seats are taken in their order.
    function _nextSeat(JobId id, address worker) private view returns (uint256 seat) {
        // While the job is open, its last seat is empty.
        while (true) {
            address holder = _panelSeats[id][seat].worker;
            if (holder == address(0)) return seat;
            // INVARIANT: one worker has one voice.
            if (holder == worker) revert WorkerHasSeat(id, worker, seat);
            ++seat;
        }
    }

    function _seatAt(JobId id, StoredPanel storage panel, uint256 seat) private view returns (Seat storage) {
        if (seat >= panel.seats) revert SeatNotThere(id, seat);
        return _panelSeats[id][seat];
    }
}
