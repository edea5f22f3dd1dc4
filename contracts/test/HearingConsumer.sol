// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {InferenceConsumer} from "../periphery/InferenceConsumer.sol";
import {IMarket} from "../market/interfaces/IMarket.sol";
import {JobState} from "../market/types/Job.sol";
import {JobId} from "../market/types/JobId.sol";

/// @notice A consumer that expects the jobs that a test names, and counts its callbacks.
contract HearingConsumer is InferenceConsumer {
    uint256 public provisional;
    uint256 public accepted;
    uint256 public failed;
    bytes32 public outputRoot;
    bytes public output;

    constructor(IMarket market_) InferenceConsumer(market_) {}

    function expect(JobId job) external {
        _expect(job);
    }

    function _onProvisional(JobId, bytes32 outputRoot_, bytes calldata output_) internal override {
        ++provisional;
        (outputRoot, output) = (outputRoot_, output_);
    }

    function _onAccepted(JobId, bytes32 outputRoot_, bytes calldata output_) internal override {
        ++accepted;
        (outputRoot, output) = (outputRoot_, output_);
    }

    function _onFailed(JobId, JobState) internal override {
        ++failed;
    }
}
