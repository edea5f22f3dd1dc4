// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {LedgerFixture} from "./LedgerFixture.sol";

/// @notice Deposits and withdrawals.
contract LedgerTest is LedgerFixture {
    bytes32 private constant NONCE = "nonce";

    // --- deposits

    function test_deposit() external {
        token.faucet(alice);
        vm.expectEmit(address(ledger));
        emit ILedger.Deposited(alice, 123);
        vm.prank(alice);
        ledger.deposit(alice, 123);
        _assertMoney(alice, FUNDS + 123, 0);
        vm.assertEq(token.balanceOf(address(ledger)), 2 * FUNDS + 123);
        vm.assertEq(address(ledger.token()), address(token));
    }

    function test_deposit_refusesNothing() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.ZeroAmount.selector));
        vm.prank(alice);
        ledger.deposit(alice, 0);
    }

    function test_deposit_takesNobodyElsesTokens() external {
        // Alice approved the ledger, so only this check keeps others from depositing her tokens.
        token.faucet(alice);
        bytes memory refusal = abi.encodeWithSelector(ILedger.NotAccount.selector, BOB, alice);
        vm.startPrank(BOB);
        vm.expectRevert(refusal);
        ledger.deposit(alice, 1);
        vm.expectRevert(refusal);
        ledger.depositWithPermit(alice, 1, START, 27, 0, 0);
        vm.stopPrank();
    }

    function test_deposit_ofABookForItsCaller() external {
        token.faucet(alice);
        book.deposit(alice, 5);
        _assertMoney(alice, FUNDS + 5, 0);
        _assertMoney(address(book), 0, 0);
    }

    function test_deposit_needsAnAllowanceInTheToken() external {
        token.faucet(CAROL);
        vm.expectRevert(_withoutAllowance(5));
        vm.prank(CAROL);
        ledger.deposit(CAROL, 5);
    }

    function test_depositWithPermit() external {
        _takeAllowanceBack();
        (uint8 v, bytes32 r, bytes32 s) = _permit(500);
        vm.prank(alice);
        ledger.depositWithPermit(alice, 500, START, v, r, s);
        _assertMoney(alice, FUNDS + 500, 0);
        vm.assertEq(token.allowance(alice, address(ledger)), 0);
    }

    function test_depositWithPermit_thatSomebodyUsedFirst() external {
        _takeAllowanceBack();
        (uint8 v, bytes32 r, bytes32 s) = _permit(500);
        vm.prank(BOB);
        token.permit(alice, address(ledger), 500, START, v, r, s);
        vm.prank(alice);
        ledger.depositWithPermit(alice, 500, START, v, r, s);
        _assertMoney(alice, FUNDS + 500, 0);
    }

    function test_depositWithPermit_ofAnotherAmount() external {
        _takeAllowanceBack();
        (uint8 v, bytes32 r, bytes32 s) = _permit(500);
        vm.expectRevert(_withoutAllowance(501));
        vm.prank(alice);
        ledger.depositWithPermit(alice, 501, START, v, r, s);
    }

    function test_depositWithAuthorization_submittedByAnyone() external {
        _takeAllowanceBack();
        (uint8 v, bytes32 r, bytes32 s) = _authorization(address(ledger), 500);
        vm.expectEmit(address(ledger));
        emit ILedger.Deposited(alice, 500);
        vm.prank(BOB);
        ledger.depositWithAuthorization(alice, 500, START - 1, START + 1, NONCE, v, r, s);
        _assertMoney(alice, FUNDS + 500, 0);
        _assertMoney(BOB, FUNDS, 0);
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, alice, NONCE));
        ledger.depositWithAuthorization(alice, 500, START - 1, START + 1, NONCE, v, r, s);
    }

    function test_depositWithAuthorization_refusals() external {
        _takeAllowanceBack();
        bytes memory invalid = abi.encodeWithSelector(ERC3009.ERC3009InvalidSignature.selector);
        (uint8 v, bytes32 r, bytes32 s) = _authorization(address(ledger), 500);
        vm.expectRevert(invalid);
        ledger.depositWithAuthorization(alice, 501, START - 1, START + 1, NONCE, v, r, s);
        vm.expectRevert(invalid);
        ledger.depositWithAuthorization(BOB, 500, START - 1, START + 1, NONCE, v, r, s);
        (v, r, s) = _authorization(BOB, 500);
        vm.expectRevert(invalid);
        ledger.depositWithAuthorization(alice, 500, START - 1, START + 1, NONCE, v, r, s);
        (v, r, s) = _authorization(address(ledger), 0);
        vm.expectRevert(abi.encodeWithSelector(ILedger.ZeroAmount.selector));
        ledger.depositWithAuthorization(alice, 0, START - 1, START + 1, NONCE, v, r, s);
        _assertMoney(alice, FUNDS, 0);
    }

    // --- withdrawals

    function test_withdraw() external {
        vm.expectEmit(address(ledger));
        emit ILedger.Withdrawn(alice, CAROL, 400);
        vm.prank(alice);
        ledger.withdraw(400, CAROL);
        _assertMoney(alice, FUNDS - 400, 0);
        vm.assertEq(token.balanceOf(CAROL), 400);
        vm.assertEq(token.balanceOf(address(ledger)), 2 * FUNDS - 400);
    }

    function test_withdraw_refusals() external {
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.ZeroAmount.selector));
        ledger.withdraw(0, alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, alice, FUNDS, FUNDS + 1));
        ledger.withdraw(FUNDS + 1, alice);
        address[4] memory nowhere = [address(0), address(ledger), address(book), address(otherBook)];
        for (uint256 i = 0; i < nowhere.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ILedger.InvalidAddress.selector, nowhere[i]));
            ledger.withdraw(1, nowhere[i]);
        }
        vm.stopPrank();
        _assertMoney(alice, FUNDS, 0);
    }

    function test_withdraw_leavesWhatIsLocked() external {
        book.lock(alice, FUNDS - 10);
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, alice, 10, 11));
        ledger.withdraw(11, alice);
        ledger.withdraw(10, alice);
        vm.stopPrank();
        _assertMoney(alice, 0, FUNDS - 10);
    }

    function testFuzz_depositAndWithdraw_conserve(uint256 amount, uint256 back) external {
        amount = 1 + (amount % FUNDS);
        back = 1 + (back % (FUNDS + amount));
        token.faucet(alice);
        vm.startPrank(alice);
        ledger.deposit(alice, amount);
        ledger.withdraw(back, CAROL);
        vm.stopPrank();
        _assertMoney(alice, FUNDS + amount - back, 0);
        vm.assertEq(token.balanceOf(address(ledger)), 2 * FUNDS + amount - back);
    }

    function _withoutAllowance(uint256 needed) private view returns (bytes memory) {
        return abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(ledger), 0, needed);
    }

    function _takeAllowanceBack() private {
        token.faucet(alice);
        vm.prank(alice);
        token.approve(address(ledger), 0);
    }

    function _permit(uint256 amount) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 typehash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        return _signTyped(keccak256(abi.encode(typehash, alice, address(ledger), amount, token.nonces(alice), START)));
    }

    function _authorization(address payee, uint256 amount) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 typehash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        return _signTyped(keccak256(abi.encode(typehash, alice, payee, amount, START - 1, START + 1, NONCE)));
    }

    function _signTyped(bytes32 structHash) private view returns (uint8 v, bytes32 r, bytes32 s) {
        return vm.sign(ALICE_KEY, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), structHash)));
    }
}
