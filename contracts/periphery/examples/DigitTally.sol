// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {InferenceConsumer} from "../InferenceConsumer.sol";
import {IMarketBase} from "../../market/interfaces/IMarketBase.sol";
import {JobState} from "../../market/types/Job.sol";
import {JobId} from "../../market/types/JobId.sol";
import {ModelId} from "../../registries/types/ModelId.sol";
import {Request, WHEN_FINAL} from "../../market/types/Request.sol";

/// @title DigitTally
/// @notice An example: counts which digits people draw. Whoever has a drawing read names this contract as its request's
/// callback and lets it look at the request (expect); each accepted result then counts for one digit.
/// @dev What is fixed here is what makes an answer worth acting on: the model, the method of verification with its
/// parameters, and a collateral that makes a wrong answer a loss.
contract DigitTally is InferenceConsumer {
    /// @notice What became of a drawing.
    enum Reading {
        Unknown,
        Awaited,
        /// A worker has answered; nobody has judged it yet.
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

    /// @notice A drawing is waited for.
    event DrawingExpected(JobId indexed job, address indexed requester);
    /// @notice A worker says that the drawing shows this digit.
    event DigitSuggested(JobId indexed job, uint8 digit);
    /// @notice The drawing shows this digit, and was counted.
    event DigitCounted(JobId indexed job, uint8 digit, uint256 count);
    /// @notice Nobody will know what the drawing shows.
    event DrawingFailed(JobId indexed job, JobState state);

    /// @notice The request asks for another model, another verification, less collateral or another callback than counts here.
    error RequestNotAcceptable(JobId job);
    /// @notice An output of another length than the digit model's.
    error UnexpectedOutput(JobId job, uint256 length);

    uint256 private constant _CLASSES = 10;
    uint256 private constant _LOGIT_SIZE = 4;

    /// @notice The model that reads digits.
    ModelId public immutable model;
    /// @notice The method of verification.
    address public immutable verifier;
    /// @notice The hash of the method's parameters.
    bytes32 public immutable paramsHash;
    /// @notice The least collateral of every seat, in units of the market's token.
    uint256 public immutable minCollateral;

    /// @notice How often each digit was drawn.
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

    /// @notice Lets a request count, before or after it is posted. Anyone may call it.
    function expect(Request calldata request) external returns (JobId job) {
        job = market.hashRequest(request);
        // INVARIANT: nobody chooses how its answer is judged.
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

    /// @notice What is known of a drawing.
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

    /// @dev The class with the greatest logit; of equal ones the first. The output holds an i32 for each class, its lowest byte first.
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
