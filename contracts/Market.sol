// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IMarket} from "./interfaces/IMarket.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IVerifier} from "./interfaces/IVerifier.sol";
import {PagedMerkle} from "./libraries/PagedMerkle.sol";
import {Settlement} from "./libraries/Settlement.sol";
import {Balances} from "./market/Balances.sol";
import {Input} from "./types/Input.sol";
import {Job, JobState} from "./types/Job.sol";
import {JobId} from "./types/JobId.sol";
import {Receipt} from "./types/Receipt.sol";
import {Request} from "./types/Request.sol";
import {Seat, SeatState} from "./types/Seat.sol";
import {StoredJob} from "./types/StoredJob.sol";
import {Submission} from "./types/Submission.sol";
import {Outcome, Verdict} from "./types/Verdict.sol";

/// @title Market
/// @notice Requests, jobs, and the money that follows the verdict.
contract Market is IMarket, Balances, EIP712, Multicall {
    /// @inheritdoc IMarket
    uint256 public constant MAX_LOCK_FOR = 7 days;
    /// @inheritdoc IMarket
    uint256 public constant MAX_LIFETIME = 90 days;
    /// @inheritdoc IMarket
    uint256 public constant VERDICT_TIMEOUT = 30 days;
    /// @inheritdoc IMarket
    uint256 public constant VERIFIER_GAS = 1_000_000;
    /// @inheritdoc IMarket
    uint256 public constant MAX_INLINE = 8192;
    /// @inheritdoc IMarket
    address public constant BURNED = 0x000000000000000000000000000000000000dEaD;

    uint256 private constant _MAX_SEATS = 1;
    uint256 private constant _ONLY_SEAT = 0;

    /// @inheritdoc IMarket
    IModelRegistry public immutable modelRegistry;

    mapping(JobId job => StoredJob stored) private _jobs;

    constructor(IERC20 token_, IModelRegistry modelRegistry_) Balances(token_) EIP712("Assay", "1") {
        if (address(modelRegistry_).code.length == 0) revert InvalidAddress(address(modelRegistry_));
        modelRegistry = modelRegistry_;
    }

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
        // A published model's publisher and royalty never change, so the worker knows now what it will be paid.
        (address publisher, ) = modelRegistry.royaltyOf(request.model);
        if (publisher == address(0)) revert ModelNotPublished(request.model);

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
        if (job.state != JobState.Submitted) revert JobNotSubmitted(id, job.state);
        StoredJob memory known = job;
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
    function hashRequest(Request calldata request) public view returns (JobId) {
        return JobId.wrap(_hashTypedDataV4(request.hash()));
    }

    /// @inheritdoc IMarket
    function hashReceipt(Receipt calldata receipt) public view returns (bytes32) {
        return _hashTypedDataV4(receipt.hash());
    }

    function _checkRequest(Request calldata request) private view {
        uint256 minFee = request.offer.minFee;
        uint256 maxFee = request.offer.maxFee;
        if (minFee > maxFee) revert FeeRangeInverted(minFee, maxFee);
        uint256 lockFor = request.offer.lockFor;
        // INVARIANT: every wait has a constant upper bound.
        if (lockFor == 0 || lockFor > MAX_LOCK_FOR) revert LockOutOfRange(lockFor, MAX_LOCK_FOR);
        uint256 expiry = request.offer.expiry;
        if (block.timestamp > expiry) revert RequestExpired(expiry, block.timestamp);
        if (expiry > block.timestamp + MAX_LIFETIME) revert ExpiryTooFar(expiry, block.timestamp + MAX_LIFETIME);
        uint256 seats = request.policy.seats;
        if (seats == 0 || seats > _MAX_SEATS) revert SeatsOutOfRange(seats, _MAX_SEATS);
        if (request.callback.target != address(0) || request.callback.gasLimit != 0 || request.callback.when != 0) {
            revert InvalidCallback(request.callback.target, request.callback.gasLimit, request.callback.when);
        }
    }

    function _checkInput(Input calldata input, bytes32 inputRoot) private pure {
        if (input.data.length == 0) {
            if (input.uris.length == 0) revert InputMissing();
        } else {
            _checkInline(input.data, inputRoot);
        }
    }

    function _checkInline(bytes calldata data, bytes32 expected) private pure {
        if (data.length > MAX_INLINE) revert InlineTooLong(data.length, MAX_INLINE);
        bytes32 actual = PagedMerkle.root(data);
        // INVARIANT: bytes on chain are the bytes that were committed to.
        if (actual != expected) revert RootMismatch(actual, expected);
    }

    function _checkSubmission(JobId id, address worker, Submission calldata submission) private view {
        Receipt calldata receipt = submission.receipt;
        // INVARIANT: a receipt answers one request on one market of one chain.
        if (receipt.request != JobId.unwrap(id)) revert ReceiptForOtherRequest(receipt.request, id);
        if (receipt.outputRoot == bytes32(0)) revert OutputRootMissing();
        if (submission.output.length != 0) _checkInline(submission.output, receipt.outputRoot);
        // INVARIANT: only the seat's worker can answer for it.
        if (!SignatureChecker.isValidSignatureNowCalldata(worker, hashReceipt(receipt), submission.signature))
            revert InvalidReceiptSignature(id, worker);
    }

    /// @dev Pays the seat's worker and the model's publisher, and frees the collateral. Returns the fee.
    function _pay(JobId id, Request calldata request, StoredJob memory known) private returns (uint256 fee) {
        // INVARIANT: fee <= maxFee, so escrow = paid + royalty + refund.
        fee = request.offer.feeAt(known.claimedAt);
        (address publisher, uint256 royaltyBps) = modelRegistry.royaltyOf(request.model);
        (uint256 royalty, uint256 paid) = Settlement.splitFee(fee, royaltyBps);
        paid += _rescueReward(request, known.forfeits);
        uint256 collateral = request.offer.collateral;
        _credit(publisher, royalty);
        _credit(known.worker, paid + collateral);
        emit SeatSettled(id, known.worker, _ONLY_SEAT, paid, royalty, collateral);
    }

    /// @dev Frees the collateral of a worker whose result nobody judged.
    function _release(JobId id, Request calldata request, address worker) private {
        uint256 collateral = request.offer.collateral;
        _credit(worker, collateral);
        emit SeatSettled(id, worker, _ONLY_SEAT, 0, 0, collateral);
    }

    /// @dev Takes the collateral of a worker whose result is wrong.
    function _take(JobId id, Request calldata request, address worker, address beneficiary) private {
        (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(request.offer.collateral);
        if (beneficiary == address(0)) beneficiary = request.requester;
        _credit(BURNED, burned);
        _credit(beneficiary, rewarded);
        emit SeatForfeited(id, worker, _ONLY_SEAT, burned, rewarded, beneficiary);
    }

    /// @dev What former workers of the seat forfeited and nobody has got yet: it goes to who rescues the job, else to the requester.
    function _rescueReward(Request calldata request, uint256 forfeits) private pure returns (uint256) {
        (uint256 rewarded, ) = Settlement.splitForfeit(request.offer.collateral);
        return rewarded * forfeits;
    }

    /// @dev A decided verdict; Void when the verifier had its time and did not decide. Reverts while it may still decide.
    function _verdict(
        JobId id,
        Request calldata request,
        StoredJob memory known
    ) private view returns (Verdict memory verdict) {
        address verifier = request.policy.verifier;
        uint256 voidAt = uint256(known.claimedAt) + known.submittedAfter + VERDICT_TIMEOUT;
        uint256 gasBefore = gasleft();
        bool answered;
        (answered, verdict) = _ask(
            verifier,
            abi.encodeCall(IVerifier.verdict, (id, request.policy.params, _seats(known)))
        );
        if (answered && verdict.outcome != Outcome.Pending) return verdict;
        // INVARIANT: no verifier can hold money for ever, and none can be cut short.
        if (block.timestamp <= voidAt) {
            if (answered) revert VerdictPending(id, verdict.until);
            revert VerifierFailed(id, verifier, voidAt);
        }
        // INVARIANT: a caller can't make a good verifier fail by sending too little gas (EIP-150 passes on 63/64 of it).
        uint256 needed = (VERIFIER_GAS * 64) / 63 + 100_000;
        if (!answered && gasBefore < needed) revert InsufficientGas(gasBefore, needed);
        return Verdict({outcome: Outcome.Void, outputRoot: bytes32(0), until: 0, beneficiary: address(0)});
    }

    /// @dev Asks a verifier that is not trusted: its gas, and how much of its answer is read, are bounded, and an answer of
    /// another form counts as a failure, where the compiler's decoder would revert in our own frame.
    function _ask(
        address verifier,
        bytes memory question
    ) private view returns (bool answered, Verdict memory verdict) {
        uint256 outcome;
        bytes32 outputRoot;
        uint256 until;
        uint256 beneficiary;
        uint256 gasLimit = VERIFIER_GAS;
        assembly ("memory-safe") {
            let answer := mload(0x40)
            answered := staticcall(gasLimit, verifier, add(question, 0x20), mload(question), answer, 0x80)
            answered := and(answered, gt(returndatasize(), 0x7f))
            outcome := mload(answer)
            outputRoot := mload(add(answer, 0x20))
            until := mload(add(answer, 0x40))
            beneficiary := mload(add(answer, 0x60))
        }
        if (
            !answered ||
            outcome > uint256(type(Outcome).max) ||
            until > type(uint40).max ||
            beneficiary > type(uint160).max
        ) return (false, verdict);
        verdict.outcome = Outcome(outcome);
        verdict.outputRoot = outputRoot;
        verdict.until = uint40(until);
        verdict.beneficiary = address(uint160(beneficiary));
    }

    function _seats(StoredJob memory stored) private pure returns (Seat[] memory seats) {
        JobState state = stored.state;
        if (state == JobState.None) return seats;
        seats = new Seat[](1);
        Seat memory seat = seats[0];
        seat.forfeits = stored.forfeits;
        if (stored.worker == address(0)) return seats;
        seat.worker = stored.worker;
        seat.claimedAt = stored.claimedAt;
        seat.state = SeatState.Claimed;
        if (state == JobState.Claimed) return seats;
        seat.state = SeatState.Submitted;
        seat.submittedAt = stored.claimedAt + stored.submittedAfter;
        seat.outputRoot = stored.outputRoot;
    }
}
