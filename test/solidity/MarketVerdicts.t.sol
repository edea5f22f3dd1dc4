// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IJobs} from "../../contracts/interfaces/IJobs.sol";
import {IMarketCore} from "../../contracts/interfaces/IMarketCore.sol";
import {ScriptedVerifier} from "../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Seat} from "../../contracts/types/Seat.sol";
import {Submission} from "../../contracts/types/Submission.sol";
import {Outcome, Verdict} from "../../contracts/types/Verdict.sol";
import {SignatureVerifier} from "../../contracts/verifiers/SignatureVerifier.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice Money follows the verdict, and no verifier, however bad, holds it for ever.
contract MarketVerdictsTest is MarketFixture {
    uint256 private constant TIMEOUT = 30 days;
    uint256 private constant REWARDED = 500_000;
    uint256 private constant BURNED = 500_001;

    Request private request;
    JobId private id;

    function _submitted() private {
        request = _scriptedRequest();
        id = _postToSubmitted(request);
    }

    function test_accepted_withAnotherRoot_forfeits() external {
        _submitted();
        scripted.setAnswer(Outcome.Accepted, keccak256("the truth"), 0, stranger);
        vm.expectEmit(address(market));
        emit IJobs.SeatForfeited(id, worker, 0, BURNED, REWARDED, stranger);
        vm.expectEmit(address(market));
        emit IJobs.JobFinalized(id, JobState.Accepted, keccak256("the truth"), FEE);
        market.finalize(request, "");
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
        vm.assertEq(_balance(stranger), REWARDED);
        vm.assertEq(_balance(DEAD), BURNED);
        vm.assertEq(_balance(publisher), 0);
    }

    function test_rejected_rewardsTheBeneficiary() external {
        _submitted();
        // The root that a verifier says beside a rejection means nothing.
        scripted.setAnswer(Outcome.Rejected, market.getJob(id).seats[0].outputRoot, 0, stranger);
        vm.expectEmit(address(market));
        emit IJobs.SeatForfeited(id, worker, 0, BURNED, REWARDED, stranger);
        vm.expectEmit(address(market));
        emit IJobs.JobFinalized(id, JobState.Rejected, 0, FEE);
        market.finalize(request, "");
        _assertState(id, JobState.Rejected);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
        vm.assertEq(_balance(stranger), REWARDED);
        vm.assertEq(_balance(DEAD), BURNED);
    }

    function test_rejected_rewardsTheRequesterWhenNobodyElse() external {
        _submitted();
        scripted.setAnswer(Outcome.Rejected, 0, 0, address(0));
        market.finalize(request, "");
        vm.assertEq(_balance(requester), FUNDS + REWARDED);
    }

    function test_void_returnsEverything() external {
        _submitted();
        scripted.setAnswer(Outcome.Void, keccak256("means nothing"), 0, stranger);
        vm.expectEmit(address(market));
        emit IJobs.SeatSettled(id, worker, 0, 0, 0, COLLATERAL);
        vm.expectEmit(address(market));
        emit IJobs.JobFinalized(id, JobState.Void, 0, FEE);
        market.finalize(request, "");
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
        vm.assertEq(_balance(stranger), 0);
    }

    function test_void_takesTheCollateralOfAResultThatWasShownWrong() external {
        _submitted();
        scripted.setAnswer(Outcome.Void, 0, 0, stranger);
        // Other seats than the job's change nothing.
        scripted.setRefuted(0xffff);
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
        vm.assertEq(_balance(stranger), REWARDED);
        vm.assertEq(_balance(DEAD), COLLATERAL - REWARDED);
    }

    function test_accepted_doesNotPayWhoWasShownWrong() external {
        _submitted();
        scripted.setAnswer(Outcome.Accepted, market.getJob(id).seats[0].outputRoot, 0, stranger);
        scripted.setRefuted(1);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(stranger), REWARDED);
    }

    function test_rewardOfEarlierForfeits_followsTheVerdict() external {
        for (uint256 i = 0; i < 3; ++i) {
            request = _scriptedRequest();
            request.nonce = i;
            id = _postAndClaim(request);
            vm.warp(block.timestamp + LOCK_FOR + 1);
            market.forfeit(request);
            _claim(request);
            _submit(request);
            uint256 requesters = _balance(requester);
            uint256 workers = _balance(worker);
            bytes32 root = market.getJob(id).seats[0].outputRoot;
            Outcome outcome = Outcome(i + 1);
            scripted.setAnswer(outcome, root, 0, stranger);
            market.finalize(request, "");
            if (outcome == Outcome.Accepted) {
                vm.assertEq(_balance(requester), requesters);
                vm.assertEq(_balance(worker), workers + COLLATERAL + FEE - 12_500 + REWARDED);
            } else {
                vm.assertEq(_balance(requester), requesters + FEE + REWARDED);
                vm.assertEq(_balance(worker), workers + (outcome == Outcome.Void ? COLLATERAL : 0));
            }
        }
    }

    function test_pending_untilItsTimeIsOver() external {
        _submitted();
        uint40 until = uint40(START + 5);
        scripted.setAnswer(Outcome.Pending, 0, until, address(0));
        vm.expectRevert(abi.encodeWithSelector(IJobs.VerdictPending.selector, id, until));
        market.finalize(request, "");
        vm.warp(START + TIMEOUT);
        vm.expectRevert(abi.encodeWithSelector(IJobs.VerdictPending.selector, id, until));
        market.finalize(request, "");
        vm.warp(START + TIMEOUT + 1);
        market.finalize(request, "");
        _isVoid();
    }

    function test_lateVerdictStillCounts() external {
        _submitted();
        scripted.setAnswer(Outcome.Accepted, market.getJob(id).seats[0].outputRoot, 0, address(0));
        vm.warp(START + 10 * TIMEOUT);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
    }

    function test_verifierThatReverts() external {
        _failsUntilTheTimeout(ScriptedVerifier.Mood.Reverts);
    }

    function test_verifierThatBurnsItsGas() external {
        _failsUntilTheTimeout(ScriptedVerifier.Mood.BurnsGas);
    }

    function test_verifierThatAnswersTooLittle() external {
        _failsUntilTheTimeout(ScriptedVerifier.Mood.TooShort);
    }

    function test_verifierThatAnswersNonsense() external {
        _failsUntilTheTimeout(ScriptedVerifier.Mood.Malformed);
    }

    function test_verifierThatAnswersTooMuch() external {
        _failsUntilTheTimeout(ScriptedVerifier.Mood.Floods);
    }

    function test_verifierWithoutCode() external {
        request = _scriptedRequest();
        request.policy.verifier = address(0xC0DE);
        id = _post(request);
        vm.expectRevert(abi.encodeWithSelector(IJobs.VerifierHasNoCode.selector, address(0xC0DE)));
        vm.prank(worker);
        market.claim(request, worker, "");
    }

    function _failsUntilTheTimeout(ScriptedVerifier.Mood mood) private {
        _submitted();
        scripted.setMood(mood);
        _expectFailureUntilTheTimeout();
    }

    function _expectFailureUntilTheTimeout() private {
        bytes memory failure = abi.encodeWithSelector(
            IJobs.VerifierFailed.selector,
            id,
            request.policy.verifier,
            START + TIMEOUT
        );
        vm.expectRevert(failure);
        market.finalize(request, "");
        vm.warp(START + TIMEOUT);
        vm.expectRevert(failure);
        market.finalize(request, "");
        vm.warp(START + TIMEOUT + 1);
        market.finalize(request, "");
        _isVoid();
    }

    function _isVoid() private view {
        _assertState(id, JobState.Void);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
    }

    function test_timeoutCannotBeForcedByTooLittleGas() external {
        _submitted();
        scripted.setMood(ScriptedVerifier.Mood.BurnsGas);
        vm.warp(START + TIMEOUT + 1);
        (bool success, bytes memory result) = address(market).call{gas: 900_000}(
            abi.encodeCall(IMarketCore.finalize, (request, ""))
        );
        vm.assertTrue(!success);
        vm.assertEq(bytes32(bytes4(result)), bytes32(IJobs.InsufficientGas.selector));
        _assertState(id, JobState.Submitted);
    }

    function testFuzz_timeoutCannotBeForcedByAnyGas(uint32 gasGiven) external {
        // An honest verifier that is asked late: whatever gas the caller sends, the worker is paid or nothing happens.
        _submitted();
        scripted.setAnswer(Outcome.Accepted, market.getJob(id).seats[0].outputRoot, 0, address(0));
        vm.warp(START + TIMEOUT + 1);
        (bool success, ) = address(market).call{gas: gasGiven % 2_000_000}(
            abi.encodeCall(IMarketCore.finalize, (request, ""))
        );
        _assertState(id, success ? JobState.Accepted : JobState.Submitted);
    }

    function test_evidence_reachesTheVerifier() external {
        request = _scriptedRequest();
        id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission.evidence = "proof";
        market.submit(request, 0, submission);
        vm.assertEq(string(scripted.evidence()), "proof");
        vm.assertEq(JobId.unwrap(scripted.evidenceJob()), JobId.unwrap(id));
    }

    function test_evidence_canBeRefused() external {
        request = _scriptedRequest();
        id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission.evidence = "proof";
        scripted.setMood(ScriptedVerifier.Mood.Reverts);
        vm.expectRevert(abi.encodeWithSelector(ScriptedVerifier.Refused.selector));
        market.submit(request, 0, submission);
        // A worker whose evidence is refused can still be on time.
        submission.evidence = "";
        market.submit(request, 0, submission);
        _assertState(id, JobState.Submitted);
    }

    function test_signature_takesNoEvidence() external {
        request = _request();
        id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission.evidence = "proof";
        vm.expectRevert(abi.encodeWithSelector(SignatureVerifier.EvidenceNotTaken.selector, id));
        market.submit(request, 0, submission);
    }

    function test_signature_isPendingWithoutAResult() external view {
        Seat[] memory seats = new Seat[](1);
        Verdict memory verdict = signature.verdict(id, "", seats);
        vm.assertEq(uint256(verdict.outcome), uint256(Outcome.Pending));
        vm.assertEq(signature.method(), "signature");
    }
}
