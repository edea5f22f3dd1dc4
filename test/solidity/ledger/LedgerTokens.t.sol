// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {HostileToken} from "../../../contracts/test/HostileToken.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {LedgerFixture} from "./LedgerFixture.sol";

/// @notice Tokens that misbehave harm only accounts that deposited them.
contract LedgerTokensTest is LedgerFixture {
    HostileToken private hostile;

    function setUp() public override {
        vm.warp(START);
        hostile = new HostileToken();
        _openLedger(hostile);
        hostile.mint(alice, FUNDS);
        vm.startPrank(alice);
        hostile.approve(address(ledger), type(uint256).max);
        ledger.deposit(alice, 100);
        vm.stopPrank();
    }

    function test_returnsFalse() external {
        hostile.setMood(HostileToken.Mood.ReturnsFalse);
        _bothFail(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(hostile)));
    }

    function test_reverts() external {
        hostile.setMood(HostileToken.Mood.Reverts);
        _bothFail(abi.encodeWithSelector(HostileToken.Refused.selector));
    }

    function _bothFail(bytes memory reason) private {
        vm.startPrank(alice);
        vm.expectRevert(reason);
        ledger.deposit(alice, 5);
        vm.expectRevert(reason);
        ledger.withdraw(5, alice);
        vm.stopPrank();
        _assertMoney(alice, 100, 0);
    }

    function test_feeOnTransferIsRefused() external {
        hostile.setMood(HostileToken.Mood.TakesFee);
        vm.expectRevert(abi.encodeWithSelector(ILedger.DepositMismatch.selector, 98, 100));
        vm.prank(alice);
        ledger.deposit(alice, 100);
        _assertMoney(alice, 100, 0);
    }

    function test_withoutPermitTheAllowanceDecides() external {
        // The token has no permits; alice's earlier approval is enough.
        vm.prank(alice);
        ledger.depositWithPermit(alice, 7, START, 27, 0, 0);
        _assertMoney(alice, 107, 0);
    }

    function test_blacklistedReceiverSendsElsewhere() external {
        hostile.setMood(HostileToken.Mood.Blacklists);
        hostile.setBlacklisted(alice);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Refused.selector));
        ledger.withdraw(100, alice);
        ledger.withdraw(100, CAROL);
        vm.stopPrank();
        vm.assertEq(hostile.balanceOf(CAROL), 100);
    }

    /// @dev Nothing that counts tokens can re-enter itself.
    function test_cannotReenterWhatCountsTokens() external {
        bytes[4] memory entries = [
            abi.encodeCall(ILedger.deposit, (address(hostile), 1)),
            abi.encodeCall(ILedger.depositWithPermit, (address(hostile), 1, 0, 27, 0, 0)),
            abi.encodeCall(ILedger.depositWithAuthorization, (alice, 1, 0, 1, 0, 27, 0, 0)),
            abi.encodeCall(ILedger.withdraw, (1, address(hostile)))
        ];
        bytes memory refusal = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        hostile.setMood(HostileToken.Mood.Reenters);
        for (uint256 i = 0; i < entries.length; ++i) {
            hostile.setReentry(entries[i]);
            vm.startPrank(alice);
            ledger.deposit(alice, 10);
            _isRefused(refusal);
            ledger.withdraw(10, alice);
            _isRefused(refusal);
            vm.stopPrank();
        }
        _assertMoney(alice, 100, 0);
    }

    function _isRefused(bytes memory refusal) private view {
        vm.assertTrue(!hostile.reentrySucceeded(), "entered again");
        vm.assertEq(keccak256(hostile.answer()), keccak256(refusal));
    }

    /// @dev Moving money has no guard: it makes no external call, and spends only what is there at that moment.
    function test_movesMeanwhileOnlyWhatIsThere() external {
        vm.startPrank(alice);
        ledger.approve(address(hostile), type(uint256).max);
        hostile.setMood(HostileToken.Mood.Reenters);
        hostile.setReentry(abi.encodeCall(ILedger.transferFrom, (alice, CAROL, 101)));
        ledger.deposit(alice, 20);
        vm.assertTrue(!hostile.reentrySucceeded(), "spent before it arrived");
        hostile.setReentry(abi.encodeCall(ILedger.transferFrom, (alice, CAROL, 120)));
        ledger.deposit(alice, 20);
        vm.assertTrue(hostile.reentrySucceeded(), "what is there can move");
        hostile.setReentry(abi.encodeCall(ILedger.transferFrom, (alice, CAROL, 1)));
        ledger.withdraw(20, alice);
        vm.assertTrue(!hostile.reentrySucceeded(), "spent while it goes out");
        vm.stopPrank();
        _assertMoney(alice, 0, 0);
        _assertMoney(CAROL, 120, 0);
        vm.assertEq(hostile.balanceOf(address(ledger)), 120);
    }
}
