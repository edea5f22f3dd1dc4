// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Input} from "../types/Input.sol";
import {JobId} from "../types/JobId.sol";
import {Request} from "../types/Request.sol";
import {Submission} from "../types/Submission.sol";
import {IBalances} from "./IBalances.sol";
import {IJobs} from "./IJobs.sol";
import {IPanel} from "./IPanel.sol";

/// @title The market's own code
/// @notice What every job goes through. Where a function takes a `signer` beside a signature: empty, the account itself signed
/// (its key, or ERC-1271 for a contract); not empty, the key that did, as ERC-7913 writes it, which the account listed in the
/// key registry.
interface IMarketCore is IBalances, IJobs {
    /// @notice One of several calls failed; the others stand.
    event CallFailed(uint256 index, bytes reason);

    /// @notice The panel holds no code, or asks other registries than the market.
    error PanelNotConnected(address panel);

    /// @notice The code for jobs of several seats, which the market runs in its own name.
    function panel() external view returns (IPanel);

    /// @notice Pays for a request out of the requester's balance (maxFee for every seat) and opens the job.
    /// @param request the request; its requester or an operator of the requester must be the caller
    /// @param input the input's bytes, whose root is checked, or where they are
    function post(Request calldata request, Input calldata input) external returns (JobId job);

    /// @notice As post, for a request that its requester signed; anyone may bring it.
    /// @param request the request, with a nonce for signed requests
    /// @param input the input's bytes, whose root is checked, or where they are
    /// @param signer who signed, with the scope for requests; empty for the requester itself
    /// @param signature the signature over hashRequest
    function postSigned(
        Request calldata request,
        Input calldata input,
        bytes calldata signer,
        bytes calldata signature
    ) external returns (JobId job);

    /// @notice Takes a seat, locking the offer's collateral from the worker's balance. From then on the worker owes a result.
    /// @param request the request
    /// @param worker who works; the caller must be it or a key that it listed for work
    /// @param ticket what the verifier asks of a worker (a drawn stake slot); empty for most methods
    function claim(Request calldata request, address worker, bytes calldata ticket) external returns (uint256 seat);

    /// @notice Commits somebody to the result of an open request that was signed off chain, so that fulfil can bring it later:
    /// who sees an answer on its way can't fulfil with it, since it has not announced it. It can still bring the signed request by
    /// postSigned, claim it and submit what it saw; against that helps a named worker, or postSigned and claim beforehand. The
    /// first announcement of a commitment counts until it lapses.
    /// @param commitment keccak256(abi.encode(job, worker, outputRoot, salt)), the salt random and secret until the result is brought
    function announce(bytes32 commitment) external;

    /// @notice Brings a claimed job's result. Anyone may bring it; the seat's worker must have signed it.
    function submit(Request calldata request, uint256 seat, Submission calldata submission) external;

    /// @notice Brings a request that its requester signed, together with its result, in one call: the requester needs no gas.
    /// The worker is the one that the offer names, or announced its result in an earlier second and less than a day ago. Where
    /// the verifier accepts at once, the job ends here, nothing is locked, and unless there is a callback nothing stored: then
    /// JobFulfilled is the record, and getJob knows nothing. Anyone may bring it. Where the verdict is pending, escrow and
    /// collateral are locked and the job goes on as if it had been posted, claimed and submitted; then the caller must be the
    /// worker or a key of it.
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

    /// @notice Asks the verifier and moves the money as its verdict says. Anyone may call it.
    /// @param request the job's request
    /// @param output the accepted output's bytes where the request has a callback that wants them; empty otherwise
    function finalize(Request calldata request, bytes calldata output) external;

    /// @notice Makes several calls of the market in one transaction; one that fails (CallFailed) leaves the others as they are.
    function tryMulticall(bytes[] calldata calls) external returns (bool[] memory succeeded);
}
