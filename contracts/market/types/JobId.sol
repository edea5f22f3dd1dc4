// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice The EIP-712 digest of a request: it names the job and commits to every field of the request.
type JobId is bytes32;

using {eq as ==} for JobId global;

function eq(JobId a, JobId b) pure returns (bool) {
    return JobId.unwrap(a) == JobId.unwrap(b);
}
