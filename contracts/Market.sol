// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {Settlement} from "./libraries/Settlement.sol";
import {Fulfilment} from "./market/Fulfilment.sol";
import {Jobs} from "./market/Jobs.sol";
import {Input} from "./types/Input.sol";
import {Job, JobState} from "./types/Job.sol";
import {JobId} from "./types/JobId.sol";
import {Request} from "./types/Request.sol";
import {StoredJob} from "./types/StoredJob.sol";
import {Submission} from "./types/Submission.sol";
import {Outcome, Verdict} from "./types/Verdict.sol";

/// @title Market
/// @notice Requests, jobs, and the money that follows the verdict.
contract Market is Fulfilment, Multicall {
    constructor(IERC20 token_, IModelRegistry modelRegistry_) Jobs(token_, modelRegistry_) {}

    /// @inheritdoc IMarket
    function post(Request calldata request, Input calldata input) external nonReentrant returns (JobId id) {
        if (msg.sender != request.requester) revert NotRequester(msg.sender, request.requester);
        id = hashRequest(request);
        StoredJob storage job = _jobs[id];
        // INVARIANT: an id is used once, so no request is paid twice.
        if (job.state != JobState.None) revert JobAlreadyExists(id, job.state);
        _checkRequest(request);
        _checkInput(input, request.inputRoot);

        _debit(msg.sender, request.offer.maxFee);
        job.state = JobState.Open;
        emit RequestPosted(id, msg.sender, request.model, request.terms(), input.data);
        if (input.uris.length != 0) emit InputLocated(id, input.uris);
    }

    /// @inheritdoc IMarket
    function claim(Request calldata request) external nonReentrant returns (uint256 seat) {
        JobId id = hashRequest(request);
        StoredJob storage job = _jobs[id];
        // INVARIANT: one worker at a time holds the seat.
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
        if (request.offer.worker != address(0) && request.offer.worker != msg.sender) {
            revert NotNamedWorker(msg.sender, request.offer.worker);
        }
        if (block.timestamp > request.offer.expiry) revert RequestExpired(request.offer.expiry, block.timestamp);
        // INVARIANT: the count of forfeits fits its storage, so a forfeit can never be blocked.
        if (job.forfeits == type(uint8).max) revert TooManyForfeits(id);
        _royaltyOf(request);

        _debit(msg.sender, request.offer.collateral);
        job.worker = msg.sender;
        job.claimedAt = uint40(block.timestamp);
        job.state = JobState.Claimed;
        emit JobClaimed(
            id,
            msg.sender,
            _ONLY_SEAT,
            request.offer.feeAt(block.timestamp),
            block.timestamp + request.offer.lockFor
        );
        return _ONLY_SEAT;
    }

    /// @inheritdoc IMarket
    function submit(Request calldata request, Submission calldata submission) external nonReentrant {
        JobId id = hashRequest(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Claimed) revert JobNotClaimed(id, job.state);
        uint256 claimedAt = job.claimedAt;
        uint256 deadline = claimedAt + request.offer.lockFor;
        // INVARIANT: a result is on time or the collateral is forfeit, never both.
        if (block.timestamp > deadline) revert DeadlinePassed(id, deadline, block.timestamp);
        address worker = job.worker;
        _checkSubmission(id, worker, submission);

        job.state = JobState.Submitted;
        // At most lockFor, which is a uint32.
        job.submittedAfter = uint32(block.timestamp - claimedAt);
        job.outputRoot = submission.receipt.outputRoot;
        emit ResultSubmitted(id, worker, _ONLY_SEAT, submission.receipt, submission.signature, submission.output);
        if (submission.evidence.length != 0) {
            IVerifier(request.policy.verifier).submitted(id, request, _ONLY_SEAT, submission);
        }
    }

    /// @inheritdoc IMarket
    function finalize(Request calldata request, bytes calldata output) external nonReentrant {
        // No callbacks yet, so nobody wants the bytes.
        output;
        JobId id = hashRequest(request);
        StoredJob storage job = _jobs[id];
        StoredJob memory known = job;
        if (known.state != JobState.Submitted) revert JobNotSubmitted(id, known.state);
        Verdict memory verdict = _verdict(id, request, known);

        JobState state = JobState.Rejected;
        uint256 refund = request.offer.maxFee;
        if (verdict.outcome == Outcome.Accepted) {
            state = JobState.Accepted;
        } else {
            verdict.outputRoot = bytes32(0);
            if (verdict.outcome == Outcome.Void) state = JobState.Void;
        }
        // INVARIANT: a job is settled once.
        job.state = state;
        if (state == JobState.Accepted && verdict.outputRoot == known.outputRoot) {
            refund -= _pay(id, request, known);
        } else {
            refund += _rescueReward(request, known.forfeits);
            if (state == JobState.Void) _release(id, request, known.worker);
            else _take(id, request, known.worker, verdict.beneficiary);
        }
        _credit(request.requester, refund);
        emit JobFinalized(id, state, verdict.outputRoot, refund);
    }

    /// @inheritdoc IMarket
    function cancel(Request calldata request) external nonReentrant {
        if (msg.sender != request.requester) revert NotRequester(msg.sender, request.requester);
        JobId id = hashRequest(request);
        StoredJob storage job = _jobs[id];
        JobState state = job.state;
        uint256 refund = 0;
        if (state == JobState.Open) {
            refund = request.offer.maxFee + _rescueReward(request, job.forfeits);
        } else if (state != JobState.None) {
            // A request that nobody posted yet can be cancelled too, so that its signature is worth nothing.
            revert JobNotOpen(id, state);
        }
        job.state = JobState.Cancelled;
        _credit(msg.sender, refund);
        emit JobCancelled(id, refund);
    }

    /// @inheritdoc IMarket
    function expire(Request calldata request) external nonReentrant {
        JobId id = hashRequest(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
        if (block.timestamp <= request.offer.expiry) revert RequestNotExpired(request.offer.expiry, block.timestamp);

        uint256 refund = request.offer.maxFee + _rescueReward(request, job.forfeits);
        job.state = JobState.Expired;
        _credit(request.requester, refund);
        emit JobExpired(id, refund);
    }

    /// @inheritdoc IMarket
    function forfeit(Request calldata request) external nonReentrant {
        JobId id = hashRequest(request);
        StoredJob storage job = _jobs[id];
        if (job.state != JobState.Claimed) revert JobNotClaimed(id, job.state);
        uint256 deadline = job.claimedAt + uint256(request.offer.lockFor);
        if (block.timestamp <= deadline) revert DeadlineNotPassed(id, deadline, block.timestamp);

        address worker = job.worker;
        (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(request.offer.collateral);
        job.worker = address(0);
        job.claimedAt = 0;
        job.state = JobState.Open;
        // The reward stays in the market until the job ends: it is the count times the reward half.
        ++job.forfeits;
        _credit(BURNED, burned);
        emit SeatForfeited(id, worker, _ONLY_SEAT, burned, rewarded, address(0));
    }

    /// @inheritdoc IMarket
    function getJob(JobId id) external view returns (Job memory) {
        StoredJob memory stored = _jobs[id];
        return Job({state: stored.state, delivered: stored.delivered, seats: _seats(stored)});
    }

    /// @inheritdoc IMarket
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded) {
        succeeded = new bool[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            // Each call keeps its sender and is guarded by itself, as in multicall.
            bytes memory reason;
            // solhint-disable-next-line avoid-low-level-calls
            (succeeded[i], reason) = address(this).delegatecall(calls[i]);
            if (!succeeded[i]) emit CallFailed(i, reason);
        }
    }
}
