// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarketCore} from "../interfaces/IMarketCore.sol";
import {Limits} from "../libraries/Limits.sol";
import {Settlement} from "../libraries/Settlement.sol";
import {WHEN_FINAL, WHEN_PROVISIONAL} from "../types/Callback.sol";
import {Input} from "../types/Input.sol";
import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Request} from "../types/Request.sol";
import {StoredJob} from "../types/StoredJob.sol";
import {Submission} from "../types/Submission.sol";
import {Outcome, Verdict} from "../types/Verdict.sol";
import {Requests} from "./Requests.sol";

/// @title Fulfilment
/// @notice Requests that were signed off chain, brought together with their result.
abstract contract Fulfilment is Requests {
    /// @inheritdoc IMarketCore
    function announce(bytes32 commitment) external {
        uint256 time = _announcements[commitment];
        // Whoever sees an announcement could repeat it, so the first one stands until it lapses.
        if (time != 0 && block.timestamp <= time + Limits.ANNOUNCEMENT_LIFETIME) return;
        _announcements[commitment] = block.timestamp;
        emit ResultAnnounced(commitment);
    }

    /// @inheritdoc IMarketCore
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
        // A result that is final at once is told once, as final where the request wants to hear of that.
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
        if (request.policy.seats != 1) revert SeatsOutOfRange(request.policy.seats, 1);
        _checkRequest(request);
        bytes calldata data = input.data;
        if (data.length != 0) _checkInline(data, request.inputRoot);
        _checkWorker(id, request, worker, submission);
        _checkSubmission(id, worker, submission);
        _checkClaimable(id, request, worker, _ONLY_SEAT, msg.data[:0]);
        _bringEvidence(id, request, _ONLY_SEAT, submission);
        if (_isAcceptedAtOnce(id, request, worker, submission)) {
            state = JobState.Accepted;
            if (data.length != 0) emit InputShown(id, data);
            _settleNow(id, request, worker, submission);
        } else {
            state = JobState.Submitted;
            _lock(id, request, data, worker, submission);
        }
        if (input.uris.length != 0) emit InputLocated(id, input.uris);
    }

    function _checkWorker(
        JobId id,
        Request calldata request,
        address worker,
        Submission calldata submission
    ) private view {
        address named = request.offer.worker;
        if (named == worker && worker != address(0)) return;
        if (named != address(0)) revert NotNamedWorker(worker, named);
        // INVARIANT: nobody fulfils with an answer that it saw on its way, since it has not announced it before. Only that: the signed
        // request can still be brought by postSigned and claimed by somebody else, who then submits what it saw. Who must not risk it
        // names the worker, posts and claims before showing the answer, or uses a private relay.
        bytes32 commitment = submission.commitment(JobId.unwrap(id), worker);
        uint256 time = _announcements[commitment];
        if (time == 0) revert ResultNotAnnounced(id, commitment);
        // Of an earlier second is of an earlier block.
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
        // A worker whose result would be refused learns it here, and keeps its collateral.
        bool accepted = answered && verdict.outcome == Outcome.Accepted && verdict.outputRoot == outputRoot;
        if (!accepted || verdict.refutes(_ONLY_SEAT)) revert ResultNotAccepted(id, request.policy.verifier);
        return true;
    }

    /// @dev Where the verdict stands as soon as the result does (signature, proof), nothing has to be locked, and nothing stored
    /// but what a callback needs that has to be repeated.
    function _settleNow(JobId id, Request calldata request, address worker, Submission calldata submission) private {
        if (request.callback.when != 0) _store(id, worker, JobState.Accepted, submission);
        uint256 fee = request.offer.feeAt(block.timestamp);
        (address publisher, uint256 royaltyBps) = _royaltyOf(request);
        (uint256 royalty, uint256 paid) = Settlement.splitFee(fee, royaltyBps);
        _debit(request.requester, fee);
        _credit(publisher, royalty);
        _credit(worker, paid);
        _emitFulfilled(id, request, worker, submission, paid, royalty);
    }

    function _emitFulfilled(
        JobId id,
        Request calldata request,
        address worker,
        Submission calldata submission,
        uint256 paid,
        uint256 royalty
    ) private {
        bytes memory terms = bytes.concat(request.terms(), submission.fulfilment(paid, royalty));
        emit JobFulfilled(id, request.requester, worker, request.model, terms);
    }

    /// @dev Post, claim and submit in one: from here on the job is like any other.
    function _lock(
        JobId id,
        Request calldata request,
        bytes calldata input,
        address worker,
        Submission calldata submission
    ) private {
        // INVARIANT: nobody locks a worker's collateral but the worker; its receipt alone doesn't say that it risks any.
        if (!_actsFor(worker)) revert NotWorker(msg.sender, worker);
        _royaltyOf(request);
        _debit(request.requester, request.offer.maxFee);
        _debit(worker, request.offer.collateral);
        _store(id, worker, JobState.Submitted, submission);
        _emitPosted(id, request, input);
        _emitClaimed(id, request, _ONLY_SEAT, worker);
        emit ResultSubmitted(id, worker, _ONLY_SEAT, submission.result(), submission.output);
    }

    function _store(JobId id, address worker, JobState state, Submission calldata submission) private {
        StoredJob storage job = _jobs[id];
        job.worker = worker;
        job.claimedAt = uint40(block.timestamp);
        job.state = state;
        job.outputRoot = submission.receipt.outputRoot;
    }
}
