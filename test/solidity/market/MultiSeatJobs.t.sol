// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../../../contracts/market/interfaces/IMultiSeatMarket.sol";
import {MultiSeatMarket} from "../../../contracts/market/MultiSeatMarket.sol";
import {Job, JobState, Seat, SeatState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Callback, Input, Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {IKeyRegistry} from "../../../contracts/registries/IKeyRegistry.sol";
import {IModelRegistry} from "../../../contracts/registries/IModelRegistry.sol";
import {SCOPE_WORK} from "../../../contracts/registries/types/Key.sol";
import {ScriptedVerifier} from "../../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MultiSeatFixture} from "./MultiSeatFixture.sol";

contract MultiSeatJobsTest is MultiSeatFixture {
    uint256 private constant STRANGER_KEY = 0x57A9;

    Request private request;
    JobId private id;

    function setUp() public override {
        super.setUp();
        request = _multiSeatRequest();
        id = multiSeatMarket.hashRequest(request);
    }

    // --- the market's part

    function test_minLockFor_isSixTimesThatOfOneSeat() external view {
        vm.assertEq(market.minLockFor(), MIN_LOCK_FOR);
        vm.assertEq(multiSeatMarket.minLockFor(), 6 * MIN_LOCK_FOR);
    }

    /// @dev A lock too short for a claim, a commitment and an opening would trap any worker that takes a seat.
    function test_post_refusesLocksThatAreTooShortOrTooLong() external {
        uint32[3] memory locks = [uint32(MIN_LOCK_FOR), uint32(6 * MIN_LOCK_FOR - 1), 7 days + 1];
        for (uint256 i = 0; i < locks.length; ++i) {
            request.offer.lockFor = locks[i];
            _postReverts(
                abi.encodeWithSelector(IMarketBase.LockOutOfRange.selector, locks[i], 6 * MIN_LOCK_FOR, 7 days)
            );
        }
        request.offer.lockFor = uint32(6 * MIN_LOCK_FOR);
        _post(request);
    }

    function test_constructor_refusesALockThatGrowsAboveTheLongest() external {
        new MultiSeatMarket(ledger, registry, keys, uint256(7 days) / 6);
        uint256 tooLong = uint256(7 days) / 6 + 1;
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.MinLockForOutOfRange.selector, 6 * tooLong, 7 days));
        new MultiSeatMarket(ledger, registry, keys, tooLong);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.MinLockForOutOfRange.selector, 0, 7 days));
        new MultiSeatMarket(ledger, registry, keys, 0);
    }

    function test_constructor_refusesRegistriesWithoutCode() external {
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RegistryHasNoCode.selector, stranger));
        new MultiSeatMarket(ledger, IModelRegistry(stranger), keys, MIN_LOCK_FOR);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RegistryHasNoCode.selector, stranger));
        new MultiSeatMarket(ledger, registry, IKeyRegistry(stranger), MIN_LOCK_FOR);
    }

    function test_ids_areAnotherMarketsForTheSameRequest() external view {
        vm.assertTrue(!(market.hashRequest(request) == multiSeatMarket.hashRequest(request)));
    }

    function test_post_escrowsEverySeat() external {
        _post(request);
        vm.assertEq(_balance(requester), FUNDS - uint256(FEE) * SEATS);
        vm.assertEq(_locked(requester), uint256(FEE) * SEATS);
        Job memory job = multiSeatMarket.getJob(id);
        vm.assertEq(job.seats.length, SEATS);
        for (uint256 i = 0; i < SEATS; ++i) vm.assertEq(uint256(job.seats[i].state), uint256(SeatState.Empty));
    }

    function test_post_refusesWhatSeveralSeatsCannotHave() external {
        uint8[3] memory seats = [0, 1, 17];
        for (uint256 i = 0; i < seats.length; ++i) {
            request.policy.seats = seats[i];
            bytes memory refusal = abi.encodeWithSelector(IMarketBase.SeatsOutOfRange.selector, seats[i], 2, 16);
            Input memory input = _input();
            vm.prank(requester);
            vm.expectRevert(refusal);
            multiSeatMarket.post(request, input);
        }
        request.policy.seats = SEATS;
        request.offer.worker = worker;
        _postReverts(abi.encodeWithSelector(IMultiSeatMarket.WorkerNamedForSeats.selector, worker, SEATS));
        request.offer.worker = address(0);
        for (uint8 when = 1; when < 4; when += 2) {
            request.callback = Callback({target: stranger, gasLimit: 50_000, when: when});
            _postReverts(abi.encodeWithSelector(IMarketBase.InvalidCallback.selector, stranger, 50_000, when));
        }
        delete request.callback;
        request.offer.minFee = request.offer.maxFee = uint96(FUNDS / SEATS + 1);
        _postReverts(
            abi.encodeWithSelector(ILedger.InsufficientBalance.selector, requester, FUNDS, (FUNDS / SEATS + 1) * SEATS)
        );
    }

    function test_postSigned_opensSeveralSeats() external {
        Request memory signed = _toSign(request);
        Input memory input = _input();
        bytes memory signature = _signRequest(signed);
        vm.prank(stranger);
        JobId job = multiSeatMarket.postSigned(signed, input, "", signature);
        vm.assertEq(_balance(requester), FUNDS - uint256(FEE) * SEATS);
        _claimSeat(signed, 0);
        vm.assertEq(_seat(job, 0).worker, _seatWorker(0));
    }

    function test_cancel_ofASignedRequestThatNobodyBrought() external {
        Request memory signed = _toSign(request);
        bytes memory signature = _signRequest(signed);
        vm.prank(requester);
        multiSeatMarket.cancel(signed);
        Input memory input = _input();
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceAlreadyUsed.selector, requester, signed.nonce));
        multiSeatMarket.postSigned(signed, input, "", signature);
    }

    function test_fulfil_isForOneSeat() external {
        Request memory signed = _toSign(request);
        JobId one = market.hashRequest(signed);
        bytes memory signature = _sign(REQUESTER_KEY, JobId.unwrap(one));
        Submission memory submission = _submission(signed);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.SeatsOutOfRange.selector, SEATS, 1, 1));
        vm.prank(worker);
        market.fulfil(signed, _noInput(), "", signature, worker, submission);
    }

    // --- claim

    function test_claim_takesTheSeatsInTheirOrder() external {
        _post(request);
        for (uint256 i = 0; i < SEATS; ++i) {
            vm.warp(START + i);
            vm.prank(_seatWorker(i));
            vm.expectEmit(address(multiSeatMarket));
            emit IMarketBase.JobClaimed(id, _seatWorker(i), i, FEE, START + i + LOCK_FOR);
            if (i == SEATS - 1) {
                vm.expectEmit(address(multiSeatMarket));
                emit IMultiSeatMarket.SeatsFilled(id, START + i + LOCK_FOR, START + i + 2 * LOCK_FOR);
            }
            vm.assertEq(multiSeatMarket.claim(request, _seatWorker(i), ""), i);
            vm.assertEq(_balance(_seatWorker(i)), FUNDS - COLLATERAL);
            vm.assertEq(_locked(_seatWorker(i)), COLLATERAL);
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
            vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.WorkerHasSeat.selector, id, _seatWorker(i), i));
            multiSeatMarket.claim(request, _seatWorker(i), "");
        }
    }

    function test_claim_isTheWorkersOwn() external {
        _post(request);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, stranger, _seatWorker(0)));
        multiSeatMarket.claim(request, _seatWorker(0), "");
        address key = _listKey();
        vm.prank(key);
        multiSeatMarket.claim(request, _seatWorker(0), "");
        vm.assertEq(_seat(id, 0).worker, _seatWorker(0));
    }

    function test_claim_asksTheVerifierWithSeatAndTicket() external {
        request = _scriptedMultiSeat();
        id = _post(request);
        _claimSeat(request, 0);
        scripted.setRefusedWorker(_seatWorker(1));
        vm.prank(_seatWorker(1));
        vm.expectRevert(ScriptedVerifier.Refused.selector);
        multiSeatMarket.claim(request, _seatWorker(1), "");
        // The quorum's own check also applies to the worker.
        request = _multiSeatRequest();
        request.policy.params = _quorumParams(2, WINDOW, false);
        _post(request);
        vm.prank(_seatWorker(1));
        vm.expectRevert(abi.encodeWithSignature("InvalidQuorum(uint256,uint256)", 2, SEATS));
        multiSeatMarket.claim(request, _seatWorker(1), "");
    }

    function test_claim_ofDrawnSeatsNeedsADraw() external {
        request.policy.params = _quorumParams(QUORUM, WINDOW, true);
        id = _post(request);
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSignature("NotDrawn(bytes32)", id));
        multiSeatMarket.claim(request, _seatWorker(0), abi.encode(0));
        quorum.draw(request);
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSignature("SlotNotActive(address,uint256,uint256)", _seatWorker(0), 3, START));
        multiSeatMarket.claim(request, _seatWorker(0), abi.encode(3));
    }

    function test_claim_untilTheExpirysLastSecond() external {
        _post(request);
        uint256 expiry = request.offer.expiry;
        vm.warp(expiry - 1);
        _claimSeat(request, 0);
        vm.warp(expiry);
        _claimSeat(request, 1);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RequestNotExpired.selector, expiry, expiry));
        multiSeatMarket.expire(request);
        vm.warp(expiry + 1);
        vm.prank(_seatWorker(2));
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RequestExpired.selector, expiry, expiry + 1));
        multiSeatMarket.claim(request, _seatWorker(2), "");
    }

    function test_expire_givesEverybodyEverythingBack() external {
        _post(request);
        for (uint256 i = 0; i < SEATS - 1; ++i) _claimSeat(request, i);
        vm.warp(request.offer.expiry + 1);
        for (uint256 i = 0; i < SEATS - 1; ++i) {
            vm.expectEmit(address(multiSeatMarket));
            emit IMarketBase.SeatSettled(id, _seatWorker(i), i, 0, 0, COLLATERAL);
        }
        vm.expectEmit(address(multiSeatMarket));
        emit IMarketBase.JobExpired(id, uint256(FEE) * SEATS);
        multiSeatMarket.expire(request);
        vm.assertEq(_balance(requester), FUNDS);
        for (uint256 i = 0; i < SEATS; ++i) vm.assertEq(_balance(_seatWorker(i)), FUNDS);
        _assertBooks(0);
    }

    function test_cancel_beforeAnySeatIsTaken() external {
        _post(request);
        vm.prank(requester);
        multiSeatMarket.cancel(request);
        vm.assertEq(_balance(requester), FUNDS);
        _assertState(id, JobState.Cancelled);
    }

    // --- commit

    function test_commit_fromItsOwnClaimUntilItsOwnLastSecond() external {
        _post(request);
        _claimSeat(request, 0);
        // The job is not full, but this seat's time is running.
        bytes32 commitment = _commitmentOf(request, 0, RIGHT);
        vm.expectEmit(address(multiSeatMarket));
        emit IMultiSeatMarket.ResultCommitted(id, _seatWorker(0), 0, commitment);
        _commitSeat(request, 0, RIGHT);
        _assertState(id, JobState.Open);
        vm.assertEq(uint256(_seat(id, 0).state), uint256(SeatState.Committed));
        vm.assertEq(_seat(id, 0).outputRoot, commitment);
        vm.assertEq(_seat(id, 0).submittedAt, START);
        vm.warp(START + 10);
        _claimSeat(request, 1);
        vm.warp(START + 20);
        for (uint256 i = 2; i < SEATS; ++i) _claimSeat(request, i);
        // Each seat has lockFor from its own claim, to the second, whenever the others were claimed.
        vm.warp(START + 10 + LOCK_FOR);
        _commitSeat(request, 1, RIGHT);
        vm.warp(START + 20 + LOCK_FOR);
        _commitSeat(request, 2, RIGHT);
        _assertState(id, JobState.Claimed);
        vm.warp(START + 20 + LOCK_FOR + 1);
        _assertState(id, JobState.Revealing);
        commitment = _commitmentOf(request, 3, RIGHT);
        vm.prank(_seatWorker(3));
        vm.expectRevert(
            abi.encodeWithSelector(
                IMarketBase.DeadlinePassed.selector,
                id,
                START + 20 + LOCK_FOR,
                START + 20 + LOCK_FOR + 1
            )
        );
        multiSeatMarket.commit(request, 3, commitment);
    }

    function test_commit_notAfterItsOwnTimeThoughTheJobWaits() external {
        _post(request);
        _claimSeat(request, 0);
        vm.warp(START + LOCK_FOR + 1);
        _assertState(id, JobState.Open);
        bytes memory refusal = abi.encodeWithSelector(
            IMarketBase.DeadlinePassed.selector,
            id,
            START + LOCK_FOR,
            START + LOCK_FOR + 1
        );
        bytes32 commitment = _commitmentOf(request, 0, RIGHT);
        vm.prank(_seatWorker(0));
        vm.expectRevert(refusal);
        multiSeatMarket.commit(request, 0, commitment);
    }

    function test_commit_once() external {
        _postAndFill(request);
        _commitSeat(request, 0, RIGHT);
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.SeatNotClaimed.selector, id, 0, SeatState.Committed));
        multiSeatMarket.commit(request, 0, keccak256("another"));
    }

    function test_commit_notOfAnEmptySeat() external {
        _post(request);
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.SeatNotClaimed.selector, id, 0, SeatState.Empty));
        multiSeatMarket.commit(request, 0, keccak256("early"));
    }

    function test_commit_isTheSeatsWorkersAlone() external {
        _postAndFill(request);
        vm.prank(_seatWorker(1));
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, _seatWorker(1), _seatWorker(0)));
        multiSeatMarket.commit(request, 0, keccak256("mine"));
        vm.prank(_seatWorker(1));
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.SeatNotThere.selector, id, SEATS));
        multiSeatMarket.commit(request, SEATS, keccak256("mine"));
        address key = _listKey();
        vm.prank(key);
        multiSeatMarket.commit(request, 0, keccak256("by key"));
        vm.assertEq(_seat(id, 0).outputRoot, keccak256("by key"));
    }

    // --- leave

    function test_leave_afterTheTimeToFill() external {
        _post(request);
        _claimSeat(request, 0);
        vm.warp(START + FILL_TIME);
        bytes memory refusal = abi.encodeWithSelector(
            IMultiSeatMarket.SeatHeldUntil.selector,
            id,
            0,
            START + FILL_TIME,
            START + FILL_TIME
        );
        vm.prank(_seatWorker(0));
        vm.expectRevert(refusal);
        multiSeatMarket.leave(request, 0);
        vm.warp(START + FILL_TIME + 1);
        vm.expectEmit(address(multiSeatMarket));
        emit IMultiSeatMarket.SeatLeft(id, _seatWorker(0), 0);
        vm.prank(_seatWorker(0));
        multiSeatMarket.leave(request, 0);
        vm.assertEq(_balance(_seatWorker(0)), FUNDS);
        vm.assertEq(_locked(_seatWorker(0)), 0);
        vm.assertEq(uint256(_seat(id, 0).state), uint256(SeatState.Empty));
        vm.assertEq(_seat(id, 0).worker, address(0));
    }

    /// @dev The seat is free for anyone again, even the same worker. The job fills, is answered and is paid as if nothing had
    /// happened.
    function test_leave_freesTheSeatForAnother() external {
        request.offer.expiry = uint40(START + 1 days);
        id = _post(request);
        for (uint256 i = 0; i < SEATS - 1; ++i) _claimSeat(request, i);
        _commitSeat(request, 2, RIGHT);
        vm.warp(START + FILL_TIME + 1);
        vm.prank(_seatWorker(2));
        multiSeatMarket.leave(request, 2);
        // Two seats are free, so one claim does not fill the job.
        vm.prank(_seatWorker(SEATS));
        vm.assertEq(multiSeatMarket.claim(request, _seatWorker(SEATS), ""), 2);
        _assertState(id, JobState.Open);
        _claimSeat(request, SEATS - 1);
        _assertState(id, JobState.Claimed);
        vm.assertEq(_seat(id, 2).worker, _seatWorker(SEATS));
        // The commitment of the worker that left does not count.
        vm.assertEq(uint256(_seat(id, 2).state), uint256(SeatState.Claimed));
        vm.warp(START + FILL_TIME + 1 + LOCK_FOR);
        _assertState(id, JobState.Claimed);
    }

    function test_leave_refusals() external {
        _post(request);
        vm.warp(START + 1);
        _claimSeat(request, 0);
        vm.warp(START + FILL_TIME + 2);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, stranger, _seatWorker(0)));
        multiSeatMarket.leave(request, 0);
        // An empty seat has no worker that could leave it.
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, stranger, address(0)));
        multiSeatMarket.leave(request, 1);
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.SeatNotThere.selector, id, SEATS));
        multiSeatMarket.leave(request, SEATS);
        _setKey(_seatWorker(0), STRANGER_KEY, SCOPE_WORK, 0, uint40(START + 1 days));
        vm.prank(vm.addr(STRANGER_KEY));
        multiSeatMarket.leave(request, 0);
        vm.assertEq(_balance(_seatWorker(0)), FUNDS);
    }

    function test_leave_notOnceTheJobIsFull() external {
        request.offer.expiry = uint40(START + 1 days);
        id = _postAndFill(request);
        vm.warp(START + FILL_TIME + 1);
        vm.prank(_seatWorker(0));
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, id, JobState.Claimed));
        multiSeatMarket.leave(request, 0);
    }

    // --- bindRequester

    function test_bindRequester_byTheVerifierAlone() external {
        _post(request);
        vm.prank(requester);
        vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.NotVerifier.selector, requester, address(quorum)));
        multiSeatMarket.bindRequester(request);
        vm.expectEmit(address(multiSeatMarket));
        emit IMultiSeatMarket.RequesterBound(id);
        vm.prank(address(quorum));
        multiSeatMarket.bindRequester(request);
        vm.prank(requester);
        vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.RequesterIsBound.selector, id));
        multiSeatMarket.cancel(request);
        // Its money is not held forever: the request expires.
        vm.warp(request.offer.expiry + 1);
        multiSeatMarket.expire(request);
        vm.assertEq(_balance(requester), FUNDS);
    }

    // --- submit

    function test_submit_opensUntilItsLastSecond() external {
        _postToRevealing(request, _allRight());
        vm.warp(REVEAL_UNTIL - 1);
        _openSeat(request, 0, RIGHT);
        vm.warp(REVEAL_UNTIL);
        Submission memory opening = _openingOf(request, 1, RIGHT);
        vm.expectEmit(address(multiSeatMarket));
        emit IMarketBase.ResultSubmitted(id, _seatWorker(1), 1, _resultOf(opening), "");
        vm.prank(_seatWorker(1));
        multiSeatMarket.submit(request, 1, opening);
        Seat memory seat = _seat(id, 1);
        vm.assertEq(uint256(seat.state), uint256(SeatState.Submitted));
        vm.assertEq(seat.submittedAt, REVEAL_UNTIL);
        vm.assertEq(seat.outputRoot, _rootOf(RIGHT));
        _assertState(id, JobState.Revealing);
        opening = _openingOf(request, 2, RIGHT);
        vm.warp(REVEAL_UNTIL + 1);
        _assertState(id, JobState.Submitted);
        vm.expectRevert(
            abi.encodeWithSelector(IMarketBase.DeadlinePassed.selector, id, REVEAL_UNTIL, REVEAL_UNTIL + 1)
        );
        vm.prank(_seatWorker(2));
        multiSeatMarket.submit(request, 2, opening);
    }

    function test_submit_waitsForAllCommitmentsOrTheirTime() external {
        _postAndFill(request);
        for (uint256 i = 0; i < SEATS - 1; ++i) _commitSeat(request, i, RIGHT);
        Submission memory opening = _openingOf(request, 0, RIGHT);
        vm.warp(COMMIT_UNTIL);
        vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.CommitmentsAwaited.selector, id, COMMIT_UNTIL));
        vm.prank(_seatWorker(0));
        multiSeatMarket.submit(request, 0, opening);
        vm.warp(COMMIT_UNTIL + 1);
        vm.prank(_seatWorker(0));
        multiSeatMarket.submit(request, 0, opening);
        // The seat without a commitment has nothing to open, so the results are complete when the others are in.
        opening = _openingOf(request, 4, RIGHT);
        vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.SeatNotCommitted.selector, id, 4, SeatState.Claimed));
        vm.prank(_seatWorker(4));
        multiSeatMarket.submit(request, 4, opening);
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
        multiSeatMarket.commit(request, 1, copied);
        for (uint256 i = 2; i < SEATS; ++i) _commitSeat(request, i, RIGHT);
        _openSeat(request, 0, RIGHT);
        // The copier now knows root and salt, and signs the root as its own.
        Submission memory opening = _openingOf(request, 1, RIGHT);
        opening.salt = _salt(0);
        bytes32 own = keccak256(abi.encode(id, _seatWorker(1), _rootOf(RIGHT), _salt(0)));
        vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.CommitmentMismatch.selector, own, copied));
        vm.prank(_seatWorker(1));
        multiSeatMarket.submit(request, 1, opening);
        // Nor does the other's signed opening work for the copier's seat.
        opening = _openingOf(request, 0, RIGHT);
        vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.CommitmentMismatch.selector, own, copied));
        vm.prank(_seatWorker(1));
        multiSeatMarket.submit(request, 1, opening);
    }

    function test_submit_refusesAnotherResultOrSaltOrSigner() external {
        _postToRevealing(request, _allRight());
        bytes32 committed = _commitmentOf(request, 0, RIGHT);
        Submission memory opening = _openingOf(request, 0, WRONG);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMultiSeatMarket.CommitmentMismatch.selector,
                _commitmentOf(request, 0, WRONG),
                committed
            )
        );
        vm.prank(_seatWorker(0));
        multiSeatMarket.submit(request, 0, opening);
        opening = _openingOf(request, 0, RIGHT);
        opening.salt = _salt(1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMultiSeatMarket.CommitmentMismatch.selector,
                keccak256(abi.encode(id, _seatWorker(0), _rootOf(RIGHT), _salt(1))),
                committed
            )
        );
        vm.prank(_seatWorker(0));
        multiSeatMarket.submit(request, 0, opening);
        opening = _openingOf(request, 0, RIGHT);
        _resign(request, opening, _seatKey(1));
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, _seatWorker(0)));
        vm.prank(_seatWorker(0));
        multiSeatMarket.submit(request, 0, opening);
        opening = _openingOf(request, 0, RIGHT);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.SeatNotThere.selector, id, SEATS));
        vm.prank(_seatWorker(SEATS));
        multiSeatMarket.submit(request, SEATS, opening);
        // Bytes of another output are refused, even with the right root.
        opening.output = _answer(WRONG);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RootMismatch.selector, _rootOf(WRONG), _rootOf(RIGHT)));
        vm.prank(_seatWorker(0));
        multiSeatMarket.submit(request, 0, opening);
    }

    function test_submit_bringsTheEvidence() external {
        request = _scriptedMultiSeat();
        id = _postToRevealing(request, _allRight());
        Submission memory opening = _openingOf(request, 3, RIGHT);
        opening.evidence = "proof";
        opening.receipt.evidenceHash = keccak256("proof");
        _resign(request, opening, _seatKey(3));
        vm.prank(_seatWorker(3));
        multiSeatMarket.submit(request, 3, opening);
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
        multiSeatMarket.post(request, input);
    }

    /// @dev Lets a key act for the first worker.
    function _listKey() private returns (address key) {
        _setKey(_seatWorker(0), STRANGER_KEY, SCOPE_WORK, uint40(START), uint40(START + 1 days));
        return vm.addr(STRANGER_KEY);
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
