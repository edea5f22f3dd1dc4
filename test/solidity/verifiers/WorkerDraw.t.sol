// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../../../contracts/market/interfaces/IMultiSeatMarket.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {IWorkerRegistry} from "../../../contracts/registries/IWorkerRegistry.sol";
import {WorkerRegistry} from "../../../contracts/registries/WorkerRegistry.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {QuorumVerifier} from "../../../contracts/verifiers/QuorumVerifier.sol";
import {WorkerDraw} from "../../../contracts/verifiers/WorkerDraw.sol";
import {MultiSeatScene} from "../market/MultiSeatFixture.sol";

contract WorkerDrawTest is MultiSeatScene {
    uint256 private constant WIDEN_EVERY = 60;
    uint256 private constant STAKED = 100;
    uint8 private constant DRAWN_SEATS = 3;
    bytes32 private constant SEED = keccak256("seed");
    uint256 private constant DRAWN_AT = START + ACTIVATION_DELAY;

    Request private request;
    JobId private id;

    function setUp() external {
        vm.roll(1_000);
        _openMultiSeatMarket(0);
        vm.prank(worker);
        workers.stake(STAKED);
        vm.warp(DRAWN_AT);
        request = _drawnRequest(7);
        id = _post(request);
    }

    function _drawnRequest(uint256 nonce) private view returns (Request memory drawn) {
        drawn = _multiSeatRequest();
        drawn.nonce = nonce;
        drawn.offer.expiry = uint40(DRAWN_AT + 30 days);
        drawn.policy.seats = DRAWN_SEATS;
        drawn.policy.params = _quorumParams(2, 60, true);
    }

    function _draw() private {
        quorum.draw(request);
        vm.roll(1_003);
        vm.setBlockhash(1_002, SEED);
    }

    function _claimable(uint256 slot) private {
        _claimable(worker, abi.encode(slot));
    }

    function _claimable(address account, bytes memory ticket) private {
        vm.prank(address(multiSeatMarket));
        quorum.claimable(id, request, account, 0, ticket);
    }

    function _admitted(uint256 slot) private returns (bool) {
        vm.prank(address(multiSeatMarket));
        try quorum.claimable(id, request, worker, 0, abi.encode(slot)) {
            return true;
        } catch {
            return false;
        }
    }

    function _count() private returns (uint256 count) {
        for (uint256 slot = 0; slot < STAKED; ++slot) if (_admitted(slot)) ++count;
    }

    function test_constructor_refusesWhatDoesNotBelongTogether() external {
        bytes4 refusal = WorkerDraw.DrawNotConnected.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, address(multiSeatMarket), stranger));
        new QuorumVerifier(multiSeatMarket, IWorkerRegistry(stranger), dispute, 60, 60);
        WorkerRegistry others = new WorkerRegistry(ILedger(stranger), SLOT_STAKE, ACTIVATION_DELAY);
        vm.expectRevert(abi.encodeWithSelector(refusal, address(multiSeatMarket), address(others)));
        new QuorumVerifier(multiSeatMarket, others, dispute, 60, 60);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.WidenEveryOutOfRange.selector, 0, 3_600));
        new QuorumVerifier(multiSeatMarket, workers, dispute, 60, 0);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.WidenEveryOutOfRange.selector, 3_601, 3_600));
        new QuorumVerifier(multiSeatMarket, workers, dispute, 60, 3_601);
        new QuorumVerifier(multiSeatMarket, workers, dispute, 60, 3_600);
    }

    function test_draw() external {
        vm.expectEmit(address(quorum));
        emit WorkerDraw.WorkersDrawn(id, 1_002, STAKED);
        vm.prank(stranger);
        vm.assertEq(quorum.draw(request), 1_002);
        WorkerDraw.Draw memory known = quorum.drawOf(id);
        vm.assertEq(known.seedBlock, 1_002);
        vm.assertEq(known.drawnAt, DRAWN_AT);
        vm.assertEq(known.totalSlots, STAKED);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.AlreadyDrawn.selector, id, 1_002));
        quorum.draw(request);
    }

    function test_draw_ofOpenJobsAlone() external {
        Request memory other = _drawnRequest(8);
        JobId otherId = _idOf(other);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, otherId, JobState.None));
        quorum.draw(other);
        _post(other);
        vm.prank(requester);
        multiSeatMarket.cancel(other);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, otherId, JobState.Cancelled));
        quorum.draw(other);
        vm.assertEq(quorum.drawOf(otherId).seedBlock, 0);
    }

    function test_draw_whereTheRequestAsksForOneAlone() external {
        request = _drawnRequest(8);
        request.policy.params = _quorumParams(2, 60, false);
        _post(request);
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.DrawNotAsked.selector));
        quorum.draw(request);
    }

    /// @dev Anyone may draw, so nobody may bind a requester whose request names another verifier.
    function test_draw_ofARequestWithAnotherVerifierBindsNobody() external {
        request = _drawnRequest(8);
        request.policy.verifier = address(scripted);
        id = _post(request);
        vm.expectRevert(
            abi.encodeWithSelector(IMultiSeatMarket.NotVerifier.selector, address(quorum), address(scripted))
        );
        quorum.draw(request);
        vm.prank(requester);
        multiSeatMarket.cancel(request);
        _assertState(id, JobState.Cancelled);
    }

    function test_draw_bindsTheRequester() external {
        vm.expectEmit(address(multiSeatMarket));
        emit IMultiSeatMarket.RequesterBound(id);
        vm.prank(stranger);
        quorum.draw(request);
        // Whatever it sees of the seed, it cannot cancel the request for another try.
        vm.prank(requester);
        vm.expectRevert(abi.encodeWithSelector(IMultiSeatMarket.RequesterIsBound.selector, id));
        multiSeatMarket.cancel(request);
        vm.warp(request.offer.expiry + 1);
        multiSeatMarket.expire(request);
        vm.assertEq(_balance(requester), FUNDS);
    }

    function test_claimable_onlyBySlotsBelowTheBound() external {
        _draw();
        uint256 bound = (type(uint256).max / STAKED) * (uint256(DRAWN_SEATS) * 2);
        vm.assertEq(quorum.boundOf(id, DRAWN_SEATS), bound);
        uint256 admitted = 0;
        for (uint256 slot = 0; slot < STAKED; ++slot) {
            uint256 value = uint256(keccak256(abi.encode(SEED, worker, slot)));
            vm.assertEq(quorum.slotValue(SEED, worker, slot), value);
            if (value < bound) {
                ++admitted;
            } else {
                vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SlotNotDrawn.selector, worker, slot, value, bound));
            }
            _claimable(slot);
        }
        // Six on average.
        vm.assertTrue(admitted > 0 && admitted < 20, "some");
    }

    function test_claimable_theBoundDoublesUntilAllMayCome() external {
        _draw();
        uint256 last = _count();
        // 6, 12, 24, 48, 96 of 100, then all.
        for (uint256 doublings = 1; doublings <= 5; ++doublings) {
            vm.warp(DRAWN_AT + doublings * WIDEN_EVERY - 1);
            vm.assertEq(_count(), last, "not yet");
            vm.warp(DRAWN_AT + doublings * WIDEN_EVERY);
            uint256 count = _count();
            vm.assertTrue(count >= last, "nobody is sent away again");
            last = count;
        }
        vm.assertEq(last, STAKED);
        vm.warp(DRAWN_AT + 30 days);
        vm.assertEq(quorum.boundOf(id, DRAWN_SEATS), type(uint256).max);
    }

    function test_claimable_allMayComeEvenWhenTheSeedIsForgotten() external {
        quorum.draw(request);
        vm.roll(1_000_000);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SeedNotKnown.selector, id, 1_002, 1_000_000));
        _claimable(0);
        vm.warp(DRAWN_AT + 5 * WIDEN_EVERY);
        _claimable(0);
    }

    function test_claimable_readsOldSeedsFromTheHistoryContract() external {
        quorum.draw(request);
        // Answers the seed to a call that asks for the seed's block, as EIP-2935's contract does: PUSH2 1002, EQ, times the seed.
        bytes memory code = abi.encodePacked(hex"5f356103ea147f", SEED, hex"025f5260205ff3");
        vm.etch(0x0000F90827F1C53a10cb7A02335B175320002935, code);
        vm.roll(1_002 + 300);
        uint256 bound = quorum.boundOf(id, DRAWN_SEATS);
        for (uint256 slot = 0; slot < STAKED; ++slot) {
            vm.assertTrue(_admitted(slot) == (quorum.slotValue(SEED, worker, slot) < bound));
        }
    }

    function test_claimable_notBeforeTheSeedIsKnown() external {
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.NotDrawn.selector, id));
        _claimable(0);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.NotDrawn.selector, id));
        quorum.boundOf(id, DRAWN_SEATS);
        quorum.draw(request);
        for (uint256 number = 1_000; number <= 1_002; ++number) {
            vm.roll(number);
            vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SeedNotKnown.selector, id, 1_002, number));
            _claimable(0);
        }
    }

    function test_claimable_onlyBySlotsThatWereActive() external {
        vm.prank(worker);
        workers.stake(1);
        _draw();
        vm.warp(DRAWN_AT + 10 * ACTIVATION_DELAY);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SlotNotActive.selector, worker, STAKED, DRAWN_AT));
        _claimable(STAKED);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SlotNotActive.selector, worker, STAKED + 1, DRAWN_AT));
        _claimable(STAKED + 1);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SlotNotActive.selector, stranger, 0, DRAWN_AT));
        _claimable(stranger, abi.encode(uint256(0)));
        _claimable(0);
        vm.prank(worker);
        workers.unstake(STAKED + 1);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SlotNotActive.selector, worker, 0, DRAWN_AT));
        _claimable(0);
    }

    function test_claimable_refusesTicketsThatAreNoSlot() external {
        _draw();
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.InvalidTicket.selector, bytes("")));
        _claimable(worker, "");
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.InvalidTicket.selector, new bytes(33)));
        _claimable(worker, new bytes(33));
    }

    function test_claimable_anyoneWhereNobodyIsDrawn() external {
        request.policy.params = _quorumParams(2, 60, false);
        _claimable(stranger, "");
    }

    function test_claimable_refusesParametersThatAreNoQuorum() external {
        request.policy.params = _quorumParams(1, 60, false);
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.InvalidQuorum.selector, 1, 3));
        _claimable(stranger, "");
    }

    function testFuzz_boundOf_neverFallsAndNeverWraps(uint96 total, uint8 seats, uint32 first, uint32 second) external {
        (first, second) = first < second ? (first, second) : (second, first);
        quorum.draw(request);
        // The slot of the draw: totalSlots 12, drawnAt 5, seedBlock 8 bytes.
        uint256 word = (uint256(total) << 104) | (DRAWN_AT << 64) | 1_002;
        vm.store(address(quorum), keccak256(abi.encode(id, uint256(0))), bytes32(word));
        vm.assertEq(quorum.drawOf(id).totalSlots, total);
        if (seats == 0) seats = 1;
        vm.warp(DRAWN_AT + first);
        uint256 before = quorum.boundOf(id, seats);
        vm.warp(DRAWN_AT + second);
        vm.assertTrue(quorum.boundOf(id, seats) >= before);
        if (total <= uint256(seats) * 2) vm.assertEq(before, type(uint256).max);
    }
}
