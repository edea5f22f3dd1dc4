// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IWorkerRegistry} from "../../../contracts/registries/IWorkerRegistry.sol";
import {Ask} from "../../../contracts/registries/types/Ask.sol";
import {WorkerRegistry} from "../../../contracts/registries/WorkerRegistry.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "../market/MarketFixture.sol";

contract WorkerRegistryTest is MarketFixture {
    uint256 private constant SLOT = 10e6;
    uint256 private constant DELAY = 1 days;
    WorkerRegistry private workers;

    function setUp() public override {
        super.setUp();
        vm.startPrank(worker);
    }

    function _books() internal override returns (address[] memory books) {
        workers = new WorkerRegistry(ledger, SLOT, DELAY);
        books = new address[](1);
        books[0] = address(workers);
    }

    function test_constructor_refusesParametersOutOfRange() external {
        uint256[2][4] memory bad = [[0, DELAY], [uint256(type(uint96).max) + 1, DELAY], [SLOT, 0], [SLOT, 30 days + 1]];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IWorkerRegistry.InvalidStakeParameters.selector, bad[i][0], bad[i][1])
            );
            new WorkerRegistry(ledger, bad[i][0], bad[i][1]);
        }
        WorkerRegistry widest = new WorkerRegistry(ledger, type(uint96).max, 30 days);
        vm.assertEq(widest.slotStake(), type(uint96).max);
        vm.assertEq(widest.activationDelay(), 30 days);
        vm.assertEq(address(widest.ledger()), address(ledger));
    }

    function test_unbondingOutlastsEveryJob() external view {
        uint256 longestJob = 2 * market.MAX_LOCK_FOR() + market.VERDICT_TIMEOUT();
        vm.assertTrue(workers.UNBONDING_DELAY() > longestJob);
    }

    function test_setProfile() external {
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.ProfileSet(worker, "ada", "https://ada.example.org");
        workers.setProfile("ada", "https://ada.example.org");
        IWorkerRegistry.Profile memory profile = workers.getProfile(worker);
        vm.assertEq(profile.name, "ada");
        vm.assertEq(profile.endpoint, "https://ada.example.org");
        vm.assertEq(profile.updatedAt, START);
        vm.assertEq(workers.getProfile(stranger).updatedAt, 0);
    }

    function test_setProfile_refusesLongTexts() external {
        vm.expectRevert(abi.encodeWithSelector(IWorkerRegistry.TextTooLong.selector, 65, 64));
        workers.setProfile(string(new bytes(65)), "");
        vm.expectRevert(abi.encodeWithSelector(IWorkerRegistry.TextTooLong.selector, 257, 256));
        workers.setProfile("", string(new bytes(257)));
        workers.setProfile(string(new bytes(64)), string(new bytes(256)));
    }

    function test_setAsk() external {
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.AskSet(worker, model, FEE, COLLATERAL, LOCK_FOR);
        workers.setAsk(model, FEE, COLLATERAL, LOCK_FOR);
        Ask memory ask = workers.getAsk(worker, model);
        vm.assertEq(ask.fee, FEE);
        vm.assertEq(ask.collateral, COLLATERAL);
        vm.assertEq(ask.lockFor, LOCK_FOR);
        vm.assertEq(ask.askedAt, START);
        vm.assertEq(workers.getAsk(stranger, model).lockFor, 0);
        workers.setAsk(model, FEE + 1, COLLATERAL, LOCK_FOR);
        vm.assertEq(workers.getAsk(worker, model).fee, FEE + 1);

        vm.expectEmit(address(workers));
        emit IWorkerRegistry.AskRemoved(worker, model);
        workers.removeAsk(model);
        vm.assertEq(workers.getAsk(worker, model).lockFor, 0);
    }

    function test_setAsk_reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IWorkerRegistry.LockForMissing.selector));
        workers.setAsk(model, FEE, COLLATERAL, 0);
        vm.expectRevert(abi.encodeWithSelector(IWorkerRegistry.AskNotSet.selector, worker, model));
        workers.removeAsk(model);
    }

    function test_stake() external {
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.Staked(worker, 3, 3, uint40(START + DELAY));
        workers.stake(3);
        vm.assertEq(_balance(worker), FUNDS - 3 * SLOT);
        // It is locked in the worker's own account, with its consent to this call and no other.
        vm.assertEq(_locked(worker), 3 * SLOT);
        vm.assertEq(_wealth(address(workers)), 0);
        vm.assertEq(workers.slotsOf(worker), 3);
        vm.assertEq(workers.totalSlots(), 3);
        for (uint256 slot = 0; slot < 3; ++slot) {
            vm.assertTrue(!workers.isActive(worker, slot, START + DELAY - 1), "too young");
            vm.assertTrue(workers.isActive(worker, slot, START + DELAY), "old enough");
        }
        vm.assertTrue(!workers.isActive(worker, 3, START + DELAY), "no such slot");
        vm.assertTrue(!workers.isActive(stranger, 0, START + DELAY), "not of others");
    }

    function test_stake_reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IWorkerRegistry.SlotCountOutOfRange.selector, 0, 256));
        workers.stake(0);
        vm.expectRevert(abi.encodeWithSelector(IWorkerRegistry.SlotCountOutOfRange.selector, 257, 256));
        workers.stake(257);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, worker, FUNDS, 101 * SLOT));
        workers.stake(101);
        vm.assertEq(workers.totalSlots(), 0);
    }

    function test_unstake() external {
        workers.stake(5);
        vm.warp(START + 10);
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.Unstaked(worker, 2, 3, uint40(START + 10 + 45 days));
        workers.unstake(2);
        vm.assertEq(workers.slotsOf(worker), 3);
        vm.assertEq(workers.totalSlots(), 3);
        vm.assertEq(workers.totalUnbonding(), 2 * SLOT);
        vm.assertTrue(!workers.isActive(worker, 3, type(uint40).max), "given back");
        vm.assertEq(_balance(worker), FUNDS - 5 * SLOT, "held");

        vm.warp(START + 20);
        workers.unstake(3);
        vm.assertEq(workers.unbondingOf(worker).length, 2);
        vm.warp(START + 10 + 45 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IWorkerRegistry.NothingReleased.selector, worker, START + 10 + 45 days - 1)
        );
        workers.withdrawStake();
        vm.warp(START + 10 + 45 days);
        vm.expectEmit(address(workers));
        emit IWorkerRegistry.StakeWithdrawn(worker, 2 * SLOT);
        vm.assertEq(workers.withdrawStake(), 2 * SLOT);
        vm.assertEq(_balance(worker), FUNDS - 3 * SLOT, "the first part");
        vm.assertEq(workers.unbondingOf(worker).length, 1);
        vm.assertEq(workers.unbondingOf(worker)[0].amount, 3 * SLOT);
        vm.warp(START + 20 + 45 days);
        vm.assertEq(workers.withdrawStake(), 3 * SLOT);
        vm.assertEq(_balance(worker), FUNDS, "all of it");
        vm.assertEq(_locked(worker), 0);
        vm.expectRevert();
        workers.withdrawStake();
        vm.assertEq(workers.totalUnbonding(), 0);
    }

    function test_unstake_reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IWorkerRegistry.SlotCountOutOfRange.selector, 0, 256));
        workers.unstake(0);
        vm.expectRevert(abi.encodeWithSelector(IWorkerRegistry.NotEnoughSlots.selector, worker, 0, 1));
        workers.unstake(1);
        workers.stake(2);
        vm.expectRevert(abi.encodeWithSelector(IWorkerRegistry.NotEnoughSlots.selector, worker, 2, 3));
        workers.unstake(3);
    }

    function test_stake_aNumberThatIsGivenAgainIsAYoungSlot() external {
        workers.stake(2);
        vm.warp(START + DELAY);
        vm.assertTrue(workers.isActive(worker, 1, START + DELAY), "active");
        workers.unstake(1);
        vm.assertTrue(!workers.isActive(worker, 1, START + DELAY), "gone");
        workers.stake(1);
        vm.assertTrue(!workers.isActive(worker, 1, START + 2 * DELAY - 1), "waits again");
        vm.assertTrue(workers.isActive(worker, 1, START + 2 * DELAY), "old enough again");
        vm.assertTrue(workers.isActive(worker, 0, START + DELAY), "the other one stayed");
    }

    function test_withdrawStake_takesLongListsDownInSeveralCalls() external {
        workers.stake(70);
        for (uint256 i = 0; i < 70; ++i) workers.unstake(1);
        vm.warp(START + 45 days);
        vm.assertEq(workers.withdrawStake(), 64 * SLOT);
        vm.assertEq(workers.withdrawStake(), 6 * SLOT);
        vm.assertEq(_balance(worker), FUNDS);
    }
}
