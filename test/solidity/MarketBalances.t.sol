// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {Market} from "../../contracts/Market.sol";
import {IBalances} from "../../contracts/interfaces/IBalances.sol";
import {IJobs} from "../../contracts/interfaces/IJobs.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IMarketCore} from "../../contracts/interfaces/IMarketCore.sol";
import {IPanel} from "../../contracts/interfaces/IPanel.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {HostileToken} from "../../contracts/test/HostileToken.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {JobState} from "../../contracts/types/Job.sol";
import {Request} from "../../contracts/types/Request.sol";
import {MarketFixture} from "./MarketFixture.sol";

contract MarketBalancesTest is MarketFixture {
    HostileToken private hostile;
    IMarket private hostileMarket;

    function setUp() public override {
        super.setUp();
        hostile = new HostileToken();
        hostileMarket = IMarket(address(new Market(hostile, registry, keys, panel)));
        hostile.mint(requester, FUNDS);
        vm.prank(requester);
        hostile.approve(address(hostileMarket), type(uint256).max);
    }

    function test_constructor_setsWhatNeverChanges() external view {
        vm.assertEq(address(market.token()), address(token));
        vm.assertEq(address(market.modelRegistry()), address(registry));
    }

    function test_constructor_refusesAddressesWithoutCode() external {
        vm.expectRevert(abi.encodeWithSelector(IBalances.InvalidAddress.selector, stranger));
        new Market(IERC20(stranger), registry, keys, panel);
        vm.expectRevert(abi.encodeWithSelector(IJobs.RegistryHasNoCode.selector, address(0)));
        new Market(token, IModelRegistry(address(0)), keys, panel);
        vm.expectRevert(abi.encodeWithSelector(IJobs.RegistryHasNoCode.selector, stranger));
        new Market(token, registry, KeyRegistry(stranger), panel);
    }

    function test_deposit() external {
        token.faucet(requester);
        vm.expectEmit(address(market));
        emit IBalances.Deposited(requester, 123);
        vm.prank(requester);
        market.deposit(123);
        vm.assertEq(_balance(requester), FUNDS + 123);
        vm.assertEq(token.balanceOf(address(market)), 2 * FUNDS + 123);
    }

    function test_deposit_revertsOnZero() external {
        vm.expectRevert(abi.encodeWithSelector(IBalances.ZeroAmount.selector));
        vm.prank(requester);
        market.deposit(0);
    }

    function test_deposit_revertsWithoutAllowance() external {
        token.faucet(stranger);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 0, 5)
        );
        vm.prank(stranger);
        market.deposit(5);
    }

    function test_withdraw() external {
        vm.expectEmit(address(market));
        emit IBalances.Withdrawn(requester, stranger, 400);
        vm.prank(requester);
        market.withdraw(400, stranger);
        vm.assertEq(_balance(requester), FUNDS - 400);
        vm.assertEq(token.balanceOf(stranger), 400);
        vm.assertEq(token.balanceOf(address(market)), 2 * FUNDS - 400);
    }

    function test_withdraw_reverts() external {
        vm.startPrank(requester);
        vm.expectRevert(abi.encodeWithSelector(IBalances.ZeroAmount.selector));
        market.withdraw(0, requester);
        vm.expectRevert(abi.encodeWithSelector(IBalances.InsufficientBalance.selector, requester, FUNDS, FUNDS + 1));
        market.withdraw(FUNDS + 1, requester);
        vm.expectRevert(abi.encodeWithSelector(IBalances.InvalidAddress.selector, address(0)));
        market.withdraw(1, address(0));
        vm.expectRevert(abi.encodeWithSelector(IBalances.InvalidAddress.selector, address(market)));
        market.withdraw(1, address(market));
        vm.stopPrank();
        vm.assertEq(_balance(requester), FUNDS);
    }

    function testFuzz_depositAndWithdraw_conserve(uint256 amount, uint256 back) external {
        amount = 1 + (amount % FUNDS);
        token.faucet(requester);
        vm.startPrank(requester);
        market.deposit(amount);
        back = 1 + (back % (FUNDS + amount));
        market.withdraw(back, stranger);
        vm.stopPrank();
        vm.assertEq(_balance(requester), FUNDS + amount - back);
        vm.assertEq(token.balanceOf(address(market)), _balance(requester) + _balance(worker));
    }

    function _permit(uint256 amount, uint256 deadline) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 typehash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 structHash = keccak256(
            abi.encode(typehash, requester, address(market), amount, token.nonces(requester), deadline)
        );
        return vm.sign(REQUESTER_KEY, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), structHash)));
    }

    function test_depositWithPermit() external {
        _withoutAllowance();
        (uint8 v, bytes32 r, bytes32 s) = _permit(500, START);
        vm.prank(requester);
        market.depositWithPermit(500, START, v, r, s);
        vm.assertEq(_balance(requester), FUNDS + 500);
        vm.assertEq(token.allowance(requester, address(market)), 0);
    }

    function test_depositWithPermit_frontRunPermitDoesNoHarm() external {
        _withoutAllowance();
        (uint8 v, bytes32 r, bytes32 s) = _permit(500, START);
        vm.prank(stranger);
        token.permit(requester, address(market), 500, START, v, r, s);
        vm.prank(requester);
        market.depositWithPermit(500, START, v, r, s);
        vm.assertEq(_balance(requester), FUNDS + 500);
    }

    function test_depositWithPermit_revertsWithoutAllowanceWhenThePermitIsBad() external {
        _withoutAllowance();
        (uint8 v, bytes32 r, bytes32 s) = _permit(500, START);
        // Another amount than was signed.
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 0, 501)
        );
        vm.prank(requester);
        market.depositWithPermit(501, START, v, r, s);
    }

    function test_depositWithPermit_isTheCallersAlone() external {
        // A permit of the requester in a stranger's hands moves the stranger's tokens, of which there are none.
        _withoutAllowance();
        (uint8 v, bytes32 r, bytes32 s) = _permit(500, START);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(market), 0, 500)
        );
        vm.prank(stranger);
        market.depositWithPermit(500, START, v, r, s);
    }

    function _authorization(address payee, uint256 amount) private view returns (uint8 v, bytes32 r, bytes32 s) {
        bytes32 typehash = keccak256(
            "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        bytes32 structHash = keccak256(
            abi.encode(typehash, requester, payee, amount, START - 1, START + 1, bytes32("nonce"))
        );
        return vm.sign(REQUESTER_KEY, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), structHash)));
    }

    function test_depositWithAuthorization_broughtByAnyone() external {
        _withoutAllowance();
        (uint8 v, bytes32 r, bytes32 s) = _authorization(address(market), 500);
        vm.expectEmit(address(market));
        emit IBalances.Deposited(requester, 500);
        vm.prank(stranger);
        market.depositWithAuthorization(requester, 500, START - 1, START + 1, "nonce", v, r, s);
        vm.assertEq(_balance(requester), FUNDS + 500);
        vm.assertEq(_balance(stranger), 0);
        // It is used up.
        vm.expectRevert(abi.encodeWithSelector(ERC3009.ERC3009UsedAuthorization.selector, requester, bytes32("nonce")));
        market.depositWithAuthorization(requester, 500, START - 1, START + 1, "nonce", v, r, s);
    }

    function test_depositWithAuthorization_reverts() external {
        _withoutAllowance();
        bytes memory invalid = abi.encodeWithSelector(ERC3009.ERC3009InvalidSignature.selector);
        (uint8 v, bytes32 r, bytes32 s) = _authorization(address(market), 500);
        vm.expectRevert(invalid);
        market.depositWithAuthorization(requester, 501, START - 1, START + 1, "nonce", v, r, s);
        vm.expectRevert(invalid);
        market.depositWithAuthorization(stranger, 500, START - 1, START + 1, "nonce", v, r, s);
        (v, r, s) = _authorization(stranger, 500);
        vm.expectRevert(invalid);
        market.depositWithAuthorization(requester, 500, START - 1, START + 1, "nonce", v, r, s);
        (v, r, s) = _authorization(address(market), 0);
        vm.expectRevert(abi.encodeWithSelector(IBalances.ZeroAmount.selector));
        market.depositWithAuthorization(requester, 0, START - 1, START + 1, "nonce", v, r, s);
        vm.assertEq(_balance(requester), FUNDS);
    }

    function test_multicall_depositsAndPostsInOneTransaction() external {
        _withoutAllowance();
        Request memory request = _request();
        request.offer.minFee = request.offer.maxFee = uint96(FUNDS + 500);
        (uint8 v, bytes32 r, bytes32 s) = _permit(500, START);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(IBalances.depositWithPermit, (500, START, v, r, s));
        calls[1] = abi.encodeCall(IMarketCore.post, (request, _input()));
        vm.prank(requester);
        Multicall(address(market)).multicall(calls);
        _assertState(market.hashRequest(request), JobState.Open);
        vm.assertEq(_balance(requester), 0);
    }

    function _withoutAllowance() private {
        token.faucet(requester);
        vm.prank(requester);
        token.approve(address(market), 0);
    }

    function test_hostileToken_returnsFalse() external {
        hostile.setMood(HostileToken.Mood.ReturnsFalse);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(hostile)));
        vm.prank(requester);
        hostileMarket.deposit(5);
        _depositHonestly();
        hostile.setMood(HostileToken.Mood.ReturnsFalse);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(hostile)));
        vm.prank(requester);
        hostileMarket.withdraw(5, requester);
        vm.assertEq(hostileMarket.balanceOf(requester), 100);
    }

    function test_hostileToken_reverts() external {
        hostile.setMood(HostileToken.Mood.Reverts);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Refused.selector));
        vm.prank(requester);
        hostileMarket.deposit(5);
        _depositHonestly();
        hostile.setMood(HostileToken.Mood.Reverts);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Refused.selector));
        vm.prank(requester);
        hostileMarket.withdraw(5, requester);
        vm.assertEq(hostileMarket.balanceOf(requester), 100);
    }

    function test_hostileToken_feeOnTransferIsRefused() external {
        hostile.setMood(HostileToken.Mood.TakesFee);
        vm.expectRevert(abi.encodeWithSelector(IBalances.DepositMismatch.selector, 98, 100));
        vm.prank(requester);
        hostileMarket.deposit(100);
    }

    function test_hostileToken_blacklistedRecipientCanSendElsewhere() external {
        _depositHonestly();
        hostile.setMood(HostileToken.Mood.Blacklists);
        hostile.setBlacklisted(requester);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Refused.selector));
        vm.prank(requester);
        hostileMarket.withdraw(100, requester);
        vm.prank(requester);
        hostileMarket.withdraw(100, stranger);
        vm.assertEq(hostile.balanceOf(stranger), 100);
    }

    function test_hostileToken_cannotReenter() external {
        _depositHonestly();
        bytes memory refusal = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        bytes[] memory entries = _entries();
        for (uint256 i = 0; i < entries.length; ++i) {
            hostile.setMood(HostileToken.Mood.Reenters);
            hostile.setReentry(entries[i]);
            vm.prank(requester);
            hostileMarket.deposit(10);
            vm.assertTrue(!hostile.reentrySucceeded(), "re-entered from deposit");
            vm.assertEq(keccak256(hostile.answer()), keccak256(refusal));
            vm.prank(requester);
            hostileMarket.withdraw(10, requester);
            vm.assertTrue(!hostile.reentrySucceeded(), "re-entered from withdraw");
            vm.assertEq(keccak256(hostile.answer()), keccak256(refusal));
        }
        vm.assertEq(hostileMarket.balanceOf(requester), 100);
    }

    /// @dev Posting has no lock: it calls nobody, and spends only what is left.
    function test_hostileToken_postsWhatIsLeft() external {
        _depositHonestly();
        vm.prank(requester);
        hostileMarket.setOperator(address(hostile), true);
        Request memory request = _request();
        request.offer.minFee = request.offer.maxFee = 60;
        hostile.setMood(HostileToken.Mood.Reenters);
        hostile.setReentry(abi.encodeCall(IMarketCore.post, (request, _input())));
        vm.prank(requester);
        hostileMarket.withdraw(41, requester);
        vm.assertTrue(!hostile.reentrySucceeded());
        bytes memory refusal = abi.encodeWithSelector(IBalances.InsufficientBalance.selector, requester, 59, 60);
        vm.assertEq(keccak256(hostile.answer()), keccak256(refusal));
        vm.prank(requester);
        hostileMarket.deposit(41);
        vm.assertTrue(!hostile.reentrySucceeded(), "nothing is credited before it came");
        vm.prank(requester);
        hostileMarket.withdraw(40, requester);
        vm.assertTrue(hostile.reentrySucceeded());
        vm.assertEq(hostileMarket.balanceOf(requester), 0);
        vm.assertEq(hostile.balanceOf(address(hostileMarket)), 60);
        vm.assertTrue(hostileMarket.getJob(hostileMarket.hashRequest(request)).state == JobState.Open);
    }

    /// @dev Every function of the market that changes anything and is locked.
    function _entries() private view returns (bytes[] memory entries) {
        Request memory request = _request();
        entries = new bytes[](12);
        entries[0] = abi.encodeCall(IBalances.deposit, (1));
        entries[1] = abi.encodeCall(IBalances.depositWithPermit, (1, 0, 27, 0, 0));
        entries[2] = abi.encodeCall(IBalances.withdraw, (1, address(hostile)));
        entries[4] = abi.encodeCall(IMarketCore.claim, (request, worker, ""));
        entries[5] = abi.encodeCall(IMarketCore.submit, (request, 0, _submission(request)));
        entries[6] = abi.encodeCall(IMarketCore.finalize, (request, ""));
        entries[7] = abi.encodeCall(IPanel.cancel, (request));
        entries[8] = abi.encodeCall(IPanel.expire, (request));
        entries[9] = abi.encodeCall(IPanel.forfeit, (request));
        entries[3] = abi.encodeCall(IMarketCore.postSigned, (request, _input(), "", ""));
        entries[11] = abi.encodeCall(IBalances.depositWithAuthorization, (requester, 1, 0, 1, 0, 27, 0, 0));
        entries[10] = abi.encodeCall(IMarketCore.fulfil, (request, _noInput(), "", "", worker, _submission(request)));
    }

    function _depositHonestly() private {
        hostile.setMood(HostileToken.Mood.Honest);
        vm.prank(requester);
        hostileMarket.deposit(100);
    }
}
