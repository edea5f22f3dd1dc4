// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ILedger} from "../ledger/ILedger.sol";
import {Limits} from "../lib/Limits.sol";
import {PagedMerkle} from "../lib/PagedMerkle.sol";
import {Settlement} from "../lib/Settlement.sol";
import {Signatures} from "../lib/Signatures.sol";
import {IKeyRegistry} from "../registries/IKeyRegistry.sol";
import {IModelRegistry} from "../registries/IModelRegistry.sol";
import {SCOPE_REQUEST, SCOPE_WORK} from "../registries/types/Key.sol";
import {IInferenceConsumer} from "./interfaces/IInferenceConsumer.sol";
import {IMarketBase} from "./interfaces/IMarketBase.sol";
import {Verdicts} from "./Verdicts.sol";
import {JobState} from "./types/Job.sol";
import {JobId} from "./types/JobId.sol";
import {Callback, Input, Offer, Request, WHEN_FINAL, WHEN_PROVISIONAL} from "./types/Request.sol";
import {Receipt, Submission} from "./types/Result.sol";
import {Outcome, Verdict} from "./types/Verdict.sol";

/// @title MarketBase
/// @notice The part of a job's life that does not depend on its number of seats: how its request arrives, the checks of a result,
/// how a seat is settled, and how the request's target is called.
/// @dev Verifiers, wallets and registries are called by static calls, which can change nothing, and the ledger calls nobody back.
/// So only functions that show evidence to a verifier (submit, fulfil) are guarded against re-entry.
abstract contract MarketBase is Verdicts, EIP712, ReentrancyGuardTransient {
    /// @dev The gas that a market needs around a callback: the mark, the event, and the call's own cost.
    uint256 private constant _CALLBACK_OVERHEAD = 15_000;

    /// @inheritdoc IMarketBase
    uint256 public constant SIGNED_NONCE = Limits.SIGNED_NONCE;
    /// @inheritdoc IMarketBase
    uint256 public constant MAX_LOCK_FOR = Limits.MAX_LOCK_FOR;
    /// @inheritdoc IMarketBase
    uint256 public constant MAX_LIFETIME = Limits.MAX_LIFETIME;
    /// @inheritdoc IMarketBase
    uint256 public constant VERDICT_TIMEOUT = Limits.VERDICT_TIMEOUT;
    /// @inheritdoc IMarketBase
    uint256 public constant VERIFIER_GAS = Limits.VERIFIER_GAS;
    /// @inheritdoc IMarketBase
    uint256 public constant MAX_INLINE = Limits.MAX_INLINE;
    /// @inheritdoc IMarketBase
    uint256 public constant MAX_CALLBACK_GAS = Limits.MAX_CALLBACK_GAS;

    ILedger public immutable ledger;
    /// @inheritdoc IMarketBase
    IModelRegistry public immutable modelRegistry;
    /// @inheritdoc IMarketBase
    IKeyRegistry public immutable keyRegistry;
    /// @inheritdoc IMarketBase
    uint256 public immutable minLockFor;

    /// @dev One bit per nonce of a request that was signed off chain and then submitted or cancelled.
    mapping(address requester => mapping(uint256 word => uint256 bits)) private _nonces;

    /// @param ledger_ the ledger's future address; the ledger is deployed after this contract and checks it
    constructor(
        ILedger ledger_,
        IModelRegistry modelRegistry_,
        IKeyRegistry keyRegistry_,
        uint256 minLockFor_
    ) EIP712("Assay", "1") {
        if (address(modelRegistry_).code.length == 0) revert RegistryHasNoCode(address(modelRegistry_));
        if (address(keyRegistry_).code.length == 0) revert RegistryHasNoCode(address(keyRegistry_));
        if (minLockFor_ == 0 || minLockFor_ > Limits.MAX_LOCK_FOR) {
            revert MinLockForOutOfRange(minLockFor_, Limits.MAX_LOCK_FOR);
        }
        (ledger, modelRegistry, keyRegistry, minLockFor) = (ledger_, modelRegistry_, keyRegistry_, minLockFor_);
    }

    /* REQUESTS */

    /// @inheritdoc IMarketBase
    function deposit(uint256 amount) external {
        ledger.deposit(msg.sender, amount);
    }

    /// @inheritdoc IMarketBase
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        ledger.depositWithPermit(msg.sender, amount, deadline, v, r, s);
    }

    /// @inheritdoc IMarketBase
    function post(Request calldata request, Input calldata input) external returns (JobId id) {
        if (request.nonce & Limits.SIGNED_NONCE != 0) revert NonceIsForSigned(request.nonce);
        id = _idOf(request);
        // INVARIANT: an id is used once, so no request is paid twice.
        JobState state = _stateOf(id);
        if (state != JobState.None) revert JobAlreadyExists(id, state);
        // INVARIANT: only the requester, and accounts that have its allowance, spend its money.
        _open(id, request, input, msg.sender);
    }

    /// @inheritdoc IMarketBase
    function postSigned(
        Request calldata request,
        Input calldata input,
        bytes calldata signer,
        bytes calldata signature
    ) external returns (JobId id) {
        id = _idOf(request);
        _useSigned(id, request, signer, signature);
        _open(id, request, input, request.requester);
    }

    /// @inheritdoc IMarketBase
    function multicall(bytes[] calldata calls) external {
        for (uint256 i = 0; i < calls.length; ++i) {
            if (_callSelf(calls[i])) continue;
            // Assembly, to pass the revert reason on unchanged.
            assembly ("memory-safe") {
                let at := mload(0x40)
                returndatacopy(at, 0, returndatasize())
                revert(at, returndatasize())
            }
        }
    }

    /// @inheritdoc IMarketBase
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded) {
        succeeded = new bool[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            succeeded[i] = _callSelf(calls[i]);
            if (!succeeded[i]) emit CallFailed(i, _returned());
        }
    }

    /// @inheritdoc IMarketBase
    function deliver(Request calldata request, uint8 when, bytes calldata output) external {
        JobId id = _idOf(request);
        uint256 asked = request.callback.when;
        if ((when != WHEN_PROVISIONAL && when != WHEN_FINAL) || asked & when == 0) revert CallbackNotAsked(id, when);
        JobState state = _stateOf(id);
        bytes32 outputRoot = _outputRootOf(id);
        bool due = state == JobState.Accepted;
        if (when == WHEN_FINAL) {
            due = due || state == JobState.Rejected || state == JobState.Void;
            if (state != JobState.Accepted) outputRoot = bytes32(0);
        } else {
            // INVARIANT: no target gets a provisional callback after the final one.
            due = state == JobState.Submitted || (due && asked == WHEN_PROVISIONAL);
        }
        if (!due) revert CallbackNotDue(id, when, state);
        _notify(id, request, when, state, outputRoot, output);
    }

    /// @inheritdoc IMarketBase
    function nonceBitmap(address requester, uint256 word) external view returns (uint256 bits) {
        return _nonces[requester][word];
    }

    /// @inheritdoc IMarketBase
    function hashRequest(Request calldata request) external view returns (JobId) {
        return _idOf(request);
    }

    /// @inheritdoc IMarketBase
    function hashReceipt(Receipt calldata receipt) external view returns (bytes32) {
        return _digestOf(receipt);
    }

    /// @dev Locks the price and opens the job. The id must be new.
    /// @param spender the account that decides to spend; the ledger checks its allowance
    function _open(JobId id, Request calldata request, Input calldata input, address spender) private {
        uint256 price = _checkRequest(request);
        bytes calldata data = input.data;
        string[] calldata uris = input.uris;
        if (data.length != 0) {
            _checkInline(data, request.inputRoot);
        } else if (uris.length == 0) {
            revert InputMissing();
        }
        _store(id, request.policy.seats);
        if (spender == request.requester) _lock(spender, price);
        else ledger.lockFor(request.requester, spender, price);
        _emitPosted(id, request, data);
        if (uris.length != 0) emit InputLocated(id, uris);
    }

    /// @dev Checks the parts of a request that do not depend on the job's state. Returns the price that the requester locks.
    function _checkRequest(Request calldata request) internal view returns (uint256 price) {
        Offer calldata offer = request.offer;
        (uint256 minFee, uint256 maxFee) = (offer.minFee, offer.maxFee);
        if (minFee > maxFee) revert FeeRangeInverted(minFee, maxFee);
        uint256 lockFor = offer.lockFor;
        // INVARIANT: every wait has a constant upper bound, and none is too short for a worker that answers at once.
        if (lockFor < minLockFor || lockFor > Limits.MAX_LOCK_FOR) {
            revert LockOutOfRange(lockFor, minLockFor, Limits.MAX_LOCK_FOR);
        }
        uint256 expiry = offer.expiry;
        if (block.timestamp > expiry) revert RequestExpired(expiry, block.timestamp);
        if (expiry > block.timestamp + Limits.MAX_LIFETIME)
            revert ExpiryTooFar(expiry, block.timestamp + Limits.MAX_LIFETIME);
        _checkSeats(request);
        _checkCallback(request.callback);
        unchecked {
            // 96 bits times at most MAX_SEATS.
            price = maxFee * request.policy.seats;
        }
    }

    function _checkCallback(Callback calldata callback) private pure {
        (address target, uint256 gasLimit, uint256 when) = (callback.target, callback.gasLimit, callback.when);
        // INVARIANT: a callback's gas fits into a transaction, so a callback cannot keep a job from ending.
        bool valid =
            when == 0
                ? target == address(0) && gasLimit == 0
                : target != address(0) &&
                    gasLimit != 0 &&
                    gasLimit <= Limits.MAX_CALLBACK_GAS &&
                    when & ~uint256(_callbacks()) == 0;
        if (!valid) revert InvalidCallback(target, gasLimit, when);
    }

    /// @dev Uses up a signed request, which is valid once.
    function _useSigned(JobId id, Request calldata request, bytes calldata signer, bytes calldata signature) internal {
        // INVARIANT: only a signature of the requester, or of a key that it listed for requests, spends its money.
        if (!Signatures.isSigned(keyRegistry, request.requester, SCOPE_REQUEST, JobId.unwrap(id), signer, signature))
            revert InvalidRequestSignature(id, request.requester);
        _useNonce(request.requester, request.nonce);
    }

    function _useNonce(address requester, uint256 nonce) private {
        if (nonce & Limits.SIGNED_NONCE == 0) revert NonceIsForPost(nonce);
        uint256 bit = 1 << (nonce & 0xff);
        uint256 word = (nonce ^ Limits.SIGNED_NONCE) >> 8;
        uint256 bits = _nonces[requester][word];
        // INVARIANT: a signed request is used once, and never after its requester cancelled it.
        if (bits & bit != 0) revert NonceAlreadyUsed(requester, nonce);
        _nonces[requester][word] = bits | bit;
    }

    /// @dev Cancels a request that was signed and never submitted: once its nonce is used, its signature is worthless.
    function _cancelSigned(JobId id, Request calldata request) internal {
        if (request.nonce & Limits.SIGNED_NONCE == 0) revert JobNotOpen(id, JobState.None);
        _useNonce(request.requester, request.nonce);
        emit JobCancelled(id, 0);
    }

    function _emitPosted(JobId id, Request calldata request, bytes calldata input) internal {
        bytes memory terms = request.posting(input);
        bytes32 topic = RequestPosted.selector;
        // Assembly, because the compiler would copy the terms again to prepend their head, and they are most of the data. The
        // word before them belongs to other data, so it is restored. A test compares this with the event that the compiler emits.
        assembly ("memory-safe") {
            let head := sub(terms, 0x20)
            let kept := mload(head)
            mstore(head, 0x20)
            let size := add(0x40, and(add(mload(terms), 0x1f), not(0x1f)))
            // The topics: id, requester, model. terms() has refused a requester wider than an address.
            log4(head, size, topic, id, calldataload(request), calldataload(add(request, 0x40)))
            mstore(head, kept)
        }
    }

    /* WORK */

    /// @dev The checks of a claim in both markets. Returns the royalty on the worker's fee.
    function _checkClaim(
        JobId id,
        Request calldata request,
        address worker,
        uint256 seat,
        bytes calldata ticket
    ) internal view returns (uint256 royaltyBps) {
        // INVARIANT: only the worker, or one of its keys, locks its collateral.
        _checkActsFor(worker);
        if (block.timestamp > request.offer.expiry) revert RequestExpired(request.offer.expiry, block.timestamp);
        (, royaltyBps) = _royaltyOf(request);
        _checkClaimable(id, request, worker, seat, ticket);
    }

    function _checkSubmission(JobId id, address worker, Submission calldata submission) internal view {
        // INVARIANT: only the worker, or one of its keys, decides which parts of its result arrive.
        _checkActsFor(worker);
        Receipt calldata receipt = submission.receipt;
        // INVARIANT: a receipt answers one request on one market of one chain, for one worker.
        if (receipt.request != JobId.unwrap(id)) revert ReceiptForOtherRequest(receipt.request, id);
        if (receipt.worker != worker) revert ReceiptOfOtherWorker(receipt.worker, worker);
        if (receipt.outputRoot == bytes32(0)) revert OutputRootMissing();
        bytes calldata evidence = submission.evidence;
        bytes32 evidenceHash = evidence.length == 0 ? bytes32(0) : keccak256(evidence);
        // INVARIANT: the verifier judges by the evidence that the worker signed.
        if (receipt.evidenceHash != evidenceHash) revert EvidenceMismatch(evidenceHash, receipt.evidenceHash);
        bytes calldata output = submission.output;
        if (output.length != 0) _checkInline(output, receipt.outputRoot);
        // INVARIANT: only the seat's worker, or a key that it listed for work, can answer for it.
        if (
            !Signatures.isSigned(
                keyRegistry,
                worker,
                SCOPE_WORK,
                _digestOf(receipt),
                submission.signer,
                submission.signature
            )
        ) revert InvalidReceiptSignature(id, worker);
    }

    /// @dev Reverts unless the caller is the worker or one of its keys.
    function _checkActsFor(address worker) internal view {
        if (msg.sender == worker) return;
        if (!keyRegistry.isKey(worker, abi.encodePacked(msg.sender), SCOPE_WORK, block.timestamp)) {
            revert NotWorker(msg.sender, worker);
        }
    }

    function _checkInline(bytes calldata data, bytes32 expected) internal pure {
        if (data.length > Limits.MAX_INLINE) revert InlineTooLong(data.length, Limits.MAX_INLINE);
        bytes32 actual = PagedMerkle.root(data);
        // INVARIANT: bytes on chain match their commitment.
        if (actual != expected) revert RootMismatch(actual, expected);
    }

    /* MONEY */

    /// @dev Only published models can be paid for. Their publisher and royalty never change, so a worker that reads them before
    /// it claims knows its pay.
    function _royaltyOf(Request calldata request) internal view returns (address publisher, uint256 royaltyBps) {
        (publisher, royaltyBps) = modelRegistry.royaltyOf(request.model);
        if (publisher == address(0)) revert ModelNotPublished(request.model);
    }

    /// @dev The state that a verdict leads to.
    function _stateAfter(Verdict memory verdict) internal pure returns (JobState) {
        if (verdict.outcome == Outcome.Accepted) return JobState.Accepted;
        return verdict.outcome == Outcome.Void ? JobState.Void : JobState.Rejected;
    }

    // Each ledger call is written once, because every call site adds code size.

    function _lock(address account, uint256 amount) internal {
        ledger.lock(account, amount);
    }

    function _pay(address from, address to, uint256 amount) internal {
        if (amount != 0) ledger.pay(from, to, amount);
    }

    function _forfeit(address from, address to, uint256 rewarded, uint256 burned) internal {
        ledger.forfeit(from, to, rewarded, burned);
    }

    /// @dev Frees the collateral of a seat that is not paid and was not shown wrong.
    function _release(JobId id, Request calldata request, uint256 seat, address worker) internal {
        uint256 collateral = request.offer.collateral;
        _pay(worker, worker, collateral);
        emit SeatSettled(id, worker, seat, 0, 0, collateral);
    }

    /// @dev Takes the collateral of a seat whose result was shown wrong or is missing. Half goes to the account that showed it
    /// wrong; whatever nobody earned is burned.
    function _takeCollateral(
        JobId id,
        Request calldata request,
        uint256 seat,
        address worker,
        address challenger
    ) internal {
        (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(request.offer.collateral);
        // INVARIANT: forfeited money goes to the account that showed the result wrong, or to nobody. Being the requester earns
        // none of it.
        // INVARIANT: no reward goes to an account that cannot withdraw it, whatever a verifier answers.
        if (challenger == address(0) || ledger.isBook(challenger)) {
            (challenger, rewarded, burned) = (address(0), 0, rewarded + burned);
        }
        _forfeit(worker, challenger, rewarded, burned);
        emit SeatForfeited(id, worker, seat, burned, rewarded, challenger);
    }

    /* CALLBACKS */

    /// @dev Makes a callback if the request asks for one. It comes after the market's bookkeeping, has bounded gas, and cannot
    /// block anything. It runs outside the re-entrancy guard (a consumer may post its next request at once) and is always a
    /// function's last step.
    function _notify(
        JobId id,
        Request calldata request,
        uint8 when,
        JobState state,
        bytes32 outputRoot,
        bytes calldata output
    ) internal {
        if (request.callback.when & when == 0) return;
        // INVARIANT: no callback runs inside a guarded call of this market, where the target's own calls would fail.
        if (_reentrancyGuardEntered()) revert ReentrancyGuardReentrantCall();
        uint8 delivered = _deliveredOf(id);
        // INVARIANT: a callback succeeds once. It is marked before the call, so it cannot be made again from within.
        if (delivered & when != 0) revert CallbackAlreadyDelivered(id, when);
        // A verdict without a root leaves nothing to compare the caller's bytes with.
        if (outputRoot == bytes32(0)) output = output[:0];
        if (output.length != 0) _checkInline(output, outputRoot);
        _setDelivered(id, delivered | when);
        if (_call(request, abi.encodeCall(IInferenceConsumer.onInference, (id, when, state, outputRoot, output)))) {
            emit CallbackDelivered(id, when);
        } else {
            // The call may have delivered the other callback.
            _setDelivered(id, _deliveredOf(id) & ~when);
            emit CallbackFailed(id, when);
        }
    }

    function _call(Request calldata request, bytes memory data) private returns (bool succeeded) {
        address target = request.callback.target;
        // A call to an address without code would count as a success.
        if (target.code.length == 0) return false;
        uint256 gasLimit = request.callback.gasLimit;
        uint256 available = gasleft();
        uint256 needed = (gasLimit * 64) / 63 + _CALLBACK_OVERHEAD;
        // INVARIANT: a caller cannot make a good callback fail by sending too little gas (EIP-150 forwards 63/64 of it).
        if (available < needed) revert InsufficientGas(available, needed);
        // Assembly, because a Solidity call copies all returned data, which the target could make expensive.
        assembly ("memory-safe") {
            succeeded := call(gasLimit, target, 0, add(data, 0x20), mload(data), 0, 0)
        }
    }

    /* STORAGE, WHICH DIFFERS BETWEEN THE MARKETS */

    /// @dev Stores a new job as Open.
    function _store(JobId id, uint256 seats) internal virtual;

    /// @dev Reverts if this market does not accept the request's number of seats, or a field that depends on it.
    function _checkSeats(Request calldata request) internal view virtual;

    /// @dev The callbacks that this market can make: a set of WHEN_* bits.
    function _callbacks() internal pure virtual returns (uint8);

    /// @dev The stored state.
    function _stateOf(JobId id) internal view virtual returns (JobState);

    /// @dev The submitted or accepted root of a job.
    function _outputRootOf(JobId id) internal view virtual returns (bytes32);

    /// @dev The callbacks that were delivered: a set of WHEN_* bits.
    function _deliveredOf(JobId id) internal view virtual returns (uint8);

    function _setDelivered(JobId id, uint8 delivered) internal virtual;

    /* DIGESTS */

    /// @dev The EIP-712 digest of a request: the job's id.
    function _idOf(Request calldata request) internal view returns (JobId) {
        return JobId.wrap(_hashTypedDataV4(request.hash()));
    }

    /// @dev The EIP-712 digest of a receipt: what a worker signs.
    function _digestOf(Receipt calldata receipt) internal view returns (bytes32) {
        return _hashTypedDataV4(receipt.hash());
    }

    /// @dev Makes one of several calls. It keeps its sender and has its own guard.
    function _callSelf(bytes calldata data) private returns (bool succeeded) {
        // Assembly, because Solidity would allocate new memory for each call, and memory costs more per word as it grows. The
        // memory is not needed afterwards, so the free memory pointer stays.
        assembly ("memory-safe") {
            let at := mload(0x40)
            calldatacopy(at, data.offset, data.length)
            succeeded := delegatecall(gas(), address(), at, data.length, 0, 0)
        }
    }

    /// @dev The return data of the last call.
    function _returned() private pure returns (bytes memory data) {
        // Assembly, because Solidity has no other way to read it after the call.
        assembly ("memory-safe") {
            data := mload(0x40)
            mstore(data, returndatasize())
            returndatacopy(add(data, 0x20), 0, returndatasize())
            mstore(0x40, and(add(add(data, 0x3f), returndatasize()), not(0x1f)))
        }
    }
}
