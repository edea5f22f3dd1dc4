// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {IInferenceConsumer} from "../../../contracts/market/interfaces/IInferenceConsumer.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {Job, JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Callback, Request, WHEN_FINAL} from "../../../contracts/market/types/Request.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {ScriptedVerifier} from "../../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MultiSeatFixture} from "./MultiSeatFixture.sol";

/// @notice A callback target that refuses until it is told to accept.
contract MultiSeatListener is IInferenceConsumer {
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

/// @notice How the money of a job with several seats is divided.
contract MultiSeatVerdictsTest is MultiSeatFixture {
    uint256 private constant PAID = FEE - ROYALTY;
    uint256 private constant REWARD = COLLATERAL / 2;
    address private constant CHALLENGER = address(0xC0DE);

    Request private request;
    JobId private id;

    function setUp() public override {
        super.setUp();
        request = _multiSeatRequest();
    }

    function _finalize() private {
        multiSeatMarket.finalize(request, "");
    }

    function test_quorum_paysAllThatAgree() external {
        id = _postToResults(request, _allRight());
        vm.warp(START + WINDOW);
        _finalizePending(START + WINDOW + 1);
        vm.warp(START + WINDOW + 1);
        _finalize();
        _assertAccepted(_rootOf(RIGHT));
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, int256(PAID));
        vm.assertEq(_balance(publisher), ROYALTY * SEATS);
        vm.assertEq(_balance(requester), FUNDS - uint256(FEE) * SEATS);
        _assertBooks(0);
    }

    function test_quorum_takesTheAbsenteesAlone() external {
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
            vm.expectEmit(address(multiSeatMarket));
            if (right) emit IMarketBase.SeatSettled(id, _seatWorker(i), i, PAID, ROYALTY, COLLATERAL);
            else if (i == 0) emit IMarketBase.SeatSettled(id, _seatWorker(i), i, 0, 0, COLLATERAL);
            else emit IMarketBase.SeatForfeited(id, _seatWorker(i), i, COLLATERAL, 0, address(0));
        }
        vm.expectEmit(address(multiSeatMarket));
        emit IMarketBase.JobFinalized(id, JobState.Accepted, _rootOf(RIGHT), 2 * uint256(FEE));
        _finalize();
        _gets(0, 0);
        for (uint256 i = 1; i < 4; ++i) _gets(i, int256(PAID));
        _gets(4, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(requester), FUNDS - 3 * uint256(FEE));
        _assertBooks(COLLATERAL);
    }

    function test_quorum_takesWhoWithholdsItsOpening() external {
        id = _postToRevealing(request, _allRight());
        for (uint256 i = 0; i < 4; ++i) _openSeat(request, i, RIGHT);
        bytes memory refusal = abi.encodeWithSelector(IMarketBase.JobNotSubmitted.selector, id, JobState.Revealing);
        vm.expectRevert(refusal);
        _finalize();
        vm.warp(REVEAL_UNTIL);
        vm.expectRevert(refusal);
        _finalize();
        vm.warp(REVEAL_UNTIL + WINDOW + 1);
        _finalize();
        _gets(4, -int256(uint256(COLLATERAL)));
        _gets(3, int256(PAID));
        _assertBooks(COLLATERAL);
    }

    /// @dev A verifier that names a challenger for a seat without a result rewards nobody.
    function test_verifier_namesAChallengerOfAnAbsentSeat() external {
        request = _scriptedMultiSeat();
        id = _postAndFill(request);
        address[] memory challengers = new address[](SEATS);
        for (uint256 i = 0; i < SEATS; ++i) challengers[i] = CHALLENGER;
        scripted.setAnswer(Outcome.Rejected, 0, 0);
        scripted.setRefuted(0x1f, challengers);
        vm.warp(COMMIT_UNTIL + 1);
        _finalize();
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(CHALLENGER), 0);
        _assertBooks(SEATS * uint256(COLLATERAL));
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
        _finalize();
        _assertState(id, JobState.Void);
        for (uint256 i = 0; i < 4; ++i) _gets(i, 0);
        _gets(4, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(requester), FUNDS);
        _assertBooks(COLLATERAL);
    }

    /// @dev A seat lets an accomplice win against its right answer: together they lose half of its collateral, and nobody else
    /// loses anything.
    function test_quorum_concedingARightAnswerTakesNobodysReward() external {
        address friend = _seatWorker(SEATS);
        id = _postToResults(request, [RIGHT, RIGHT, RIGHT, RIGHT, WRONG]);
        _refute(id, 0, RIGHT, friend);
        _refute(id, 4, WRONG, CHALLENGER);
        vm.warp(START + WINDOW + 1);
        _finalize();
        _assertAccepted(_rootOf(RIGHT));
        _gets(0, -int256(uint256(COLLATERAL)));
        for (uint256 i = 1; i < 4; ++i) _gets(i, int256(PAID));
        _gets(4, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(friend), FUNDS + REWARD);
        vm.assertEq(_balance(CHALLENGER), REWARD);
        _assertBooksWith(CHALLENGER, 2 * (COLLATERAL - REWARD));
    }

    /// @dev The challenger of each refuted seat is rewarded; a seat that was outvoted keeps its collateral.
    function test_quorum_rewardsEachChallengerForItsOwnSeat() external {
        address other = _seatWorker(SEATS);
        id = _postToResults(request, [RIGHT, RIGHT, WRONG, 3, 4]);
        request.policy.params = _quorumParams(QUORUM, WINDOW, false);
        _refute(id, 2, WRONG, CHALLENGER);
        _refute(id, 3, 3, other);
        _refute(id, 4, 4, CHALLENGER);
        vm.warp(START + WINDOW + 1);
        _finalize();
        // All others were shown wrong, and all that remain agree.
        _assertAccepted(_rootOf(RIGHT));
        vm.assertEq(_balance(CHALLENGER), 2 * REWARD);
        vm.assertEq(_balance(other), FUNDS + REWARD);
        vm.assertEq(_balance(requester), FUNDS - 2 * uint256(FEE));
        _assertBooksWith(CHALLENGER, 3 * (COLLATERAL - REWARD));
    }

    function test_quorum_anOutvotedSeatThatNobodyRefutedKeepsItsCollateral() external {
        id = _postToResults(request, [RIGHT, RIGHT, RIGHT, WRONG, WRONG]);
        _refute(id, 3, WRONG, CHALLENGER);
        vm.warp(START + WINDOW + 1);
        _finalize();
        _assertAccepted(_rootOf(RIGHT));
        _gets(3, -int256(uint256(COLLATERAL)));
        _gets(4, 0);
        vm.assertEq(_balance(CHALLENGER), REWARD);
        vm.assertEq(_balance(requester), FUNDS - 3 * uint256(FEE));
        _assertBooksWith(CHALLENGER, COLLATERAL - REWARD);
    }

    function test_quorum_refutedLiarsAreNotPaidByTheirMajority() external {
        id = _postToResults(request, [WRONG, WRONG, WRONG, WRONG, RIGHT]);
        _refute(id, 0, WRONG, CHALLENGER);
        vm.warp(START + WINDOW + 1);
        _finalize();
        // A challenger that refutes one of five liars leaves the others' majority in place, but the one pays.
        _assertAccepted(_rootOf(WRONG));
        _gets(0, -int256(uint256(COLLATERAL)));
        _gets(1, int256(PAID));
        _gets(4, 0);
        vm.assertEq(_balance(CHALLENGER), REWARD);
        vm.assertEq(_balance(requester), FUNDS - 3 * uint256(FEE));
        _assertBooksWith(CHALLENGER, COLLATERAL - REWARD);
    }

    /// @dev Two answers that were not shown wrong differ, so nothing can be decided. A refuted seat loses all the same.
    function test_quorum_withoutAgreementTakesWhoWasRefuted() external {
        id = _postToResults(request, [WRONG, 10, 10, 11, 11]);
        _refute(id, 0, WRONG, CHALLENGER);
        vm.warp(block.timestamp + WINDOW + 1);
        vm.expectEmit(address(multiSeatMarket));
        emit IMarketBase.SeatForfeited(id, _seatWorker(0), 0, COLLATERAL - REWARD, REWARD, CHALLENGER);
        _finalize();
        _assertState(id, JobState.Void);
        _gets(0, -int256(uint256(COLLATERAL)));
        for (uint256 i = 1; i < SEATS; ++i) _gets(i, 0);
        vm.assertEq(_balance(CHALLENGER), REWARD);
        vm.assertEq(_balance(requester), FUNDS);
        _assertBooksWith(CHALLENGER, COLLATERAL - REWARD);
    }

    function test_quorum_ofNobodyIsVoidAndAllForfeit() external {
        id = _postAndFill(request);
        vm.warp(COMMIT_UNTIL + 1);
        _finalize();
        _assertState(id, JobState.Void);
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(requester), FUNDS);
        _assertBooks(SEATS * uint256(COLLATERAL));
    }

    function test_quorum_truthBeatsMajority() external {
        id = _postToResults(request, [RIGHT, WRONG, WRONG, WRONG, WRONG]);
        for (uint256 i = 1; i < SEATS; ++i) _refute(id, i, WRONG, CHALLENGER);
        vm.warp(START + WINDOW + 1);
        _finalize();
        _assertAccepted(_rootOf(RIGHT));
        _gets(0, int256(PAID));
        for (uint256 i = 1; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(CHALLENGER), 4 * REWARD);
        vm.assertEq(_balance(requester), FUNDS - FEE);
        _assertBooksWith(CHALLENGER, 4 * (COLLATERAL - REWARD));
    }

    function test_quorum_allRefutedIsRejected() external {
        id = _postToResults(request, [WRONG, WRONG, WRONG, WRONG, WRONG]);
        for (uint256 i = 0; i < SEATS; ++i) _refute(id, i, WRONG, CHALLENGER);
        _finalize();
        _assertState(id, JobState.Rejected);
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(CHALLENGER), SEATS * REWARD);
        vm.assertEq(_balance(requester), FUNDS);
        _assertBooksWith(CHALLENGER, SEATS * (COLLATERAL - REWARD));
    }

    function test_quorum_waitsForAnOpenDispute() external {
        id = _postToResults(request, _allRight());
        uint256 until = START + 20 days;
        dispute.set(id, _seatWorker(2), _rootOf(RIGHT), IDispute.Standing.Disputed, uint40(until), address(0));
        vm.warp(START + 2 * WINDOW);
        _finalizePending(until);
        dispute.set(id, _seatWorker(2), _rootOf(RIGHT), IDispute.Standing.Undisputed, 0, address(0));
        multiSeatMarket.finalize(request, "");
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
        multiSeatMarket.finalize(request, "");
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, int256(((100_000 + 20_000 * i) * 9_500) / 10_000));
        vm.assertEq(_balance(publisher), fees / 20);
        vm.assertEq(_balance(requester), FUNDS - fees);
        _assertBooks(0);
    }

    // --- verifiers that do not help

    function test_verifier_acceptsARootThatNobodyHas() external {
        request = _scriptedMultiSeat();
        id = _postToResults(request, _allRight());
        scripted.setAnswer(Outcome.Accepted, _rootOf(WRONG), 0);
        _finalize();
        _assertAccepted(_rootOf(WRONG));
        // Nobody was shown wrong, so nobody loses; nobody has the root, so nobody is paid.
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, 0);
        vm.assertEq(_balance(requester), FUNDS);
        _assertBooks(0);
    }

    function test_verifier_acceptsACommitment() external {
        request = _scriptedMultiSeat();
        id = _postToRevealing(request, _allRight());
        for (uint256 i = 1; i < SEATS; ++i) _openSeat(request, i, RIGHT);
        scripted.setAnswer(Outcome.Accepted, _commitmentOf(request, 0, RIGHT), 0);
        vm.warp(REVEAL_UNTIL + 1);
        _finalize();
        // This seat holds its commitment in place of a root, which earns nothing.
        _gets(0, -int256(uint256(COLLATERAL)));
        _assertBooks(COLLATERAL);
    }

    function test_verifier_acceptsNothing() external {
        request = _scriptedMultiSeat();
        id = _postAndFill(request);
        scripted.setAnswer(Outcome.Accepted, bytes32(0), 0);
        vm.warp(COMMIT_UNTIL + 1);
        _finalize();
        // Seats without a commitment hold a zero root, which also earns nothing.
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        _assertBooks(SEATS * uint256(COLLATERAL));
    }

    function test_verifier_namesFewerChallengersThanSeats() external {
        request = _scriptedMultiSeat();
        id = _postToResults(request, _allRight());
        address[] memory challengers = new address[](2);
        challengers[1] = CHALLENGER;
        scripted.setAnswer(Outcome.Rejected, 0, 0);
        scripted.setRefuted(0x1f, challengers);
        _finalize();
        for (uint256 i = 0; i < SEATS; ++i) _gets(i, -int256(uint256(COLLATERAL)));
        vm.assertEq(_balance(CHALLENGER), REWARD);
        _assertBooksWith(CHALLENGER, SEATS * uint256(COLLATERAL) - REWARD);
    }

    function test_verifier_namesMoreChallengersThanAJobHasSeats() external {
        request = _scriptedMultiSeat();
        id = _postToResults(request, _allRight());
        scripted.setAnswer(Outcome.Rejected, 0, 0);
        scripted.setRefuted(0x1f, new address[](17));
        vm.expectRevert(
            abi.encodeWithSelector(IMarketBase.VerifierFailed.selector, id, scripted, REVEAL_UNTIL + 30 days)
        );
        _finalize();
        scripted.setRefuted(0x1f, new address[](16));
        _finalize();
        _assertState(id, JobState.Rejected);
    }

    function test_verifier_thatFailsEndsInVoid() external {
        for (uint8 mood = 1; mood < 6; ++mood) {
            vm.warp(START);
            request = _scriptedMultiSeat();
            request.nonce = 100 + mood;
            id = _postToResults(request, _allRight());
            uint256[6] memory before;
            for (uint256 i = 0; i < SEATS; ++i) before[i] = _balance(_seatWorker(i));
            before[5] = _balance(requester);
            scripted.setMood(ScriptedVerifier.Mood(mood));
            uint256 voidAt = REVEAL_UNTIL + 30 days;
            vm.warp(voidAt);
            vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerifierFailed.selector, id, scripted, voidAt));
            multiSeatMarket.finalize(request, "");
            vm.warp(voidAt + 1);
            multiSeatMarket.finalize(request, "");
            _assertState(id, JobState.Void);
            for (uint256 i = 0; i < SEATS; ++i) vm.assertEq(_balance(_seatWorker(i)), before[i] + COLLATERAL);
            vm.assertEq(_balance(requester), before[5] + uint256(FEE) * SEATS);
            scripted.setMood(ScriptedVerifier.Mood.Answers);
        }
    }

    function test_verifier_thatNeverDecidesEndsInVoid() external {
        request = _scriptedMultiSeat();
        id = _postToRevealing(request, _allRight());
        for (uint256 i = 1; i < SEATS; ++i) _openSeat(request, i, RIGHT);
        scripted.setAnswer(Outcome.Pending, 0, 77);
        vm.warp(REVEAL_UNTIL + 30 days);
        _finalizePending(77);
        vm.warp(REVEAL_UNTIL + 30 days + 1);
        multiSeatMarket.finalize(request, "");
        _assertState(id, JobState.Void);
        _gets(0, -int256(uint256(COLLATERAL)));
        _gets(1, 0);
        _assertBooks(COLLATERAL);
    }

    // --- callbacks

    function test_callback_failsAndIsDeliveredLater() external {
        MultiSeatListener listener = new MultiSeatListener();
        request.callback = Callback({target: address(listener), gasLimit: 300_000, when: WHEN_FINAL});
        id = _postToResults(request, _allRight());
        vm.warp(START + WINDOW + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackNotDue.selector, id, WHEN_FINAL, JobState.Claimed));
        multiSeatMarket.deliver(request, WHEN_FINAL, "");
        vm.expectEmit(address(multiSeatMarket));
        emit IMarketBase.CallbackFailed(id, WHEN_FINAL);
        multiSeatMarket.finalize(request, "");
        _assertAccepted(_rootOf(RIGHT));
        vm.assertEq(multiSeatMarket.getJob(id).delivered, 0);
        listener.setWilling(true);
        bytes memory output = _answer(RIGHT);
        multiSeatMarket.deliver(request, WHEN_FINAL, output);
        vm.assertEq(listener.calls(), 1);
        vm.assertEq(uint256(listener.state()), uint256(JobState.Accepted));
        vm.assertEq(listener.outputRoot(), _rootOf(RIGHT));
        vm.assertEq(string(listener.output()), string(output));
        vm.assertEq(multiSeatMarket.getJob(id).delivered, WHEN_FINAL);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.CallbackAlreadyDelivered.selector, id, WHEN_FINAL));
        multiSeatMarket.deliver(request, WHEN_FINAL, output);
    }

    function test_callback_tellsOfVoidWithoutARoot() external {
        MultiSeatListener listener = new MultiSeatListener();
        listener.setWilling(true);
        request.callback = Callback({target: address(listener), gasLimit: 300_000, when: WHEN_FINAL});
        id = _postAndFill(request);
        vm.warp(COMMIT_UNTIL + 1);
        multiSeatMarket.finalize(request, "");
        vm.assertEq(listener.calls(), 1);
        vm.assertEq(uint256(listener.state()), uint256(JobState.Void));
        vm.assertEq(listener.outputRoot(), bytes32(0));
    }

    function _assertAccepted(bytes32 root) private view {
        Job memory job = multiSeatMarket.getJob(id);
        vm.assertEq(uint256(job.state), uint256(JobState.Accepted));
        vm.assertEq(job.outputRoot, root);
    }

    function _finalizePending(uint256 until) private {
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, id, until));
        multiSeatMarket.finalize(request, "");
    }

    function _gets(uint256 i, int256 change) private view {
        vm.assertEq(_balance(_seatWorker(i)), uint256(int256(FUNDS) + change));
    }

    /// @dev Like _assertBooks, with one more account whose money the ledger owes.
    function _assertBooksWith(address account, uint256 burned) private view {
        _assertBooks(burned + _balance(account));
    }
}
