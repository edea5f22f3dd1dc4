// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Callback, Input, Request, WHEN_FINAL, WHEN_PROVISIONAL} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {HostileConsumer} from "../../../contracts/test/HostileConsumer.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice The table of states and operations: an illegal call reverts with its error, and moves no money.
contract MarketTransitionsTest is MarketFixture {
    Request private request;
    JobId private id;

    function test_fromNone() external {
        _reach(JobState.None);
        _claimReverts();
        _submitReverts();
        _finalizeReverts();
        _expireReverts();
        _forfeitReverts();
    }

    function test_fromOpen() external {
        _reach(JobState.Open);
        _postReverts();
        _submitReverts();
        _finalizeReverts();
        _forfeitReverts();
    }

    function test_fromClaimed() external {
        _reach(JobState.Claimed);
        _postReverts();
        _claimReverts();
        _finalizeReverts();
        _cancelReverts();
        _expireReverts();
    }

    function test_fromSubmitted() external {
        _reach(JobState.Submitted);
        _postReverts();
        _claimReverts();
        _submitReverts();
        _cancelReverts();
        _expireReverts();
        _forfeitReverts();
    }

    function test_fromAccepted() external {
        _reach(JobState.Accepted);
        _nothingIsLegal();
    }

    function test_fromRejected() external {
        _reach(JobState.Rejected);
        _nothingIsLegal();
    }

    function test_fromVoid() external {
        _reach(JobState.Void);
        _nothingIsLegal();
    }

    function test_fromCancelled() external {
        _reach(JobState.Cancelled);
        _nothingIsLegal();
    }

    function test_fromExpired() external {
        _reach(JobState.Expired);
        _nothingIsLegal();
    }

    function test_signedRequest_comesOnceWhateverBecameOfIt() external {
        JobState[8] memory states = _afterNone();
        for (uint256 i = 0; i < states.length; ++i) {
            request = _toSign(_scriptedRequest());
            request.offer.worker = worker;
            request.nonce += i;
            bytes memory signed = _signRequest(request);
            id = market.postSigned(request, _input(), "", signed);
            _goOn(states[i]);
            vm.warp(START);
            Submission memory submission = _submission(request);
            bytes memory refusal = abi.encodeWithSelector(
                IMarketBase.NonceAlreadyUsed.selector,
                requester,
                request.nonce
            );
            vm.expectRevert(refusal);
            market.postSigned(request, _noInput(), "", signed);
            vm.expectRevert(refusal);
            vm.prank(worker);
            market.fulfil(request, _noInput(), "", signed, worker, submission);
            _assertState(id, states[i]);
        }
    }

    function test_deliver_inTheStatesThatHaveSomethingToTell() external {
        HostileConsumer consumer = new HostileConsumer();
        JobState[8] memory states = _afterNone();
        for (uint256 i = 0; i < states.length; ++i) {
            consumer.setMood(HostileConsumer.Mood.Reverts);
            request = _scriptedRequest();
            request.nonce += i;
            request.callback = Callback(address(consumer), 400_000, 3);
            id = _post(request);
            _goOn(states[i]);
            vm.warp(START);
            consumer.setMood(HostileConsumer.Mood.Listens);
            _delivers(WHEN_PROVISIONAL, states[i] == JobState.Submitted);
            _delivers(
                WHEN_FINAL,
                states[i] == JobState.Accepted || states[i] == JobState.Rejected || states[i] == JobState.Void
            );
            _assertState(id, states[i]);
        }
        vm.assertEq(consumer.calls(), 4);
    }

    function _delivers(uint8 when, bool due) private {
        if (!due) vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackNotDue.selector, id, when, _state(id)));
        market.deliver(request, when, "");
        vm.assertTrue((market.getJob(id).delivered & when != 0) == due);
    }

    function _afterNone() private pure returns (JobState[8] memory) {
        return
            [
                JobState.Open,
                JobState.Claimed,
                JobState.Submitted,
                JobState.Accepted,
                JobState.Rejected,
                JobState.Void,
                JobState.Cancelled,
                JobState.Expired
            ];
    }

    function _reach(JobState state) private {
        request = _scriptedRequest();
        id = market.hashRequest(request);
        if (state == JobState.None) return;
        _post(request);
        _goOn(state);
    }

    /// @dev From Open.
    function _goOn(JobState state) private {
        if (state == JobState.Cancelled) {
            vm.prank(requester);
            market.cancel(request);
        } else if (state == JobState.Expired) {
            vm.warp(request.offer.expiry + 1);
            market.expire(request);
        } else if (state != JobState.Open) {
            _claim(request);
            if (state != JobState.Claimed) _submit(request);
            if (state > JobState.Submitted) {
                Outcome outcome =
                    state == JobState.Accepted
                        ? Outcome.Accepted
                        : state == JobState.Void
                            ? Outcome.Void
                            : Outcome.Rejected;
                scripted.setAnswer(outcome, market.getJob(id).seats[0].outputRoot, 0);
                market.finalize(request, "");
            }
        }
        _assertState(id, state);
    }

    function _nothingIsLegal() private {
        uint256 requesters = _balance(requester);
        uint256 workers = _balance(worker);
        _postReverts();
        _claimReverts();
        _submitReverts();
        _finalizeReverts();
        _cancelReverts();
        // Waiting does not make them legal.
        vm.warp(START + 90 days);
        _expireReverts();
        _forfeitReverts();
        vm.assertEq(_balance(requester), requesters);
        vm.assertEq(_balance(worker), workers);
    }

    function _postReverts() private {
        Input memory input = _input();
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobAlreadyExists.selector, id, _state(id)));
        vm.prank(requester);
        market.post(request, input);
    }

    function _claimReverts() private {
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, id, _state(id)));
        vm.prank(worker);
        market.claim(request, worker, "");
    }

    function _submitReverts() private {
        Submission memory submission = _submission(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotClaimed.selector, id, _state(id)));
        vm.prank(worker);
        market.submit(request, 0, submission);
    }

    function _finalizeReverts() private {
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotSubmitted.selector, id, _state(id)));
        market.finalize(request, "");
    }

    function _cancelReverts() private {
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, id, _state(id)));
        vm.prank(requester);
        market.cancel(request);
    }

    function _expireReverts() private {
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, id, _state(id)));
        market.expire(request);
    }

    function _forfeitReverts() private {
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotClaimed.selector, id, _state(id)));
        market.forfeit(request);
    }
}
