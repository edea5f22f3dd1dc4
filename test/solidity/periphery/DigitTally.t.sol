// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request, WHEN_FINAL, WHEN_PROVISIONAL} from "../../../contracts/market/types/Request.sol";
import {DigitTally} from "../../../contracts/periphery/examples/DigitTally.sol";
import {InferenceConsumer} from "../../../contracts/periphery/InferenceConsumer.sol";
import {ModelId} from "../../../contracts/registries/types/ModelId.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "../market/MarketFixture.sol";

/// @notice The consumer with a market that a test scripts.
contract DigitTallyTest is MarketFixture {
    DigitTally private tally;
    Request private request;
    JobId private id;
    bytes private seven = _logits(7, 100);
    bytes32 private constant ROOT = keccak256("root");

    function setUp() public override {
        super.setUp();
        tally = new DigitTally(market, model, address(signature), "params", COLLATERAL);
        request = _acceptable();
        id = market.hashRequest(request);
    }

    function _acceptable() private view returns (Request memory acceptable) {
        acceptable = _request();
        acceptable.policy.params = "params";
        acceptable.callback.target = address(tally);
        acceptable.callback.gasLimit = 200_000;
        acceptable.callback.when = WHEN_FINAL | WHEN_PROVISIONAL;
    }

    /// @dev Ten logits, of which one is greater than the others.
    function _logits(uint256 class, int32 greatest) private pure returns (bytes memory output) {
        output = new bytes(40);
        for (uint256 i = 0; i < 10; ++i) _put(output, i, i == class ? greatest : greatest - 1 - int32(uint32(i)));
    }

    function _put(bytes memory output, uint256 class, int32 logit) private pure {
        uint32 bits = uint32(logit);
        for (uint256 b = 0; b < 4; ++b) output[4 * class + b] = bytes1(uint8(bits >> (8 * b)));
    }

    function _tell(uint8 when, JobState state, bytes memory output) private {
        vm.prank(address(market));
        tally.onInference(id, when, state, ROOT, output);
    }

    function _expectDrawing(DigitTally.Reading reading, uint256 digit) private view {
        DigitTally.Drawing memory drawing = tally.drawingOf(id);
        vm.assertEq(uint256(drawing.reading), uint256(reading));
        vm.assertEq(drawing.digit, digit);
    }

    function test_expect() external {
        _expectDrawing(DigitTally.Reading.Unknown, 0);
        vm.expectEmit(address(tally));
        emit DigitTally.DrawingExpected(id, requester);
        vm.assertTrue(tally.expect(request) == id);
        _expectDrawing(DigitTally.Reading.Awaited, 0);
        vm.assertEq(uint256(tally.expectationOf(id)), uint256(InferenceConsumer.Expectation.Awaited));
        vm.expectRevert(abi.encodeWithSelector(InferenceConsumer.JobAlreadyExpected.selector, id));
        tally.expect(request);
    }

    function _refuses(Request memory bad) private {
        vm.expectRevert(abi.encodeWithSelector(DigitTally.RequestNotAcceptable.selector, market.hashRequest(bad)));
        tally.expect(bad);
    }

    function test_expect_refusesWhatCouldBeAnswersOfAnyonesChoice() external {
        Request memory bad = _acceptable();
        bad.model = ModelId.wrap(keccak256("another"));
        _refuses(bad);
        bad = _acceptable();
        bad.policy.verifier = address(scripted);
        _refuses(bad);
        bad = _acceptable();
        bad.policy.params = "other params";
        _refuses(bad);
        bad = _acceptable();
        bad.offer.collateral = COLLATERAL - 1;
        _refuses(bad);
        bad = _acceptable();
        bad.callback.target = stranger;
        _refuses(bad);
        bad = _acceptable();
        bad.callback.when = WHEN_PROVISIONAL;
        _refuses(bad);
    }

    function test_onInference_provisionalIsKeptApart() external {
        tally.expect(request);
        vm.expectEmit(address(tally));
        emit DigitTally.DigitSuggested(id, 7);
        _tell(WHEN_PROVISIONAL, JobState.Submitted, seven);
        _expectDrawing(DigitTally.Reading.Provisional, 7);
        vm.assertEq(tally.counts(7), 0);
        vm.expectEmit(address(tally));
        emit DigitTally.DigitCounted(id, 3, 1);
        _tell(WHEN_FINAL, JobState.Accepted, _logits(3, 5));
        _expectDrawing(DigitTally.Reading.Final, 3);
        vm.assertEq(tally.counts(7), 0);
        vm.assertEq(tally.counts(3), 1);
    }

    function test_onInference_failed() external {
        tally.expect(request);
        _tell(WHEN_PROVISIONAL, JobState.Submitted, seven);
        vm.expectEmit(address(tally));
        emit DigitTally.DrawingFailed(id, JobState.Rejected);
        _tell(WHEN_FINAL, JobState.Rejected, "");
        _expectDrawing(DigitTally.Reading.Failed, 0);
        vm.assertEq(tally.counts(7), 0);
    }

    function test_onInference_void() external {
        tally.expect(request);
        _tell(WHEN_FINAL, JobState.Void, "");
        _expectDrawing(DigitTally.Reading.Failed, 0);
    }

    function test_onInference_fromTheMarketAlone() external {
        tally.expect(request);
        vm.expectRevert(abi.encodeWithSelector(InferenceConsumer.NotMarket.selector, stranger, address(market)));
        vm.prank(stranger);
        tally.onInference(id, WHEN_FINAL, JobState.Accepted, ROOT, seven);
    }

    function test_onInference_ofAwaitedJobsAlone() external {
        bytes memory refusal = abi.encodeWithSelector(InferenceConsumer.JobNotAwaited.selector, id);
        vm.expectRevert(refusal);
        _tell(WHEN_FINAL, JobState.Accepted, seven);
        tally.expect(request);
        _tell(WHEN_FINAL, JobState.Accepted, seven);
        vm.expectRevert(refusal);
        _tell(WHEN_FINAL, JobState.Accepted, seven);
        // Nor does a late provisional call change a final reading.
        vm.expectRevert(refusal);
        _tell(WHEN_PROVISIONAL, JobState.Submitted, _logits(1, 1));
        _expectDrawing(DigitTally.Reading.Final, 7);
        vm.assertEq(tally.counts(7), 1);
        vm.expectRevert(abi.encodeWithSelector(InferenceConsumer.JobAlreadyExpected.selector, id));
        tally.expect(request);
    }

    function test_onInference_withoutBytesWaitsForThem() external {
        tally.expect(request);
        bytes memory refusal = abi.encodeWithSelector(InferenceConsumer.OutputMissing.selector, id);
        vm.expectRevert(refusal);
        _tell(WHEN_PROVISIONAL, JobState.Submitted, "");
        vm.expectRevert(refusal);
        _tell(WHEN_FINAL, JobState.Accepted, "");
        _expectDrawing(DigitTally.Reading.Awaited, 0);
        _tell(WHEN_FINAL, JobState.Accepted, seven);
        _expectDrawing(DigitTally.Reading.Final, 7);
    }

    function test_onInference_refusesWhatTheMarketNeverTells() external {
        tally.expect(request);
        uint8[4] memory whens = [WHEN_PROVISIONAL, WHEN_FINAL, WHEN_FINAL | WHEN_PROVISIONAL, 0];
        JobState[4] memory states = [JobState.Rejected, JobState.Submitted, JobState.Accepted, JobState.Accepted];
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(InferenceConsumer.UnknownCallback.selector, id, whens[i], states[i])
            );
            _tell(whens[i], states[i], seven);
        }
    }

    function test_onInference_refusesOutputsOfAnotherLength() external {
        tally.expect(request);
        vm.expectRevert(abi.encodeWithSelector(DigitTally.UnexpectedOutput.selector, id, 41));
        _tell(WHEN_FINAL, JobState.Accepted, bytes.concat(seven, hex"00"));
    }

    function test_constructor_refusesAMarketWithoutCode() external {
        vm.expectRevert(abi.encodeWithSelector(InferenceConsumer.MarketHasNoCode.selector, stranger));
        new DigitTally(IMarket(stranger), model, address(signature), "", 0);
    }

    function test_digit_ofEqualLogitsTheFirst() external {
        tally.expect(request);
        bytes memory output = new bytes(40);
        for (uint256 i = 0; i < 10; ++i) _put(output, i, i < 4 ? type(int32).min : type(int32).max);
        _tell(WHEN_FINAL, JobState.Accepted, output);
        _expectDrawing(DigitTally.Reading.Final, 4);
    }

    function test_digit_ofTheLeastLogitsTheFirst() external {
        tally.expect(request);
        bytes memory output = new bytes(40);
        for (uint256 i = 0; i < 10; ++i) _put(output, i, type(int32).min);
        _tell(WHEN_FINAL, JobState.Accepted, output);
        _expectDrawing(DigitTally.Reading.Final, 0);
    }

    function testFuzz_digit(int32[10] calldata logits) external {
        tally.expect(request);
        bytes memory output = new bytes(40);
        uint256 digit = 0;
        for (uint256 i = 0; i < 10; ++i) {
            _put(output, i, logits[i]);
            if (logits[i] > logits[digit]) digit = i;
        }
        _tell(WHEN_FINAL, JobState.Accepted, output);
        _expectDrawing(DigitTally.Reading.Final, digit);
        vm.assertEq(tally.counts(digit), 1);
    }
}
