// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Market} from "../../contracts/Market.sol";
import {IBalances} from "../../contracts/interfaces/IBalances.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {HostileToken} from "../../contracts/test/HostileToken.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice Balances that move inside the market.
contract MarketTransfersTest is MarketFixture {
    address private operator = address(0x09E7);

    function test_transfer() external {
        vm.expectEmit(address(market));
        emit IBalances.Transferred(requester, requester, stranger, 400);
        vm.prank(requester);
        vm.assertTrue(market.transfer(stranger, 400));
        vm.assertEq(_balance(requester), FUNDS - 400);
        vm.assertEq(_balance(stranger), 400);
        vm.assertEq(token.balanceOf(address(market)), 2 * FUNDS);
        // What was received can be taken out.
        vm.prank(stranger);
        market.withdraw(400, stranger);
        vm.assertEq(token.balanceOf(stranger), 400);
    }

    function test_transfer_reverts() external {
        vm.startPrank(requester);
        vm.expectRevert(abi.encodeWithSelector(IBalances.InsufficientBalance.selector, requester, FUNDS, FUNDS + 1));
        market.transfer(stranger, FUNDS + 1);
        vm.expectRevert(abi.encodeWithSelector(IBalances.InvalidAddress.selector, address(0)));
        market.transfer(address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IBalances.InvalidAddress.selector, address(market)));
        market.transfer(address(market), 1);
        vm.stopPrank();
        vm.assertEq(_balance(requester), FUNDS);
    }

    function test_transfer_toOneselfAndOfNothingChangesNothing() external {
        vm.startPrank(requester);
        market.transfer(requester, FUNDS);
        market.transfer(stranger, 0);
        vm.expectRevert(abi.encodeWithSelector(IBalances.InsufficientBalance.selector, requester, FUNDS, FUNDS + 1));
        market.transfer(requester, FUNDS + 1);
        vm.stopPrank();
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(stranger), 0);
    }

    function test_setOperator() external {
        vm.expectEmit(address(market));
        emit IBalances.OperatorSet(requester, operator, true);
        vm.prank(requester);
        vm.assertTrue(market.setOperator(operator, true));
        vm.assertTrue(market.isOperator(requester, operator));
        vm.assertTrue(!market.isOperator(operator, requester), "not the other way round");
        vm.assertTrue(!market.isOperator(worker, operator), "not of others");

        vm.expectEmit(address(market));
        emit IBalances.Transferred(operator, requester, stranger, 400);
        vm.prank(operator);
        vm.assertTrue(market.transferFrom(requester, stranger, 400));
        vm.assertEq(_balance(requester), FUNDS - 400);
        vm.assertEq(_balance(stranger), 400);
        vm.assertEq(_balance(operator), 0);

        vm.expectEmit(address(market));
        emit IBalances.OperatorSet(requester, operator, false);
        vm.prank(requester);
        market.setOperator(operator, false);
        vm.expectRevert(abi.encodeWithSelector(IBalances.NotOperator.selector, operator, requester));
        vm.prank(operator);
        market.transferFrom(requester, stranger, 1);
    }

    function test_transferFrom_reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IBalances.NotOperator.selector, stranger, requester));
        vm.prank(stranger);
        market.transferFrom(requester, stranger, 1);
        // Not even nothing.
        vm.expectRevert(abi.encodeWithSelector(IBalances.NotOperator.selector, stranger, requester));
        vm.prank(stranger);
        market.transferFrom(requester, stranger, 0);

        vm.prank(requester);
        market.setOperator(operator, true);
        vm.startPrank(operator);
        vm.expectRevert(abi.encodeWithSelector(IBalances.InsufficientBalance.selector, requester, FUNDS, FUNDS + 1));
        market.transferFrom(requester, stranger, FUNDS + 1);
        vm.expectRevert(abi.encodeWithSelector(IBalances.InvalidAddress.selector, address(0)));
        market.transferFrom(requester, address(0), 1);
        vm.stopPrank();
    }

    function test_transferFrom_ofOnesOwnNeedsNoOperator() external {
        vm.prank(requester);
        market.transferFrom(requester, stranger, 1);
        vm.assertEq(_balance(stranger), 1);
    }

    function testFuzz_transfers_conserve(uint256 amount, uint256 back, bool toWorker) external {
        amount = amount % (FUNDS + 1);
        back = back % (amount + 1);
        address receiver = toWorker ? worker : stranger;
        vm.prank(requester);
        market.transfer(receiver, amount);
        vm.prank(receiver);
        market.transfer(requester, back);
        vm.assertEq(_balance(requester), FUNDS - amount + back);
        vm.assertEq(_balance(requester) + _balance(worker) + _balance(stranger), 2 * FUNDS);
        vm.assertEq(token.balanceOf(address(market)), 2 * FUNDS);
    }

    /// @dev A token that calls back in the middle of a deposit can move what is there, and nothing comes of it.
    function test_transfer_amidADepositMovesOnlyWhatIsThere() external {
        HostileToken hostile = new HostileToken();
        IMarket other = IMarket(address(new Market(hostile, registry, keys, panel)));
        hostile.mint(requester, 100);
        vm.startPrank(requester);
        hostile.approve(address(other), 100);
        other.setOperator(address(hostile), true);
        other.deposit(60);
        hostile.setMood(HostileToken.Mood.Reenters);
        hostile.setReentry(abi.encodeCall(IBalances.transferFrom, (requester, stranger, 61)));
        other.deposit(20);
        vm.assertTrue(!hostile.reentrySucceeded(), "spent before it arrived");
        hostile.setReentry(abi.encodeCall(IBalances.transferFrom, (requester, stranger, 80)));
        other.deposit(20);
        vm.stopPrank();
        vm.assertTrue(hostile.reentrySucceeded(), "what is there can move");
        vm.assertEq(other.balanceOf(requester), 20);
        vm.assertEq(other.balanceOf(stranger), 80);
        vm.assertEq(hostile.balanceOf(address(other)), 100);
    }
}
