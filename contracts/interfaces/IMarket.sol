// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Input} from "../types/Input.sol";
import {Job, JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {ModelId} from "../types/ModelId.sol";
import {Receipt} from "../types/Receipt.sol";
import {Request} from "../types/Request.sol";
import {Submission} from "../types/Submission.sol";
import {IBalances} from "./IBalances.sol";
import {IModelRegistry} from "./IModelRegistry.sol";

/// @title The market
/// @notice Requests, jobs and the money that follows the verdict. Has no owner, cannot be paused or changed.
/// Functions take the whole request again: its digest is the job's id, and only what changes is stored.
interface IMarket is IBalances {
    /// @notice A request was paid for and waits for its workers.
    /// @param terms the rest of the request, packed: nonce 32, inputRoot 32, minFee 12, maxFee 12, rampStart 5, rampLength 4,
    /// lockFor 4, expiry 5, collateral 12, worker 20, seats 1, verifier 20, callback target 20, gasLimit 4, when 1 bytes, then
    /// the verifier's parameters
    /// @param input the input's bytes; empty when they travel elsewhere
    event RequestPosted(JobId indexed job, address indexed requester, ModelId indexed model, bytes terms, bytes input);
    /// @notice Where the input of a posted request can be fetched.
    event InputLocated(JobId indexed job, string[] uris);
    /// @notice A worker took a seat: it owes a result by `deadline` (the last second that counts) and earns `fee`, less the
    /// model's royalty.
    event JobClaimed(JobId indexed job, address indexed worker, uint256 seat, uint256 fee, uint256 deadline);
    /// @notice A worker's signed result arrived.
    event ResultSubmitted(
        JobId indexed job,
        address indexed worker,
        uint256 seat,
        Receipt receipt,
        bytes signature,
        bytes output
    );
    /// @notice A seat was settled for the worker: what it earned, what the model's publisher got of the fee, and its
    /// collateral, which is free again.
    event SeatSettled(
        JobId indexed job,
        address indexed worker,
        uint256 seat,
        uint256 paid,
        uint256 royalty,
        uint256 collateral
    );
    /// @notice A worker lost its collateral: half is burned, the rest goes to `beneficiary` (zero: to who rescues the job,
    /// else to the requester).
    event SeatForfeited(
        JobId indexed job,
        address indexed worker,
        uint256 seat,
        uint256 burned,
        uint256 rewarded,
        address beneficiary
    );
    /// @notice A job came to its end by verdict (Accepted, Rejected or Void); `refunded` went back to the requester.
    event JobFinalized(JobId indexed job, JobState state, bytes32 outputRoot, uint256 refunded);
    /// @notice A request that was signed off chain was answered and settled in one call; its job is Accepted.
    /// @param terms the rest of the request, packed as in RequestPosted
    /// @param paid what the worker earned
    /// @param royalty what the model's publisher got of the fee
    event JobFulfilled(
        JobId indexed job,
        address indexed requester,
        address indexed worker,
        ModelId model,
        bytes terms,
        Submission submission,
        uint256 paid,
        uint256 royalty
    );
    /// @notice One of several calls failed; the others stand.
    event CallFailed(uint256 index, bytes reason);
    /// @notice The requester took its request back.
    event JobCancelled(JobId indexed job, uint256 refunded);
    /// @notice Nobody did the job in time.
    event JobExpired(JobId indexed job, uint256 refunded);

    /// @notice The request is in the market already.
    error JobAlreadyExists(JobId job, JobState state);
    /// @notice The job is not open.
    error JobNotOpen(JobId job, JobState state);
    /// @notice No worker owes the job a result.
    error JobNotClaimed(JobId job, JobState state);
    /// @notice No result waits for a verdict.
    error JobNotSubmitted(JobId job, JobState state);

    /// @notice Only the requester may do this.
    error NotRequester(address caller, address requester);
    /// @notice The offer names another worker.
    error NotNamedWorker(address caller, address worker);
    /// @notice Nobody published the model, so nobody can be paid for it.
    error ModelNotPublished(ModelId model);

    /// @notice minFee is above maxFee.
    error FeeRangeInverted(uint256 minFee, uint256 maxFee);
    /// @notice lockFor is zero or above MAX_LOCK_FOR.
    error LockOutOfRange(uint256 lockFor, uint256 maximum);
    /// @notice The request's time is over.
    error RequestExpired(uint256 expiry, uint256 time);
    /// @notice expiry is further away than MAX_LIFETIME.
    error ExpiryTooFar(uint256 expiry, uint256 latest);
    /// @notice The number of seats is zero or above `maximum`.
    error SeatsOutOfRange(uint256 seats, uint256 maximum);
    /// @notice Callbacks are not supported, or the callback contradicts itself.
    error InvalidCallback(address target, uint256 gasLimit, uint256 when);

    /// @notice Neither inline bytes nor a URI.
    error InputMissing();
    /// @notice The inline bytes exceed MAX_INLINE.
    error InlineTooLong(uint256 length, uint256 maximum);
    /// @notice The inline bytes have another root than the request or the receipt says.
    error RootMismatch(bytes32 actual, bytes32 expected);

    /// @notice Too many workers missed their deadline; cancel or expire the request.
    error TooManyForfeits(JobId job);
    /// @notice The worker's time is over.
    error DeadlinePassed(JobId job, uint256 deadline, uint256 time);
    /// @notice The worker still has time.
    error DeadlineNotPassed(JobId job, uint256 deadline, uint256 time);
    /// @notice The request has not expired.
    error RequestNotExpired(uint256 expiry, uint256 time);

    /// @notice The receipt answers another request.
    error ReceiptForOtherRequest(bytes32 receiptRequest, JobId job);
    /// @notice The receipt carries no output root.
    error OutputRootMissing();
    /// @notice The signature is not the worker's over this receipt.
    error InvalidReceiptSignature(JobId job, address worker);

    /// @notice The signature is not the requester's over this request.
    error InvalidRequestSignature(JobId job, address requester);
    /// @notice A signed request that names no worker has to be claimed before it is answered.
    error WorkerNotNamed(JobId job);
    /// @notice The verifier refuses the result, or did not answer.
    error ResultNotAccepted(JobId job, address verifier);

    /// @notice The verifier has not decided; ask again at `until` (its word).
    error VerdictPending(JobId job, uint256 until);
    /// @notice The verifier failed. The job becomes void, and the requester refunded, after `voidAt`.
    error VerifierFailed(JobId job, address verifier, uint256 voidAt);
    /// @notice The call carries too little gas for the verifier to answer, so its failure would prove nothing.
    error InsufficientGas(uint256 available, uint256 needed);

    /// @notice Where models and royalties stand.
    function modelRegistry() external view returns (IModelRegistry);

    /// @notice The longest lockFor, in seconds.
    function MAX_LOCK_FOR() external view returns (uint256);

    /// @notice How far away an expiry may be, in seconds.
    function MAX_LIFETIME() external view returns (uint256);

    /// @notice How long after the result a verifier may take before anyone can void the job, in seconds.
    function VERDICT_TIMEOUT() external view returns (uint256);

    /// @notice How much gas a verifier gets for its verdict.
    function VERIFIER_GAS() external view returns (uint256);

    /// @notice The most bytes of an inline input or output.
    function MAX_INLINE() external view returns (uint256);

    /// @notice Whose balance holds what was burned. Nobody has its key.
    function BURNED() external view returns (address);

    /// @notice Pays for a request out of the caller's balance (maxFee for every seat) and opens the job.
    /// @param request the request; its requester must be the caller
    /// @param input the input's bytes, whose root is checked, or where they are
    function post(Request calldata request, Input calldata input) external returns (JobId job);

    /// @notice Takes a seat, locking the offer's collateral from the caller's balance. From then on the caller owes a result.
    function claim(Request calldata request) external returns (uint256 seat);

    /// @notice Brings a claimed job's result. Anyone may bring it; the seat's worker must have signed it.
    function submit(Request calldata request, Submission calldata submission) external;

    /// @notice Asks the verifier and moves the money as its verdict says. Anyone may call it.
    /// @param request the job's request
    /// @param output the accepted output's bytes where the request has a callback that wants them; empty otherwise
    function finalize(Request calldata request, bytes calldata output) external;

    /// @notice Brings a request that its requester signed, together with its result, in one call: the requester needs no gas.
    /// The caller must be the worker that the offer names. Where the verifier accepts at once, the job ends here and nothing is
    /// locked (its root stands in JobFulfilled alone); where the verdict is pending, escrow and collateral are locked and the
    /// job goes on as if it had been posted, claimed and submitted.
    /// @param request the request
    /// @param requestSignature the requester's signature over hashRequest (ECDSA, or ERC-1271 for a contract)
    /// @param submission the worker's result
    function fulfil(Request calldata request, bytes calldata requestSignature, Submission calldata submission) external;

    /// @notice Makes several calls of the market in one transaction; one that fails (CallFailed) leaves the others as they are.
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded);

    /// @notice Takes a request back that is open, or that was signed and never brought.
    function cancel(Request calldata request) external;

    /// @notice Refunds a request that nobody did in time. Anyone may call it.
    function expire(Request calldata request) external;

    /// @notice Takes the collateral of a worker that missed its deadline and opens the job again. Anyone may call it.
    function forfeit(Request calldata request) external;

    /// @notice What the market knows of a job.
    function getJob(JobId job) external view returns (Job memory);

    /// @notice The EIP-712 digest of a request: the job's id.
    function hashRequest(Request calldata request) external view returns (JobId);

    /// @notice The EIP-712 digest of a receipt: what a worker signs.
    function hashReceipt(Receipt calldata receipt) external view returns (bytes32);
}
