// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IMarket} from "../interfaces/IMarket.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IVerifier} from "../interfaces/IVerifier.sol";
import {PagedMerkle} from "../libraries/PagedMerkle.sol";
import {Settlement} from "../libraries/Settlement.sol";
import {Input} from "../types/Input.sol";
import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Receipt} from "../types/Receipt.sol";
import {Request} from "../types/Request.sol";
import {Seat, SeatState} from "../types/Seat.sol";
import {StoredJob} from "../types/StoredJob.sol";
import {Submission} from "../types/Submission.sol";
import {Outcome, Verdict} from "../types/Verdict.sol";
import {Balances} from "./Balances.sol";

/// @title Jobs
/// @notice What all steps of a job share: its storage, what a request and a result must be, the question to the verifier,
/// and the three ways in which a seat ends.
abstract contract Jobs is IMarket, Balances, EIP712 {
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

    uint256 internal constant _MAX_SEATS = 1;
    uint256 internal constant _ONLY_SEAT = 0;

    /// @inheritdoc IMarket
    IModelRegistry public immutable modelRegistry;

    mapping(JobId job => StoredJob stored) internal _jobs;

    constructor(IERC20 token_, IModelRegistry modelRegistry_) Balances(token_) EIP712("Assay", "1") {
        if (address(modelRegistry_).code.length == 0) revert InvalidAddress(address(modelRegistry_));
        modelRegistry = modelRegistry_;
    }

    /// @inheritdoc IMarket
    function hashRequest(Request calldata request) public view returns (JobId) {
        return JobId.wrap(_hashTypedDataV4(request.hash()));
    }

    /// @inheritdoc IMarket
    function hashReceipt(Receipt calldata receipt) public view returns (bytes32) {
        return _hashTypedDataV4(receipt.hash());
    }

    function _checkRequest(Request calldata request) internal view {
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

    function _checkInput(Input calldata input, bytes32 inputRoot) internal pure {
        if (input.data.length == 0) {
            if (input.uris.length == 0) revert InputMissing();
        } else {
            _checkInline(input.data, inputRoot);
        }
    }

    function _checkInline(bytes calldata data, bytes32 expected) internal pure {
        if (data.length > MAX_INLINE) revert InlineTooLong(data.length, MAX_INLINE);
        bytes32 actual = PagedMerkle.root(data);
        // INVARIANT: bytes on chain are the bytes that were committed to.
        if (actual != expected) revert RootMismatch(actual, expected);
    }

    function _checkSubmission(JobId id, address worker, Submission calldata submission) internal view {
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
    function _pay(JobId id, Request calldata request, StoredJob memory known) internal returns (uint256 fee) {
        // INVARIANT: fee <= maxFee, so escrow = paid + royalty + refund.
        fee = request.offer.feeAt(known.claimedAt);
        (address publisher, uint256 royaltyBps) = _royaltyOf(request);
        (uint256 royalty, uint256 paid) = Settlement.splitFee(fee, royaltyBps);
        paid += _rescueReward(request, known.forfeits);
        uint256 collateral = request.offer.collateral;
        _credit(publisher, royalty);
        _credit(known.worker, paid + collateral);
        emit SeatSettled(id, known.worker, _ONLY_SEAT, paid, royalty, collateral);
    }

    /// @dev Frees the collateral of a worker whose result nobody judged.
    function _release(JobId id, Request calldata request, address worker) internal {
        uint256 collateral = request.offer.collateral;
        _credit(worker, collateral);
        emit SeatSettled(id, worker, _ONLY_SEAT, 0, 0, collateral);
    }

    /// @dev Takes the collateral of a worker whose result is wrong.
    function _take(JobId id, Request calldata request, address worker, address beneficiary) internal {
        (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(request.offer.collateral);
        if (beneficiary == address(0)) beneficiary = request.requester;
        _credit(BURNED, burned);
        _credit(beneficiary, rewarded);
        emit SeatForfeited(id, worker, _ONLY_SEAT, burned, rewarded, beneficiary);
    }

    /// @dev What former workers of the seat forfeited and nobody has got yet: it goes to who rescues the job, else to the requester.
    function _rescueReward(Request calldata request, uint256 forfeits) internal pure returns (uint256) {
        if (forfeits == 0) return 0;
        (uint256 rewarded, ) = Settlement.splitForfeit(request.offer.collateral);
        return rewarded * forfeits;
    }

    /// @dev A decided verdict; Void when the verifier had its time and did not decide. Reverts while it may still decide.
    function _verdict(
        JobId id,
        Request calldata request,
        StoredJob memory known
    ) internal view returns (Verdict memory verdict) {
        address verifier = request.policy.verifier;
        uint256 voidAt = uint256(known.claimedAt) + known.submittedAfter + VERDICT_TIMEOUT;
        uint256 gasBefore = gasleft();
        bool answered;
        (answered, verdict) = _question(id, request, known);
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

    function _question(
        JobId id,
        Request calldata request,
        StoredJob memory known
    ) internal view returns (bool answered, Verdict memory verdict) {
        return
            _ask(
                request.policy.verifier,
                abi.encodeCall(IVerifier.verdict, (id, request.policy.params, _seats(known)))
            );
    }

    /// @dev Only published models can be paid for. Their publisher and royalty never change, so a worker that looks before it
    /// claims knows what it will be paid.
    function _royaltyOf(Request calldata request) internal view returns (address publisher, uint256 royaltyBps) {
        (publisher, royaltyBps) = modelRegistry.royaltyOf(request.model);
        if (publisher == address(0)) revert ModelNotPublished(request.model);
    }

    /// @dev Asks a verifier that is not trusted: its gas, and how much of its answer is read, are bounded, and an answer of
    /// another form counts as a failure, where the compiler's decoder would revert in our own frame.
    function _ask(
        address verifier,
        bytes memory question
    ) internal view returns (bool answered, Verdict memory verdict) {
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

    function _seats(StoredJob memory stored) internal pure returns (Seat[] memory seats) {
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
