// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {PagedMerkle} from "../../../contracts/lib/PagedMerkle.sol";
import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../../../contracts/market/interfaces/IMultiSeatMarket.sol";
import {MultiSeatMarket} from "../../../contracts/market/MultiSeatMarket.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {IInputSource} from "../../../contracts/periphery/interfaces/IInputSource.sol";
import {ISchedule} from "../../../contracts/periphery/interfaces/ISchedule.sol";
import {Schedule} from "../../../contracts/periphery/Schedule.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {ScriptedSource} from "../../../contracts/test/ScriptedSource.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "../market/MarketFixture.sol";

contract ScheduleTest is MarketFixture {
    uint40 private constant FIRST = uint40(START + 100);
    uint32 private constant PERIOD = 3600;
    uint32 private constant RUNS = 3;
    uint96 private constant TIP = 1_000;

    Schedule private schedule;
    ScriptedSource private source;

    function setUp() public override {
        super.setUp();
        schedule = new Schedule(market, multiSeatMarket);
        source = new ScriptedSource();
        source.setData(inputData);
        vm.prank(requester);
        ledger.approve(address(schedule), type(uint256).max);
    }

    function _plan() private view returns (ISchedule.Plan memory plan) {
        plan.template = _request();
        plan.template.nonce = 0;
        plan.template.inputRoot = 0;
        plan.template.offer.maxFee = 2 * FEE;
        plan.template.offer.rampStart = 60;
        plan.template.offer.rampLength = 600;
        plan.template.offer.expiry = 1800;
        plan.source = source;
        plan.firstRun = FIRST;
        plan.period = PERIOD;
        plan.runs = RUNS;
        plan.tip = TIP;
    }

    function _make(ISchedule.Plan memory plan) private returns (bytes32) {
        vm.prank(requester);
        return schedule.plan(plan);
    }

    function _trigger(ISchedule.Plan memory plan) private returns (JobId) {
        vm.prank(stranger);
        return schedule.trigger(plan);
    }

    function _expectNotDue(ISchedule.Plan memory plan, uint256 due, uint256 time) private {
        vm.warp(time);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.RunNotDue.selector, schedule.hashPlan(plan), due, time));
        _trigger(plan);
    }

    function test_constructor_refusesAMarketWithoutCode() external {
        vm.expectRevert(abi.encodeWithSelector(ISchedule.MarketHasNoCode.selector, stranger));
        new Schedule(IMarket(stranger), multiSeatMarket);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.MarketHasNoCode.selector, stranger));
        new Schedule(market, IMultiSeatMarket(stranger));
        vm.assertEq(address(schedule.market()), address(market));
        vm.assertEq(address(schedule.multiSeatMarket()), address(multiSeatMarket));
        vm.assertEq(address(schedule.ledger()), address(ledger));
    }

    function test_constructor_refusesMarketsOfTwoLedgers() external {
        MultiSeatMarket other = new MultiSeatMarket(ILedger(stranger), registry, keys, MIN_LOCK_FOR);
        vm.expectRevert(
            abi.encodeWithSelector(ISchedule.MarketsOfTwoLedgers.selector, address(market), address(other))
        );
        new Schedule(market, other);
    }

    function test_plan() external {
        ISchedule.Plan memory plan = _plan();
        bytes32 planId = keccak256(abi.encode(plan));
        vm.expectEmit(address(schedule));
        emit ISchedule.PlanMade(planId, requester, plan);
        vm.assertEq(_make(plan), planId);
        ISchedule.Progress memory progress = schedule.progressOf(planId);
        vm.assertEq(progress.nextRun, FIRST);
        vm.assertEq(progress.made, 0);
        vm.assertTrue(!progress.ended);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.PlanAlreadyMade.selector, planId));
        _make(plan);
        plan.salt = 1;
        vm.assertTrue(_make(plan) != planId);
    }

    function test_plan_reverts() external {
        ISchedule.Plan memory plan = _plan();
        vm.expectRevert(abi.encodeWithSelector(ISchedule.NotOwner.selector, stranger, requester));
        vm.prank(stranger);
        schedule.plan(plan);
        plan.source = IInputSource(stranger);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.SourceHasNoCode.selector, stranger));
        _make(plan);
        plan = _plan();
        plan.template.nonce = 1;
        vm.expectRevert(abi.encodeWithSelector(ISchedule.TemplateNotBlank.selector, 1, bytes32(0)));
        _make(plan);
        plan.template.nonce = 0;
        plan.template.inputRoot = "root";
        vm.expectRevert(abi.encodeWithSelector(ISchedule.TemplateNotBlank.selector, 0, bytes32("root")));
        _make(plan);
        uint256[3][3] memory times = [
            [START - 1, PERIOD, RUNS],
            [uint256(FIRST), 0, RUNS],
            [uint256(FIRST), PERIOD, 0]
        ];
        for (uint256 i = 0; i < times.length; ++i) {
            plan = _plan();
            (plan.firstRun, plan.period, plan.runs) = (uint40(times[i][0]), uint32(times[i][1]), uint32(times[i][2]));
            vm.expectRevert(
                abi.encodeWithSelector(ISchedule.InvalidTimes.selector, times[i][0], times[i][1], times[i][2], START)
            );
            _make(plan);
        }
    }

    function test_trigger() external {
        ISchedule.Plan memory plan = _plan();
        bytes32 planId = _make(plan);
        vm.warp(FIRST + 7);
        Request memory request = schedule.requestOf(plan, 0, FIRST + 7, PlainPagedMerkle.root(inputData));
        vm.assertEq(request.offer.rampStart, FIRST + 67);
        vm.assertEq(request.offer.expiry, FIRST + 7 + 1800);
        vm.assertEq(request.offer.maxFee, 2 * FEE);
        vm.assertEq(request.nonce >> 255, 0);
        JobId id = market.hashRequest(request);
        vm.expectEmit(address(schedule));
        emit ISchedule.PlanTriggered(planId, id, 0, stranger, TIP, FIRST + PERIOD);
        vm.assertTrue(_trigger(plan) == id);
        _assertState(id, JobState.Open);
        vm.assertEq(_balance(requester), FUNDS - 2 * FEE - TIP);
        vm.assertEq(_balance(stranger), TIP);
        vm.assertEq(_balance(address(schedule)), 0);
        vm.assertEq(schedule.progressOf(planId).made, 1);
        vm.assertEq(source.lastRun(), 0);

        // The job is the owner's like any other.
        vm.prank(requester);
        market.cancel(request);
        vm.assertEq(_balance(requester), FUNDS - TIP);
    }

    function test_trigger_whenItIsDueAndOnceInAPeriod() external {
        ISchedule.Plan memory plan = _plan();
        _make(plan);
        _expectNotDue(plan, FIRST, FIRST - 1);
        vm.warp(FIRST);
        JobId first = _trigger(plan);
        _expectNotDue(plan, FIRST + PERIOD, FIRST);
        _expectNotDue(plan, FIRST + PERIOD, FIRST + PERIOD - 1);
        vm.warp(FIRST + PERIOD);
        JobId second = _trigger(plan);
        vm.assertTrue(!(first == second));
        vm.assertEq(source.lastRun(), 1);
        vm.assertEq(source.calls(), 2);
    }

    function test_trigger_leavesOutWhatNobodyTriggered() external {
        ISchedule.Plan memory plan = _plan();
        bytes32 planId = _make(plan);
        vm.warp(FIRST + 10 * PERIOD + 5);
        _trigger(plan);
        vm.assertEq(schedule.progressOf(planId).nextRun, FIRST + 11 * PERIOD);
        _expectNotDue(plan, FIRST + 11 * PERIOD, FIRST + 11 * PERIOD - 1);
        vm.warp(FIRST + 11 * PERIOD);
        _trigger(plan);
        vm.warp(FIRST + 12 * PERIOD);
        _trigger(plan);
        vm.warp(FIRST + 13 * PERIOD);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.PlanIsOver.selector, planId, RUNS));
        _trigger(plan);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.PlanIsOver.selector, planId, RUNS));
        vm.prank(requester);
        schedule.end(plan);
    }

    function test_trigger_ofPlansThatWereMadeAlone() external {
        ISchedule.Plan memory plan = _plan();
        vm.warp(FIRST);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.PlanNotMade.selector, schedule.hashPlan(plan)));
        _trigger(plan);
        vm.warp(START);
        _make(plan);
        vm.warp(FIRST);
        // Another tip makes it another plan, which the owner never made.
        plan.tip = TIP + 1;
        vm.expectRevert(abi.encodeWithSelector(ISchedule.PlanNotMade.selector, schedule.hashPlan(plan)));
        _trigger(plan);
    }

    function test_trigger_aSourceThatRevertsLeavesTheRunDue() external {
        ISchedule.Plan memory plan = _plan();
        bytes32 planId = _make(plan);
        vm.warp(FIRST);
        source.setRefuses(true);
        vm.expectRevert(abi.encodeWithSelector(ScriptedSource.Refused.selector, 0));
        _trigger(plan);
        vm.assertEq(schedule.progressOf(planId).made, 0);
        vm.assertEq(_balance(requester), FUNDS);
        source.setRefuses(false);
        _trigger(plan);
        vm.assertEq(schedule.progressOf(planId).made, 1);
    }

    function test_trigger_aSourceThatGivesTooMuchOrNothing() external {
        ISchedule.Plan memory plan = _plan();
        _make(plan);
        vm.warp(FIRST);
        source.setData(new bytes(8193));
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InlineTooLong.selector, 8193, 8192));
        _trigger(plan);
        source.setData("");
        vm.expectRevert(abi.encodeWithSelector(PagedMerkle.EmptyBytes.selector));
        _trigger(plan);
        source.setData(new bytes(8192));
        _trigger(plan);
    }

    function test_trigger_aSourceThatTriggersAgainGetsNothing() external {
        ISchedule.Plan memory plan = _plan();
        bytes32 planId = _make(plan);
        vm.warp(FIRST);
        source.setCall(address(schedule), abi.encodeCall(ISchedule.trigger, (plan)));
        _trigger(plan);
        vm.assertTrue(!source.callSucceeded(), "one run became two");
        vm.assertEq(
            keccak256(source.answer()),
            keccak256(abi.encodeWithSelector(ISchedule.RunNotDue.selector, planId, FIRST + PERIOD, FIRST))
        );
        vm.assertEq(schedule.progressOf(planId).made, 1);
        vm.assertEq(_balance(requester), FUNDS - 2 * FEE - TIP);
    }

    function test_trigger_anOwnerWithoutBalance() external {
        ISchedule.Plan memory plan = _plan();
        bytes32 planId = _make(plan);
        vm.warp(FIRST);
        // Enough for the request, not for the tip.
        vm.prank(requester);
        ledger.withdraw(FUNDS - 2 * FEE - TIP + 1, requester);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, requester, TIP - 1, TIP));
        _trigger(plan);
        vm.prank(requester);
        ledger.withdraw(TIP, requester);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, requester, 2 * FEE - 1, 2 * FEE));
        _trigger(plan);
        vm.assertEq(schedule.progressOf(planId).made, 0);
        // Money from any account lets it continue.
        vm.prank(worker);
        ledger.transfer(requester, TIP + 1);
        _trigger(plan);
    }

    /// @dev The allowance is the plan's whole budget: it pays prices and tips, and a refund does not restore it.
    function test_trigger_withinTheOwnersAllowance() external {
        ISchedule.Plan memory plan = _plan();
        bytes32 planId = _make(plan);
        uint256 price = 2 * uint256(FEE);
        vm.warp(FIRST);
        uint256[3] memory tooLittle = [uint256(0), price - 1, price + TIP - 1];
        for (uint256 i = 0; i < tooLittle.length; ++i) {
            vm.prank(requester);
            ledger.approve(address(schedule), tooLittle[i]);
            (uint256 left, uint256 needed) = i < 2 ? (tooLittle[i], price) : (tooLittle[i] - price, TIP);
            vm.expectRevert(
                abi.encodeWithSelector(
                    ILedger.InsufficientAllowance.selector,
                    requester,
                    address(schedule),
                    left,
                    needed
                )
            );
            _trigger(plan);
        }
        vm.assertEq(schedule.progressOf(planId).made, 0);
        vm.prank(requester);
        ledger.approve(address(schedule), price + TIP);
        _trigger(plan);
        vm.assertEq(ledger.allowance(requester, address(schedule)), 0);
        vm.assertEq(_balance(stranger), TIP);
        vm.warp(FIRST + PERIOD);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.InsufficientAllowance.selector, requester, address(schedule), 0, price)
        );
        _trigger(plan);
    }

    function test_trigger_postsWhereTheNumberOfSeatsBelongs() external {
        ISchedule.Plan memory plan = _plan();
        plan.template.policy.seats = 3;
        plan.template.policy.verifier = address(scripted);
        _make(plan);
        vm.warp(FIRST);
        JobId id = _trigger(plan);
        vm.assertEq(uint256(multiSeatMarket.getJob(id).state), uint256(JobState.Open));
        vm.assertEq(uint256(market.getJob(id).state), uint256(JobState.None));
        vm.assertEq(_balance(requester), FUNDS - 6 * uint256(FEE) - TIP);
    }

    function test_trigger_withoutTip() external {
        ISchedule.Plan memory plan = _plan();
        plan.tip = 0;
        _make(plan);
        vm.warp(FIRST);
        _trigger(plan);
        vm.assertEq(_balance(stranger), 0);
        vm.assertEq(_balance(requester), FUNDS - 2 * FEE);
    }

    function test_end() external {
        ISchedule.Plan memory plan = _plan();
        bytes32 planId = schedule.hashPlan(plan);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.PlanNotMade.selector, planId));
        vm.prank(requester);
        schedule.end(plan);
        _make(plan);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.NotOwner.selector, stranger, requester));
        vm.prank(stranger);
        schedule.end(plan);
        vm.expectEmit(address(schedule));
        emit ISchedule.PlanEnded(planId);
        vm.prank(requester);
        schedule.end(plan);
        vm.warp(FIRST);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.PlanIsOver.selector, planId, 0));
        _trigger(plan);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.PlanIsOver.selector, planId, 0));
        vm.prank(requester);
        schedule.end(plan);
        vm.warp(START);
        vm.expectRevert(abi.encodeWithSelector(ISchedule.PlanAlreadyMade.selector, planId));
        _make(plan);
    }

    /// @dev Whenever it is triggered, there is at most one run per period, and the next one is due on the plan's grid.
    function testFuzz_trigger_staysOnTheGrid(uint32 period, uint32[6] calldata waits) external {
        ISchedule.Plan memory plan = _plan();
        plan.period = period = 1 + (period % 100_000);
        plan.runs = 6;
        bytes32 planId = _make(plan);
        uint256 time = START;
        uint256 lastPeriod = type(uint256).max;
        for (uint256 i = 0; i < waits.length; ++i) {
            time += waits[i] % 300_000;
            vm.warp(time);
            uint256 due = schedule.progressOf(planId).nextRun;
            if (time < due) {
                _expectNotDue(plan, due, time);
                continue;
            }
            _trigger(plan);
            uint256 thisPeriod = (time - FIRST) / period;
            vm.assertTrue(lastPeriod == type(uint256).max || thisPeriod > lastPeriod, "two runs in one period");
            lastPeriod = thisPeriod;
            vm.assertEq(schedule.progressOf(planId).nextRun, FIRST + (thisPeriod + 1) * period);
        }
    }
}
