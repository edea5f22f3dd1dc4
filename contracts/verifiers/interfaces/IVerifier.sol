// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobId} from "../../market/types/JobId.sol";
import {Request} from "../../market/types/Request.sol";
import {Seat} from "../../market/types/Job.sol";
import {Submission} from "../../market/types/Result.sol";
import {Verdict} from "../../market/types/Verdict.sol";

/// @title A verification method
/// @notice Turns submitted results into a verdict. A request pins its verifier; the market asks it with bounded gas, and a
/// verifier that reverts or never decides ends in a refund, not in a stuck job.
interface IVerifier {
    /// @notice The method's name in one word ("signature", "optimistic", "quorum").
    function method() external pure returns (string memory);

    /// @notice Lets a worker take a seat, or reverts: because of parameters by which it could not judge, or because this worker
    /// may not. The market asks before the worker locks anything.
    /// @param job the job's id
    /// @param request the whole request
    /// @param worker who wants the seat
    /// @param seat the index of the seat
    /// @param ticket what the method asks of a worker (a drawn stake slot); empty for most
    function claimable(
        JobId job,
        Request calldata request,
        address worker,
        uint256 seat,
        bytes calldata ticket
    ) external view;

    /// @notice Takes the evidence of a submission. Called by the market, only when the submission carries evidence, after
    /// the receipt's signature, which covers the evidence, was checked. A revert refuses the submission.
    /// @dev A submission without evidence is never shown here: a method that needs evidence counts it as none.
    /// @param job the job's id
    /// @param request the whole request
    /// @param seat the index of the seat that submits
    /// @param submission the result
    function submitted(JobId job, Request calldata request, uint256 seat, Submission calldata submission) external;

    /// @notice Judges a job. The market reads an answer only in the compiler's encoding of a Verdict, with at most MAX_SEATS challengers.
    /// @param job the job's id
    /// @param params the request's policy.params
    /// @param seats all seats of the job; those without a result have a state other than Submitted
    function verdict(JobId job, bytes calldata params, Seat[] calldata seats) external view returns (Verdict memory);
}
