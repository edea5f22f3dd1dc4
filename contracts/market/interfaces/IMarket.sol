// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ModelId} from "../../registries/types/ModelId.sol";
import {JobId} from "../types/JobId.sol";
import {Input, Request} from "../types/Request.sol";
import {Submission} from "../types/Result.sol";
import {IMarketBase} from "./IMarketBase.sol";

/// @title The market of jobs with one seat
/// @notice One worker answers. Most jobs are of this kind.
interface IMarket is IMarketBase {
    /// @notice Someone committed to a result for an open request that was signed off chain.
    event ResultAnnounced(bytes32 indexed commitment);
    /// @notice A request that was signed off chain was answered and settled in one call; its job is Accepted.
    /// @param terms the rest of the request, packed as in RequestPosted up to the parameters; then the worker's earnings 12, the
    /// publisher's royalty 12, the length of the output 4 bytes, the output's bytes (none if they travel elsewhere), and the
    /// signed receipt, packed as in ResultSubmitted
    event JobFulfilled(
        JobId indexed job,
        address indexed requester,
        address indexed worker,
        ModelId model,
        bytes terms
    );
    /// @notice The input's bytes of a request that was fulfilled at once.
    event InputShown(JobId indexed job, bytes input);
    /// @notice No worker rescued the job, so the reward that it held for a rescuer was burned.
    event RewardBurned(JobId indexed job, uint256 amount);

    /// @notice The offer names another worker.
    error NotNamedWorker(address worker, address named);
    /// @notice Too many workers missed their deadline; cancel or expire the request.
    error TooManyForfeits(JobId job);
    /// @notice The worker still has time.
    error DeadlineNotPassed(JobId job, uint256 deadline, uint256 time);
    /// @notice The request names no worker, and this worker has not announced its result. Announce it first, then fulfil.
    error ResultNotAnnounced(JobId job, bytes32 commitment);
    /// @notice The announcement was made in this same second, or more than a day ago.
    error AnnouncementNotInTime(bytes32 commitment, uint256 announcedAt, uint256 time);
    /// @notice The verifier did not accept the result, or did not answer.
    error ResultNotAccepted(JobId job, address verifier);

    /// @notice Records a commitment to the result of an open request that was signed off chain, so that its worker can fulfil the
    /// request later. Anyone who sees an answer in the mempool cannot fulfil with it, because they have not announced it. They
    /// can still post the signed request (postSigned), claim it and submit what they saw. To prevent that, name the worker in the
    /// request, or post and claim it first. The first announcement of a commitment counts until it lapses.
    /// @param commitment keccak256(abi.encode(job, worker, outputRoot, salt)), the salt random and secret until the result is submitted
    function announce(bytes32 commitment) external;

    /// @notice Submits a request that its requester signed, together with its result, in one call. The requester needs no gas.
    /// The worker must be the one that the offer names, or must have announced its result in an earlier second and at most a day
    /// ago. The caller must be the worker or one of its keys. If the verifier accepts at once, the job ends here and needs no
    /// collateral. Nothing is then stored unless there is a callback: JobFulfilled is the record, and getJob does not know the
    /// job. If the verdict is pending, the price and the collateral are locked, and the job goes on as if it had been posted,
    /// claimed and submitted.
    /// @param request the request, for one seat, with a nonce for signed requests
    /// @param input the input's bytes or their location, to be logged; may be empty
    /// @param requestSigner the key that signed the request; empty for the requester itself
    /// @param requestSignature the signature over hashRequest
    /// @param worker the account that did the work
    /// @param submission the worker's result
    function fulfil(
        Request calldata request,
        Input calldata input,
        bytes calldata requestSigner,
        bytes calldata requestSignature,
        address worker,
        Submission calldata submission
    ) external;

    /// @notice Takes the collateral of a worker that missed its deadline and reopens the job. Anyone may call it. Half is burned.
    /// The other half goes to the worker whose result is finally accepted, or is burned if there is none.
    function forfeit(Request calldata request) external;

    /// @notice When a commitment was announced, in seconds since 1970; zero if it was not.
    function announcedAt(bytes32 commitment) external view returns (uint256 time);

    /// @notice How long an announced commitment can be opened, in seconds.
    function ANNOUNCEMENT_LIFETIME() external view returns (uint256);
}
