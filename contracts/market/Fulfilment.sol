// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";
import {Settlement} from "../libraries/Settlement.sol";
import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Request} from "../types/Request.sol";
import {StoredJob} from "../types/StoredJob.sol";
import {Submission} from "../types/Submission.sol";
import {Outcome, Verdict} from "../types/Verdict.sol";
import {Jobs} from "./Jobs.sol";

/// @title Fulfilment
/// @notice Requests that were signed off chain, brought together with their result.
abstract contract Fulfilment is Jobs {
    /// @inheritdoc IMarket
    function fulfil(
        Request calldata request,
        bytes calldata requestSignature,
        Submission calldata submission
    ) external nonReentrant {
        JobId id = hashRequest(request);
        // INVARIANT: an id is used once, so no signed request is paid twice, nor after its requester cancelled it.
        if (_jobs[id].state != JobState.None) revert JobAlreadyExists(id, _jobs[id].state);
        _checkRequest(request);
        // INVARIANT: an answer that is seen on its way cannot be copied, since it is worth nothing to anyone else.
        if (request.offer.worker == address(0)) revert WorkerNotNamed(id);
        if (request.offer.worker != msg.sender) revert NotNamedWorker(msg.sender, request.offer.worker);
        // INVARIANT: only its requester's signature spends a requester's balance.
        if (!SignatureChecker.isValidSignatureNowCalldata(request.requester, JobId.unwrap(id), requestSignature))
            revert InvalidRequestSignature(id, request.requester);
        _checkSubmission(id, msg.sender, submission);
        if (submission.evidence.length != 0) {
            IVerifier(request.policy.verifier).submitted(id, request, _ONLY_SEAT, submission);
        }
        if (!_settledAtOnce(id, request, submission)) _lock(id, request, submission);
    }

    /// @dev Where the verdict stands as soon as the result does (signature, proof), nothing has to be locked or stored but the
    /// job's end. False while the verdict is pending.
    function _settledAtOnce(JobId id, Request calldata request, Submission calldata submission) private returns (bool) {
        StoredJob memory job;
        job.worker = msg.sender;
        job.claimedAt = uint40(block.timestamp);
        job.state = JobState.Submitted;
        job.outputRoot = submission.receipt.outputRoot;
        (bool answered, Verdict memory verdict) = _question(id, request, job);
        if (answered && verdict.outcome == Outcome.Pending) return false;
        // A worker whose result would be refused learns it here, and keeps its collateral.
        if (!answered || verdict.outcome != Outcome.Accepted || verdict.outputRoot != job.outputRoot) {
            revert ResultNotAccepted(id, request.policy.verifier);
        }

        _settleNow(id, request, submission);
        return true;
    }

    function _settleNow(JobId id, Request calldata request, Submission calldata submission) private {
        (uint256 paid, uint256 royalty) = _payNow(request);
        _jobs[id].state = JobState.Accepted;
        emit JobFulfilled(id, request.requester, msg.sender, request.model, request.terms(), submission, paid, royalty);
    }

    function _payNow(Request calldata request) private returns (uint256 paid, uint256 royalty) {
        uint256 fee = request.offer.feeAt(block.timestamp);
        (address publisher, uint256 royaltyBps) = _royaltyOf(request);
        (royalty, paid) = Settlement.splitFee(fee, royaltyBps);
        _debit(request.requester, fee);
        _credit(publisher, royalty);
        _credit(msg.sender, paid);
    }

    /// @dev Post, claim and submit in one: from here on the job is like any other.
    function _lock(JobId id, Request calldata request, Submission calldata submission) private {
        _royaltyOf(request);
        uint256 fee = request.offer.feeAt(block.timestamp);
        _debit(request.requester, request.offer.maxFee);
        _debit(msg.sender, request.offer.collateral);
        StoredJob storage job = _jobs[id];
        job.worker = msg.sender;
        job.claimedAt = uint40(block.timestamp);
        job.state = JobState.Submitted;
        job.outputRoot = submission.receipt.outputRoot;
        emit RequestPosted(id, request.requester, request.model, request.terms(), "");
        emit JobClaimed(id, msg.sender, _ONLY_SEAT, fee, block.timestamp + request.offer.lockFor);
        emit ResultSubmitted(id, msg.sender, _ONLY_SEAT, submission.receipt, submission.signature, submission.output);
    }
}
