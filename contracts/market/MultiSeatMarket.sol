// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../ledger/ILedger.sol";
import {Limits} from "../lib/Limits.sol";
import {Settlement} from "../lib/Settlement.sol";
import {IKeyRegistry} from "../registries/IKeyRegistry.sol";
import {IModelRegistry} from "../registries/IModelRegistry.sol";
import {IVerifier} from "../verifiers/interfaces/IVerifier.sol";
import {IMarketBase} from "./interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "./interfaces/IMultiSeatMarket.sol";
import {MarketBase} from "./MarketBase.sol";
import {Job, JobState, MAX_SEATS, Seat, SeatState} from "./types/Job.sol";
import {JobId} from "./types/JobId.sol";
import {Request, WHEN_FINAL} from "./types/Request.sol";
import {Submission} from "./types/Result.sol";
import {Outcome, Verdict} from "./types/Verdict.sol";

/// @title MultiSeatMarket
/// @notice Jobs of several seats. A job needs no call to advance between the last claim and the verdict: its state follows from
/// the clock and the seats.
contract MultiSeatMarket is IMultiSeatMarket, MarketBase {
    struct StoredJob {
        // slot 0: seats 1, taken 1, committed 1, state 1, delivered 1, isBound 1, fullAt 5, lockFor 4 bytes
        uint8 seats;
        /// How many seats have a worker.
        uint8 taken;
        /// How many seats have committed.
        uint8 committed;
        /// Open until all seats are taken, Claimed until the verdict.
        JobState state;
        uint8 delivered;
        /// Whether the requester can no longer cancel it.
        bool isBound;
        /// When the last seat was taken, in seconds since 1970.
        uint40 fullAt;
        /// The offer's lockFor, set once all seats are taken, so that the job's state can be read without its request.
        uint32 lockFor;
        // slot 1
        /// The accepted root.
        bytes32 outputRoot;
    }

    /// @dev The shortest lockFor here is this many times that of jobs with one seat, because other workers start the time in
    /// which a worker has to open its result.
    uint256 private constant _LOCK_FACTOR = 6;

    /// @inheritdoc IMultiSeatMarket
    uint256 public constant FILL_TIME = Limits.FILL_TIME;

    mapping(JobId job => StoredJob stored) private _jobs;
    mapping(JobId job => Seat[MAX_SEATS] seats) private _seats;

    /// @param minLockFor_ the shortest lockFor of jobs with one seat; here it is six times as long
    constructor(
        ILedger ledger_,
        IModelRegistry modelRegistry_,
        IKeyRegistry keyRegistry_,
        uint256 minLockFor_
    ) MarketBase(ledger_, modelRegistry_, keyRegistry_, _LOCK_FACTOR * minLockFor_) {}

    /* CLAIM, COMMIT, SUBMIT, FINALIZE */

    /// @inheritdoc IMarketBase
    function claim(Request calldata request, address worker, bytes calldata ticket) external returns (uint256 seat) {
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
        seat = _freeSeat(id, job.seats, worker);
        _checkClaim(id, request, worker, seat, ticket);

        Seat storage taken = _seats[id][seat];
        (taken.worker, taken.state, taken.claimedAt) = (worker, SeatState.Claimed, uint40(block.timestamp));
        // At most the number of seats.
        ++job.taken;
        uint256 deadline = block.timestamp + request.offer.lockFor;
        _lock(worker, request.offer.collateral);
        emit JobClaimed(id, worker, seat, request.offer.feeAt(block.timestamp), deadline);
        if (job.taken == job.seats) {
            job.state = JobState.Claimed;
            (job.fullAt, job.lockFor) = (uint40(block.timestamp), request.offer.lockFor);
            emit SeatsFilled(id, deadline, _revealUntil(job));
        }
    }

    /// @inheritdoc IMultiSeatMarket
    function commit(Request calldata request, uint256 seat, bytes32 commitment) external {
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Open && job.state != JobState.Claimed) revert JobNotClaimed(id, job.state);
        Seat storage taken = _seatAt(id, job, seat);
        if (taken.state != SeatState.Claimed) revert SeatNotClaimed(id, seat, taken.state);
        // INVARIANT: only the worker, or one of its keys, commits for its seat, and only once.
        _checkActsFor(taken.worker);
        // INVARIANT: each seat's time to commit starts with its own claim, so nobody else starts it. The last claim's time ends
        // last, and until then nobody opens a result unless all have committed. So nobody commits after seeing a result.
        uint256 deadline = uint256(taken.claimedAt) + request.offer.lockFor;
        if (block.timestamp > deadline) revert DeadlinePassed(id, deadline, block.timestamp);

        taken.state = SeatState.Committed;
        taken.submittedAt = uint40(block.timestamp);
        taken.outputRoot = commitment;
        // At most the number of seats.
        ++job.committed;
        emit ResultCommitted(id, taken.worker, seat, commitment);
    }

    /// @inheritdoc IMultiSeatMarket
    function leave(Request calldata request, uint256 seat) external {
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        // INVARIANT: no worker leaves once the others rely on it.
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
        Seat storage taken = _seatAt(id, job, seat);
        address worker = taken.worker;
        _checkActsFor(worker);
        uint256 until = uint256(taken.claimedAt) + Limits.FILL_TIME;
        // INVARIANT: nobody takes and leaves seats at will.
        if (block.timestamp <= until) revert SeatHeldUntil(id, seat, until, block.timestamp);

        if (taken.state == SeatState.Committed) --job.committed;
        --job.taken;
        delete _seats[id][seat];
        _pay(worker, worker, request.offer.collateral);
        emit SeatLeft(id, worker, seat);
    }

    /// @inheritdoc IMarketBase
    function submit(Request calldata request, uint256 seat, Submission calldata submission) external nonReentrant {
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Claimed) revert JobNotClaimed(id, job.state);
        JobState phase = _phaseOf(job);
        // Here Submitted means that the time is over; the verdict has not been asked for yet.
        if (phase == JobState.Submitted) revert DeadlinePassed(id, _revealUntil(job), block.timestamp);
        if (phase == JobState.Claimed) revert CommitmentsAwaited(id, _commitUntil(job));
        Seat storage taken = _seatAt(id, job, seat);
        address worker = taken.worker;
        if (taken.state != SeatState.Committed) revert SeatNotCommitted(id, seat, taken.state);
        bytes32 commitment = submission.commitment(JobId.unwrap(id), worker);
        // INVARIANT: a result counts only if this worker fixed it before it could see any other.
        if (commitment != taken.outputRoot) revert CommitmentMismatch(commitment, taken.outputRoot);
        _checkSubmission(id, worker, submission);

        taken.state = SeatState.Submitted;
        taken.submittedAt = uint40(block.timestamp);
        taken.outputRoot = submission.receipt.outputRoot;
        emit ResultSubmitted(id, worker, seat, submission.result(), submission.output);
        _showEvidence(id, request, seat, submission);
    }

    /// @inheritdoc IMarketBase
    function finalize(Request calldata request, bytes calldata output) external {
        (JobId id, JobState state, bytes32 outputRoot) = _finalize(request);
        _notify(id, request, WHEN_FINAL, state, outputRoot, output);
    }

    /// @inheritdoc IMultiSeatMarket
    function bindRequester(Request calldata request) external {
        // INVARIANT: only the verifier that the requester chose keeps it from cancelling.
        if (msg.sender != request.policy.verifier) revert NotVerifier(msg.sender, request.policy.verifier);
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
        job.isBound = true;
        emit RequesterBound(id);
    }

    /// @inheritdoc IMarketBase
    function cancel(Request calldata request) external {
        if (msg.sender != request.requester) revert NotRequester(msg.sender, request.requester);
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state == JobState.None) return _cancelSigned(id, request);
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
        // INVARIANT: no requester dismisses workers, so nobody can tie up workers' collateral at will without paying.
        if (job.taken != 0) revert SeatsTaken(id, job.taken);
        // INVARIANT: no requester cancels because it dislikes a draw that it has seen.
        if (job.isBound) revert RequesterIsBound(id);
        job.state = JobState.Cancelled;
        emit JobCancelled(id, _releaseAll(id, request));
    }

    /// @inheritdoc IMarketBase
    function expire(Request calldata request) external {
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
        if (block.timestamp <= request.offer.expiry) revert RequestNotExpired(request.offer.expiry, block.timestamp);
        job.state = JobState.Expired;
        emit JobExpired(id, _releaseAll(id, request));
    }

    /// @inheritdoc IMarketBase
    function getJob(JobId id) external view returns (Job memory) {
        StoredJob storage job = _jobs[id];
        Seat[] memory seats = _seatsOf(id, job.seats);
        return Job(_stateWith(job, seats), job.delivered, seats, job.outputRoot);
    }

    function _finalize(Request calldata request) private returns (JobId id, JobState state, bytes32 outputRoot) {
        // INVARIANT: nothing is settled while a verifier receives evidence, so what a submission reports is still true.
        if (_reentrancyGuardEntered()) revert ReentrancyGuardReentrantCall();
        id = _idOf(request);
        StoredJob storage job = _jobs[id];
        Seat[] memory seats = _seatsOf(id, job.seats);
        state = _stateWith(job, seats);
        if (state != JobState.Submitted) revert JobNotSubmitted(id, state);
        bytes memory question = abi.encodeCall(IVerifier.verdict, (id, request.policy.params, seats));
        // INVARIANT: the verifier's time ends at a moment that is fixed once all seats are taken, however many workers answer,
        // and whenever.
        Verdict memory verdict = _decide(id, request.policy.verifier, question, _revealUntil(job));

        state = _stateAfter(verdict);
        if (state == JobState.Accepted) outputRoot = verdict.outputRoot;
        // INVARIANT: a job is settled once.
        (job.state, job.outputRoot) = (state, outputRoot);
        uint256 refund = _settle(id, request, seats, verdict);
        emit JobFinalized(id, state, outputRoot, refund);
    }

    /// @dev Returns the requester's refund.
    function _settle(
        JobId id,
        Request calldata request,
        Seat[] memory seats,
        Verdict memory verdict
    ) private returns (uint256 refund) {
        (address publisher, uint256 royaltyBps) = _royaltyOf(request);
        uint256 royalties = 0;
        refund = uint256(request.offer.maxFee) * seats.length;
        for (uint256 i = 0; i < seats.length; ++i) {
            Seat memory seat = seats[i];
            if (seat.state != SeatState.Submitted) {
                // INVARIANT: nobody earns from another's absence.
                _takeCollateral(id, request, i, seat.worker, address(0));
            } else if (verdict.refutes(i)) {
                _takeCollateral(id, request, i, seat.worker, verdict.challengerOf(i));
            } else if (verdict.outcome == Outcome.Accepted && seat.outputRoot == verdict.outputRoot) {
                (uint256 earned, uint256 royalty) = _paySeat(id, request, i, seat, royaltyBps);
                // INVARIANT: fee <= maxFee, so price = paid + royalties + refund.
                refund -= earned + royalty;
                royalties += royalty;
            } else {
                // INVARIANT: only a seat whose result was shown wrong, or is absent, forfeits.
                _release(id, request, i, seat.worker);
            }
        }
        _pay(request.requester, publisher, royalties);
        _pay(request.requester, request.requester, refund);
    }

    /// @dev Pays a seat's worker and frees its collateral.
    function _paySeat(
        JobId id,
        Request calldata request,
        uint256 index,
        Seat memory seat,
        uint256 royaltyBps
    ) private returns (uint256 earned, uint256 royalty) {
        (royalty, earned) = Settlement.splitFee(request.offer.feeAt(seat.claimedAt), royaltyBps);
        uint256 collateral = request.offer.collateral;
        ledger.payAndRelease(request.requester, seat.worker, earned, collateral);
        emit SeatSettled(id, seat.worker, index, earned, royalty, collateral);
    }

    /// @dev Frees all money of a job that did not fill. Returns the requester's refund.
    function _releaseAll(JobId id, Request calldata request) private returns (uint256 refund) {
        for (uint256 i = 0; i < _jobs[id].seats; ++i) {
            address worker = _seats[id][i].worker;
            if (worker != address(0)) _release(id, request, i, worker);
        }
        refund = uint256(request.offer.maxFee) * request.policy.seats;
        _pay(request.requester, request.requester, refund);
    }

    /// @dev The first seat without a worker. An open job has one.
    function _freeSeat(JobId id, uint256 seats, address worker) private view returns (uint256 free) {
        free = seats;
        for (uint256 i = seats; i > 0; --i) {
            address holder = _seats[id][i - 1].worker;
            if (holder == address(0))
                free = i - 1;
                // INVARIANT: one worker holds at most one seat of a job.
            else if (holder == worker) revert WorkerHasSeat(id, worker, i - 1);
        }
    }

    function _seatAt(JobId id, StoredJob storage job, uint256 seat) private view returns (Seat storage) {
        if (seat >= job.seats) revert SeatNotThere(id, seat);
        return _seats[id][seat];
    }

    function _seatsOf(JobId id, uint256 count) private view returns (Seat[] memory seats) {
        seats = new Seat[](count);
        for (uint256 i = 0; i < count; ++i) seats[i] = _seats[id][i];
    }

    /* STATES */

    /// @dev The state as far as the clock and the count of commitments determine it. Submitted here means that the time is over.
    function _phaseOf(StoredJob storage job) private view returns (JobState state) {
        state = job.state;
        if (state != JobState.Claimed) return state;
        // INVARIANT: no result is opened while a commitment is still possible, so nobody who commits has seen another's result.
        if (job.committed != job.seats && block.timestamp <= _commitUntil(job)) return state;
        return block.timestamp <= _revealUntil(job) ? JobState.Revealing : JobState.Submitted;
    }

    /// @dev Like _phaseOf, but Submitted as soon as no commitment is left to open.
    function _stateWith(StoredJob storage job, Seat[] memory seats) private view returns (JobState state) {
        state = _phaseOf(job);
        if (state != JobState.Revealing) return state;
        for (uint256 i = 0; i < seats.length; ++i) if (seats[i].state == SeatState.Committed) return state;
        return JobState.Submitted;
    }

    /// @dev The last second in which the last seat can commit.
    function _commitUntil(StoredJob storage job) private view returns (uint256) {
        return uint256(job.fullAt) + job.lockFor;
    }

    /// @dev The last second in which a commitment can be opened.
    function _revealUntil(StoredJob storage job) private view returns (uint256) {
        return uint256(job.fullAt) + 2 * uint256(job.lockFor);
    }

    /* HOOKS OF THE BASE */

    function _store(JobId id, uint256 seats) internal override {
        // At most MAX_SEATS.
        (_jobs[id].seats, _jobs[id].state) = (uint8(seats), JobState.Open);
    }

    function _checkSeats(Request calldata request) internal pure override {
        uint256 seats = request.policy.seats;
        if (seats < 2 || seats > MAX_SEATS) revert SeatsOutOfRange(seats, 2, MAX_SEATS);
        // INVARIANT: each seat has a different worker, so an offer cannot name one for all of them.
        if (request.offer.worker != address(0)) revert WorkerNamedForSeats(request.offer.worker, seats);
    }

    function _callbacks() internal pure override returns (uint8) {
        // Several seats have no single provisional result.
        return WHEN_FINAL;
    }

    function _stateOf(JobId id) internal view override returns (JobState) {
        return _jobs[id].state;
    }

    function _outputRootOf(JobId id) internal view override returns (bytes32) {
        return _jobs[id].outputRoot;
    }

    function _deliveredOf(JobId id) internal view override returns (uint8) {
        return _jobs[id].delivered;
    }

    function _setDelivered(JobId id, uint8 delivered) internal override {
        _jobs[id].delivered = delivered;
    }
}
