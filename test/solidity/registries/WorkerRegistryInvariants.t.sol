// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IWorkerRegistry} from "../../../contracts/registries/IWorkerRegistry.sol";
import {WorkerRegistry} from "../../../contracts/registries/WorkerRegistry.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketScene} from "../market/MarketFixture.sol";

/// @notice Workers that stake, unstake and wait, in any order, while others move money.
contract WorkerRegistryHandler is MarketScene {
    uint256 internal constant SLOT = 7e6;
    uint256 internal constant DELAY = 3 days;
    WorkerRegistry public workers;
    address[3] public actors = [address(0xA1), address(0xA2), address(0xA3)];
    uint256 public gifts;
    /// @dev What each worker owns: its free money, its slots, and its stake that is being returned.
    uint256[3] public wealth;
    uint256 private _now = START;
    uint256 public withdrawals;

    constructor() {
        _openMarket();
        for (uint256 i = 0; i < actors.length; ++i) {
            _fund(actors[i]);
            wealth[i] = FUNDS;
        }
    }

    function _books() internal override returns (address[] memory books) {
        workers = new WorkerRegistry(ledger, SLOT, DELAY);
        books = new address[](1);
        books[0] = address(workers);
    }

    function stake(uint256 who, uint256 slots) external {
        address actor = _turn(who);
        uint256 most = _balance(actor) / SLOT;
        if (most == 0) return;
        vm.prank(actor);
        workers.stake(1 + (slots % (most < 5 ? most : 5)));
    }

    function unstake(uint256 who, uint256 slots) external {
        address actor = _turn(who);
        uint256 most = workers.slotsOf(actor);
        if (most == 0) return;
        vm.prank(actor);
        workers.unstake(1 + (slots % most));
    }

    function withdrawStake(uint256 who) external {
        address actor = _turn(who);
        IWorkerRegistry.Unbonding[] memory parts = workers.unbondingOf(actor);
        if (parts.length == 0 || parts[0].releasedAt > _now) return;
        uint256 before = _balance(actor);
        vm.prank(actor);
        uint256 amount = workers.withdrawStake();
        vm.assertEq(_balance(actor), before + amount);
        ++withdrawals;
    }

    function give(uint256 from, uint256 to, uint256 amount) external {
        address actor = _turn(from);
        amount = amount % (_balance(actor) / 100 + 1);
        gifts += amount;
        wealth[from % 3] -= amount;
        wealth[to % 3] += amount;
        vm.prank(actor);
        ledger.transfer(actors[to % 3], amount);
    }

    function wait(uint256 time) external {
        _now += time % 20 days;
        vm.warp(_now);
    }

    function actorCount() external view returns (uint256) {
        return actors.length;
    }

    function slotStake() external pure returns (uint256) {
        return SLOT;
    }

    function balance(address account) external view returns (uint256) {
        return _balance(account);
    }

    function locked(address account) external view returns (uint256) {
        return _locked(account);
    }

    function registryWealth() external view returns (uint256) {
        return _wealth(address(workers));
    }

    function _turn(uint256 who) private returns (address) {
        vm.warp(_now);
        return actors[who % 3];
    }
}

contract WorkerRegistryInvariantsTest {
    WorkerRegistryHandler private handler;

    function setUp() external {
        handler = new WorkerRegistryHandler();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev The handlers return early if the random action is not legal, so this shows that each of them acts.
    function test_randomPlayReachesWithdrawals() external {
        for (uint256 i = 0; i < 400; ++i) {
            uint256 a = uint256(keccak256(abi.encode("random play", i)));
            uint256 b = uint256(keccak256(abi.encode(a)));
            uint256 action = a % 5;
            if (action == 0) handler.stake(b, a >> 8);
            if (action == 1) handler.unstake(b, a >> 8);
            if (action == 2) handler.withdrawStake(b);
            if (action == 3) handler.give(b, b >> 8, a >> 8);
            if (action == 4) handler.wait(b);
        }
        vm.assertTrue(handler.withdrawals() > 10, "stake is hardly ever withdrawn");
        vm.assertTrue(handler.gifts() > 0, "nothing was given");
        this.invariant_whatIsLockedIsStakeAndWhatUnbonds();
    }

    function invariant_whatIsLockedIsStakeAndWhatUnbonds() external view {
        WorkerRegistry workers = handler.workers();
        uint256 slots = 0;
        uint256 unbonding = 0;
        for (uint256 i = 0; i < handler.actorCount(); ++i) {
            address actor = handler.actors(i);
            slots += workers.slotsOf(actor);
            uint256 waiting = 0;
            IWorkerRegistry.Unbonding[] memory parts = workers.unbondingOf(actor);
            for (uint256 j = 0; j < parts.length; ++j) waiting += parts[j].amount;
            unbonding += waiting;
            uint256 staked = workers.slotsOf(actor) * handler.slotStake();
            vm.assertEq(handler.locked(actor), staked + waiting, "a worker's locked money");
            // Nobody's money goes to anyone else.
            vm.assertEq(handler.balance(actor) + staked + waiting, handler.wealth(i), "a worker's own");
        }
        vm.assertEq(slots, workers.totalSlots(), "slots");
        vm.assertEq(unbonding, workers.totalUnbonding(), "unbonding");
        vm.assertEq(handler.registryWealth(), 0, "the registry has nothing itself");
    }
}
