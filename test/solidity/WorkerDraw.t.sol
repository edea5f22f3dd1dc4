// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {WorkerRegistry} from "../../contracts/WorkerRegistry.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IWorkerRegistry} from "../../contracts/interfaces/IWorkerRegistry.sol";
import {ScriptedDispute} from "../../contracts/test/ScriptedDispute.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {Request} from "../../contracts/types/Request.sol";
import {QuorumVerifier} from "../../contracts/verifiers/QuorumVerifier.sol";
import {WorkerDraw} from "../../contracts/verifiers/WorkerDraw.sol";
import {MarketFixture} from "./MarketFixture.sol";

contract WorkerDrawTest is MarketFixture {
    uint256 private constant SLOT = 1e6;
    uint256 private constant DELAY = 1 days;
    uint256 private constant WIDEN_EVERY = 60;
    uint256 private constant STAKED = 100;
    uint256 private constant SEATS = 3;
    bytes32 private constant SEED = keccak256("seed");
    uint256 private constant DRAWN_AT = START + DELAY;

    WorkerRegistry private workers;
    QuorumVerifier private quorum;
    Request private request;
    JobId private id;

    function setUp() public override {
        super.setUp();
        vm.roll(1_000);
        workers = new WorkerRegistry(market, SLOT, DELAY);
        quorum = new QuorumVerifier(market, workers, new ScriptedDispute(), 60, WIDEN_EVERY);
        vm.startPrank(worker);
        market.setOperator(address(workers), true);
        workers.stake(STAKED);
        vm.stopPrank();
        vm.warp(DRAWN_AT);
        // A job with one seat stands in: the draw asks the market for its state alone, and claimable for what the request says.
        request = _request();
        request.offer.expiry = uint40(DRAWN_AT + 30 days);
        id = _post(request);
        request.policy.seats = uint8(SEATS);
        request.policy.params = abi.encode(uint256(2), uint256(60), true);
    }

    function _draw() private {
        quorum.draw(id);
        vm.roll(1_003);
        vm.setBlockhash(1_002, SEED);
    }

    function _claimable(uint256 slot) private view {
        quorum.claimable(id, request, worker, 0, abi.encode(slot));
    }

    function _admitted(uint256 slot) private view returns (bool) {
        try quorum.claimable(id, request, worker, 0, abi.encode(slot)) {
            return true;
        } catch {
            return false;
        }
    }

    function _count() private view returns (uint256 count) {
        for (uint256 slot = 0; slot < STAKED; ++slot) if (_admitted(slot)) ++count;
    }

    function test_constructor_refusesWhatDoesNotBelongTogether() external {
        ScriptedDispute dispute = new ScriptedDispute();
        bytes4 refusal = WorkerDraw.DrawNotConnected.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, stranger, address(workers)));
        new QuorumVerifier(IMarket(stranger), workers, dispute, 60, 60);
        vm.expectRevert(abi.encodeWithSelector(refusal, address(market), stranger));
        new QuorumVerifier(market, IWorkerRegistry(stranger), dispute, 60, 60);
        _openMarket();
        vm.expectRevert(abi.encodeWithSelector(refusal, address(market), address(workers)));
        new QuorumVerifier(market, workers, dispute, 60, 60);
        workers = new WorkerRegistry(market, SLOT, DELAY);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.WidenEveryOutOfRange.selector, 0, 3_600));
        new QuorumVerifier(market, workers, dispute, 60, 0);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.WidenEveryOutOfRange.selector, 3_601, 3_600));
        new QuorumVerifier(market, workers, dispute, 60, 3_601);
        new QuorumVerifier(market, workers, dispute, 60, 3_600);
    }

    function test_draw() external {
        vm.expectEmit(address(quorum));
        emit WorkerDraw.WorkersDrawn(id, 1_002, STAKED);
        vm.assertEq(quorum.draw(id), 1_002);
        WorkerDraw.Draw memory known = quorum.drawOf(id);
        vm.assertEq(known.seedBlock, 1_002);
        vm.assertEq(known.drawnAt, DRAWN_AT);
        vm.assertEq(known.totalSlots, STAKED);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.AlreadyDrawn.selector, id, 1_002));
        quorum.draw(id);
    }

    function test_draw_ofOpenJobsAlone() external {
        Request memory other = _request();
        other.nonce = 8;
        other.offer.expiry = uint40(DRAWN_AT + 1 days);
        JobId otherId = market.hashRequest(other);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.JobNotDrawable.selector, otherId, JobState.None));
        quorum.draw(otherId);
        _post(other);
        vm.prank(requester);
        market.cancel(other);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.JobNotDrawable.selector, otherId, JobState.Cancelled));
        quorum.draw(otherId);
    }

    function test_claimable_onlyBySlotsBelowTheBound() external {
        _draw();
        uint256 bound = (type(uint256).max / STAKED) * (SEATS * 2);
        vm.assertEq(quorum.boundOf(id, SEATS), bound);
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
        vm.assertEq(quorum.boundOf(id, SEATS), type(uint256).max);
    }

    function test_claimable_allMayComeEvenWhenTheSeedIsForgotten() external {
        quorum.draw(id);
        vm.roll(1_000_000);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SeedNotKnown.selector, id, 1_002, 1_000_000));
        _claimable(0);
        vm.warp(DRAWN_AT + 5 * WIDEN_EVERY);
        _claimable(0);
    }

    function test_claimable_readsOldSeedsFromTheHistoryContract() external {
        quorum.draw(id);
        // Answers the seed to whoever asks for the seed's block, as EIP-2935's contract does: PUSH2 1002, EQ, times the seed.
        bytes memory code = abi.encodePacked(hex"5f356103ea147f", SEED, hex"025f5260205ff3");
        vm.etch(0x0000F90827F1C53a10cb7A02335B175320002935, code);
        vm.roll(1_002 + 300);
        uint256 bound = quorum.boundOf(id, SEATS);
        for (uint256 slot = 0; slot < STAKED; ++slot) {
            vm.assertTrue(_admitted(slot) == (quorum.slotValue(SEED, worker, slot) < bound));
        }
    }

    function test_claimable_notBeforeTheSeedIsKnown() external {
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.NotDrawn.selector, id));
        _claimable(0);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.NotDrawn.selector, id));
        quorum.boundOf(id, SEATS);
        quorum.draw(id);
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
        vm.warp(DRAWN_AT + 10 * DELAY);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SlotNotActive.selector, worker, STAKED, DRAWN_AT));
        _claimable(STAKED);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SlotNotActive.selector, worker, STAKED + 1, DRAWN_AT));
        _claimable(STAKED + 1);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SlotNotActive.selector, stranger, 0, DRAWN_AT));
        quorum.claimable(id, request, stranger, 0, abi.encode(uint256(0)));
        _claimable(0);
        vm.prank(worker);
        workers.unstake(STAKED + 1);
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.SlotNotActive.selector, worker, 0, DRAWN_AT));
        _claimable(0);
    }

    function test_claimable_refusesTicketsThatAreNoSlot() external {
        _draw();
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.InvalidTicket.selector, bytes("")));
        quorum.claimable(id, request, worker, 0, "");
        vm.expectRevert(abi.encodeWithSelector(WorkerDraw.InvalidTicket.selector, new bytes(33)));
        quorum.claimable(id, request, worker, 0, new bytes(33));
    }

    function test_claimable_anyoneWhereNobodyIsDrawn() external {
        request.policy.params = abi.encode(uint256(2), uint256(60), false);
        quorum.claimable(id, request, stranger, 0, "");
    }

    function test_claimable_refusesParametersThatAreNoQuorum() external {
        request.policy.params = abi.encode(uint256(1), uint256(60), false);
        vm.expectRevert(abi.encodeWithSelector(QuorumVerifier.InvalidQuorum.selector, 1, 3));
        quorum.claimable(id, request, stranger, 0, "");
    }

    function testFuzz_boundOf_neverFallsAndNeverWraps(uint96 total, uint8 seats, uint32 first, uint32 second) external {
        (first, second) = first < second ? (first, second) : (second, first);
        quorum.draw(id);
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
