// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Panel} from "../../contracts/Panel.sol";
import {IBalances} from "../../contracts/interfaces/IBalances.sol";
import {IJobs} from "../../contracts/interfaces/IJobs.sol";
import {IMarketCore} from "../../contracts/interfaces/IMarketCore.sol";
import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {Market} from "../../contracts/Market.sol";
import {ModelRegistry} from "../../contracts/ModelRegistry.sol";
import {Endings} from "../../contracts/market/Endings.sol";
import {IPanel} from "../../contracts/interfaces/IPanel.sol";
import {ScriptedVerifier} from "../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {Callback} from "../../contracts/types/Callback.sol";
import {Input} from "../../contracts/types/Input.sol";
import {Job, JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {SCOPE_WORK} from "../../contracts/types/Key.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Seat, SeatState} from "../../contracts/types/Seat.sol";
import {Submission} from "../../contracts/types/Submission.sol";
import {PanelFixture} from "./PanelFixture.sol";

contract PanelJobsTest is PanelFixture {
    Request private request;
    JobId private id;

    function setUp() public override {
        super.setUp();
        request = _panelRequest();
        id = market.hashRequest(request);
    }

    // --- the market's part

    function test_constructor_refusesAPanelOfOtherRegistries() external {
        KeyRegistry otherKeys = new KeyRegistry();
        Panel other = new Panel(registry, otherKeys);
        vm.expectRevert(abi.encodeWithSelector(IMarketCore.PanelNotConnected.selector, other));
        new Market(token, registry, keys, other);
        other = new Panel(new ModelRegistry(), keys);
        vm.expectRevert(abi.encodeWithSelector(IMarketCore.PanelNotConnected.selector, other));
        new Market(token, registry, keys, other);
        vm.expectRevert(abi.encodeWithSelector(IMarketCore.PanelNotConnected.selector, stranger));
        new Market(token, registry, keys, IPanel(stranger));
        vm.assertEq(address(market.panel()), address(panel));
    }

    function test_panel_refusesToBeCalled() external {
        bytes memory reason = abi.encodeWithSelector(Endings.NotDelegated.selector);
        vm.expectRevert(reason);
        panel.claim(request, worker, "");
        vm.expectRevert(reason);
        panel.commit(request, 0, 0);
        Submission memory submission = _submission(request);
        vm.expectRevert(reason);
        panel.submit(request, 0, submission);
        vm.expectRevert(reason);
        panel.finalize(request, "");
        vm.expectRevert(reason);
        panel.cancel(request);
        vm.expectRevert(reason);
        panel.expire(request);
        vm.expectRevert(reason);
        panel.forfeit(request);
        vm.expectRevert(reason);
        panel.deliver(request, 2, "");
        vm.expectRevert(reason);
        panel.getJob(id);
    }

    function test_post_escrowsEverySeat() external {
        _post(request);
        vm.assertEq(_balance(requester), FUNDS - uint256(FEE) * SEATS);
        Job memory job = market.getJob(id);
        vm.assertEq(job.seats.length, SEATS);
        for (uint256 i = 0; i < SEATS; ++i) vm.assertEq(uint256(job.seats[i].state), uint256(SeatState.Empty));
    }

    function test_post_refusesWhatSeveralSeatsCannotHave() external {
        request.policy.seats = 17;
        _postReverts(abi.encodeWithSelector(IJobs.SeatsOutOfRange.selector, 17, 16));
        request.policy.seats = SEATS;
        request.offer.worker = worker;
        _postReverts(abi.encodeWithSelector(IJobs.WorkerNamedForSeats.selector, worker, SEATS));
        request.offer.worker = address(0);
        for (uint8 when = 1; when < 4; when += 2) {
            request.callback = Callback({target: stranger, gasLimit: 50_000, when: when});
            _postReverts(abi.encodeWithSelector(IJobs.InvalidCallback.selector, stranger, 50_000, when));
        }
        delete request.callback;
        request.offer.minFee = request.offer.maxFee = uint96(FUNDS / SEATS + 1);
        _postReverts(
            abi.encodeWithSelector(
                IBalances.InsufficientBalance.selector,
                requester,
                FUNDS,
                (FUNDS / SEATS + 1) * SEATS
            )
        );
    }

    function test_postSigned_opensSeveralSeats() external {
        Request memory signed = _toSign(request);
        Input memory input = _input();
        bytes memory signature = _signRequest(signed);
        vm.prank(stranger);
        JobId job = market.postSigned(signed, input, "", signature);
        vm.assertEq(_balance(requester), FUNDS - uint256(FEE) * SEATS);
        _claimSeat(signed, 0);
        vm.assertEq(_seat(job, 0).worker, _seatWorker(0));
    }

    function test_cancel_ofASignedRequestThatNobodyBrought() external {
        Request memory signed = _toSign(request);
        bytes memory signature = _signRequest(signed);
        vm.prank(requester);
        market.cancel(signed);
        Input memory input = _input();
        vm.expectRevert(abi.encodeWithSelector(IJobs.NonceAlreadyUsed.selector, requester, signed.nonce));
        market.postSigned(signed, input, "", signature);
    }

    function test_fulfil_isForOneSeat() external {
        Request memory signed = _toSign(request);
        bytes memory signature = _signRequest(signed);
        Submission memory submission = _submission(signed);
        vm.expectRevert(abi.encodeWithSelector(IJobs.SeatsOutOfRange.selector, SEATS, 1));
        market.fulfil(signed, _noInput(), "", signature, worker, submission);
    }

    // --- claim

    function test_claim_takesTheSeatsInTheirOrder() external {
        _post(request);
        for (uint256 i = 0; i < SEATS; ++i) {
            vm.warp(START + i);
            vm.prank(_seatWorker(i));
            vm.expectEmit(address(market));
            emit IJobs.JobClaimed(id, _seatWorker(i), i, FEE, i == SEATS - 1 ? START + i + LOCK_FOR : 0);
            if (i == SEATS - 1) {
                vm.expectEmit(address(market));
                emit IJobs.SeatsFilled(id, START + i + LOCK_FOR, START + i + 2 * LOCK_FOR);
            }
            vm.assertEq(market.claim(request, _seatWorker(i), ""), i);
            vm.assertEq(_balance(_seatWorker(i)), FUNDS - COLLATERAL);
            Seat memory seat = _seat(id, i);
            vm.assertEq(seat.worker, _seatWorker(i));
            vm.assertEq(seat.claimedAt, START + i);
            vm.assertEq(uint256(seat.state), uint256(SeatState.Claimed));
        }
    }

    function test_claim_givesAWorkerOneSeat() external {
        _post(request);
        _claimSeat(request, 0);
        _claimSeat(request, 1);
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(_seatWorker(i));
            vm.expectRevert(abi.encodeWithSelector(IJobs.WorkerHasSeat.selector, id, _seatWorker(i), i));
            market.claim(request, _seatWorker(i), "");
        }
    }

    function test_claim_isTheWorkersOwn() external {
        _post(request);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IJobs.NotWorker.selector, stranger, _seatWorker(0)));
        market.claim(request, _seatWorker(0), "");
        _listKey();
        vm.prank(stranger);
        market.claim(request, _seatWorker(0), "");
        vm.assertEq(_seat(id, 0).worker, _seatWorker(0));
    }

    function test_claim_asksTheVerifierWithSeatAndTicket() external {
        request = _scriptedPanel();
        id = _post(request);
        _claimSeat(request, 0);
        scripted.setRefusedWorker(_seatWorker(1));
        vm.prank(_seatWorker(1));
        vm.expectRevert(ScriptedVerifier.Refused.selector);
        market.claim(request, _seatWorker(1), "");
        // The quorum's own rule reaches the worker too.
        request = _panelRequest();
        request.policy.params = abi.encode(2, WINDOW, false);
        _post(request);
        vm.prank(_seatWorker(1));
        vm.expectRevert(abi.encodeWithSignature("InvalidQuorum(uint256,uint256)", 2, SEATS));
        market.claim(request, _seatWorker(1), "");
    }

    function test_claim_ofDrawnSeatsNeedsADraw() external {
        request.policy.params = abi.encode(QUORUM, WINDOW, true);
        id = _post(request);
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSignature("NotDrawn(bytes32)", id));
        market.claim(request, _seatWorker(0), abi.encode(0));
        quorum.draw(id);
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSignature("SlotNotActive(address,uint256,uint256)", _seatWorker(0), 3, START));
        market.claim(request, _seatWorker(0), abi.encode(3));
    }

    function test_claim_untilTheExpirysLastSecond() external {
        _post(request);
        uint256 expiry = request.offer.expiry;
        vm.warp(expiry - 1);
        _claimSeat(request, 0);
        vm.warp(expiry);
        _claimSeat(request, 1);
        vm.expectRevert(abi.encodeWithSelector(IJobs.RequestNotExpired.selector, expiry, expiry));
        market.expire(request);
        vm.warp(expiry + 1);
        vm.prank(_seatWorker(2));
        vm.expectRevert(abi.encodeWithSelector(IJobs.RequestExpired.selector, expiry, expiry + 1));
        market.claim(request, _seatWorker(2), "");
    }

    function test_expire_givesEverybodyEverythingBack() external {
        _post(request);
        for (uint256 i = 0; i < SEATS - 1; ++i) _claimSeat(request, i);
        vm.warp(request.offer.expiry + 1);
        for (uint256 i = 0; i < SEATS - 1; ++i) {
            vm.expectEmit(address(market));
            emit IJobs.SeatSettled(id, _seatWorker(i), i, 0, 0, COLLATERAL);
        }
        vm.expectEmit(address(market));
        emit IJobs.JobExpired(id, uint256(FEE) * SEATS);
        market.expire(request);
        vm.assertEq(_balance(requester), FUNDS);
        for (uint256 i = 0; i < SEATS; ++i) vm.assertEq(_balance(_seatWorker(i)), FUNDS);
        _booksBalance();
    }

    function test_cancel_beforeAnySeatIsTaken() external {
        _post(request);
        vm.prank(requester);
        market.cancel(request);
        vm.assertEq(_balance(requester), FUNDS);
        _assertState(id, JobState.Cancelled);
    }

    // --- commit

    function test_commit_untilItsLastSecond() external {
        _postAndFill(request);
        vm.warp(COMMIT_UNTIL - 1);
        _commitSeat(request, 0, RIGHT);
        vm.warp(COMMIT_UNTIL);
        bytes32 commitment = _commitmentOf(request, 1, RIGHT);
        vm.expectEmit(address(market));
        emit IJobs.ResultCommitted(id, _seatWorker(1), 1, commitment);
        _commitSeat(request, 1, RIGHT);
        _assertState(id, JobState.Claimed);
        vm.assertEq(uint256(_seat(id, 1).state), uint256(SeatState.Committed));
        vm.assertEq(_seat(id, 1).outputRoot, commitment);
        vm.warp(COMMIT_UNTIL + 1);
        _assertState(id, JobState.Revealing);
        vm.prank(_seatWorker(2));
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlinePassed.selector, id, COMMIT_UNTIL, COMMIT_UNTIL + 1));
        market.commit(request, 2, commitment);
    }

    function test_commit_isTheSeatsWorkersAlone() external {
        _postAndFill(request);
        vm.prank(_seatWorker(1));
        vm.expectRevert(abi.encodeWithSelector(IJobs.NotWorker.selector, _seatWorker(1), _seatWorker(0)));
        market.commit(request, 0, keccak256("mine"));
        vm.prank(_seatWorker(1));
        vm.expectRevert(abi.encodeWithSelector(IJobs.SeatNotThere.selector, id, SEATS));
        market.commit(request, SEATS, keccak256("mine"));
        _listKey();
        vm.prank(stranger);
        market.commit(request, 0, keccak256("by key"));
        vm.assertEq(_seat(id, 0).outputRoot, keccak256("by key"));
    }

    function test_commit_isNotForOneSeat() external {
        Request memory one = _request();
        _postAndClaim(one);
        JobId oneId = market.hashRequest(one);
        vm.expectRevert(abi.encodeWithSelector(IJobs.CommitmentNotNeeded.selector, oneId));
        market.commit(one, 0, keccak256("result"));
    }

    // --- submit

    function test_submit_opensUntilItsLastSecond() external {
        _postToRevealing(request, _allRight());
        vm.warp(REVEAL_UNTIL - 1);
        _openSeat(request, 0, RIGHT);
        vm.warp(REVEAL_UNTIL);
        Submission memory opening = _openingOf(request, 1, RIGHT);
        vm.expectEmit(address(market));
        emit IJobs.ResultSubmitted(id, _seatWorker(1), 1, _resultOf(opening), "");
        market.submit(request, 1, opening);
        Seat memory seat = _seat(id, 1);
        vm.assertEq(uint256(seat.state), uint256(SeatState.Submitted));
        vm.assertEq(seat.submittedAt, REVEAL_UNTIL);
        vm.assertEq(seat.outputRoot, _rootOf(RIGHT));
        _assertState(id, JobState.Revealing);
        opening = _openingOf(request, 2, RIGHT);
        vm.warp(REVEAL_UNTIL + 1);
        _assertState(id, JobState.Submitted);
        vm.expectRevert(abi.encodeWithSelector(IJobs.DeadlinePassed.selector, id, REVEAL_UNTIL, REVEAL_UNTIL + 1));
        market.submit(request, 2, opening);
    }

    function test_submit_waitsForAllCommitmentsOrTheirTime() external {
        _postAndFill(request);
        for (uint256 i = 0; i < SEATS - 1; ++i) _commitSeat(request, i, RIGHT);
        Submission memory opening = _openingOf(request, 0, RIGHT);
        vm.warp(COMMIT_UNTIL);
        vm.expectRevert(abi.encodeWithSelector(IJobs.CommitmentsAwaited.selector, id, COMMIT_UNTIL));
        market.submit(request, 0, opening);
        vm.warp(COMMIT_UNTIL + 1);
        market.submit(request, 0, opening);
        // The seat without a commitment has nothing to open, so the results are in when the others are.
        opening = _openingOf(request, 4, RIGHT);
        vm.expectRevert(abi.encodeWithSelector(IJobs.SeatNotCommitted.selector, id, 4, SeatState.Claimed));
        market.submit(request, 4, opening);
        for (uint256 i = 1; i < SEATS - 1; ++i) {
            _assertState(id, JobState.Revealing);
            _openSeat(request, i, RIGHT);
        }
        _assertState(id, JobState.Submitted);
    }

    function test_submit_refusesACopiedCommitment() external {
        _postAndFill(request);
        bytes32 copied = _commitmentOf(request, 0, RIGHT);
        _commitSeat(request, 0, RIGHT);
        vm.prank(_seatWorker(1));
        market.commit(request, 1, copied);
        for (uint256 i = 2; i < SEATS; ++i) _commitSeat(request, i, RIGHT);
        _openSeat(request, 0, RIGHT);
        // Now the copier knows root and salt, and signs the root as its own.
        Submission memory opening = _openingOf(request, 1, RIGHT);
        opening.salt = _salt(0);
        bytes32 own = keccak256(abi.encode(id, _seatWorker(1), _rootOf(RIGHT), _salt(0)));
        vm.expectRevert(abi.encodeWithSelector(IJobs.CommitmentMismatch.selector, own, copied));
        market.submit(request, 1, opening);
        // Nor is the other's signed opening good for the copier's seat.
        opening = _openingOf(request, 0, RIGHT);
        vm.expectRevert(abi.encodeWithSelector(IJobs.CommitmentMismatch.selector, own, copied));
        market.submit(request, 1, opening);
    }

    function test_submit_refusesAnotherResultOrSaltOrSigner() external {
        _postToRevealing(request, _allRight());
        bytes32 committed = _commitmentOf(request, 0, RIGHT);
        Submission memory opening = _openingOf(request, 0, WRONG);
        vm.expectRevert(
            abi.encodeWithSelector(IJobs.CommitmentMismatch.selector, _commitmentOf(request, 0, WRONG), committed)
        );
        market.submit(request, 0, opening);
        opening = _openingOf(request, 0, RIGHT);
        opening.salt = _salt(1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobs.CommitmentMismatch.selector,
                keccak256(abi.encode(id, _seatWorker(0), _rootOf(RIGHT), _salt(1))),
                committed
            )
        );
        market.submit(request, 0, opening);
        opening = _openingOf(request, 0, RIGHT);
        opening.signature = _sign(_seatKey(1), market.hashReceipt(opening.receipt));
        vm.expectRevert(abi.encodeWithSelector(IJobs.InvalidReceiptSignature.selector, id, _seatWorker(0)));
        market.submit(request, 0, opening);
        opening = _openingOf(request, 0, RIGHT);
        vm.expectRevert(abi.encodeWithSelector(IJobs.SeatNotThere.selector, id, SEATS));
        market.submit(request, SEATS, opening);
        // Bytes of another output are not taken beside the right root.
        opening.output = _answer(WRONG);
        vm.expectRevert(abi.encodeWithSelector(IJobs.RootMismatch.selector, _rootOf(WRONG), _rootOf(RIGHT)));
        market.submit(request, 0, opening);
    }

    function test_submit_bringsTheEvidence() external {
        request = _scriptedPanel();
        id = _postToRevealing(request, _allRight());
        Submission memory opening = _openingOf(request, 3, RIGHT);
        opening.evidence = "proof";
        market.submit(request, 3, opening);
        vm.assertEq(string(scripted.evidence()), "proof");
        vm.assertEq(scripted.evidenceSeat(), 3);
        vm.assertEq(JobId.unwrap(scripted.evidenceJob()), JobId.unwrap(id));
    }

    // --- the clock

    function test_state_isSubmittedAtOnceWhereNobodyCommitted() external {
        _postAndFill(request);
        vm.warp(COMMIT_UNTIL);
        _assertState(id, JobState.Claimed);
        vm.warp(COMMIT_UNTIL + 1);
        _assertState(id, JobState.Submitted);
    }

    function _postReverts(bytes memory reason) private {
        Input memory input = _input();
        vm.prank(requester);
        vm.expectRevert(reason);
        market.post(request, input);
    }

    /// @dev Lets the stranger act for the first worker.
    function _listKey() private {
        vm.prank(_seatWorker(0));
        keys.setKey(abi.encodePacked(stranger), SCOPE_WORK, uint40(START), uint40(START + 1 days));
    }

    function _resultOf(Submission memory it) private pure returns (bytes memory) {
        return
            abi.encodePacked(
                it.receipt.outputRoot,
                it.receipt.profile,
                it.receipt.completedAt,
                uint32(0),
                it.signature
            );
    }
}
