// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IInferenceConsumer} from "../market/interfaces/IInferenceConsumer.sol";
import {IMarketBase} from "../market/interfaces/IMarketBase.sol";
import {JobState} from "../market/types/Job.sol";
import {JobId} from "../market/types/JobId.sol";
import {WHEN_FINAL, WHEN_PROVISIONAL} from "../market/types/Request.sol";

/// @title InferenceConsumer
/// @notice What a contract inherits that acts on results: it hears of the jobs that it expects, from its market alone, and is told
/// apart what is provisional, what is accepted and what came to nothing.
/// @dev Anyone can post a request with any callback target. So what a consumer acts on is what it expects (_expect), and before
/// it expects a job it has to look at the request: the model, the verifier with its parameters, the collateral. Who may choose
/// all of them chooses the answer.
/// A root does not commit to a length: whoever brings the bytes can add zeros at the end of their last 256-byte page, or leave
/// them out. So a consumer has to check the length of an output before it reads it.
abstract contract InferenceConsumer is IInferenceConsumer {
    /// @notice What this contract waits for in a job.
    enum Expectation {
        None,
        /// The final call has not come.
        Awaited,
        Ended
    }

    /// @notice The market's address holds no contract.
    error MarketHasNoCode(address market);
    /// @notice Only the market tells of results.
    error NotMarket(address caller, address market);
    /// @notice The job was never expected, or its end was told before.
    error JobNotAwaited(JobId job);
    /// @notice The job is expected already, or was.
    error JobAlreadyExpected(JobId job);
    /// @notice A result came without its bytes. They can be brought later (the market's deliver).
    error OutputMissing(JobId job);
    /// @notice The market told something that it does not tell.
    error UnknownCallback(JobId job, uint8 when, JobState state);

    /// @notice Whose word counts.
    IMarketBase public immutable market;

    mapping(JobId job => Expectation expectation) private _expectations;

    constructor(IMarketBase market_) {
        if (address(market_).code.length == 0) revert MarketHasNoCode(address(market_));
        market = market_;
    }

    /// @inheritdoc IInferenceConsumer
    function onInference(JobId job, uint8 when, JobState state, bytes32 outputRoot, bytes calldata output) external {
        // INVARIANT: nobody but the market says what an answer is.
        if (msg.sender != address(market)) revert NotMarket(msg.sender, address(market));
        // INVARIANT: only what was looked at is acted on, and only once.
        if (_expectations[job] != Expectation.Awaited) revert JobNotAwaited(job);
        // Who asks for provisional calls alone hears of an accepted result by one too: where it was accepted at once, or told late.
        if (when == WHEN_PROVISIONAL && (state == JobState.Submitted || state == JobState.Accepted)) {
            // INVARIANT: a root is no answer. The revert makes the market note that the bytes are wanted still.
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

    /// @notice What this contract waits for in a job.
    function expectationOf(JobId job) public view returns (Expectation) {
        return _expectations[job];
    }

    /// @dev Says that a job is awaited. Its request must have been looked at.
    function _expect(JobId job) internal {
        if (_expectations[job] != Expectation.None) revert JobAlreadyExpected(job);
        _expectations[job] = Expectation.Awaited;
    }

    /// @dev A result came that may still turn out wrong. Nothing that can't be taken back should follow from it. Where the request
    /// asks for provisional calls alone, this is the only one of a result, also if it was accepted in the meantime. The output may
    /// have any length.
    function _onProvisional(JobId job, bytes32 outputRoot, bytes calldata output) internal virtual;

    /// @dev The result was accepted. The output may have any length.
    function _onAccepted(JobId job, bytes32 outputRoot, bytes calldata output) internal virtual;

    /// @dev The job ended without a result: Rejected or Void.
    function _onFailed(JobId job, JobState state) internal virtual;
}
