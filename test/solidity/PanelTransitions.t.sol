// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IJobs} from "../../contracts/interfaces/IJobs.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {Input} from "../../contracts/types/Input.sol";
import {JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {SeatState} from "../../contracts/types/Seat.sol";
import {Submission} from "../../contracts/types/Submission.sol";
import {Outcome} from "../../contracts/types/Verdict.sol";
import {PanelFixture} from "./PanelFixture.sol";

/// @notice The table of states and operations for jobs of several seats: what is not legal reverts with its name.
contract PanelTransitionsTest is PanelFixture {
    Request private request;
    JobId private id;

    function setUp() public override {
        super.setUp();
        request = _scriptedPanel();
        id = market.hashRequest(request);
    }

    function test_fromNone() external {
        _claimRefused(JobState.None);
        _commitRefused(_with(IJobs.JobNotClaimed.selector, JobState.None));
        _submitRefused(_with(IJobs.JobNotClaimed.selector, JobState.None));
        _finalizeRefused(JobState.None);
        _endingsRefused(JobState.None);
        _post(request);
        _assertState(id, JobState.Open);
    }

    function test_fromOpen() external {
        _post(request);
        _postRefused(JobState.Open);
        _commitRefused(_with(IJobs.JobNotClaimed.selector, JobState.Open));
        _submitRefused(_with(IJobs.JobNotClaimed.selector, JobState.Open));
        _finalizeRefused(JobState.Open);
        _forfeitRefused();
        for (uint256 i = 0; i < SEATS; ++i) {
            _assertState(id, JobState.Open);
            _claimSeat(request, i);
        }
        _assertState(id, JobState.Claimed);
    }

    function test_fromOpenWithSeatsTaken() external {
        _post(request);
        _claimSeat(request, 0);
        _cancelRefused(abi.encodeWithSelector(IJobs.SeatsTaken.selector, id));
        _commitRefused(_with(IJobs.JobNotClaimed.selector, JobState.Open));
        vm.warp(request.offer.expiry + 1);
        market.expire(request);
        _assertState(id, JobState.Expired);
    }

    function test_fromClaimed() external {
        _postAndFill(request);
        _postRefused(JobState.Claimed);
        _claimRefused(JobState.Claimed);
        _submitRefused(abi.encodeWithSelector(IJobs.CommitmentsAwaited.selector, id, COMMIT_UNTIL));
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
        _commitRefused(abi.encodeWithSelector(IJobs.SeatCommitted.selector, id, 0));
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
        _commitRefused(abi.encodeWithSelector(IJobs.SeatCommitted.selector, id, 0));
        _submitRefused(abi.encodeWithSelector(IJobs.SeatNotCommitted.selector, id, 0, SeatState.Submitted));
        _endingsRefused(JobState.Claimed);
        // Pending.
        vm.expectRevert(abi.encodeWithSelector(IJobs.VerdictPending.selector, id, 0));
        market.finalize(request, "");
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
        market.cancel(request);
        _nothingIsLegal(JobState.Cancelled);
    }

    function test_fromExpired() external {
        _post(request);
        _claimSeat(request, 0);
        vm.warp(request.offer.expiry + 1);
        market.expire(request);
        _nothingIsLegal(JobState.Expired);
    }

    function _end(Outcome outcome) private {
        _postToResults(request, _allRight());
        scripted.setAnswer(outcome, _rootOf(RIGHT), 0, address(0));
        market.finalize(request, "");
    }

    function _nothingIsLegal(JobState state) private {
        _assertState(id, state);
        if (state != JobState.Expired) _postRefused(state);
        _claimRefused(state);
        _commitRefused(_with(IJobs.JobNotClaimed.selector, state));
        _submitRefused(_with(IJobs.JobNotClaimed.selector, state));
        _finalizeRefused(state);
        _endingsRefused(state);
        _assertState(id, state);
        _booksBalance();
    }

    function _with(bytes4 selector, JobState state) private view returns (bytes memory) {
        return abi.encodeWithSelector(selector, id, state);
    }

    function _postRefused(JobState state) private {
        Input memory input = _input();
        vm.prank(requester);
        vm.expectRevert(_with(IJobs.JobAlreadyExists.selector, state));
        market.post(request, input);
    }

    function _claimRefused(JobState state) private {
        vm.prank(_seatWorker(SEATS));
        vm.expectRevert(_with(IJobs.JobNotOpen.selector, state));
        market.claim(request, _seatWorker(SEATS), "");
    }

    function _commitRefused(bytes memory reason) private {
        vm.prank(_seatWorker(0));
        vm.expectRevert(reason);
        market.commit(request, 0, keccak256("late"));
    }

    function _submitRefused(bytes memory reason) private {
        Submission memory opening = _openingOf(request, 0, RIGHT);
        vm.expectRevert(reason);
        market.submit(request, 0, opening);
    }

    function _finalizeRefused(JobState state) private {
        vm.expectRevert(_with(IJobs.JobNotSubmitted.selector, state));
        market.finalize(request, "");
    }

    function _cancelRefused(bytes memory reason) private {
        vm.prank(requester);
        vm.expectRevert(reason);
        market.cancel(request);
    }

    function _forfeitRefused() private {
        vm.expectRevert(abi.encodeWithSelector(IJobs.SeatsOutOfRange.selector, SEATS, 1));
        market.forfeit(request);
    }

    function _endingsRefused(JobState state) private {
        _cancelRefused(_with(IJobs.JobNotOpen.selector, state));
        vm.expectRevert(_with(IJobs.JobNotOpen.selector, state));
        market.expire(request);
        _forfeitRefused();
    }
}
