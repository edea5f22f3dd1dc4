// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {ModelId} from "../types/ModelId.sol";
import {SeatState} from "../types/Seat.sol";

/// @title Jobs
/// @notice What happens to jobs, whatever their number of seats: events and errors.
interface IJobs {
    /// @notice A request was paid for and waits for its workers.
    /// @param terms the rest of the request, packed: nonce 32, inputRoot 32, flags 1, maxFee 12, lockFor 4, expiry 5, seats 1,
    /// collateral 12, verifier 20 bytes; with flag 1 minFee 12 (else it is maxFee), rampStart 5, rampLength 4; with flag 2 worker
    /// 20; with flag 4 callback target 20, gasLimit 4, when 1; with flag 8 length of the verifier's parameters 4 bytes, the
    /// parameters; then the input: how many zero bytes it begins with 2, how many it ends with 2 bytes, and what lies between
    /// them (nothing at all of an input that travels elsewhere)
    event RequestPosted(JobId indexed job, address indexed requester, ModelId indexed model, bytes terms);
    /// @notice Where the input of a posted request can be fetched.
    event InputLocated(JobId indexed job, string[] uris);
    /// @notice A worker took a seat: it owes a result by `deadline` (the last second that counts) and earns `fee`, less the
    /// model's royalty. In a job of several seats the deadline is zero until the last seat is taken (SeatsFilled).
    event JobClaimed(JobId indexed job, address indexed worker, uint256 seat, uint256 fee, uint256 deadline);
    /// @notice All seats of a job of several are taken: results are committed to until `commitUntil` and opened from when all
    /// have committed, at the latest from then, until `revealUntil`.
    event SeatsFilled(JobId indexed job, uint256 commitUntil, uint256 revealUntil);
    /// @notice A worker committed itself to a result that it will open later.
    event ResultCommitted(JobId indexed job, address indexed worker, uint256 seat, bytes32 commitment);
    /// @notice Somebody committed itself to a result for an open request that was signed off chain.
    event ResultAnnounced(bytes32 indexed commitment);
    /// @notice A worker's signed result arrived.
    /// @param result the rest of the receipt and its signature, packed: outputRoot 32, profile 32, completedAt 8, length of
    /// signer 4 bytes, signer (empty: the worker itself), signature
    /// @param output the output's bytes; empty when they travel elsewhere
    event ResultSubmitted(JobId indexed job, address indexed worker, uint256 seat, bytes result, bytes output);
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
    /// @param terms the rest of the request, packed as in RequestPosted up to the parameters; then what the worker earned 12,
    /// what the model's publisher got of the fee 12, the length of the output 4 bytes, the output's bytes (none when they travel
    /// elsewhere), and the signed receipt, packed as in ResultSubmitted
    event JobFulfilled(
        JobId indexed job,
        address indexed requester,
        address indexed worker,
        ModelId model,
        bytes terms
    );
    /// @notice The input's bytes came with a request that was fulfilled at once.
    event InputShown(JobId indexed job, bytes input);
    /// @notice The request's target was told; `when` is a WHEN_* bit.
    event CallbackDelivered(JobId indexed job, uint8 when);
    /// @notice The request's target has no code, reverted or used up its gas. Anyone may try again with deliver.
    event CallbackFailed(JobId indexed job, uint8 when);
    /// @notice The requester took its request back, or a request that it had signed and nobody had brought.
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

    /// @notice Only the requester, or for posting its operator, may do this.
    error NotRequester(address caller, address requester);
    /// @notice The offer names another worker.
    error NotNamedWorker(address worker, address named);
    /// @notice The caller is neither the worker nor a key that the worker listed for work.
    error NotWorker(address caller, address worker);
    /// @notice The job has no such seat.
    error SeatNotThere(JobId job, uint256 seat);
    /// @notice The worker has a seat of this job, and may have one.
    error WorkerHasSeat(JobId job, address worker, uint256 seat);
    /// @notice The seat has its commitment.
    error SeatCommitted(JobId job, uint256 seat);
    /// @notice Results are opened when all seats have committed to theirs, or after `commitUntil`.
    error CommitmentsAwaited(JobId job, uint256 commitUntil);
    /// @notice The seat has no commitment to open.
    error SeatNotCommitted(JobId job, uint256 seat, SeatState state);
    /// @notice The result, worker and salt are not what the seat committed to.
    error CommitmentMismatch(bytes32 actual, bytes32 committed);
    /// @notice Seats of the job are taken, so it can't be taken back; it expires if it doesn't fill.
    error SeatsTaken(JobId job);
    /// @notice In a job of one seat nobody has to commit to a result before bringing it.
    error CommitmentNotNeeded(JobId job);
    /// @notice The registry's address holds no contract.
    error RegistryHasNoCode(address registry);
    /// @notice The verifier's address holds no contract.
    error VerifierHasNoCode(address verifier);
    /// @notice The nonce's top bit says that the request is signed off chain, so it can't be posted.
    error NonceIsForSigned(uint256 nonce);
    /// @notice The nonce's top bit says that the requester posts the request itself, so it can't be brought by signature.
    error NonceIsForPost(uint256 nonce);
    /// @notice A request with this nonce was brought or cancelled before.
    error NonceAlreadyUsed(address requester, uint256 nonce);
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
    /// @notice An offer for several seats names one worker.
    error WorkerNamedForSeats(address worker, uint256 seats);
    /// @notice The callback contradicts itself, wants a provisional result of several seats, or asks for more gas than MAX_CALLBACK_GAS.
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
    /// @notice A signed request that names no worker is fulfilled by who announced its result before, or claimed.
    error ResultNotAnnounced(JobId job, bytes32 commitment);
    /// @notice The announcement is of this very second, or a day old.
    error AnnouncementNotInTime(bytes32 commitment, uint256 announcedAt, uint256 time);
    /// @notice The verifier refuses the result, or did not answer.
    error ResultNotAccepted(JobId job, address verifier);

    /// @notice The verifier has not decided; ask again at `until` (its word).
    error VerdictPending(JobId job, uint256 until);
    /// @notice The verifier failed. The job becomes void, and the requester refunded, after `voidAt`.
    error VerifierFailed(JobId job, address verifier, uint256 voidAt);
    /// @notice The call carries too little gas for the verifier or the callback, so its failure would prove nothing.
    error InsufficientGas(uint256 available, uint256 needed);

    /// @notice The request asks for no such callback.
    error CallbackNotAsked(JobId job, uint256 when);
    /// @notice In this state the callback has nothing to say.
    error CallbackNotDue(JobId job, uint256 when, JobState state);
    /// @notice The target was told.
    error CallbackAlreadyDelivered(JobId job, uint256 when);
}
