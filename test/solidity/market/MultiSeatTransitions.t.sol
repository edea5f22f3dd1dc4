// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../../../contracts/market/interfaces/IMultiSeatMarket.sol";
import {JobState, SeatState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Input, Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MultiSeatFixture} from "./MultiSeatFixture.sol";

/// @notice The table of states and operations for jobs of several seats: an illegal call reverts with its error.
contract MultiSeatTransitionsTest is MultiSeatFixture {
    Request private request;
    JobId private id;

    function setUp() public override {
        super.setUp();
        request = _scriptedMultiSeat();
        id = multiSeatMarket.hashRequest(request);
    }

    function test_fromNone() external {
        _claimRefused(JobState.None);
        _commitRefused(_with(IMarketBase.JobNotClaimed.selector, JobState.None));
        _submitRefused(_with(IMarketBase.JobNotClaimed.selector, JobState.None));
        _finalizeRefused(JobState.None);
        _endingsRefused(JobState.None);
        _post(request);
        _assertState(id, JobState.Open);
    }

    function test_fromOpen() external {
        _post(request);
        _postRefused(JobState.Open);
        _commitRefused(abi.encodeWithSelector(IMultiSeatMarket.SeatNotClaimed.selector, id, 0, SeatState.Empty));
        _submitRefused(_with(IMarketBase.JobNotClaimed.selector, JobState.Open));
        _finalizeRefused(JobState.Open);
        for (uint256 i = 0; i < SEATS; ++i) {
            _assertState(id, JobState.Open);
            _claimSeat(request, i);
        }
        _assertState(id, JobState.Claimed);
    }

    function test_fromOpenWithSeatsTaken() external {
        _post(request);
        _claimSeat(request, 0);
        _commitSeat(request, 0, RIGHT);
        _claimSeat(request, 1);
        _cancelRefused(abi.encodeWithSelector(IMultiSeatMarket.SeatsTaken.selector, id, 2));
        _commitRefused(abi.encodeWithSelector(IMultiSeatMarket.SeatNotClaimed.selector, id, 0, SeatState.Committed));
        _submitRefused(_with(IMarketBase.JobNotClaimed.selector, JobState.Open));
        _finalizeRefused(JobState.Open);
        vm.warp(request.offer.expiry + 1);
        multiSeatMarket.expire(request);
        _assertState(id, JobState.Expired);
    }

    function test_fromClaimed() external {
        _postAndFill(request);
        _postRefused(JobState.Claimed);
        _claimRefused(JobState.Claimed);
        _submitRefused(abi.encodeWithSelector(IMultiSeatMarket.CommitmentsAwaited.selector, id, COMMIT_UNTIL));
        _finalizeRefused(JobState.Claimed);
        _endingsRefused(JobState.Claimed);
        for (uint256 i = 0; i < SEATS; ++i) {
            _assertState(id, JobState.Claimed);
            _commitSeat(request, i, RIGHT);
        }
        _assertState(id, JobState.Revealing);
    }

    function test_fromRevealing() external {
        _postToRevealing(request, _allRight());
        _postRefused(JobState.Claimed);
        _claimRefused(JobState.Claimed);
        _commitRefused(abi.encodeWithSelector(IMultiSeatMarket.SeatNotClaimed.selector, id, 0, SeatState.Committed));
        _finalizeRefused(JobState.Revealing);
        _endingsRefused(JobState.Claimed);
        for (uint256 i = 0; i < SEATS; ++i) {
            _assertState(id, JobState.Revealing);
            _openSeat(request, i, RIGHT);
        }
        _assertState(id, JobState.Submitted);
    }

    function test_fromSubmitted() external {
        _postToResults(request, _allRight());
        _postRefused(JobState.Claimed);
        _claimRefused(JobState.Claimed);
        _commitRefused(abi.encodeWithSelector(IMultiSeatMarket.SeatNotClaimed.selector, id, 0, SeatState.Submitted));
        _submitRefused(abi.encodeWithSelector(IMultiSeatMarket.SeatNotCommitted.selector, id, 0, SeatState.Submitted));
        _endingsRefused(JobState.Claimed);
        // Pending.
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, id, 0));
        multiSeatMarket.finalize(request, "");
        _assertState(id, JobState.Submitted);
    }

    function test_fromAccepted() external {
        _end(Outcome.Accepted);
        _nothingIsLegal(JobState.Accepted);
    }

    function test_fromRejected() external {
        _end(Outcome.Rejected);
        _nothingIsLegal(JobState.Rejected);
    }

    function test_fromVoid() external {
        _end(Outcome.Void);
        _nothingIsLegal(JobState.Void);
    }

    function test_fromCancelled() external {
        _post(request);
        vm.prank(requester);
        multiSeatMarket.cancel(request);
        _nothingIsLegal(JobState.Cancelled);
    }

    function test_fromExpired() external {
        _post(request);
        _claimSeat(request, 0);
        vm.warp(request.offer.expiry + 1);
        multiSeatMarket.expire(request);
        _nothingIsLegal(JobState.Expired);
    }

    function _end(Outcome outcome) private {
        _postToResults(request, _allRight());
        scripted.setAnswer(outcome, _rootOf(RIGHT), 0);
        multiSeatMarket.finalize(request, "");
    }

    function _nothingIsLegal(JobState state) private {
        _assertState(id, state);
        if (state != JobState.Expired) _postRefused(state);
        _claimRefused(state);
        _commitRefused(_with(IMarketBase.JobNotClaimed.selector, state));
        _submitRefused(_with(IMarketBase.JobNotClaimed.selector, state));
        _finalizeRefused(state);
        _endingsRefused(state);
        _assertState(id, state);
        _assertBooks(0);
    }

    function _with(bytes4 selector, JobState state) private view returns (bytes memory) {
        return abi.encodeWithSelector(selector, id, state);
    }

    function _postRefused(JobState state) private {
        Input memory input = _input();
        vm.prank(requester);
        vm.expectRevert(_with(IMarketBase.JobAlreadyExists.selector, state));
        multiSeatMarket.post(request, input);
    }

    function _claimRefused(JobState state) private {
        vm.prank(_seatWorker(SEATS));
        vm.expectRevert(_with(IMarketBase.JobNotOpen.selector, state));
        multiSeatMarket.claim(request, _seatWorker(SEATS), "");
    }

    function _commitRefused(bytes memory reason) private {
        vm.prank(_seatWorker(0));
        vm.expectRevert(reason);
        multiSeatMarket.commit(request, 0, keccak256("late"));
    }

    function _submitRefused(bytes memory reason) private {
        Submission memory opening = _openingOf(request, 0, RIGHT);
        vm.expectRevert(reason);
        vm.prank(_seatWorker(0));
        multiSeatMarket.submit(request, 0, opening);
    }

    function _finalizeRefused(JobState state) private {
        vm.expectRevert(_with(IMarketBase.JobNotSubmitted.selector, state));
        multiSeatMarket.finalize(request, "");
    }

    function _cancelRefused(bytes memory reason) private {
        vm.prank(requester);
        vm.expectRevert(reason);
        multiSeatMarket.cancel(request);
    }

    function _endingsRefused(JobState state) private {
        _cancelRefused(_with(IMarketBase.JobNotOpen.selector, state));
        vm.expectRevert(_with(IMarketBase.JobNotOpen.selector, state));
        multiSeatMarket.expire(request);
        vm.expectRevert(_with(IMarketBase.JobNotOpen.selector, state));
        vm.prank(_seatWorker(0));
        multiSeatMarket.leave(request, 0);
        vm.expectRevert(_with(IMarketBase.JobNotOpen.selector, state));
        vm.prank(address(scripted));
        multiSeatMarket.bindRequester(request);
    }
}
