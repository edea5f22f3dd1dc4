// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {InferenceConsumer} from "../InferenceConsumer.sol";
import {IMarketBase} from "../../market/interfaces/IMarketBase.sol";
import {JobState} from "../../market/types/Job.sol";
import {JobId} from "../../market/types/JobId.sol";
import {ModelId} from "../../registries/types/ModelId.sol";
import {Request, WHEN_FINAL} from "../../market/types/Request.sol";

/// @title DigitTally
/// @notice An example that counts which digits people draw. Anyone who has a drawing read can name this contract as the request's
/// callback and have it check the request (expect). Each accepted result then counts for one digit.
/// @dev The contract fixes what makes an answer worth acting on: the model, the verification method with its parameters, and a
/// collateral that makes a wrong answer a loss.
contract DigitTally is InferenceConsumer {
    /// @notice The state of a drawing.
    enum Reading {
        Unknown,
        Awaited,
        /// A worker has answered; the answer is not verified yet.
        Provisional,
        /// Accepted and counted.
        Final,
        /// The job ended without a result.
        Failed
    }

    struct Drawing {
        Reading reading;
        /// The digit, while the reading is Provisional or Final.
        uint8 digit;
    }

    /// @notice A drawing is expected.
    event DrawingExpected(JobId indexed job, address indexed requester);
    /// @notice A worker says that the drawing shows this digit.
    event DigitSuggested(JobId indexed job, uint8 digit);
    /// @notice The drawing shows this digit, and was counted.
    event DigitCounted(JobId indexed job, uint8 digit, uint256 count);
    /// @notice The job failed, so the drawing will not be read.
    event DrawingFailed(JobId indexed job, JobState state);

    /// @notice The request's model, verification, collateral or callback is not what this contract requires.
    error RequestNotAcceptable(JobId job);
    /// @notice The output's length is not that of the digit model.
    error UnexpectedOutput(JobId job, uint256 length);

    uint256 private constant _CLASSES = 10;
    uint256 private constant _LOGIT_SIZE = 4;

    /// @notice The model that reads digits.
    ModelId public immutable model;
    /// @notice The method of verification.
    address public immutable verifier;
    /// @notice The hash of the method's parameters.
    bytes32 public immutable paramsHash;
    /// @notice The lowest collateral per seat, in units of the market's token.
    uint256 public immutable minCollateral;

    /// @notice How many times each digit was drawn.
    uint256[10] public counts;

    mapping(JobId job => Drawing drawing) private _drawings;

    constructor(
        IMarketBase market_,
        ModelId model_,
        address verifier_,
        bytes memory params,
        uint256 minCollateral_
    ) InferenceConsumer(market_) {
        (model, verifier, paramsHash, minCollateral) = (model_, verifier_, keccak256(params), minCollateral_);
    }

    /// @notice Makes a request count, before or after it is posted. Anyone may call it.
    function expect(Request calldata request) external returns (JobId job) {
        job = market.hashRequest(request);
        // INVARIANT: nobody chooses how their answer is judged.
        bool acceptable =
            request.model == model &&
                request.policy.verifier == verifier &&
                keccak256(request.policy.params) == paramsHash &&
                request.offer.collateral >= minCollateral &&
                request.callback.target == address(this) &&
                request.callback.when & WHEN_FINAL != 0;
        if (!acceptable) revert RequestNotAcceptable(job);
        _expect(job);
        _drawings[job].reading = Reading.Awaited;
        emit DrawingExpected(job, request.requester);
    }

    /// @notice The state of a drawing.
    function drawingOf(JobId job) external view returns (Drawing memory) {
        return _drawings[job];
    }

    function _onProvisional(JobId job, bytes32, bytes calldata output) internal override {
        uint8 digit = _digitOf(job, output);
        _drawings[job] = Drawing({reading: Reading.Provisional, digit: digit});
        emit DigitSuggested(job, digit);
    }

    function _onAccepted(JobId job, bytes32, bytes calldata output) internal override {
        uint8 digit = _digitOf(job, output);
        _drawings[job] = Drawing({reading: Reading.Final, digit: digit});
        uint256 count = ++counts[digit];
        emit DigitCounted(job, digit, count);
    }

    function _onFailed(JobId job, JobState state) internal override {
        _drawings[job] = Drawing({reading: Reading.Failed, digit: 0});
        emit DrawingFailed(job, state);
    }

    /// @dev The class with the greatest logit, or the first of several. The output holds one i32 per class, lowest byte first.
    function _digitOf(JobId job, bytes calldata output) private pure returns (uint8 digit) {
        if (output.length != _CLASSES * _LOGIT_SIZE) revert UnexpectedOutput(job, output.length);
        int32 greatest = type(int32).min;
        for (uint256 i = 0; i < _CLASSES; ++i) {
            uint32 bits = 0;
            for (uint256 b = 0; b < _LOGIT_SIZE; ++b) {
                bits |= uint32(uint8(output[i * _LOGIT_SIZE + b])) << uint32(8 * b);
            }
            int32 logit = int32(bits);
            if (logit > greatest) (greatest, digit) = (logit, uint8(i));
        }
    }
}
