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
    /// @notice Somebody committed itself to a result for an open request that was signed off chain.
    event ResultAnnounced(bytes32 indexed commitment);
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
    /// @notice The job ended without a rescue, so what waited in it for a rescuer was burned.
    event RewardBurned(JobId indexed job, uint256 amount);

    /// @notice The offer names another worker.
    error NotNamedWorker(address worker, address named);
    /// @notice Too many workers missed their deadline; cancel or expire the request.
    error TooManyForfeits(JobId job);
    /// @notice The worker still has time.
    error DeadlineNotPassed(JobId job, uint256 deadline, uint256 time);
    /// @notice A signed request that names no worker is fulfilled only by a worker that announced its result before.
    error ResultNotAnnounced(JobId job, bytes32 commitment);
    /// @notice The announcement was made in this very second, or more than a day ago.
    error AnnouncementNotInTime(bytes32 commitment, uint256 announcedAt, uint256 time);
    /// @notice The verifier refuses the result, or did not answer.
    error ResultNotAccepted(JobId job, address verifier);

    /// @notice Commits somebody to the result of an open request that was signed off chain, so that it can fulfil it later: anyone
    /// who sees an answer on its way cannot fulfil with it, since they have not announced it. They can still post the signed
    /// request (postSigned), claim it and submit what they saw. A named worker, or postSigned and claim beforehand, keep them
    /// from that. The first announcement of a commitment counts until it lapses.
    /// @param commitment keccak256(abi.encode(job, worker, outputRoot, salt)), the salt random and secret until the result is submitted
    function announce(bytes32 commitment) external;

    /// @notice Submits a request that its requester signed, together with its result, in one call: the requester needs no gas.
    /// The worker is the one that the offer names, or announced its result in an earlier second and less than a day ago. The
    /// caller must be the worker or a key of it. Where the verifier accepts at once, the job ends here, no collateral is needed,
    /// and unless there is a callback nothing is stored: then JobFulfilled is the record, and getJob knows nothing. Where the
    /// verdict is pending, the price and the collateral are locked, and the job goes on as if it had been posted, claimed and
    /// submitted.
    /// @param request the request, for one seat, with a nonce for signed requests
    /// @param input the input's bytes, or where they are, to be shown along; may be wholly empty
    /// @param requestSigner who signed the request; empty for the requester itself
    /// @param requestSignature the signature over hashRequest
    /// @param worker who worked
    /// @param submission the worker's result
    function fulfil(
        Request calldata request,
        Input calldata input,
        bytes calldata requestSigner,
        bytes calldata requestSignature,
        address worker,
        Submission calldata submission
    ) external;

    /// @notice Takes the collateral of a worker that missed its deadline and opens the job again. Anyone may call it. Half is burned;
    /// half waits for the worker whose result is accepted in the end, and is burned if there is none.
    function forfeit(Request calldata request) external;

    /// @notice When a commitment was announced, in seconds since 1970; zero when it was not.
    function announcedAt(bytes32 commitment) external view returns (uint256 time);

    /// @notice How long an announced commitment can be opened, in seconds.
    function ANNOUNCEMENT_LIFETIME() external view returns (uint256);
}
