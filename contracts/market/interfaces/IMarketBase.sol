// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IBook} from "../../ledger/IBook.sol";
import {IKeyRegistry} from "../../registries/IKeyRegistry.sol";
import {IModelRegistry} from "../../registries/IModelRegistry.sol";
import {ModelId} from "../../registries/types/ModelId.sol";
import {Job, JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Input, Request} from "../types/Request.sol";
import {Receipt, Submission} from "../types/Result.sol";

/// @title The common part of both markets
/// @notice Requests, jobs and the money that follows the verdict, for any number of seats. A market has no owner and cannot be
/// paused or changed. Functions take the whole request again: its digest is the job's id, and only changing state is stored. Each
/// signature comes with a `signer`. If it is empty, the account itself signed (with its private key, or by ERC-1271 for a
/// contract). Otherwise it is the key that signed, in ERC-7913 form, and the account must have listed it in the key registry.
interface IMarketBase is IBook {
    /// @notice A request was paid for and waits for workers.
    /// @param terms the rest of the request, packed: nonce 32, inputRoot 32, flags 1, maxFee 12, lockFor 4, expiry 5, seats 1,
    /// collateral 12, verifier 20 bytes; with flag 1 minFee 12 (else it equals maxFee), rampStart 5, rampLength 4; with flag 2
    /// worker 20; with flag 4 callback target 20, gasLimit 4, when 1; with flag 8 length of the verifier's parameters 4 bytes,
    /// the parameters; then the input: the number of its leading zero bytes 2, of its trailing zero bytes 2, and the bytes
    /// between them (none if the input travels elsewhere)
    event RequestPosted(JobId indexed job, address indexed requester, ModelId indexed model, bytes terms);
    /// @notice The URIs of a posted request's input.
    event InputLocated(JobId indexed job, string[] uris);
    /// @notice A worker took a seat. It owes a result (in a job of several seats, its commitment) by `deadline`, the last second
    /// that counts. It earns `fee`, less the model's royalty.
    event JobClaimed(JobId indexed job, address indexed worker, uint256 seat, uint256 fee, uint256 deadline);
    /// @notice A worker's signed result arrived.
    /// @param result the rest of the receipt and its signature, packed: outputRoot 32, profile 32, completedAt 8, length of
    /// signer 4 bytes, signer (empty: the worker itself), signature. If the length's top bit is set, evidenceHash 32 stands
    /// before the signer; else it is zero
    /// @param output the output's bytes; empty when they travel elsewhere
    event ResultSubmitted(JobId indexed job, address indexed worker, uint256 seat, bytes result, bytes output);
    /// @notice A seat was settled: the worker's earnings, the publisher's royalty, and the worker's collateral, which is free
    /// again.
    event SeatSettled(
        JobId indexed job,
        address indexed worker,
        uint256 seat,
        uint256 paid,
        uint256 royalty,
        uint256 collateral
    );
    /// @notice A worker lost its collateral. `burned` is gone. `rewarded` goes to `beneficiary`, the account that showed its
    /// result wrong; if that is zero, it is held for the worker that rescues the job.
    event SeatForfeited(
        JobId indexed job,
        address indexed worker,
        uint256 seat,
        uint256 burned,
        uint256 rewarded,
        address beneficiary
    );
    /// @notice A verdict ended the job (Accepted, Rejected or Void); `refunded` went back to the requester.
    event JobFinalized(JobId indexed job, JobState state, bytes32 outputRoot, uint256 refunded);
    /// @notice The request's target was called; `when` is a WHEN_* bit.
    event CallbackDelivered(JobId indexed job, uint8 when);
    /// @notice The request's target has no code, reverted or used up its gas. Anyone may try again with deliver.
    event CallbackFailed(JobId indexed job, uint8 when);
    /// @notice The requester cancelled its request, or invalidated one that it had signed and that nobody had submitted.
    event JobCancelled(JobId indexed job, uint256 refunded);
    /// @notice Not every seat was taken in time.
    event JobExpired(JobId indexed job, uint256 refunded);
    /// @notice One of several calls failed; the others remain in effect.
    event CallFailed(uint256 index, bytes reason);

    /// @notice The request is already in the market.
    error JobAlreadyExists(JobId job, JobState state);
    /// @notice The job is not open.
    error JobNotOpen(JobId job, JobState state);
    /// @notice No worker owes the job a result.
    error JobNotClaimed(JobId job, JobState state);
    /// @notice No result waits for a verdict.
    error JobNotSubmitted(JobId job, JobState state);

