// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../ledger/ILedger.sol";
import {Limits} from "../lib/Limits.sol";
import {Settlement} from "../lib/Settlement.sol";
import {IKeyRegistry} from "../registries/IKeyRegistry.sol";
import {IModelRegistry} from "../registries/IModelRegistry.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IMarketBase} from "./interfaces/IMarketBase.sol";
import {MarketBase} from "./MarketBase.sol";
import {Job, JobState, Seat, SeatState} from "./types/Job.sol";
import {JobId} from "./types/JobId.sol";
import {Input, Request, WHEN_FINAL, WHEN_PROVISIONAL} from "./types/Request.sol";
import {Submission} from "./types/Result.sol";
import {Outcome, Verdict} from "./types/Verdict.sol";

/// @title Market
/// @notice Jobs of one seat: posted, claimed, answered and settled, or signed off chain and fulfilled in one call.
contract Market is IMarket, MarketBase {
    /// @dev The first slot holds the fields that change most.
    struct StoredJob {
        // slot 0: worker 20, claimedAt 5, submittedAfter 3, royaltyTenths 1, state 1, forfeits 1, delivered 1 bytes
        /// The worker; zero again after it lost the seat.
        address worker;
        uint40 claimedAt;
        /// Seconds from the claim to the result; at most MAX_LOCK_FOR, a week. 24 bits hold half a year.
        uint24 submittedAfter;
        /// The model's royalty when the worker claimed, in tenths of a percent.
        uint8 royaltyTenths;
        JobState state;
        uint8 forfeits;
        uint8 delivered;
        // slot 1
        /// The submitted output root; in an accepted job, the accepted one.
        bytes32 outputRoot;
    }

    uint256 private constant _ONLY_SEAT = 0;
    uint256 private constant _BPS_PER_TENTH = 10;

    /// @inheritdoc IMarket
    uint256 public constant ANNOUNCEMENT_LIFETIME = Limits.ANNOUNCEMENT_LIFETIME;

    /// @inheritdoc IMarket
    mapping(bytes32 commitment => uint256 time) public announcedAt;

    mapping(JobId job => StoredJob stored) private _jobs;

    constructor(
        ILedger ledger_,
        IModelRegistry modelRegistry_,
        IKeyRegistry keyRegistry_,
        uint256 minLockFor_
    ) MarketBase(ledger_, modelRegistry_, keyRegistry_, minLockFor_) {}

    /* CLAIM, SUBMIT, FINALIZE */

    /// @inheritdoc IMarketBase
    function claim(Request calldata request, address worker, bytes calldata ticket) external returns (uint256 seat) {
        JobId id = _idOf(request);
        // INVARIANT: one worker at a time holds the seat.
        StoredJob storage job = _openJob(id);
        address named = request.offer.worker;
        if (named != address(0) && named != worker) revert NotNamedWorker(worker, named);
        // INVARIANT: the count of forfeits never overflows, so nothing can block a forfeit.
        if (job.forfeits == type(uint8).max) revert TooManyForfeits(id);
        uint256 royaltyBps = _checkClaim(id, request, worker, _ONLY_SEAT, ticket);

        job.worker = worker;
        job.claimedAt = uint40(block.timestamp);
        // The registry accepts only whole tenths of a percent, up to 200 of them.
        job.royaltyTenths = uint8(royaltyBps / _BPS_PER_TENTH);
        job.state = JobState.Claimed;
        _lock(worker, request.offer.collateral);
        _emitClaimed(id, request, worker);
        return _ONLY_SEAT;
    }

    /// @inheritdoc IMarketBase
    function submit(Request calldata request, uint256 seat, Submission calldata submission) external {
        JobId id = _submit(request, seat, submission);
        bytes32 outputRoot = submission.receipt.outputRoot;
        _notify(id, request, WHEN_PROVISIONAL, JobState.Submitted, outputRoot, submission.output);
    }

    /// @inheritdoc IMarketBase
    function finalize(Request calldata request, bytes calldata output) external {
        (JobId id, JobState state, bytes32 outputRoot) = _finalize(request);
        _notify(id, request, WHEN_FINAL, state, outputRoot, output);
    }

    /// @inheritdoc IMarket
    function forfeit(Request calldata request) external {
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Claimed) revert JobNotClaimed(id, job.state);
        uint256 deadline = job.claimedAt + uint256(request.offer.lockFor);
        if (block.timestamp <= deadline) revert DeadlineNotPassed(id, deadline, block.timestamp);

        address worker = job.worker;
        job.worker = address(0);
        job.state = JobState.Open;
        unchecked {
            // claim() refuses a job whose count is full.
            ++job.forfeits;
        }
        (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(request.offer.collateral);
        // The market's own account holds the rewards, one per forfeit that the job counts.
        _forfeit(worker, address(this), rewarded, burned);
        emit SeatForfeited(id, worker, _ONLY_SEAT, burned, rewarded, address(0));
    }

    /// @inheritdoc IMarketBase
    function cancel(Request calldata request) external {
        if (msg.sender != request.requester) revert NotRequester(msg.sender, request.requester);
        JobId id = _idOf(request);
        if (_stateOf(id) == JobState.None) return _cancelSigned(id, request);
        emit JobCancelled(id, _giveUp(id, request, _openJob(id), JobState.Cancelled));
    }

    /// @inheritdoc IMarketBase
    function expire(Request calldata request) external {
        JobId id = _idOf(request);
        StoredJob storage job = _openJob(id);
        if (block.timestamp <= request.offer.expiry) revert RequestNotExpired(request.offer.expiry, block.timestamp);
        emit JobExpired(id, _giveUp(id, request, job, JobState.Expired));
    }

    /// @inheritdoc IMarketBase
    function getJob(JobId id) external view returns (Job memory job) {
        StoredJob memory stored = _jobs[id];
        (job.state, job.delivered) = (stored.state, stored.delivered);
        if (stored.state == JobState.Accepted) job.outputRoot = stored.outputRoot;
        if (stored.state == JobState.None) return job;
        job.seats = new Seat[](1);
        Seat memory seat = job.seats[0];
        seat.forfeits = stored.forfeits;
        if (stored.worker == address(0)) return job;
        (seat.worker, seat.claimedAt, seat.state) = (stored.worker, stored.claimedAt, SeatState.Claimed);
        if (stored.state == JobState.Claimed) return job;
        seat.state = SeatState.Submitted;
        seat.submittedAt = stored.claimedAt + stored.submittedAfter;
        seat.outputRoot = stored.outputRoot;
    }

    function _openJob(JobId id) private view returns (StoredJob storage job) {
        job = _jobs[id];
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
    }

    function _submit(
        Request calldata request,
        uint256 seat,
        Submission calldata submission
    ) private nonReentrant returns (JobId id) {
        id = _idOf(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Claimed) revert JobNotClaimed(id, job.state);
        if (seat != _ONLY_SEAT) revert SeatNotThere(id, seat);
        uint256 claimedAt = job.claimedAt;
        uint256 deadline = claimedAt + request.offer.lockFor;
        // INVARIANT: either a result is on time or the collateral is forfeited, never both.
        if (block.timestamp > deadline) revert DeadlinePassed(id, deadline, block.timestamp);
        address worker = job.worker;
        _checkSubmission(id, worker, submission);

        job.state = JobState.Submitted;
        // At most MAX_LOCK_FOR.
        job.submittedAfter = uint24(block.timestamp - claimedAt);
        job.outputRoot = submission.receipt.outputRoot;
        emit ResultSubmitted(id, worker, _ONLY_SEAT, submission.result(), submission.output);
        _showEvidence(id, request, _ONLY_SEAT, submission);
    }

    function _finalize(Request calldata request) private returns (JobId id, JobState state, bytes32 outputRoot) {
        // INVARIANT: nothing is settled while a verifier receives evidence, so what a submission's callback reports is still
        // true.
        if (_reentrancyGuardEntered()) revert ReentrancyGuardReentrantCall();
        id = _idOf(request);
        StoredJob storage job = _jobs[id];
        StoredJob memory known = job;
        if (known.state != JobState.Submitted) revert JobNotSubmitted(id, known.state);
        Verdict memory verdict = _verdictOf(id, request, known);

        state = _stateAfter(verdict);
        if (state == JobState.Accepted) outputRoot = verdict.outputRoot;
        bool paid = state == JobState.Accepted && outputRoot == known.outputRoot && !verdict.refutes(_ONLY_SEAT);
        // INVARIANT: a job is settled once.
        job.state = state;
        if (state == JobState.Accepted && !paid) {
            // The accepted root is not this worker's, so it no longer holds the seat.
            job.worker = address(0);
            job.outputRoot = outputRoot;
        }
        uint256 refund = _settle(id, request, known, verdict, paid);
        emit JobFinalized(id, state, outputRoot, refund);
    }

    /// @dev Returns the requester's refund.
    function _settle(
        JobId id,
        Request calldata request,
        StoredJob memory job,
        Verdict memory verdict,
        bool paid
    ) private returns (uint256 refund) {
        refund = request.offer.maxFee;
        if (paid) {
            refund -= _paySeat(id, request, job);
        } else {
            _burnReward(id, request, job.forfeits);
            if (verdict.refutes(_ONLY_SEAT)) {
                _takeCollateral(id, request, _ONLY_SEAT, job.worker, verdict.challengerOf(_ONLY_SEAT));
            } else {
                // INVARIANT: only a seat whose result was shown wrong, or is absent, forfeits.
                _release(id, request, _ONLY_SEAT, job.worker);
            }
        }
        _pay(request.requester, request.requester, refund);
    }

    /// @dev Pays the worker and the model's publisher, and frees the collateral. Returns the fee.
    function _paySeat(JobId id, Request calldata request, StoredJob memory job) private returns (uint256 fee) {
        // INVARIANT: fee <= maxFee, so price = paid + royalty + refund.
        fee = request.offer.feeAt(job.claimedAt);
        (uint256 royalty, uint256 earned) = Settlement.splitFee(fee, uint256(job.royaltyTenths) * _BPS_PER_TENTH);
        if (royalty != 0) {
            (address publisher, ) = _royaltyOf(request);
            _pay(request.requester, publisher, royalty);
        }
        uint256 collateral = request.offer.collateral;
        ledger.payAndRelease(request.requester, job.worker, earned, collateral);
        uint256 reward = _rewardOf(request, job.forfeits);
        _pay(address(this), job.worker, reward);
        emit SeatSettled(id, job.worker, _ONLY_SEAT, earned + reward, royalty, collateral);
    }

    /// @dev Ends a job that has no result. Returns the requester's refund.
    function _giveUp(
        JobId id,
        Request calldata request,
        StoredJob storage job,
        JobState state
    ) private returns (uint256 refund) {
        job.state = state;
        _burnReward(id, request, job.forfeits);
        refund = request.offer.maxFee;
        _pay(request.requester, request.requester, refund);
    }

    /// @dev Burns the rewards that former workers of the seat forfeited and that nobody earned.
    function _burnReward(JobId id, Request calldata request, uint256 forfeits) private {
        uint256 reward = _rewardOf(request, forfeits);
        if (reward == 0) return;
        _forfeit(address(this), address(0), 0, reward);
        emit RewardBurned(id, reward);
    }

    /// @dev The rewards that former workers of the seat forfeited, held for the worker that rescues the job.
    function _rewardOf(Request calldata request, uint256 forfeits) private pure returns (uint256) {
        if (forfeits == 0) return 0;
        (uint256 rewarded, ) = Settlement.splitForfeit(request.offer.collateral);
        return rewarded * forfeits;
    }

    function _verdictOf(
        JobId id,
        Request calldata request,
        StoredJob memory job
    ) private view returns (Verdict memory) {
        uint256 submittedAt = uint256(job.claimedAt) + job.submittedAfter;
        bytes memory question = _questionOfOne(
            id,
            request.policy.params,
            job.worker,
            job.forfeits,
            job.claimedAt,
            submittedAt,
            job.outputRoot
        );
        return _decide(id, request.policy.verifier, question, submittedAt);
    }

    function _emitClaimed(JobId id, Request calldata request, address worker) private {
        uint256 fee = request.offer.feeAt(block.timestamp);
        emit JobClaimed(id, worker, _ONLY_SEAT, fee, block.timestamp + request.offer.lockFor);
    }

    /* FULFILMENT: requests that were signed off chain, submitted together with their result */

    /// @inheritdoc IMarket
    function announce(bytes32 commitment) external {
        uint256 time = announcedAt[commitment];
        // Anyone who sees an announcement could repeat it, so the first one counts until it lapses.
        if (time != 0 && block.timestamp <= time + Limits.ANNOUNCEMENT_LIFETIME) return;
        announcedAt[commitment] = block.timestamp;
        emit ResultAnnounced(commitment);
    }

    /// @inheritdoc IMarket
    function fulfil(
        Request calldata request,
        Input calldata input,
        bytes calldata requestSigner,
        bytes calldata requestSignature,
        address worker,
        Submission calldata submission
    ) external {
        (JobId id, JobState state) = _fulfil(request, input, requestSigner, requestSignature, worker, submission);
        uint8 when = WHEN_PROVISIONAL;
        // A result that is final at once leads to one callback, the final one if the request asks for it.
        if (state == JobState.Accepted && request.callback.when & WHEN_FINAL != 0) when = WHEN_FINAL;
        _notify(id, request, when, state, submission.receipt.outputRoot, submission.output);
    }

    function _fulfil(
        Request calldata request,
        Input calldata input,
        bytes calldata requestSigner,
        bytes calldata requestSignature,
        address worker,
        Submission calldata submission
    ) private nonReentrant returns (JobId id, JobState state) {
        id = _idOf(request);
        _useSigned(id, request, requestSigner, requestSignature);
        _checkRequest(request);
        bytes calldata data = input.data;
        if (data.length != 0) _checkInline(data, request.inputRoot);
        _checkMayFulfil(id, request, worker, submission);
        _checkSubmission(id, worker, submission);
        _checkClaimable(id, request, worker, _ONLY_SEAT, msg.data[:0]);
        _showEvidence(id, request, _ONLY_SEAT, submission);
        if (_isAcceptedAtOnce(id, request, worker, submission)) {
            state = JobState.Accepted;
            if (data.length != 0) emit InputShown(id, data);
            _settleNow(id, request, worker, submission);
        } else {
            state = JobState.Submitted;
            _lockBoth(id, request, data, worker, submission);
        }
        if (input.uris.length != 0) emit InputLocated(id, input.uris);
    }

    function _checkMayFulfil(
        JobId id,
        Request calldata request,
        address worker,
        Submission calldata submission
    ) private view {
        address named = request.offer.worker;
        if (named == worker && worker != address(0)) return;
        if (named != address(0)) revert NotNamedWorker(worker, named);
        // INVARIANT: nobody fulfils with an answer that they saw in the mempool, because they have not announced it. This covers
        // fulfilment only: anyone can still post the signed request (postSigned), claim it and submit what they saw. A worker
        // that must not risk this is named in the request, posts and claims before it shows the answer, or uses a private relay.
        bytes32 commitment = submission.commitment(JobId.unwrap(id), worker);
        uint256 time = announcedAt[commitment];
        if (time == 0) revert ResultNotAnnounced(id, commitment);
        // An earlier timestamp implies an earlier block.
        if (block.timestamp <= time || block.timestamp > time + Limits.ANNOUNCEMENT_LIFETIME)
            revert AnnouncementNotInTime(commitment, time, block.timestamp);
    }

    /// @dev False while the verdict is pending.
    function _isAcceptedAtOnce(
        JobId id,
        Request calldata request,
        address worker,
        Submission calldata submission
    ) private view returns (bool) {
        bytes32 outputRoot = submission.receipt.outputRoot;
        (bool answered, Verdict memory verdict) = _ask(
            request.policy.verifier,
            _questionOfOne(id, request.policy.params, worker, 0, block.timestamp, block.timestamp, outputRoot)
        );
        if (answered && verdict.outcome == Outcome.Pending) return false;
        // Reverting here spares the worker its collateral if its result would be refused.
        bool accepted = answered && verdict.outcome == Outcome.Accepted && verdict.outputRoot == outputRoot;
        if (!accepted || verdict.refutes(_ONLY_SEAT)) revert ResultNotAccepted(id, request.policy.verifier);
        return true;
    }

    /// @dev For verifiers that decide as soon as the result arrives (signature, proof). No collateral is needed, and only what a
    /// repeated callback needs is stored.
    function _settleNow(JobId id, Request calldata request, address worker, Submission calldata submission) private {
        if (request.callback.when != 0) _storeResult(id, worker, JobState.Accepted, submission);
        uint256 fee = request.offer.feeAt(block.timestamp);
        (address publisher, uint256 royaltyBps) = _royaltyOf(request);
        (uint256 royalty, uint256 earned) = Settlement.splitFee(fee, royaltyBps);
        _lock(request.requester, fee);
        _pay(request.requester, worker, earned);
        _pay(request.requester, publisher, royalty);
        bytes memory terms = bytes.concat(request.terms(), submission.fulfilment(earned, royalty));
        emit JobFulfilled(id, request.requester, worker, request.model, terms);
    }

    /// @dev Posts, claims and submits in one step. From then on the job is like any other.
    function _lockBoth(
        JobId id,
        Request calldata request,
        bytes calldata input,
        address worker,
        Submission calldata submission
    ) private {
        (, uint256 royaltyBps) = _royaltyOf(request);
        _storeResult(id, worker, JobState.Submitted, submission);
        _jobs[id].royaltyTenths = uint8(royaltyBps / _BPS_PER_TENTH);
        _lock(request.requester, request.offer.maxFee);
        _lock(worker, request.offer.collateral);
        _emitPosted(id, request, input);
        _emitClaimed(id, request, worker);
        emit ResultSubmitted(id, worker, _ONLY_SEAT, submission.result(), submission.output);
    }

    function _storeResult(JobId id, address worker, JobState state, Submission calldata submission) private {
        StoredJob storage job = _jobs[id];
        job.worker = worker;
        job.claimedAt = uint40(block.timestamp);
        job.state = state;
        job.outputRoot = submission.receipt.outputRoot;
    }

    /* HOOKS OF THE BASE */

    function _store(JobId id, uint256) internal override {
        _jobs[id].state = JobState.Open;
    }

    function _checkSeats(Request calldata request) internal pure override {
        if (request.policy.seats != 1) revert SeatsOutOfRange(request.policy.seats, 1, 1);
    }

    function _callbacks() internal pure override returns (uint8) {
        return WHEN_PROVISIONAL | WHEN_FINAL;
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
