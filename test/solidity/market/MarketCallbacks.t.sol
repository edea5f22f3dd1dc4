// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Callback, Input, Request, WHEN_FINAL, WHEN_PROVISIONAL} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {HostileConsumer} from "../../../contracts/test/HostileConsumer.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice Callbacks come after the market's bookkeeping, block nothing, and succeed once.
contract MarketCallbacksTest is MarketFixture {
    uint32 private constant GAS = 400_000;
    uint8 private constant BOTH = 3;

    HostileConsumer private consumer;
    Request private request;
    JobId private id;
    bytes32 private root;

    function setUp() public override {
        super.setUp();
        consumer = new HostileConsumer();
    }

    function _begin(uint8 when) private {
        request = _scriptedRequest();
        request.callback = Callback(address(consumer), GAS, when);
        id = _postAndClaim(request);
        root = _receipt(request, outputData).outputRoot;
    }

    function test_both_tellProvisionalFromFinal() external {
        _begin(BOTH);
        vm.expectEmit(address(market));
        emit IMarketBase.CallbackDelivered(id, WHEN_PROVISIONAL);
        _submit(request);
        _heard(1, WHEN_PROVISIONAL, JobState.Submitted, root, outputData);
        scripted.setAnswer(Outcome.Accepted, root, 0);
        vm.expectEmit(address(market));
        emit IMarketBase.CallbackDelivered(id, WHEN_FINAL);
        market.finalize(request, outputData);
        _heard(2, WHEN_FINAL, JobState.Accepted, root, outputData);
        vm.assertEq(market.getJob(id).delivered, BOTH);
        vm.assertEq(market.getJob(id).outputRoot, root);
    }

    function test_eachAlone() external {
        _begin(WHEN_PROVISIONAL);
        _submit(request);
        scripted.setAnswer(Outcome.Accepted, root, 0);
        market.finalize(request, "");
        _heard(1, WHEN_PROVISIONAL, JobState.Submitted, root, outputData);
        request.nonce = 8;
        request.callback.when = WHEN_FINAL;
        id = _postToSubmitted(request);
        root = _receipt(request, outputData).outputRoot;
        vm.assertEq(consumer.calls(), 1);
        market.finalize(request, "");
        _heard(2, WHEN_FINAL, JobState.Accepted, root, "");
    }

    function test_final_tellsOfEveryVerdict() external {
        _begin(WHEN_FINAL);
        _submit(request);
        scripted.setAnswer(Outcome.Rejected, 0, 0);
        // The account that settles cannot know the verdict for sure: bytes that no root stands for are left out.
        market.finalize(request, outputData);
        _heard(1, WHEN_FINAL, JobState.Rejected, 0, "");
        request.nonce = 8;
        id = _postToSubmitted(request);
        scripted.setAnswer(Outcome.Void, 0, 0);
        market.finalize(request, "");
        _heard(2, WHEN_FINAL, JobState.Void, 0, "");
        request.nonce = 9;
        id = _postToSubmitted(request);
        bytes memory other = _bytes(40, "other");
        bytes32 otherRoot = _receipt(request, other).outputRoot;
        scripted.setAnswer(Outcome.Accepted, otherRoot, 0);
        market.finalize(request, other);
        _heard(3, WHEN_FINAL, JobState.Accepted, otherRoot, other);
        vm.assertEq(market.getJob(id).outputRoot, otherRoot);
        vm.assertEq(market.getJob(id).seats[0].worker, address(0));
    }

    function test_finalize_refusesOtherBytes() external {
        _begin(WHEN_FINAL);
        _submit(request);
        scripted.setAnswer(Outcome.Accepted, root, 0);
        bytes memory other = _bytes(40, "other");
        bytes32 actual = _receipt(request, other).outputRoot;
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RootMismatch.selector, actual, root));
        market.finalize(request, other);
        _assertState(id, JobState.Submitted);
    }

    function test_fulfil_tellsOnceOfAResultThatIsFinalAtOnce() external {
        uint8[3] memory asked = [WHEN_PROVISIONAL, WHEN_FINAL, BOTH];
        uint8[3] memory told = [WHEN_PROVISIONAL, WHEN_FINAL, WHEN_FINAL];
        for (uint256 i = 0; i < 3; ++i) {
            request = _toSign(_request());
            request.nonce += i;
            request.offer.worker = worker;
            request.callback = Callback(address(consumer), GAS, asked[i]);
            _fulfil();
            _heard(i + 1, told[i], JobState.Accepted, root, outputData);
            // With a callback, the job is stored, so that a failed call can be repeated.
            _assertState(id, JobState.Accepted);
            vm.assertEq(market.getJob(id).delivered, told[i]);
        }
    }

    function test_fulfil_tellsOfAPendingResult() external {
        request = _toSign(_scriptedRequest());
        request.offer.worker = worker;
        request.callback = Callback(address(consumer), GAS, BOTH);
        _fulfil();
        _heard(1, WHEN_PROVISIONAL, JobState.Submitted, root, outputData);
    }

    // --- failures

    function test_failure_changesNothingAndCanBeMadeGood() external {
        _begin(BOTH);
        consumer.setMood(HostileConsumer.Mood.Reverts);
        vm.expectEmit(address(market));
        emit IMarketBase.CallbackFailed(id, WHEN_PROVISIONAL);
        _submit(request);
        _assertState(id, JobState.Submitted);
        vm.assertEq(market.getJob(id).delivered, 0);
        // Still refused, then accepted, from anyone, with the bytes.
        market.deliver(request, WHEN_PROVISIONAL, "");
        vm.assertEq(market.getJob(id).delivered, 0);
        consumer.setMood(HostileConsumer.Mood.Listens);
        vm.prank(stranger);
        market.deliver(request, WHEN_PROVISIONAL, outputData);
        _heard(1, WHEN_PROVISIONAL, JobState.Submitted, root, outputData);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackAlreadyDelivered.selector, id, WHEN_PROVISIONAL));
        market.deliver(request, WHEN_PROVISIONAL, "");

        consumer.setMood(HostileConsumer.Mood.BurnsGas);
        scripted.setAnswer(Outcome.Accepted, root, 0);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE);
        consumer.setMood(HostileConsumer.Mood.Listens);
        market.deliver(request, WHEN_FINAL, outputData);
        _heard(2, WHEN_FINAL, JobState.Accepted, root, outputData);
    }

    function test_failure_afterFulfilCanBeMadeGood() external {
        request = _toSign(_request());
        request.offer.worker = worker;
        request.callback = Callback(address(consumer), GAS, BOTH);
        consumer.setMood(HostileConsumer.Mood.Floods);
        _fulfil();
        vm.assertEq(market.getJob(id).delivered, 0);
        consumer.setMood(HostileConsumer.Mood.Listens);
        market.deliver(request, WHEN_FINAL, "");
        _heard(1, WHEN_FINAL, JobState.Accepted, root, "");
    }

    function test_failure_ofATargetWithoutCode() external {
        request = _request();
        request.callback = Callback(stranger, GAS, WHEN_FINAL);
        id = _postToSubmitted(request);
        vm.expectEmit(address(market));
        emit IMarketBase.CallbackFailed(id, WHEN_FINAL);
        market.finalize(request, "");
        vm.assertEq(market.getJob(id).delivered, 0);
        vm.etch(stranger, address(consumer).code);
        market.deliver(request, WHEN_FINAL, "");
        vm.assertEq(market.getJob(id).delivered, WHEN_FINAL);
    }

    /// @dev Whatever gas the caller sends: the target gets all the gas that the request gives it, or nothing happens.
    function testFuzz_tooLittleGasIsNoFailure(uint32 gasGiven) external {
        _begin(WHEN_FINAL);
        _submit(request);
        scripted.setAnswer(Outcome.Accepted, root, 0);
        bytes memory call = abi.encodeCall(IMarketBase.finalize, (request, outputData));
        (bool success, ) = address(market).call{gas: gasGiven % 1_000_000}(call);
        _assertState(id, success ? JobState.Accepted : JobState.Submitted);
        vm.assertEq(market.getJob(id).delivered, success ? WHEN_FINAL : 0);
        vm.assertEq(consumer.calls(), success ? 1 : 0);
    }

    function _fundConsumer() private {
        vm.prank(requester);
        ledger.transfer(address(consumer), FEE);
    }

    // --- re-entering

    function test_reentry_mayPostTheNextRequest() external {
        _fundConsumer();
        Request memory next = _request();
        next.requester = address(consumer);
        next.nonce = 1;
        consumer.setReentry(abi.encodeCall(IMarketBase.post, (next, _input())));
        _begin(WHEN_FINAL);
        _submit(request);
        scripted.setAnswer(Outcome.Accepted, root, 0);
        request.callback.gasLimit = GAS;
        market.finalize(request, "");
        vm.assertTrue(consumer.reentrySucceeded(), "the guard is still closed");
        _assertState(market.hashRequest(next), JobState.Open);
        vm.assertEq(_balance(address(consumer)), 0);
    }

    function test_reentry_findsTheJobEnded() external {
        _begin(BOTH);
        bytes[] memory tries = new bytes[](5);
        Submission memory submission = _submission(request);
        tries[0] = abi.encodeCall(IMarketBase.finalize, (request, ""));
        tries[1] = abi.encodeCall(IMarketBase.deliver, (request, WHEN_FINAL, ""));
        tries[2] = abi.encodeCall(IMarketBase.submit, (request, 0, submission));
        tries[3] = abi.encodeCall(IMarketBase.expire, (request));
        tries[4] = abi.encodeCall(IMarket.forfeit, (request));
        _submit(request);
        consumer.setReentry(abi.encodeCall(IMarketBase.tryMulticall, (tries)));
        scripted.setAnswer(Outcome.Accepted, root, 0);
        market.finalize(request, "");
        bool[] memory succeeded = abi.decode(consumer.answer(), (bool[]));
        for (uint256 i = 0; i < tries.length; ++i) vm.assertTrue(!succeeded[i], vm.toString(i));
        vm.assertEq(consumer.calls(), 2);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE);
    }

    // --- what is refused

    function test_deliver_whatWasNotAskedOrIsNotDue() external {
        _begin(WHEN_FINAL);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackNotAsked.selector, id, WHEN_PROVISIONAL));
        market.deliver(request, WHEN_PROVISIONAL, "");
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackNotAsked.selector, id, 0));
        market.deliver(request, 0, "");
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackNotDue.selector, id, WHEN_FINAL, JobState.Claimed));
        market.deliver(request, WHEN_FINAL, "");
        _submit(request);
        vm.expectRevert(
            abi.encodeWithSelector(IMarketBase.CallbackNotDue.selector, id, WHEN_FINAL, JobState.Submitted)
        );
        market.deliver(request, WHEN_FINAL, "");

        request.nonce = 8;
        request.callback.when = BOTH;
        consumer.setMood(HostileConsumer.Mood.Reverts);
        id = _postToSubmitted(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackNotAsked.selector, id, BOTH));
        market.deliver(request, BOTH, "");
        scripted.setAnswer(Outcome.Accepted, root, 0);
        market.finalize(request, "");
        // After the final call, the target gets no provisional one.
        vm.expectRevert(
            abi.encodeWithSelector(IMarketBase.CallbackNotDue.selector, id, WHEN_PROVISIONAL, JobState.Accepted)
        );
        market.deliver(request, WHEN_PROVISIONAL, "");
    }

    function test_deliver_lateProvisionalOfAnAcceptedResult() external {
        _begin(WHEN_PROVISIONAL);
        consumer.setMood(HostileConsumer.Mood.Reverts);
        _submit(request);
        scripted.setAnswer(Outcome.Accepted, root, 0);
        market.finalize(request, "");
        consumer.setMood(HostileConsumer.Mood.Listens);
        market.deliver(request, WHEN_PROVISIONAL, "");
        _heard(1, WHEN_PROVISIONAL, JobState.Accepted, root, "");
        // A refuted result is no longer reported.
        consumer.setMood(HostileConsumer.Mood.Reverts);
        request.nonce = 8;
        id = _postToSubmitted(request);
        scripted.setAnswer(Outcome.Rejected, 0, 0);
        market.finalize(request, "");
        vm.expectRevert(
            abi.encodeWithSelector(IMarketBase.CallbackNotDue.selector, id, WHEN_PROVISIONAL, JobState.Rejected)
        );
        market.deliver(request, WHEN_PROVISIONAL, "");
    }

    function test_post_refusesCallbacksThatContradictThemselves() external {
        _refused(Callback(address(0), 0, WHEN_FINAL));
        _refused(Callback(address(consumer), 0, WHEN_FINAL));
        _refused(Callback(address(0), GAS, WHEN_FINAL));
        _refused(Callback(address(consumer), GAS, 4));
        _refused(Callback(address(consumer), 0, 0));
        _refused(Callback(address(0), GAS, 0));
        _refused(Callback(address(consumer), uint32(market.MAX_CALLBACK_GAS() + 1), WHEN_FINAL));
        request = _request();
        request.callback = Callback(address(consumer), uint32(market.MAX_CALLBACK_GAS()), BOTH);
        _post(request);
    }

    function _refused(Callback memory callback) private {
        request = _request();
        request.callback = callback;
        Input memory input = _input();
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarketBase.InvalidCallback.selector,
                callback.target,
                callback.gasLimit,
                callback.when
            )
        );
        vm.prank(requester);
        market.post(request, input);
    }

    function _fulfil() private {
        id = market.hashRequest(request);
        root = _receipt(request, outputData).outputRoot;
        bytes memory signed = _signRequest(request);
        Submission memory submission = _submission(request);
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
    }

    function _heard(uint256 calls, uint8 when, JobState state, bytes32 outputRoot, bytes memory output) private view {
        vm.assertEq(consumer.calls(), calls);
        vm.assertEq(JobId.unwrap(consumer.job()), JobId.unwrap(id));
        vm.assertEq(consumer.when(), when);
        vm.assertEq(uint256(consumer.state()), uint256(state));
        vm.assertEq(consumer.outputRoot(), outputRoot);
        vm.assertEq(keccak256(consumer.output()), keccak256(output));
    }
}