    /// @notice Only the requester may do this.
    error NotRequester(address caller, address requester);
    /// @notice The caller is neither the worker nor a key that the worker listed for work.
    error NotWorker(address caller, address worker);
    /// @notice The job has no such seat.
    error SeatNotThere(JobId job, uint256 seat);
    /// @notice The registry's address holds no contract.
    error RegistryHasNoCode(address registry);
    /// @notice The shortest lock is zero, or longer than MAX_LOCK_FOR.
    error MinLockForOutOfRange(uint256 minLockFor, uint256 maximum);
    /// @notice The verifier's address holds no contract.
    error VerifierHasNoCode(address verifier);
    /// @notice The nonce's top bit marks a request that is signed off chain, so it cannot be posted.
    error NonceIsForSigned(uint256 nonce);
    /// @notice The nonce's top bit marks a request that its requester posts itself, so it cannot be used with a signature.
    error NonceIsForPost(uint256 nonce);
    /// @notice A request with this nonce was submitted or cancelled before.
    error NonceAlreadyUsed(address requester, uint256 nonce);
    /// @notice Nobody published the model, so nobody can be paid for it.
    error ModelNotPublished(ModelId model);

    /// @notice minFee is above maxFee.
    error FeeRangeInverted(uint256 minFee, uint256 maxFee);
    /// @notice lockFor is below this market's minLockFor or above MAX_LOCK_FOR.
    error LockOutOfRange(uint256 lockFor, uint256 minimum, uint256 maximum);
    /// @notice The request has expired.
    error RequestExpired(uint256 expiry, uint256 time);
    /// @notice expiry is more than MAX_LIFETIME away.
    error ExpiryTooFar(uint256 expiry, uint256 latest);
    /// @notice This market does not accept this number of seats.
    error SeatsOutOfRange(uint256 seats, uint256 minimum, uint256 maximum);
    /// @notice The callback contradicts itself, asks for a callback that this market does not make, or asks for more gas than
    /// MAX_CALLBACK_GAS.
    error InvalidCallback(address target, uint256 gasLimit, uint256 when);

    /// @notice The input has neither inline bytes nor a URI.
    error InputMissing();
    /// @notice The inline bytes exceed MAX_INLINE.
    error InlineTooLong(uint256 length, uint256 maximum);
    /// @notice The root of the inline bytes differs from the one in the request or receipt.
    error RootMismatch(bytes32 actual, bytes32 expected);

    /// @notice The worker's deadline has passed.
    error DeadlinePassed(JobId job, uint256 deadline, uint256 time);
    /// @notice The request has not expired yet.
    error RequestNotExpired(uint256 expiry, uint256 time);

    /// @notice The receipt answers another request.
    error ReceiptForOtherRequest(bytes32 receiptRequest, JobId job);
    /// @notice The receipt belongs to another worker.
    error ReceiptOfOtherWorker(address receiptWorker, address worker);
    /// @notice The evidence is not what the worker signed.
    error EvidenceMismatch(bytes32 actual, bytes32 signed);
    /// @notice The receipt carries no output root.
    error OutputRootMissing();
    /// @notice The signature is not the worker's over this receipt.
    error InvalidReceiptSignature(JobId job, address worker);
    /// @notice The signature is not the requester's over this request.
    error InvalidRequestSignature(JobId job, address requester);

    /// @notice The verifier has not decided. It suggests asking again at `until`.
    error VerdictPending(JobId job, uint256 until);
    /// @notice The verifier failed. After `voidAt`, anyone can void the job, which refunds the requester.
    error VerifierFailed(JobId job, address verifier, uint256 voidAt);
    /// @notice The call carries too little gas for the verifier or the callback, so its failure would prove nothing.
    error InsufficientGas(uint256 available, uint256 needed);

    /// @notice The request does not ask for this callback.
    error CallbackNotAsked(JobId job, uint256 when);
    /// @notice This callback is not due in this state.
    error CallbackNotDue(JobId job, uint256 when, JobState state);
    /// @notice The callback was already delivered.
    error CallbackAlreadyDelivered(JobId job, uint256 when);

    /// @notice Deposits `amount` of the caller's tokens in the ledger, which the caller must have approved in the token. With it,
    /// one transaction can deposit and post (multicall).
    function deposit(uint256 amount) external;

