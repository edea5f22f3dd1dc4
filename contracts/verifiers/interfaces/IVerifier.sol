// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobId} from "../../market/types/JobId.sol";
import {Request} from "../../market/types/Request.sol";
import {Seat} from "../../market/types/Job.sol";
import {Submission} from "../../market/types/Result.sol";
import {Verdict} from "../../market/types/Verdict.sol";

/// @title A verification method
/// @notice Turns submitted results into a verdict. A request fixes its verifier. The market calls it with bounded gas, and a
/// verifier that reverts or never decides leads to a refund, not to a stuck job.
interface IVerifier {
    /// @notice The method's name in one word ("signature", "optimistic", "quorum").
    function method() external pure returns (string memory);

    /// @notice Lets a worker take a seat. Reverts if the method cannot judge by the parameters, or if this worker may not take
    /// the seat. The market calls it before the worker locks any money.
    /// @param job the job's id
    /// @param request the whole request
    /// @param worker the account that wants the seat
    /// @param seat the index of the seat
    /// @param ticket what the method requires from a worker (a drawn stake slot); empty for most methods
    function claimable(
        JobId job,
        Request calldata request,
        address worker,
        uint256 seat,
        bytes calldata ticket
    ) external view;

    /// @notice Receives the evidence of a submission. The market calls it only if there is evidence, and after it has checked the
    /// receipt's signature, which covers the evidence. A revert refuses the submission.
    /// @dev It is not called for a submission without evidence. A method that needs evidence has to treat that as no result.
    /// @param job the job's id
    /// @param request the whole request
    /// @param seat the index of the seat that submits
    /// @param submission the result
    function submitted(JobId job, Request calldata request, uint256 seat, Submission calldata submission) external;

    /// @notice Judges a job. The market reads an answer only if it is encoded as the compiler encodes a Verdict, with at most
    /// MAX_SEATS challengers.
    /// @param job the job's id
    /// @param params the request's policy.params
    /// @param seats all seats of the job; those without a result have a state other than Submitted
    function verdict(JobId job, bytes calldata params, Seat[] calldata seats) external view returns (Verdict memory);
}
