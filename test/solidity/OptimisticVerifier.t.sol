// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../contracts/interfaces/IDispute.sol";
import {IJobs} from "../../contracts/interfaces/IJobs.sol";
import {ScriptedDispute} from "../../contracts/test/ScriptedDispute.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Seat} from "../../contracts/types/Seat.sol";
import {Submission} from "../../contracts/types/Submission.sol";
import {Outcome} from "../../contracts/types/Verdict.sol";
import {OptimisticVerifier} from "../../contracts/verifiers/OptimisticVerifier.sol";
import {MarketFixture} from "./MarketFixture.sol";

contract OptimisticVerifierTest is MarketFixture {
    uint256 private constant WINDOW = 1 hours;

    ScriptedDispute private dispute;
    OptimisticVerifier private optimistic;
    Request private request;
    JobId private id;
    bytes32 private root;

    function setUp() public override {
        super.setUp();
        dispute = new ScriptedDispute();
        optimistic = new OptimisticVerifier(dispute, 60);
        request = _request();
        request.policy.verifier = address(optimistic);
        request.policy.params = abi.encode(WINDOW);
        id = _postToSubmitted(request);
        root = market.getJob(id).seats[0].outputRoot;
    }

    function _stand(IDispute.Standing standing, uint256 until, address challenger) private {
        dispute.set(id, worker, root, standing, uint40(until), challenger);
    }

    function test_constructor_reverts() external {
        vm.expectRevert(abi.encodeWithSelector(OptimisticVerifier.DisputeHasNoCode.selector, stranger));
        new OptimisticVerifier(IDispute(stranger), 60);
        vm.expectRevert(abi.encodeWithSelector(OptimisticVerifier.WindowBoundsInvalid.selector, 0, 10 days));
        new OptimisticVerifier(dispute, 0);
        vm.expectRevert(abi.encodeWithSelector(OptimisticVerifier.WindowBoundsInvalid.selector, 10 days + 1, 10 days));
        new OptimisticVerifier(dispute, 10 days + 1);
        vm.assertEq(new OptimisticVerifier(dispute, 10 days).method(), "optimistic");
    }

    function test_constructor_wantsDisputesThatEndBeforeTheMarketVoids() external {
        dispute.setMaxDuration(19 days);
        vm.assertEq(address(new OptimisticVerifier(dispute, 60).dispute()), address(dispute));
        dispute.setMaxDuration(19 days + 1);
        vm.expectRevert(abi.encodeWithSelector(OptimisticVerifier.DisputeTooLong.selector, 19 days + 1, 19 days));
        new OptimisticVerifier(dispute, 60);
        vm.assertEq(optimistic.LONGEST_WINDOW() + 19 days + 1 days, market.VERDICT_TIMEOUT());
    }

    function test_challengeableUntil_isTheWindowsLastSecond() external {
        vm.assertEq(optimistic.challengeableUntil(abi.encode(60), START), START + 60);
        vm.expectRevert(abi.encodeWithSelector(OptimisticVerifier.WindowOutOfRange.selector, 59, 60, 10 days));
        optimistic.challengeableUntil(abi.encode(59), START);
    }

    function test_claimable_refusesWindowsAndSeats() external {
        optimistic.claimable(id, request, worker, 0, "");
        Request memory several = request;
        several.policy.seats = 2;
        vm.expectRevert(abi.encodeWithSelector(OptimisticVerifier.OnlyOneSeat.selector, 2));
        optimistic.claimable(id, several, worker, 0, "");
        several.policy.params = abi.encode(10 days + 1);
        vm.expectRevert(abi.encodeWithSelector(OptimisticVerifier.WindowOutOfRange.selector, 10 days + 1, 60, 10 days));
        optimistic.claimable(id, several, worker, 0, "");
    }

    function test_window_toTheSecond() external {
        bytes memory pending = abi.encodeWithSelector(IJobs.VerdictPending.selector, id, START + WINDOW + 1);
        vm.warp(START + WINDOW - 1);
        vm.expectRevert(pending);
        market.finalize(request, "");
        vm.warp(START + WINDOW);
        vm.expectRevert(pending);
        market.finalize(request, "");
        vm.warp(START + WINDOW + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        vm.assertEq(_balance(worker), FUNDS + FEE - 12_500);
    }

    function test_openDispute_keepsTheJobPending() external {
        _stand(IDispute.Standing.Disputed, START + 9 hours, address(0));
        vm.warp(START + 8 hours);
        vm.expectRevert(abi.encodeWithSelector(IJobs.VerdictPending.selector, id, START + 9 hours));
        market.finalize(request, "");
        // The challenger loses: the window has passed meanwhile.
        _stand(IDispute.Standing.Undisputed, 0, address(0));
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
    }

    function test_refuted_rewardsTheChallenger() external {
        _stand(IDispute.Standing.Refuted, 0, stranger);
        market.finalize(request, "");
        _assertState(id, JobState.Rejected);
        vm.assertEq(_balance(stranger), 500_000);
        vm.assertEq(_balance(DEAD), 500_001);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
    }

    function test_refuted_afterTheWindowStillCounts() external {
        vm.warp(START + 5 days);
        _stand(IDispute.Standing.Refuted, 0, stranger);
        market.finalize(request, "");
        _assertState(id, JobState.Rejected);
    }

    function test_refutationOfAnotherClaimChangesNothing() external {
        dispute.set(id, worker, keccak256("other"), IDispute.Standing.Refuted, 0, stranger);
        dispute.set(id, stranger, root, IDispute.Standing.Refuted, 0, stranger);
        vm.warp(START + WINDOW + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
    }

    function test_disputeThatNeverEnds_refundsInBoundedTime() external {
        _stand(IDispute.Standing.Disputed, type(uint40).max, address(0));
        vm.warp(START + 30 days + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
    }

    function test_window_outOfRange() external {
        Seat[] memory seats;
        bytes[4] memory params = [bytes(""), abi.encode(59), abi.encode(10 days + 1), abi.encodePacked(uint8(60))];
        uint256[4] memory windows = [uint256(0), 59, 10 days + 1, 0];
        for (uint256 i = 0; i < params.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(OptimisticVerifier.WindowOutOfRange.selector, windows[i], 60, 10 days)
            );
            optimistic.verdict(id, params[i], seats);
        }
        vm.assertEq(uint256(optimistic.verdict(id, abi.encode(60), seats).outcome), uint256(Outcome.Pending));
    }

    function test_takesNoEvidence() external {
        Submission memory submission = _submission(request);
        vm.expectRevert(abi.encodeWithSelector(OptimisticVerifier.EvidenceNotTaken.selector, id));
        optimistic.submitted(id, request, 0, submission);
    }
}