    /// @notice Like deposit, with an EIP-2612 permit for the ledger in the same call.
    function depositWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Locks the price of a request (maxFee per seat) and opens the job.
    /// @param request the request; the caller must be its requester or have the requester's allowance in the ledger
    /// @param input the input's bytes, whose root is checked, or their location
    function post(Request calldata request, Input calldata input) external returns (JobId job);

    /// @notice Like post, for a request that its requester signed. Anyone may submit it.
    /// @param request the request, with a nonce for signed requests
    /// @param input the input's bytes, whose root is checked, or their location
    /// @param signer the key that signed, with the scope for requests; empty for the requester itself
    /// @param signature the signature over hashRequest
    function postSigned(
        Request calldata request,
        Input calldata input,
        bytes calldata signer,
        bytes calldata signature
    ) external returns (JobId job);

    /// @notice Claims a seat and locks the offer's collateral. From then on, the worker owes a result.
    /// @param request the request
    /// @param worker the account that works; the caller must be it or a key that it listed for work
    /// @param ticket what the verifier requires from a worker (a drawn stake slot); empty for most methods
    function claim(Request calldata request, address worker, bytes calldata ticket) external returns (uint256 seat);

    /// @notice Submits a seat's result, which its worker must have signed. The caller must be the worker or one of its keys, so
    /// that nobody else decides which parts of the submission arrive.
    function submit(Request calldata request, uint256 seat, Submission calldata submission) external;

    /// @notice Asks the verifier and settles the job by its verdict. Anyone may call it.
    /// @param request the job's request
    /// @param output the accepted output's bytes if the request has a callback that needs them; empty otherwise
    function finalize(Request calldata request, bytes calldata output) external;

    /// @notice Repeats a callback that failed. Anyone may call it until it succeeds.
    /// @param request the job's request
    /// @param when one WHEN_* bit: the provisional callback while a result waits for its verdict, the final one after the end
    /// @param output the output's bytes, whose root is checked; empty to leave them out
    function deliver(Request calldata request, uint8 when, bytes calldata output) external;

    /// @notice Cancels a request that is open and that no worker relies on, or one that was signed and never submitted. Only the
    /// requester may call it.
    function cancel(Request calldata request) external;

    /// @notice Refunds a request whose seats were not all taken in time. Anyone may call it.
    function expire(Request calldata request) external;

    /// @notice Makes several calls of this market in one transaction: all of them, or none.
    function multicall(bytes[] calldata calls) external;

    /// @notice Makes several calls of this market in one transaction. A call that fails (CallFailed) does not affect the others.
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded);

    /// @notice A job's current state.
    function getJob(JobId job) external view returns (Job memory);

    /// @notice The used nonces of signed requests: bit `nonce & 0xff` of word `(nonce - SIGNED_NONCE) >> 8`.
    function nonceBitmap(address requester, uint256 word) external view returns (uint256 bits);

    /// @notice The EIP-712 digest of a request: the job's id.
    function hashRequest(Request calldata request) external view returns (JobId);

    /// @notice The EIP-712 digest of a receipt: what a worker signs.
    function hashReceipt(Receipt calldata receipt) external view returns (bytes32);

    /// @notice The registry of models and royalties.
    function modelRegistry() external view returns (IModelRegistry);

    /// @notice The registry of the keys that act for accounts.
    function keyRegistry() external view returns (IKeyRegistry);

    /// @notice The shortest lockFor, in seconds: it leaves room for blocks and outages.
    function minLockFor() external view returns (uint256);

    /// @notice The longest lockFor, in seconds.
    function MAX_LOCK_FOR() external view returns (uint256);

    /// @notice The nonce bit that marks a request signed off chain.
    function SIGNED_NONCE() external view returns (uint256);

    /// @notice The longest time from a request to its expiry, in seconds.
    function MAX_LIFETIME() external view returns (uint256);

    /// @notice How long after the result a verifier may take before anyone can void the job, in seconds.
    function VERDICT_TIMEOUT() external view returns (uint256);

    /// @notice How much gas a verifier gets for its verdict.
    function VERIFIER_GAS() external view returns (uint256);

    /// @notice The most bytes of an inline input or output.
    function MAX_INLINE() external view returns (uint256);

    /// @notice The most gas that a callback may ask for.
    function MAX_CALLBACK_GAS() external view returns (uint256);
}
