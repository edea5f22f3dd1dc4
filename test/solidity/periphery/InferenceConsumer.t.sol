// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Callback, Request, WHEN_FINAL, WHEN_PROVISIONAL} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {InferenceConsumer} from "../../../contracts/periphery/InferenceConsumer.sol";
import {HearingConsumer} from "../../../contracts/test/HearingConsumer.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "../market/MarketFixture.sol";

/// @notice The base of consumers with the real market: it gets every callback that a request asks for.
contract InferenceConsumerTest is MarketFixture {
    uint32 private constant GAS = 400_000;
    uint8 private constant BOTH = 3;

    HearingConsumer private consumer;
    Request private request;
    JobId private id;
    bytes32 private root;

    function setUp() public override {
        super.setUp();
        consumer = new HearingConsumer(market);
    }

    function _await(uint8 when) private {
        request.callback = Callback(address(consumer), GAS, when);
        id = market.hashRequest(request);
        root = _receipt(request, outputData).outputRoot;
        consumer.expect(id);
    }

    function _awaitSigned(uint8 when) private {
        request = _toSign(_request());
        request.offer.worker = worker;
        _await(when);
    }

    function _fulfil(bytes memory output) private {
        bytes memory signed = _signRequest(request);
        Submission memory submission = _submission(request);
        submission.output = output;
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
    }

    function _heard(uint256 provisional, uint256 accepted) private view {
        vm.assertEq(consumer.provisional(), provisional);
        vm.assertEq(consumer.accepted(), accepted);
        vm.assertEq(consumer.failed(), 0);
        vm.assertEq(consumer.outputRoot(), root);
        vm.assertEq(keccak256(consumer.output()), keccak256(outputData));
    }

    function test_fulfil_provisionalAloneIsHeardOfAResultAcceptedAtOnce() external {
        _awaitSigned(WHEN_PROVISIONAL);
        vm.expectEmit(address(market));
        emit IMarketBase.CallbackDelivered(id, WHEN_PROVISIONAL);
        _fulfil(outputData);
        _assertState(id, JobState.Accepted);
        _heard(1, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackAlreadyDelivered.selector, id, WHEN_PROVISIONAL));
        market.deliver(request, WHEN_PROVISIONAL, outputData);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackNotAsked.selector, id, WHEN_FINAL));
        market.deliver(request, WHEN_FINAL, outputData);
    }

    function test_fulfil_withoutBytesIsHeardByADelivery() external {
        _awaitSigned(WHEN_PROVISIONAL);
        vm.expectEmit(address(market));
        emit IMarketBase.CallbackFailed(id, WHEN_PROVISIONAL);
        _fulfil("");
        vm.assertEq(consumer.provisional(), 0);
        vm.prank(stranger);
        market.deliver(request, WHEN_PROVISIONAL, outputData);
        _heard(1, 0);
    }

    function test_fulfil_whoAsksForBothHearsTheFinalOneAlone() external {
        _awaitSigned(BOTH);
        _fulfil(outputData);
        _heard(0, 1);
        vm.assertEq(uint256(consumer.expectationOf(id)), uint256(InferenceConsumer.Expectation.Ended));
    }

    function test_deliver_provisionalAloneIsHeardLate() external {
        request = _scriptedRequest();
        _await(WHEN_PROVISIONAL);
        _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission.output = "";
        vm.prank(worker);
        market.submit(request, 0, submission);
        vm.assertEq(consumer.provisional(), 0);
        scripted.setAnswer(Outcome.Accepted, root, 0);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        vm.prank(stranger);
        market.deliver(request, WHEN_PROVISIONAL, outputData);
        _heard(1, 0);
    }

    function test_onInference_refusesAProvisionalWordOfAResultThatIsNone() external {
        request = _request();
        _await(WHEN_PROVISIONAL);
        JobState[2] memory states = [JobState.Rejected, JobState.Void];
        for (uint256 i = 0; i < states.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(InferenceConsumer.UnknownCallback.selector, id, WHEN_PROVISIONAL, states[i])
            );
            vm.prank(address(market));
            consumer.onInference(id, WHEN_PROVISIONAL, states[i], root, outputData);
        }
    }

    /// @dev The reason why a consumer checks the length of what it reads: the root is the same.
    function test_deliver_takesZerosThatAStrangerAdds() external {
        _awaitSigned(WHEN_PROVISIONAL);
        _fulfil("");
        vm.prank(stranger);
        market.deliver(request, WHEN_PROVISIONAL, bytes.concat(outputData, hex"0000"));
        vm.assertEq(consumer.outputRoot(), root);
        vm.assertEq(keccak256(consumer.output()), keccak256(bytes.concat(outputData, hex"0000")));
    }
}
