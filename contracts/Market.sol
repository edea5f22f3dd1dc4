// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {IKeyRegistry} from "./interfaces/IKeyRegistry.sol";
import {IMarketCore} from "./interfaces/IMarketCore.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IPanel} from "./interfaces/IPanel.sol";
import {Balances} from "./market/Balances.sol";
import {Fulfilment} from "./market/Fulfilment.sol";
import {Jobs} from "./market/Jobs.sol";
import {PanelSeam} from "./market/PanelSeam.sol";
import {WHEN_FINAL, WHEN_PROVISIONAL} from "./types/Callback.sol";
import {JobState} from "./types/Job.sol";
import {JobId} from "./types/JobId.sol";
import {Request} from "./types/Request.sol";
import {StoredJob} from "./types/StoredJob.sol";
import {Submission} from "./types/Submission.sol";
import {Outcome, Verdict} from "./types/Verdict.sol";

/// @title Market
/// @notice Requests, jobs, and the money that follows the verdict: with the panel's code, which it runs by delegatecall, an
/// IMarket.
contract Market is Fulfilment, Balances, Multicall {
    constructor(
        IERC20 token_,
        IModelRegistry modelRegistry_,
        IKeyRegistry keyRegistry_,
        IPanel panel_
    ) Balances(token_) Jobs(modelRegistry_, keyRegistry_) PanelSeam(panel_) {}

    /// @inheritdoc IMarketCore
    function claim(
        Request calldata request,
        address worker,
        bytes calldata ticket
    ) external oneSeat(request) nonReentrant returns (uint256 seat) {
        JobId id = _idOf(request);
        StoredJob storage job = _jobs[id];
        // INVARIANT: one worker at a time holds the seat.
        if (job.state != JobState.Open) revert JobNotOpen(id, job.state);
        // INVARIANT: nobody locks a worker's collateral but the worker.
        if (!_actsFor(worker)) revert NotWorker(msg.sender, worker);
        address named = request.offer.worker;
        if (named != address(0) && named != worker) revert NotNamedWorker(worker, named);
        if (block.timestamp > request.offer.expiry) revert RequestExpired(request.offer.expiry, block.timestamp);
        // INVARIANT: the count of forfeits fits its storage, so a forfeit can never be blocked.
        if (job.forfeits == type(uint8).max) revert TooManyForfeits(id);
        _royaltyOf(request);
        _checkClaimable(id, request, worker, _ONLY_SEAT, ticket);

        _debit(worker, request.offer.collateral);
        job.worker = worker;
        job.claimedAt = uint40(block.timestamp);
        job.state = JobState.Claimed;
        _emitClaimed(id, request, _ONLY_SEAT, worker);
        return _ONLY_SEAT;
    }

    /// @inheritdoc IMarketCore
    function submit(Request calldata request, uint256 seat, Submission calldata submission) external oneSeat(request) {
        JobId id = _submit(request, seat, submission);
        bytes32 outputRoot = submission.receipt.outputRoot;
        _notify(id, request, WHEN_PROVISIONAL, JobState.Submitted, outputRoot, submission.output);
    }

    /// @inheritdoc IMarketCore
    function finalize(Request calldata request, bytes calldata output) external oneSeat(request) {
        (JobId id, JobState state, bytes32 outputRoot) = _finalize(request);
        _notify(id, request, WHEN_FINAL, state, outputRoot, output);
    }

    /// @inheritdoc IMarketCore
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded) {
        succeeded = new bool[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            bytes calldata data = calls[i];
            bool success;
            // Each call keeps its sender and is guarded by itself, as in multicall.
            // Assembly, because in Solidity every call would get memory of its own, and more memory costs ever more. Nothing of it
            // is kept, so the free memory pointer stays.
            assembly ("memory-safe") {
                let at := mload(0x40)
                calldatacopy(at, data.offset, data.length)
                success := delegatecall(gas(), address(), at, data.length, 0, 0)
            }
            succeeded[i] = success;
            if (!success) emit CallFailed(i, _returned());
        }
    }

    /// @dev What the last call came back with.
    function _returned() private pure returns (bytes memory data) {
        // Assembly, because Solidity has no other way to ask for it after the call.
        assembly ("memory-safe") {
            data := mload(0x40)
            mstore(data, returndatasize())
            returndatacopy(add(data, 0x20), 0, returndatasize())
            mstore(0x40, and(add(add(data, 0x3f), returndatasize()), not(0x1f)))
        }
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
        // INVARIANT: a result is on time or the collateral is forfeit, never both.
        if (block.timestamp > deadline) revert DeadlinePassed(id, deadline, block.timestamp);
        address worker = job.worker;
        _checkSubmission(id, worker, submission);

        job.state = JobState.Submitted;
        // At most MAX_LOCK_FOR.
        job.submittedAfter = uint24(block.timestamp - claimedAt);
        job.outputRoot = submission.receipt.outputRoot;
        emit ResultSubmitted(id, worker, _ONLY_SEAT, submission.result(), submission.output);
        _bringEvidence(id, request, _ONLY_SEAT, submission);
    }

    function _verdictOfOne(
        JobId id,
        Request calldata request,
        StoredJob memory known
    ) private view returns (Verdict memory) {
        uint256 submittedAt = uint256(known.claimedAt) + known.submittedAfter;
        bytes memory question = _questionOfOne(
            id,
            request.policy.params,
            known.worker,
            known.forfeits,
            known.claimedAt,
            submittedAt,
            known.outputRoot
        );
        return _decide(id, request.policy.verifier, question, submittedAt);
    }

    function _finalize(
        Request calldata request
    ) private nonReentrant returns (JobId id, JobState state, bytes32 outputRoot) {
        id = _idOf(request);
        StoredJob storage job = _jobs[id];
        StoredJob memory known = job;
        if (known.state != JobState.Submitted) revert JobNotSubmitted(id, known.state);
        Verdict memory verdict = _verdictOfOne(id, request, known);

        state = JobState.Rejected;
        uint256 refund = request.offer.maxFee;
        if (verdict.outcome == Outcome.Accepted) {
            state = JobState.Accepted;
            outputRoot = verdict.outputRoot;
        } else if (verdict.outcome == Outcome.Void) {
            state = JobState.Void;
        }
        // INVARIANT: a job is settled once.
        job.state = state;
        uint256 reward = _rescueReward(request, known.forfeits);
        if (state == JobState.Accepted && outputRoot == known.outputRoot && !verdict.refutes(_ONLY_SEAT)) {
            refund -= _pay(id, request, _ONLY_SEAT, known.worker, known.claimedAt, reward);
        } else {
            refund += reward;
            if (state == JobState.Void && !verdict.refutes(_ONLY_SEAT)) {
                _release(id, request, _ONLY_SEAT, known.worker);
            } else {
                _take(id, request, _ONLY_SEAT, known.worker, verdict.beneficiary);
                if (state == JobState.Accepted) {
                    // The accepted root is not this worker's, so neither is the seat.
                    job.worker = address(0);
                    job.outputRoot = outputRoot;
                }
            }
        }
        _credit(request.requester, refund);
        emit JobFinalized(id, state, outputRoot, refund);
    }
}
