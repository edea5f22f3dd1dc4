// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState, Seat} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome, Verdict} from "../../../contracts/market/types/Verdict.sol";
import {ScriptedVerifier} from "../../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {SignatureVerifier} from "../../../contracts/verifiers/SignatureVerifier.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice Money follows the verdict, and no verifier, however bad, holds it forever.
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

    /// @dev The stranger showed the worker's result wrong.
    function _refuted() private {
        scripted.setRefuted(1, _one(stranger));
    }

    function _one(address account) private pure returns (address[] memory accounts) {
        accounts = new address[](1);
        accounts[0] = account;
    }

    /// @dev The requester lost nothing. The worker lost its collateral, and the stranger earned half of it.
    function _workerLosesToTheStranger() private view {
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
        vm.assertEq(_balance(stranger), REWARDED);
        _assertBurned(BURNED);
    }

    /// @dev The ledger keeps tokens that no longer belong to anyone.
    function _assertBurned(uint256 amount) private view {
        uint256 owed = _balance(requester) + _balance(worker) + _balance(stranger) + _balance(publisher);
        vm.assertEq(token.balanceOf(address(ledger)), owed + amount, "what is burned");
        vm.assertEq(_locked(requester) + _locked(worker) + _locked(address(market)), 0, "nothing stays locked");
    }

    function test_accepted_withAnotherRootGivesTheCollateralBack() external {
        _submitted();
        scripted.setAnswer(Outcome.Accepted, keccak256("the truth"), 0);
        vm.expectEmit(address(market));
        emit IMarketBase.SeatSettled(id, worker, 0, 0, 0, COLLATERAL);
        vm.expectEmit(address(market));
        emit IMarketBase.JobFinalized(id, JobState.Accepted, keccak256("the truth"), FEE);
        market.finalize(request, "");
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
        vm.assertEq(_balance(publisher), 0);
        vm.assertEq(market.getJob(id).outputRoot, keccak256("the truth"));
        _assertBurned(0);
    }

    function test_rejected_rewardsWhoShowedTheResultWrong() external {
        _submitted();
        // A root beside a rejection means nothing.
        scripted.setAnswer(Outcome.Rejected, market.getJob(id).seats[0].outputRoot, 0);
        _refuted();
        vm.expectEmit(address(market));
        emit IMarketBase.SeatForfeited(id, worker, 0, BURNED, REWARDED, stranger);
        vm.expectEmit(address(market));
        emit IMarketBase.JobFinalized(id, JobState.Rejected, 0, FEE);
        market.finalize(request, "");
        _assertState(id, JobState.Rejected);
        _workerLosesToTheStranger();
    }

    function test_rejected_burnsAllWhereNobodyShowedIt() external {
        address[][3] memory nobody = [new address[](0), _one(address(0)), new address[](16)];
        nobody[2][1] = stranger;
        for (uint256 i = 0; i < nobody.length; ++i) {
            _openMarket();
            _submitted();
            scripted.setAnswer(Outcome.Rejected, 0, 0);
            scripted.setRefuted(1, nobody[i]);
            vm.expectEmit(address(market));
            emit IMarketBase.SeatForfeited(id, worker, 0, COLLATERAL, 0, address(0));
            market.finalize(request, "");
            vm.assertEq(_balance(requester), FUNDS);
            vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
            vm.assertEq(_balance(stranger), 0);
            _assertBurned(COLLATERAL);
        }
    }

    function test_rejected_withoutARefutationTakesNothing() external {
        _submitted();
        scripted.setAnswer(Outcome.Rejected, 0, 0);
        // A refuted seat that the job does not have changes nothing.
        scripted.setRefuted(0xfffe, _one(stranger));
        market.finalize(request, "");
        _assertState(id, JobState.Rejected);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
        _assertBurned(0);
    }

    function test_void_returnsEverything() external {
        _submitted();
        scripted.setAnswer(Outcome.Void, keccak256("means nothing"), 0);
        vm.expectEmit(address(market));
        emit IMarketBase.SeatSettled(id, worker, 0, 0, 0, COLLATERAL);
        vm.expectEmit(address(market));
        emit IMarketBase.JobFinalized(id, JobState.Void, 0, FEE);
        market.finalize(request, "");
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
        _assertBurned(0);
    }

    function test_void_takesTheCollateralOfAResultThatWasShownWrong() external {
        _submitted();
        scripted.setAnswer(Outcome.Void, 0, 0);
        // Seats that the job does not have change nothing.
        scripted.setRefuted(0xffff, _one(stranger));
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        _workerLosesToTheStranger();
    }

    function test_accepted_doesNotPayWhoWasShownWrong() external {
        _submitted();
        scripted.setAnswer(Outcome.Accepted, market.getJob(id).seats[0].outputRoot, 0);
        _refuted();
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        _workerLosesToTheStranger();
    }

    /// @dev The account that the verdict names as challenger, even the worker or the requester itself, gets half and no more.
    function test_rejected_namesAPartyAsChallenger() external {
        address[2] memory parties = [worker, requester];
        for (uint256 i = 0; i < 2; ++i) {
            _openMarket();
            _submitted();
            scripted.setAnswer(Outcome.Rejected, 0, 0);
            scripted.setRefuted(1, _one(parties[i]));
            market.finalize(request, "");
            vm.assertEq(_balance(requester), FUNDS + (i == 1 ? REWARDED : 0));
            vm.assertEq(_balance(worker), FUNDS - COLLATERAL + (i == 0 ? REWARDED : 0));
            _assertBurned(BURNED);
        }
    }

    function test_rewardOfEarlierForfeits_followsTheVerdict() external {
        for (uint256 i = 1; i < 4; ++i) {
            _openMarket();
            request = _scriptedRequest();
            id = _postAndClaim(request);
            vm.warp(block.timestamp + LOCK_FOR + 1);
            market.forfeit(request);
            _claim(request);
            _submit(request);
            scripted.setAnswer(Outcome(i), market.getJob(id).seats[0].outputRoot, 0);
            bool rescued = Outcome(i) == Outcome.Accepted;
            if (!rescued) {
                vm.expectEmit(address(market));
                emit IMarket.RewardBurned(id, REWARDED);
            }
            market.finalize(request, "");
            vm.assertEq(_balance(requester), rescued ? FUNDS - FEE : FUNDS);
            vm.assertEq(_balance(worker), FUNDS - COLLATERAL + (rescued ? FEE - ROYALTY + REWARDED : 0));
            _assertBurned(rescued ? BURNED : COLLATERAL);
        }
    }

    function test_rewardOfEarlierForfeits_isBurnedWhereTheRescuerIsShownWrong() external {
        request = _scriptedRequest();
        id = _postAndClaim(request);
        vm.warp(block.timestamp + LOCK_FOR + 1);
        market.forfeit(request);
        _claim(request);
        _submit(request);
        scripted.setAnswer(Outcome.Rejected, 0, 0);
        _refuted();
        market.finalize(request, "");
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS - 2 * uint256(COLLATERAL));
        vm.assertEq(_balance(stranger), REWARDED);
        _assertBurned(COLLATERAL + BURNED);
    }

    function test_pending_untilItsTimeIsOver() external {
        _submitted();
        uint40 until = uint40(START + 5);
        scripted.setAnswer(Outcome.Pending, 0, until);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, id, until));
        market.finalize(request, "");
        vm.warp(START + TIMEOUT);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, id, until));
        market.finalize(request, "");
        vm.warp(START + TIMEOUT + 1);
        market.finalize(request, "");
        _isVoid();
    }

    function test_lateVerdictStillCounts() external {
        _submitted();
        scripted.setAnswer(Outcome.Accepted, market.getJob(id).seats[0].outputRoot, 0);
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
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerifierHasNoCode.selector, address(0xC0DE)));
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
            IMarketBase.VerifierFailed.selector,
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
        (bool success, bytes memory result) = address(market).call{gas: 1_000_000}(
            abi.encodeCall(IMarketBase.finalize, (request, ""))
        );
        vm.assertTrue(!success);
        vm.assertEq(bytes32(bytes4(result)), bytes32(IMarketBase.InsufficientGas.selector));
        _assertState(id, JobState.Submitted);
    }

    function testFuzz_timeoutCannotBeForcedByAnyGas(uint32 gasGiven) external {
        // An honest verifier that is asked late: whatever gas the caller sends, either the worker is paid or nothing happens.
        _submitted();
        scripted.setAnswer(Outcome.Accepted, market.getJob(id).seats[0].outputRoot, 0);
        vm.warp(START + TIMEOUT + 1);
        (bool success, ) = address(market).call{gas: gasGiven % 2_000_000}(
            abi.encodeCall(IMarketBase.finalize, (request, ""))
        );
        _assertState(id, success ? JobState.Accepted : JobState.Submitted);
    }

    function test_evidence_reachesTheVerifier() external {
        request = _scriptedRequest();
        id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission = _withEvidence(request, submission, "proof");
        vm.prank(worker);
        market.submit(request, 0, submission);
        vm.assertEq(string(scripted.evidence()), "proof");
        vm.assertEq(JobId.unwrap(scripted.evidenceJob()), JobId.unwrap(id));
    }

    function test_evidence_canBeRefused() external {
        request = _scriptedRequest();
        id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission = _withEvidence(request, submission, "proof");
        scripted.setMood(ScriptedVerifier.Mood.Reverts);
        vm.expectRevert(abi.encodeWithSelector(ScriptedVerifier.Refused.selector));
        vm.prank(worker);
        market.submit(request, 0, submission);
        // A worker whose evidence is refused can still be on time.
        submission = _submission(request);
        vm.prank(worker);
        market.submit(request, 0, submission);
        _assertState(id, JobState.Submitted);
    }

    function test_signature_takesNoEvidence() external {
        request = _request();
        id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission = _withEvidence(request, submission, "proof");
        vm.expectRevert(abi.encodeWithSelector(SignatureVerifier.EvidenceNotTaken.selector, id));
        vm.prank(worker);
        market.submit(request, 0, submission);
    }

    function test_signature_isPendingWithoutAResult() external view {
        Seat[] memory seats = new Seat[](1);
        Verdict memory verdict = signature.verdict(id, "", seats);
        vm.assertEq(uint256(verdict.outcome), uint256(Outcome.Pending));
        vm.assertEq(signature.method(), "signature");
    }
}
