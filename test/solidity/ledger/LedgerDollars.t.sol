// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {ContractWallet} from "../../../contracts/test/ContractWallet.sol";
import {FiatTokenLike} from "../../../contracts/test/FiatTokenLike.sol";
import {TetherLike} from "../../../contracts/test/TetherLike.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {LedgerFixture} from "./LedgerFixture.sol";

/// @notice The ledger on tokens that behave as the two largest dollar tokens do.
contract LedgerDollarsTest is LedgerFixture {
    FiatTokenLike private usdc;
    TetherLike private usdt;

    function setUp() public override {
        vm.warp(START);
    }

    function _openWithUsdc() private {
        usdc = new FiatTokenLike();
        _openLedger(usdc);
        usdc.faucet(alice);
    }

    function _openWithUsdt() private {
        usdt = new TetherLike();
        _openLedger(IERC20(address(usdt)));
        usdt.faucet(alice);
        vm.prank(alice);
        usdt.approve(address(ledger), FUNDS);
    }

    function _permit(address owner, uint256 amount) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 structHash = keccak256(abi.encode(typeHash, owner, address(ledger), amount, usdc.nonces(owner), START));
        return vm.sign(ALICE_KEY, MessageHashUtils.toTypedDataHash(usdc.DOMAIN_SEPARATOR(), structHash));
    }

    function test_fiat_permitOfAPlainAccountDeposits() external {
        _openWithUsdc();
        (uint8 v, bytes32 r, bytes32 s) = _permit(alice, 7);
        vm.prank(alice);
        ledger.depositWithPermit(alice, 7, START, v, r, s);
        _assertMoney(alice, 7, 0);
    }

    function test_fiat_permitOfAWalletContractDeposits() external {
        _openWithUsdc();
        ContractWallet wallet = new ContractWallet(alice);
        usdc.faucet(address(wallet));
        (uint8 v, bytes32 r, bytes32 s) = _permit(address(wallet), 7);
        vm.prank(address(wallet));
        ledger.depositWithPermit(address(wallet), 7, START, v, r, s);
        _assertMoney(address(wallet), 7, 0);
    }

    /// @dev An account with EIP-7702 code whose code knows no ERC-1271: its own key's permit is refused, an allowance works.
    function test_fiat_permitOfAnAccountWithCodeIsRefusedAndAnAllowanceWorks() external {
        _openWithUsdc();
        vm.etch(alice, hex"00");
        (uint8 v, bytes32 r, bytes32 s) = _permit(alice, 7);
        vm.startPrank(alice);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(ledger), 0, 7)
        );
        ledger.depositWithPermit(alice, 7, START, v, r, s);
        usdc.approve(address(ledger), 7);
        ledger.depositWithPermit(alice, 7, START, v, r, s);
        vm.stopPrank();
        _assertMoney(alice, 7, 0);
    }

    function test_fiat_authorizationDeposits() external {
        _openWithUsdc();
        bytes32 typeHash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        bytes32 structHash = keccak256(
            abi.encode(typeHash, alice, address(ledger), 7, START - 1, START + 1, bytes32(0))
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            ALICE_KEY,
            MessageHashUtils.toTypedDataHash(usdc.DOMAIN_SEPARATOR(), structHash)
        );
        vm.prank(BOB);
        ledger.depositWithAuthorization(alice, 7, START - 1, START + 1, 0, v, r, s);
        _assertMoney(alice, 7, 0);
    }

    function test_fiat_blacklistedAccountSendsItsMoneyElsewhere() external {
        _openWithUsdc();
        vm.startPrank(alice);
        usdc.approve(address(ledger), 10);
        ledger.deposit(alice, 10);
        usdc.setBlacklisted(alice, true);
        vm.expectRevert("Blacklistable: account is blacklisted");
        ledger.withdraw(10, alice);
        ledger.withdraw(10, BOB);
        vm.stopPrank();
        vm.assertEq(usdc.balanceOf(BOB), 10);
        _assertMoney(alice, 0, 0);
    }

    function test_fiat_pausedTokenHoldsMoneyAndLosesNone() external {
        _openWithUsdc();
        vm.startPrank(alice);
        usdc.approve(address(ledger), 20);
        ledger.deposit(alice, 10);
        usdc.setPaused(true);
        vm.expectRevert("Pausable: paused");
        ledger.withdraw(10, alice);
        vm.expectRevert("Pausable: paused");
        ledger.deposit(alice, 10);
        ledger.transfer(BOB, 4);
        usdc.setPaused(false);
        ledger.withdraw(6, alice);
        vm.stopPrank();
        _assertMoney(alice, 0, 0);
        _assertMoney(BOB, 4, 0);
    }

    function test_tether_depositsAndWithdrawsWithoutReturnValues() external {
        _openWithUsdt();
        vm.startPrank(alice);
        ledger.deposit(alice, 10);
        ledger.withdraw(4, BOB);
        vm.stopPrank();
        _assertMoney(alice, 6, 0);
        vm.assertEq(usdt.balanceOf(BOB), 4);
        vm.assertEq(usdt.balanceOf(address(ledger)), 6);
    }

    function test_tether_aPermitThatItDoesNotKnowDepositsByTheAllowance() external {
        _openWithUsdt();
        vm.prank(alice);
        ledger.depositWithPermit(alice, 10, START, 27, 0, 0);
        _assertMoney(alice, 10, 0);
    }

    function test_tether_transferFeeIsRefused() external {
        _openWithUsdt();
        usdt.setFee(100);
        vm.expectRevert(abi.encodeWithSelector(ILedger.DepositMismatch.selector, 99, 100));
        vm.prank(alice);
        ledger.deposit(alice, 100);
        _assertMoney(alice, 0, 0);
    }

    function test_tether_blacklistedAccountWithdraws() external {
        _openWithUsdt();
        vm.startPrank(alice);
        ledger.deposit(alice, 10);
        usdt.setBlackListed(alice, true);
        // Tether refuses what a blacklisted account sends, not what it gets.
        ledger.withdraw(10, alice);
        vm.expectRevert();
        ledger.deposit(alice, 10);
        vm.stopPrank();
        vm.assertEq(usdt.balanceOf(alice), FUNDS);
    }
}
