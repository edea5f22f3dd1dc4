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
    /// @param state the job's state: Accepted, Rejected or Void in a final call; Submitted in a provisional one, or Accepted where
    /// the request asks for provisional calls alone and the result is accepted by then (fulfilled at once, or told late)
    /// @param outputRoot the submitted or accepted output's root; zero unless there is one
    /// @param output the output's bytes, checked against the root; empty when nobody brought them. The root does not commit to their
    /// length: whoever brings them can add zeros at the end of the last 256-byte page, or leave them out, so check the length
    function onInference(JobId job, uint8 when, JobState state, bytes32 outputRoot, bytes calldata output) external;
}
