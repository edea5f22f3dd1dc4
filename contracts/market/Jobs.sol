// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IKeyRegistry} from "../interfaces/IKeyRegistry.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {Limits} from "../libraries/Limits.sol";
import {PagedMerkle} from "../libraries/PagedMerkle.sol";
import {Settlement} from "../libraries/Settlement.sol";
import {Callback, WHEN_FINAL, WHEN_PROVISIONAL} from "../types/Callback.sol";
import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {SCOPE_WORK} from "../types/Key.sol";
import {Offer} from "../types/Offer.sol";
import {Receipt} from "../types/Receipt.sol";
import {Request} from "../types/Request.sol";
import {MAX_SEATS, Seat, SeatState} from "../types/Seat.sol";
import {StoredJob} from "../types/StoredJob.sol";
import {Submission} from "../types/Submission.sol";
import {Ledger} from "./Ledger.sol";
import {Signers} from "./Signers.sol";
import {Verdicts} from "./Verdicts.sol";

/// @title Jobs
/// @notice What all steps of a job share: what a request and a result must be, and the three ways in which a seat ends.
/// @dev The base of the market, and of code for jobs of several seats that the market runs by delegatecall: it stores nothing
/// beside MarketStorage, and its guard is a transient word at a fixed place, so both hold the same lock (see PanelSeam).
abstract contract Jobs is Ledger, Signers, Verdicts, ReentrancyGuardTransient {
    uint256 internal constant _ONLY_SEAT = 0;

    IModelRegistry internal immutable _modelRegistry;

    constructor(IModelRegistry modelRegistry_, IKeyRegistry keyRegistry_) Signers(keyRegistry_) {
        if (address(modelRegistry_).code.length == 0) revert RegistryHasNoCode(address(modelRegistry_));
        _modelRegistry = modelRegistry_;
    }

    /// @dev Returns what who opens the job needs next: how many seats it has, and what the requester pays in.
    function _checkRequest(Request calldata request) internal view returns (uint256 seats, uint256 escrow) {
        Offer calldata offer = request.offer;
        (uint256 minFee, uint256 maxFee) = (offer.minFee, offer.maxFee);
        if (minFee > maxFee) revert FeeRangeInverted(minFee, maxFee);
        uint256 lockFor = offer.lockFor;
        // INVARIANT: every wait has a constant upper bound.
        if (lockFor == 0 || lockFor > Limits.MAX_LOCK_FOR) revert LockOutOfRange(lockFor, Limits.MAX_LOCK_FOR);
        uint256 expiry = offer.expiry;
        if (block.timestamp > expiry) revert RequestExpired(expiry, block.timestamp);
        if (expiry > block.timestamp + Limits.MAX_LIFETIME)
            revert ExpiryTooFar(expiry, block.timestamp + Limits.MAX_LIFETIME);
        seats = request.policy.seats;
        if (seats == 0 || seats > MAX_SEATS) revert SeatsOutOfRange(seats, MAX_SEATS);
        // INVARIANT: each seat is another worker's, so no one worker can be named for all of them.
        if (seats != 1 && offer.worker != address(0)) revert WorkerNamedForSeats(offer.worker, seats);
        _checkCallback(request.callback, seats);
        unchecked {
            // 96 bits times at most MAX_SEATS.
            escrow = maxFee * seats;
        }
    }

    function _checkCallback(Callback calldata callback, uint256 seats) private pure {
        (address target, uint256 gasLimit, uint256 when) = (callback.target, callback.gasLimit, callback.when);
        // INVARIANT: a callback's gas fits into a transaction, so it can't keep a job from its end.
        bool valid =
            when == 0
                ? target == address(0) && gasLimit == 0
                : target != address(0) &&
                    gasLimit != 0 &&
                    gasLimit <= Limits.MAX_CALLBACK_GAS &&
                    when <= (WHEN_PROVISIONAL | WHEN_FINAL) &&
                    // Several seats have no one provisional result.
                    (when == WHEN_FINAL || seats == 1);
        if (!valid) revert InvalidCallback(target, gasLimit, when);
    }

    function _checkInline(bytes calldata data, bytes32 expected) internal pure {
        if (data.length > Limits.MAX_INLINE) revert InlineTooLong(data.length, Limits.MAX_INLINE);
        bytes32 actual = PagedMerkle.root(data);
        // INVARIANT: bytes on chain are the bytes that were committed to.
        if (actual != expected) revert RootMismatch(actual, expected);
    }

    function _checkSubmission(JobId id, address worker, Submission calldata submission) internal view {
        Receipt calldata receipt = submission.receipt;
        // INVARIANT: a receipt answers one request on one market of one chain.
        if (receipt.request != JobId.unwrap(id)) revert ReceiptForOtherRequest(receipt.request, id);
        if (receipt.outputRoot == bytes32(0)) revert OutputRootMissing();
        bytes calldata output = submission.output;
        if (output.length != 0) _checkInline(output, receipt.outputRoot);
        // INVARIANT: only the seat's worker, or a key that it listed for work, can answer for it.
        if (!_isSigned(worker, SCOPE_WORK, _digestOf(receipt), submission.signer, submission.signature))
            revert InvalidReceiptSignature(id, worker);
    }

    /// @dev What the requester pays in before anybody works.
    function _escrow(Request calldata request) internal pure returns (uint256) {
        return uint256(request.offer.maxFee) * request.policy.seats;
    }

    function _emitPosted(JobId id, Request calldata request, bytes calldata input) internal {
        bytes memory terms = request.posting(input);
        bytes32 topic = RequestPosted.selector;
        // Assembly, because the compiler would copy the terms, most of what a posting touches, once more to put their head before
        // them. The word before them is somebody's, and put back. A test compares with what the compiler emits.
        assembly ("memory-safe") {
            let head := sub(terms, 0x20)
            let kept := mload(head)
            mstore(head, 0x20)
            let size := add(0x40, and(add(mload(terms), 0x1f), not(0x1f)))
            // requester and model; a requester wider than an address is refused by the terms.
            log4(head, size, topic, id, calldataload(request), calldataload(add(request, 0x40)))
            mstore(head, kept)
        }
    }

    function _emitClaimed(JobId id, Request calldata request, uint256 seat, address worker) internal {
        emit JobClaimed(
            id,
            worker,
            seat,
            request.offer.feeAt(block.timestamp),
            block.timestamp + request.offer.lockFor
        );
    }

    /// @dev Pays the seat's worker and the model's publisher, and frees the collateral. Returns the fee.
    /// @param reward what the worker gets beside its fee out of others' forfeited collateral
    function _pay(
        JobId id,
        Request calldata request,
        uint256 seat,
        address worker,
        uint256 claimedAt,
        uint256 reward
    ) internal returns (uint256 fee) {
        // INVARIANT: fee <= maxFee, so escrow = paid + royalty + refund.
        fee = request.offer.feeAt(claimedAt);
        (address publisher, uint256 royaltyBps) = _royaltyOf(request);
        (uint256 royalty, uint256 paid) = Settlement.splitFee(fee, royaltyBps);
        paid += reward;
        uint256 collateral = request.offer.collateral;
        _credit(publisher, royalty);
        _credit(worker, paid + collateral);
        emit SeatSettled(id, worker, seat, paid, royalty, collateral);
    }

    /// @dev Frees the collateral of a worker whose result nobody judged.
    function _release(JobId id, Request calldata request, uint256 seat, address worker) internal {
        uint256 collateral = request.offer.collateral;
        _credit(worker, collateral);
        emit SeatSettled(id, worker, seat, 0, 0, collateral);
    }

    /// @dev Takes the collateral of a worker whose result is wrong.
    function _take(JobId id, Request calldata request, uint256 seat, address worker, address beneficiary) internal {
        (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(request.offer.collateral);
        if (beneficiary == address(0)) beneficiary = request.requester;
        _credit(Limits.BURNED, burned);
        _credit(beneficiary, rewarded);
        emit SeatForfeited(id, worker, seat, burned, rewarded, beneficiary);
    }

    /// @dev What former workers of the seat forfeited and nobody has got yet: it goes to who rescues the job, else to the requester.
    function _rescueReward(Request calldata request, uint256 forfeits) internal pure returns (uint256) {
        if (forfeits == 0) return 0;
        (uint256 rewarded, ) = Settlement.splitForfeit(request.offer.collateral);
        return rewarded * forfeits;
    }

    /// @dev Only published models can be paid for. Their publisher and royalty never change, so a worker that looks before it
    /// claims knows what it will be paid.
    function _royaltyOf(Request calldata request) internal view returns (address publisher, uint256 royaltyBps) {
        (publisher, royaltyBps) = _modelRegistry.royaltyOf(request.model);
        if (publisher == address(0)) revert ModelNotPublished(request.model);
    }

    /// @dev The seats of a one-seat job.
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
