// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";

/// @title A receiver of results
/// @notice The target of a request's callback. The market calls it after its own bookkeeping, with the request's gasLimit. If the
/// call fails, anyone can repeat it (deliver).
interface IInferenceConsumer {
    /// @notice A result arrived (provisional), or the job ended (final).
    /// @param job the job's id
    /// @param when WHEN_PROVISIONAL or WHEN_FINAL
    /// @param state the job's state: Accepted, Rejected or Void in a final call; Submitted in a provisional one, or Accepted if
    /// the request asks for provisional calls only and the result is already accepted (fulfilled at once, or delivered late)
    /// @param outputRoot the submitted or accepted output's root; zero if there is none
    /// @param output the output's bytes, checked against the root; empty if the caller did not submit them. The root does not
    /// commit to their length: the caller can add zeros at the end of the last 256-byte page, or omit them, so check the length
    function onInference(JobId job, uint8 when, JobState state, bytes32 outputRoot, bytes calldata output) external;
}
