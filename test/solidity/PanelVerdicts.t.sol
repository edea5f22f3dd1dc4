// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../contracts/interfaces/IDispute.sol";
import {IInferenceConsumer} from "../../contracts/interfaces/IInferenceConsumer.sol";
import {IJobs} from "../../contracts/interfaces/IJobs.sol";
import {ScriptedVerifier} from "../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {Callback, WHEN_FINAL} from "../../contracts/types/Callback.sol";
import {Job, JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Outcome} from "../../contracts/types/Verdict.sol";
import {PanelFixture} from "./PanelFixture.sol";

/// @notice A contract that hears of results, once it is willing.
contract PanelListener is IInferenceConsumer {
    error NotNow();

    bool public willing;
    uint256 public calls;
    JobState public state;
    bytes32 public outputRoot;
    bytes public output;

    function setWilling(bool willing_) external {
        willing = willing_;
    }

    function onInference(JobId, uint8 when, JobState state_, bytes32 outputRoot_, bytes calldata output_) external {
        if (!willing || when != WHEN_FINAL) revert NotNow();
        (state, outputRoot, output) = (state_, outputRoot_, output_);
        ++calls;
    }
}

/// @notice Who gets what of a job of several seats.
contract PanelVerdictsTest is PanelFixture {
    uint256 private constant ROYALTY = (uint256(FEE) * ROYALTY_BPS) / 10_000;
    uint256 private constant PAID = FEE - ROYALTY;
    uint256 private constant REWARD = COLLATERAL / 2;
    address private constant CHALLENGER = address(0xC0DE);

    Request private request;
    JobId private id;

    function setUp() public override {
        super.setUp();
        request = _panelRequest();
    }

    function test_quorum_paysAllThatAgree() external {
        id = _postToResults(request, _allRight());
        vm.warp(START + WINDOW);
        _finalizePending(START + WINDOW + 1);
        vm.warp(START + WINDOW + 1);
        market.finalize(request, "");
        _assertAccepted(_rootOf(RIGHT));
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, int256(PAID));
        vm.assertEq(_balance(publisher), ROYALTY * SEATS);
        vm.assertEq(_balance(requester), FUNDS - uint256(FEE) * SEATS);
        vm.assertEq(_balance(DEAD), 0);
        _booksBalance();
    }

    function test_quorum_takesTheDissentersAndAbsentees() external {
        id = _postAndFill(request);
        // One dissents, one never commits.
        _commitSeat(request, 0, WRONG);
        for (uint256 i = 1; i < 4; ++i) _commitSeat(request, i, RIGHT);
        vm.warp(COMMIT_UNTIL + 1);
        _openSeat(request, 0, WRONG);
        for (uint256 i = 1; i < 4; ++i) _openSeat(request, i, RIGHT);
        vm.warp(block.timestamp + WINDOW + 1);
        for (uint256 i = 0; i < SEATS; ++i) {
            bool right = i > 0 && i < 4;
            vm.expectEmit(address(market));
            if (right) emit IJobs.SeatSettled(id, _seatWorker(i), i, PAID, ROYALTY, COLLATERAL);
            else emit IJobs.SeatForfeited(id, _seatWorker(i), i, COLLATERAL - REWARD, REWARD, requester);
        }
        vm.expectEmit(address(market));
        emit IJobs.JobFinalized(id, JobState.Accepted, _rootOf(RIGHT), 2 * uint256(FEE));
        market.finalize(request, "");
        _gets(0, -int256(uint256(COLLATERAL)));
        for (uint256 i = 1; i < 4; ++i) _gets(i, int256(PAID));
        _gets(4, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(requester), FUNDS - 3 * uint256(FEE) + 2 * REWARD);
        vm.assertEq(_balance(DEAD), 2 * (COLLATERAL - REWARD));
        _booksBalance();
    }

    function test_quorum_takesWhoWithholdsItsOpening() external {
        id = _postToRevealing(request, _allRight());
        for (uint256 i = 0; i < 4; ++i) _openSeat(request, i, RIGHT);
        vm.expectRevert(abi.encodeWithSelector(IJobs.JobNotSubmitted.selector, id, JobState.Revealing));
        market.finalize(request, "");
        vm.warp(REVEAL_UNTIL);
        vm.expectRevert(abi.encodeWithSelector(IJobs.JobNotSubmitted.selector, id, JobState.Revealing));
        market.finalize(request, "");
        vm.warp(REVEAL_UNTIL + WINDOW + 1);
        market.finalize(request, "");
        _gets(4, -int256(uint256(COLLATERAL)));
        _gets(3, int256(PAID));
        _booksBalance();
    }

    function test_quorum_withoutAgreementIsVoid() external {
        id = _postAndFill(request);
        _commitSeat(request, 0, 10);
        _commitSeat(request, 1, 10);
        _commitSeat(request, 2, 20);
        _commitSeat(request, 3, 20);
        vm.warp(COMMIT_UNTIL + 1);
        for (uint256 i = 0; i < 4; ++i) _openSeat(request, i, i < 2 ? 10 : 20);
        vm.warp(block.timestamp + WINDOW + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        for (uint256 i = 0; i < 4; ++i) _gets(i, 0);
        _gets(4, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(requester), FUNDS + REWARD);
        _booksBalance();
    }

    /// @dev A seat lets a friend win against its right answer, to get what others forfeit.
    function test_quorum_concedingARightAnswerTakesNobodysReward() external {
        address friend = address(0xF01);
        id = _postToResults(request, [RIGHT, RIGHT, RIGHT, RIGHT, WRONG]);
        dispute.set(id, _seatWorker(0), _rootOf(RIGHT), IDispute.Standing.Refuted, 0, friend);
        _refute(4, WRONG);
        vm.warp(START + WINDOW + 1);
        market.finalize(request, "");
        _assertAccepted(_rootOf(RIGHT));
        _gets(0, -int256(uint256(COLLATERAL)));
        for (uint256 i = 1; i < 4; ++i) _gets(i, int256(PAID));
        _gets(4, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(friend), 0);
        // One beneficiary a verdict.
        vm.assertEq(_balance(CHALLENGER), 2 * REWARD);
        vm.assertEq(token.balanceOf(address(market)), _owedWith(CHALLENGER));
    }

    /// @dev Who shows one wrong seat is not rewarded for the other, which the majority outvoted.
    function test_quorum_rewardsAChallengerForTheRefutedSeatsAlone() external {
        id = _postToResults(request, [RIGHT, RIGHT, RIGHT, WRONG, WRONG]);
        _refute(3, WRONG);
        vm.warp(START + WINDOW + 1);
        market.finalize(request, "");
        _assertAccepted(_rootOf(RIGHT));
        vm.assertEq(_balance(CHALLENGER), REWARD);
        vm.assertEq(_balance(requester), FUNDS - 3 * uint256(FEE) + REWARD);
        vm.assertEq(token.balanceOf(address(market)), _owedWith(CHALLENGER));
    }

    function test_quorum_refutedLiarsAreNotPaidByTheirMajority() external {
        id = _postToResults(request, [WRONG, WRONG, WRONG, WRONG, RIGHT]);
        _refute(0, WRONG);
        vm.warp(START + WINDOW + 1);
        market.finalize(request, "");
        _assertAccepted(_rootOf(WRONG));
        _gets(0, -int256(uint256(COLLATERAL)));
        _gets(1, int256(PAID));
        // Its root is the accepted one, so nobody is rewarded for it; nor for who was never shown wrong.
        vm.assertEq(_balance(CHALLENGER), 0);
        vm.assertEq(_balance(requester), FUNDS - 3 * uint256(FEE) + 2 * REWARD);
        _booksBalance();
    }

    /// @dev Two answers that were not shown wrong differ, so nothing can be decided. Who was shown wrong loses all the same.
    function test_quorum_withoutAgreementTakesWhoWasRefuted() external {
        id = _postAndFill(request);
        uint256[5] memory answers = [uint256(WRONG), 10, 10, 11, 11];
        for (uint256 i = 0; i < SEATS; ++i) _commitSeat(request, i, answers[i]);
        for (uint256 i = 0; i < SEATS; ++i) _openSeat(request, i, answers[i]);
        _refute(0, WRONG);
        vm.warp(block.timestamp + WINDOW + 1);
        vm.expectEmit(address(market));
        emit IJobs.SeatForfeited(id, _seatWorker(0), 0, COLLATERAL - REWARD, REWARD, CHALLENGER);
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        _gets(0, -int256(uint256(COLLATERAL)));
        for (uint256 i = 1; i < SEATS; ++i) _gets(i, 0);
        vm.assertEq(_balance(CHALLENGER), REWARD);
        vm.assertEq(_balance(DEAD), COLLATERAL - REWARD);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(token.balanceOf(address(market)), _owedWith(CHALLENGER));
    }

    function test_quorum_ofNobodyIsVoidAndAllForfeit() external {
        id = _postAndFill(request);
        vm.warp(COMMIT_UNTIL + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(requester), FUNDS + SEATS * REWARD);
        vm.assertEq(_balance(DEAD), SEATS * (COLLATERAL - REWARD));
        _booksBalance();
    }

    function test_quorum_truthBeatsMajority() external {
        id = _postToResults(request, [RIGHT, WRONG, WRONG, WRONG, WRONG]);
        for (uint256 i = 1; i < SEATS; ++i) _refute(i, WRONG);
        vm.warp(START + WINDOW + 1);
        market.finalize(request, "");
        _assertAccepted(_rootOf(RIGHT));
        _gets(0, int256(PAID));
        for (uint256 i = 1; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(CHALLENGER), 4 * REWARD);
        vm.assertEq(_balance(requester), FUNDS - FEE);
        vm.assertEq(token.balanceOf(address(market)), _owedWith(CHALLENGER));
    }

    function test_quorum_allRefutedIsRejected() external {
        id = _postToResults(request, [WRONG, WRONG, WRONG, WRONG, WRONG]);
        for (uint256 i = 0; i < SEATS; ++i) _refute(i, WRONG);
        market.finalize(request, "");
        _assertState(id, JobState.Rejected);
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(CHALLENGER), SEATS * REWARD);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(token.balanceOf(address(market)), _owedWith(CHALLENGER));
    }

    function test_quorum_waitsForAnOpenDispute() external {
        id = _postToResults(request, _allRight());
        uint256 until = START + 20 days;
        dispute.set(id, _seatWorker(2), _rootOf(RIGHT), IDispute.Standing.Disputed, uint40(until), address(0));
        vm.warp(START + 2 * WINDOW);
        _finalizePending(until);
        dispute.set(id, _seatWorker(2), _rootOf(RIGHT), IDispute.Standing.Undisputed, 0, address(0));
        market.finalize(request, "");
        _assertAccepted(_rootOf(RIGHT));
    }

    function test_fee_isThatOfTheSeatsClaim() external {
        request.offer.minFee = 100_000;
        request.offer.maxFee = 200_000;
        request.offer.rampStart = uint40(START);
        request.offer.rampLength = 100;
        id = _post(request);
        uint256 fees = 0;
        for (uint256 i = 0; i < SEATS; ++i) {
            vm.warp(START + 20 * i);
            _claimSeat(request, i);
            fees += 100_000 + 20_000 * i;
        }
        for (uint256 i = 0; i < SEATS; ++i) _commitSeat(request, i, RIGHT);
        for (uint256 i = 0; i < SEATS; ++i) _openSeat(request, i, RIGHT);
        vm.warp(block.timestamp + WINDOW + 1);
        market.finalize(request, "");
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, int256(((100_000 + 20_000 * i) * 9_500) / 10_000));
        vm.assertEq(_balance(publisher), fees / 20);
        vm.assertEq(_balance(requester), FUNDS - fees);
        _booksBalance();
    }

    // --- verifiers that are no help

    function test_verifier_acceptsARootThatNobodyHas() external {
        request = _scriptedPanel();
        id = _postToResults(request, _allRight());
        scripted.setAnswer(Outcome.Accepted, _rootOf(WRONG), 0, CHALLENGER);
        scripted.setRefuted(0x1f);
        market.finalize(request, "");
        _assertAccepted(_rootOf(WRONG));
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(requester), FUNDS);
    }

    function test_verifier_acceptsACommitment() external {
        request = _scriptedPanel();
        id = _postToRevealing(request, _allRight());
        for (uint256 i = 1; i < SEATS; ++i) _openSeat(request, i, RIGHT);
        scripted.setAnswer(Outcome.Accepted, _commitmentOf(request, 0, RIGHT), 0, address(0));
        vm.warp(REVEAL_UNTIL + 1);
        market.finalize(request, "");
        // Where an opened seat has its root, this one has its commitment, which earns nothing.
        _gets(0, -int256(uint256(COLLATERAL)));
        _booksBalance();
    }

    function test_verifier_acceptsNothing() external {
        request = _scriptedPanel();
        id = _postAndFill(request);
        scripted.setAnswer(Outcome.Accepted, bytes32(0), 0, address(0));
        vm.warp(COMMIT_UNTIL + 1);
        market.finalize(request, "");
        // Seats without a commitment hold a zero root, which earns nothing either.
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        _booksBalance();
    }

    function test_verifier_thatFailsEndsInVoid() external {
        for (uint8 mood = 1; mood < 6; ++mood) {
            vm.warp(START);
            request = _scriptedPanel();
            request.nonce = 100 + mood;
            id = _postToResults(request, _allRight());
            uint256[6] memory before;
            for (uint256 i = 0; i < SEATS; ++i) before[i] = _balance(_seatWorker(i));
            before[5] = _balance(requester);
            scripted.setMood(ScriptedVerifier.Mood(mood));
            uint256 voidAt = REVEAL_UNTIL + 30 days;
            vm.warp(voidAt);
            vm.expectRevert(abi.encodeWithSelector(IJobs.VerifierFailed.selector, id, scripted, voidAt));
            market.finalize(request, "");
            vm.warp(voidAt + 1);
            market.finalize(request, "");
            _assertState(id, JobState.Void);
            for (uint256 i = 0; i < SEATS; ++i) vm.assertEq(_balance(_seatWorker(i)), before[i] + COLLATERAL);
            vm.assertEq(_balance(requester), before[5] + uint256(FEE) * SEATS);
            scripted.setMood(ScriptedVerifier.Mood.Answers);
        }
    }

    function test_verifier_thatNeverDecidesEndsInVoid() external {
        request = _scriptedPanel();
        id = _postToRevealing(request, _allRight());
        for (uint256 i = 1; i < SEATS; ++i) _openSeat(request, i, RIGHT);
        scripted.setAnswer(Outcome.Pending, 0, 77, address(0));
        vm.warp(REVEAL_UNTIL + 30 days);
        _finalizePending(77);
        vm.warp(REVEAL_UNTIL + 30 days + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        _gets(0, -int256(uint256(COLLATERAL)));
        _gets(1, 0);
        _booksBalance();
    }

    // --- callbacks

    function test_callback_failsAndIsDeliveredLater() external {
        PanelListener listener = new PanelListener();
        request.callback = Callback({target: address(listener), gasLimit: 300_000, when: WHEN_FINAL});
        id = _postToResults(request, _allRight());
        vm.warp(START + WINDOW + 1);
        vm.expectRevert(abi.encodeWithSelector(IJobs.CallbackNotDue.selector, id, WHEN_FINAL, JobState.Claimed));
        market.deliver(request, WHEN_FINAL, "");
        vm.expectEmit(address(market));
        emit IJobs.CallbackFailed(id, WHEN_FINAL);
        market.finalize(request, "");
        _assertAccepted(_rootOf(RIGHT));
        vm.assertEq(market.getJob(id).delivered, 0);
        listener.setWilling(true);
        bytes memory output = _answer(RIGHT);
        market.deliver(request, WHEN_FINAL, output);
        vm.assertEq(listener.calls(), 1);
        vm.assertEq(uint256(listener.state()), uint256(JobState.Accepted));
        vm.assertEq(listener.outputRoot(), _rootOf(RIGHT));
        vm.assertEq(string(listener.output()), string(output));
        vm.assertEq(market.getJob(id).delivered, WHEN_FINAL);
        vm.expectRevert(abi.encodeWithSelector(IJobs.CallbackAlreadyDelivered.selector, id, WHEN_FINAL));
        market.deliver(request, WHEN_FINAL, output);
    }

    function test_callback_tellsOfVoidWithoutARoot() external {
        PanelListener listener = new PanelListener();
        listener.setWilling(true);
        request.callback = Callback({target: address(listener), gasLimit: 300_000, when: WHEN_FINAL});
        id = _postAndFill(request);
        vm.warp(COMMIT_UNTIL + 1);
        market.finalize(request, "");
        vm.assertEq(listener.calls(), 1);
        vm.assertEq(uint256(listener.state()), uint256(JobState.Void));
        vm.assertEq(listener.outputRoot(), bytes32(0));
    }

    function _assertAccepted(bytes32 root) private view {
        Job memory job = market.getJob(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Accepted));
        vm.assertEq(job.outputRoot, root);
    }

    function _finalizePending(uint256 until) private {
        vm.expectRevert(abi.encodeWithSelector(IJobs.VerdictPending.selector, id, until));
        market.finalize(request, "");
    }

    function _refute(uint256 i, uint256 answer) private {
        dispute.set(id, _seatWorker(i), _rootOf(answer), IDispute.Standing.Refuted, 0, CHALLENGER);
    }

    function _gets(uint256 i, int256 change) private view {
        vm.assertEq(_balance(_seatWorker(i)), uint256(int256(FUNDS) + change));
    }

    function _owedWith(address account) private view returns (uint256 owed) {
        owed = _balance(requester) + _balance(worker) + _balance(publisher) + _balance(DEAD) + _balance(account);
        for (uint256 i = 0; i <= SEATS; ++i) owed += _balance(_seatWorker(i));
    }
}
