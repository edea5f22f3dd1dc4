// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";

/// @title Who hears of a result
/// @notice The target of a request's callback. The market calls it after the job's books are closed, with the request's
/// gasLimit; when the call fails, anyone can have it made again (deliver).
interface IInferenceConsumer {
    /// @notice A result came (provisional) or its job ended (final).
    /// @param job the job's id
    /// @param when WHEN_PROVISIONAL or WHEN_FINAL
    /// @param state the job's state: Submitted in a provisional call; Accepted, Rejected or Void in a final one
    /// @param outputRoot the submitted or accepted output's root; zero unless there is one
    /// @param output the output's canonical bytes, checked against the root; empty when nobody brought them
    function onInference(JobId job, uint8 when, JobState state, bytes32 outputRoot, bytes calldata output) external;
}
