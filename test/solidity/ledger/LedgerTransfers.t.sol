// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {LedgerFixture} from "./LedgerFixture.sol";

/// @notice Free money that moves inside the ledger, by its owner or within an allowance.
contract LedgerTransfersTest is LedgerFixture {
    function test_transfer() external {
        vm.expectEmit(address(ledger));
        emit ILedger.Transferred(alice, alice, CAROL, 400);
        vm.prank(alice);
        vm.assertTrue(ledger.transfer(CAROL, 400));
        _assertMoney(alice, FUNDS - 400, 0);
        _assertMoney(CAROL, 400, 0);
        vm.assertEq(token.balanceOf(address(ledger)), 2 * FUNDS);
        // Received money can be withdrawn.
        vm.prank(CAROL);
        ledger.withdraw(400, CAROL);
        vm.assertEq(token.balanceOf(CAROL), 400);
    }

    function test_transfer_refusals() external {
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, alice, FUNDS, FUNDS + 1));
        ledger.transfer(CAROL, FUNDS + 1);
        address[3] memory nowhere = [address(0), address(ledger), address(book)];
        for (uint256 i = 0; i < nowhere.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ILedger.InvalidAddress.selector, nowhere[i]));
            ledger.transfer(nowhere[i], 1);
        }
        vm.stopPrank();
        _assertMoney(alice, FUNDS, 0);
    }

    function test_transfer_toOneselfAndOfNothingChangesNothing() external {
        vm.startPrank(alice);
        ledger.transfer(alice, FUNDS);
        ledger.transfer(CAROL, 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, alice, FUNDS, FUNDS + 1));
        ledger.transfer(alice, FUNDS + 1);
        vm.stopPrank();
        _assertMoney(alice, FUNDS, 0);
        _assertMoney(CAROL, 0, 0);
    }

    function test_transfer_movesNoLockedMoney() external {
        book.lock(alice, FUNDS);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, alice, 0, 1));
        ledger.transfer(CAROL, 1);
    }

    function test_approve_andTransferFrom() external {
        vm.expectEmit(address(ledger));
        emit ILedger.Approved(alice, CAROL, 500);
        vm.prank(alice);
        vm.assertTrue(ledger.approve(CAROL, 500));
        vm.assertEq(ledger.allowance(alice, CAROL), 500);
        vm.assertEq(ledger.allowance(CAROL, alice), 0);
        vm.assertEq(ledger.allowance(BOB, CAROL), 0);

        vm.expectEmit(address(ledger));
        emit ILedger.Transferred(CAROL, alice, BOB, 400);
        vm.prank(CAROL);
        vm.assertTrue(ledger.transferFrom(alice, BOB, 400));
        _assertMoney(alice, FUNDS - 400, 0);
        _assertMoney(BOB, FUNDS + 400, 0);
        _assertMoney(CAROL, 0, 0);
        vm.assertEq(ledger.allowance(alice, CAROL), 100);
        _refused(CAROL, 101, 100);
        // A new allowance replaces the old one.
        vm.prank(alice);
        ledger.approve(CAROL, 7);
        _refused(CAROL, 8, 7);
        vm.prank(CAROL);
        ledger.transferFrom(alice, CAROL, 7);
        _refused(CAROL, 1, 0);
    }

    function test_approve_ofTheLargestNumberNeverDecreases() external {
        vm.prank(alice);
        ledger.approve(CAROL, type(uint256).max);
        vm.prank(CAROL);
        ledger.transferFrom(alice, CAROL, FUNDS);
        vm.assertEq(ledger.allowance(alice, CAROL), type(uint256).max);
        vm.prank(alice);
        ledger.approve(CAROL, type(uint256).max - 1);
        vm.prank(CAROL);
        ledger.transfer(alice, FUNDS);
        vm.prank(CAROL);
        ledger.transferFrom(alice, CAROL, 1);
        vm.assertEq(ledger.allowance(alice, CAROL), type(uint256).max - 2);
    }

    function test_transferFrom_refusals() external {
        _refused(CAROL, 1, 0);
        vm.prank(alice);
        ledger.approve(CAROL, type(uint256).max);
        vm.startPrank(CAROL);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, alice, FUNDS, FUNDS + 1));
        ledger.transferFrom(alice, BOB, FUNDS + 1);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InvalidAddress.selector, address(0)));
        ledger.transferFrom(alice, address(0), 1);
        vm.stopPrank();
    }

    function test_transferFrom_ofOnesOwnNeedsNoAllowance() external {
        vm.prank(alice);
        ledger.transferFrom(alice, CAROL, 1);
        _assertMoney(CAROL, 1, 0);
    }

    function test_transferFrom_ofABookIsLikeAnyones() external {
        vm.prank(address(book));
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientAllowance.selector, alice, address(book), 0, 1));
        ledger.transferFrom(alice, CAROL, 1);
    }

    function testFuzz_transfers_conserve(uint256 amount, uint256 back, bool toBob) external {
        amount = amount % (FUNDS + 1);
        back = back % (amount + 1);
        address receiver = toBob ? BOB : CAROL;
        vm.prank(alice);
        ledger.transfer(receiver, amount);
        vm.prank(receiver);
        ledger.transfer(alice, back);
        vm.assertEq(ledger.balanceOf(alice), FUNDS - amount + back);
        vm.assertEq(ledger.balanceOf(alice) + ledger.balanceOf(BOB) + ledger.balanceOf(CAROL), 2 * FUNDS);
    }

    function _refused(address spender, uint256 amount, uint256 allowed) private {
        vm.prank(spender);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.InsufficientAllowance.selector, alice, spender, allowed, amount)
        );
        ledger.transferFrom(alice, spender, amount);
    }
}
