// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IInferenceConsumer} from "../market/interfaces/IInferenceConsumer.sol";
import {IMarketBase} from "../market/interfaces/IMarketBase.sol";
import {JobState} from "../market/types/Job.sol";
import {JobId} from "../market/types/JobId.sol";
import {WHEN_FINAL, WHEN_PROVISIONAL} from "../market/types/Request.sol";

/// @title InferenceConsumer
/// @notice The base of a contract that acts on results. It accepts callbacks only from its market and only for jobs that it
/// expects, and it separates provisional, accepted and failed results.
/// @dev Anyone can post a request with any callback target. So a consumer acts only on jobs that it expects (_expect), and before
/// it expects a job it has to check the request: the model, the verifier with its parameters, the collateral. Anyone who may
/// choose all of them chooses the answer. A root does not commit to a length: the caller who submits the bytes can add zeros at
/// the end of their last 256-byte page, or omit them. So a consumer has to check the length of an output before it reads it.
abstract contract InferenceConsumer is IInferenceConsumer {
    /// @notice The expectation of this contract about a job.
    enum Expectation {
        None,
        /// The final call has not come.
        Awaited,
        Ended
    }

    /// @notice The market's address holds no contract.
    error MarketHasNoCode(address market);
    /// @notice Only the market may report results.
    error NotMarket(address caller, address market);
    /// @notice The job was never expected, or has already ended.
    error JobNotAwaited(JobId job);
    /// @notice The job is, or was, already expected.
    error JobAlreadyExpected(JobId job);
    /// @notice The result came without its bytes. They can be submitted later (the market's deliver).
    error OutputMissing(JobId job);
    /// @notice The market does not make such a callback.
    error UnknownCallback(JobId job, uint8 when, JobState state);

    /// @notice The market whose callbacks count.
    IMarketBase public immutable market;

    mapping(JobId job => Expectation expectation) private _expectations;

    constructor(IMarketBase market_) {
        if (address(market_).code.length == 0) revert MarketHasNoCode(address(market_));
        market = market_;
    }

    /// @inheritdoc IInferenceConsumer
    function onInference(JobId job, uint8 when, JobState state, bytes32 outputRoot, bytes calldata output) external {
        // INVARIANT: only the market reports answers.
        if (msg.sender != address(market)) revert NotMarket(msg.sender, address(market));
        // INVARIANT: only a request that was checked is acted on, and only once.
        if (_expectations[job] != Expectation.Awaited) revert JobNotAwaited(job);
        // If a request asks for provisional calls only, such a call also reports a result that is already accepted: fulfilled at
        // once, or delivered late.
        if (when == WHEN_PROVISIONAL && (state == JobState.Submitted || state == JobState.Accepted)) {
            // INVARIANT: a root is no answer. After this revert, the market still accepts a call with the bytes.
            if (output.length == 0) revert OutputMissing(job);
            _onProvisional(job, outputRoot, output);
            return;
        }
        if (when != WHEN_FINAL) revert UnknownCallback(job, when, state);
        _expectations[job] = Expectation.Ended;
        if (state == JobState.Accepted) {
            if (output.length == 0) revert OutputMissing(job);
            _onAccepted(job, outputRoot, output);
        } else if (state == JobState.Rejected || state == JobState.Void) {
            _onFailed(job, state);
        } else {
            revert UnknownCallback(job, when, state);
        }
    }

    /// @notice The expectation of this contract about a job.
    function expectationOf(JobId job) public view returns (Expectation) {
        return _expectations[job];
    }

    /// @dev Expects a job. The caller must have checked its request.
    function _expect(JobId job) internal {
        if (_expectations[job] != Expectation.None) revert JobAlreadyExpected(job);
        _expectations[job] = Expectation.Awaited;
    }

    /// @dev A result arrived that may still turn out wrong, so it should cause only what can be undone. If the request asks for
    /// provisional calls only, this is the only call about a result, even if it has been accepted in the meantime. The output may
    /// have any length.
    function _onProvisional(JobId job, bytes32 outputRoot, bytes calldata output) internal virtual;

    /// @dev The result was accepted. The output may have any length.
    function _onAccepted(JobId job, bytes32 outputRoot, bytes calldata output) internal virtual;

    /// @dev The job ended without a result: Rejected or Void.
    function _onFailed(JobId job, JobState state) internal virtual;
}
