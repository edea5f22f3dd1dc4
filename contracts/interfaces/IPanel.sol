// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Job} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Receipt} from "../types/Receipt.sol";
import {Request} from "../types/Request.sol";
import {IJobs} from "./IJobs.sol";
import {IKeyRegistry} from "./IKeyRegistry.sol";
import {IModelRegistry} from "./IModelRegistry.sol";

/// @title The panel's code
/// @notice What the market leaves to the panel, whose code it runs in its own name: what only jobs of several seats need, what
/// is seldom done with any job, and what only readers ask. Call the market.
interface IPanel is IJobs {
    /// @notice Commits the seat's worker to a result in a job of several seats. The worker or a key of it must call.
    /// @param commitment keccak256(abi.encode(job, worker, outputRoot, salt))
    function commit(Request calldata request, uint256 seat, bytes32 commitment) external;

    /// @notice Makes a callback that failed, once more. Anyone may call it until it succeeds.
    /// @param request the job's request
    /// @param when one WHEN_* bit: the provisional callback while a result waits for its verdict, the final one after the end
    /// @param output the output's bytes, whose root is checked; empty to leave them out
    function deliver(Request calldata request, uint8 when, bytes calldata output) external;

    /// @notice Takes the collateral of a worker that missed its deadline and opens the job again. Anyone may call it.
    function forfeit(Request calldata request) external;

    /// @notice Takes a request back that is open, or that was signed and never brought. Only the requester may.
    function cancel(Request calldata request) external;

    /// @notice Refunds a request that nobody did in time. Anyone may call it.
    function expire(Request calldata request) external;

    /// @notice What the market knows of a job.
    function getJob(JobId job) external view returns (Job memory);

    /// @notice The used nonces of signed requests: bit `nonce & 0xff` of word `(nonce - SIGNED_NONCE) >> 8`.
    function nonceBitmap(address requester, uint256 word) external view returns (uint256 bits);

    /// @notice When a commitment was announced, in seconds since 1970; zero when it was not.
    function announcedAt(bytes32 commitment) external view returns (uint256 time);

    /// @notice How long an announced commitment can be opened, in seconds.
    function ANNOUNCEMENT_LIFETIME() external view returns (uint256);

    /// @notice Where models and royalties stand.
    function modelRegistry() external view returns (IModelRegistry);

    /// @notice Where accounts list the keys that act for them.
    function keyRegistry() external view returns (IKeyRegistry);

    /// @notice The bit of a nonce that says that its request is signed off chain.
    function SIGNED_NONCE() external view returns (uint256);

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

    /// @notice The most gas that a callback may ask for.
    function MAX_CALLBACK_GAS() external view returns (uint256);

    /// @notice Whose balance holds what was burned. Nobody has its key.
    function BURNED() external view returns (address);

    /// @notice The EIP-712 digest of a request: the job's id.
    function hashRequest(Request calldata request) external view returns (JobId);

    /// @notice The EIP-712 digest of a receipt: what a worker signs.
    function hashReceipt(Receipt calldata receipt) external view returns (bytes32);
}
