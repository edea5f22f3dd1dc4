// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {Market} from "../../../contracts/market/Market.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Callback, Request, WHEN_FINAL} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {HostileConsumer} from "../../../contracts/test/HostileConsumer.sol";
import {HostileToken} from "../../../contracts/test/HostileToken.sol";
import {ScriptedVerifier} from "../../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {LedgerDeployer} from "../ledger/LedgerDeployer.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice Failures of earlier markets, each under its name. None of them can happen here.
contract MarketHistoryTest is MarketFixture {
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_callbackThatReverts() external {
        _callbackCannotHoldUp(HostileConsumer.Mood.Reverts);
    }

    function test_callbackThatBurnsAllGas() external {
        _callbackCannotHoldUp(HostileConsumer.Mood.BurnsGas);
    }

    function _callbackCannotHoldUp(HostileConsumer.Mood mood) private {
        HostileConsumer consumer = new HostileConsumer();
        consumer.setMood(mood);
        Request memory request = _request();
        request.callback = Callback(address(consumer), 500_000, WHEN_FINAL);
        JobId id = _postToSubmitted(request);
        // In an ordinary transaction, and nobody pays more than the request's limit.
        uint256 gasBefore = gasleft();
        market.finalize(request, "");
        vm.assertTrue(gasBefore - gasleft() < 500_000 + 250_000, "a callback took more gas than its limit");
        _assertState(id, JobState.Accepted);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE);
        vm.assertEq(market.getJob(id).delivered, 0);
    }

    /// @dev Escrow is out of the requester's reach from the post on.
    function test_clientThatWithdrawsBeforeDelivery() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        vm.startPrank(requester);
        ledger.withdraw(FUNDS - FEE, requester);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, requester, 0, 1));
        ledger.withdraw(1, requester);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, id, JobState.Claimed));
        market.cancel(request);
        vm.stopPrank();
        _submit(request);
        market.finalize(request, "");
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE);
    }

    function test_resultCopiedFromTheMempool_claimed() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        // The copier signs the same result as its own, or submits the worker's unchanged.
        Submission memory copied = _submissionOf(request, REQUESTER_KEY, outputData);
        Submission memory submission = _submission(request);
        vm.startPrank(requester);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, requester, worker));
        market.submit(request, 0, copied);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, requester, worker));
        market.submit(request, 0, submission);
        vm.stopPrank();
        vm.prank(worker);
        market.submit(request, 0, submission);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE);
        vm.assertEq(_balance(requester), FUNDS - FEE);
    }

    function test_resultCopiedFromTheMempool_announced() external {
        Request memory request = _toSign(_request());
        bytes memory signed = _signRequest(request);
        Submission memory submission = _submission(request);
        submission.salt = keccak256("salt");
        bytes32 root = submission.receipt.outputRoot;
        JobId id = market.hashRequest(request);
        market.announce(keccak256(abi.encode(id, worker, root, submission.salt)));
        vm.warp(START + 1);
        // The worker's fulfil is in the mempool, with root and salt; the copier's announcement is in this block.
        uint256 copierKey = 0xC09;
        address copier = vm.addr(copierKey);
        Submission memory copied = _submissionOf(request, copierKey, outputData);
        copied.salt = submission.salt;
        bytes32 commitment = keccak256(abi.encode(id, copier, root, submission.salt));
        vm.startPrank(copier);
        market.announce(commitment);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.AnnouncementNotInTime.selector, commitment, START + 1, START + 1)
        );
        market.fulfil(request, _noInput(), "", signed, copier, copied);
        vm.stopPrank();
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE);
        vm.assertEq(_balance(copier), 0);
    }

    function test_permitFrontRun() external {
        token.faucet(requester);
        (uint8 v, bytes32 r, bytes32 s) = _permit(400);
        // Someone else uses the permit first.
        vm.prank(stranger);
        token.permit(requester, address(ledger), 400, START + 60, v, r, s);
        vm.prank(requester);
        market.depositWithPermit(400, START + 60, v, r, s);
        vm.assertEq(_balance(requester), FUNDS + 400);
    }

    function _permit(uint256 amount) private returns (uint8 v, bytes32 r, bytes32 s) {
        vm.prank(requester);
        token.approve(address(ledger), 0);
        bytes32 typehash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 structHash = keccak256(
            abi.encode(typehash, requester, address(ledger), amount, token.nonces(requester), START + 60)
        );
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), structHash));
        return vm.sign(REQUESTER_KEY, digest);
    }

    function test_signatureReplayed_onAnotherChain() external {
        Request memory request = _toSign(_request());
        vm.chainId(999);
        bytes memory signed = _signRequest(request);
        vm.chainId(31337);
        _requestIsRefused(market, request, signed);
    }

    function test_signatureReplayed_onAnotherMarket() external {
        IMarket other = new Market(ledger, registry, keys, MIN_LOCK_FOR);
        Request memory request = _toSign(_request());
        _requestIsRefused(other, request, _signRequest(request));
    }

    function test_signatureReplayed_onAnotherJob() external {
        Request memory request = _toSign(_request());
        bytes memory signed = _signRequest(request);
        market.postSigned(request, _input(), "", signed);
        ++request.nonce;
        _requestIsRefused(market, request, signed);
        --request.nonce;
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceAlreadyUsed.selector, requester, request.nonce));
        market.postSigned(request, _noInput(), "", signed);
    }

    function test_malleableSignature() external {
        Request memory request = _toSign(_request());
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(REQUESTER_KEY, JobId.unwrap(market.hashRequest(request)));
        bytes memory mirrored = abi.encodePacked(r, bytes32(CURVE_ORDER - uint256(s)), v == 27 ? 28 : 27);
        _requestIsRefused(market, request, mirrored);
        _requestIsRefused(market, request, abi.encodePacked(r, s, v, uint8(0)));
        _requestIsRefused(market, request, abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255))));
    }

    function _requestIsRefused(IMarket where, Request memory request, bytes memory signed) private {
        JobId id = where.hashRequest(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InvalidRequestSignature.selector, id, requester));
        where.postSigned(request, _noInput(), "", signed);
    }

    /// @dev Nothing is pushed, so an account that cannot receive the token blocks nobody, not even itself.
    function test_blacklistedRecipient() external {
        HostileToken hostile = _openHostileMarket();
        hostile.setBlacklisted(worker);
        hostile.setMood(HostileToken.Mood.Blacklists);
        Request memory request = _request();
        _postToSubmitted(request);
        market.finalize(request, "");
        uint256 earned = _balance(worker);
        vm.assertEq(earned + _balance(publisher), FUNDS + FEE);
        vm.startPrank(worker);
        vm.expectRevert(abi.encodeWithSelector(HostileToken.Refused.selector));
        ledger.withdraw(earned, worker);
        ledger.withdraw(earned, stranger);
        vm.stopPrank();
        vm.assertEq(hostile.balanceOf(stranger), earned);
    }

    function test_feeOnTransferTokenRefused() external {
        HostileToken hostile = _openHostileMarket();
        hostile.setMood(HostileToken.Mood.TakesFee);
        hostile.mint(requester, 1_000);
        vm.expectRevert(abi.encodeWithSelector(ILedger.DepositMismatch.selector, 989, 1_000));
        vm.prank(requester);
        market.deposit(1_000);
    }

    /// @dev A market and its ledger, with a token that misbehaves on request.
    function _openHostileMarket() private returns (HostileToken hostile) {
        hostile = new HostileToken();
        LedgerDeployer deployer = new LedgerDeployer();
        ledger = deployer.ledger();
        market = new Market(ledger, registry, keys, MIN_LOCK_FOR);
        address[] memory books = new address[](1);
        books[0] = address(market);
        deployer.deploy(hostile, books);
        address[2] memory people = [requester, worker];
        for (uint256 i = 0; i < 2; ++i) {
            hostile.mint(people[i], FUNDS);
            vm.startPrank(people[i]);
            hostile.approve(address(ledger), type(uint256).max);
            market.deposit(FUNDS);
            vm.stopPrank();
        }
    }

    /// @dev In the last second before the deadline, the result counts and the forfeit does not; one second later, the reverse.
    function test_lastSecondMoves() external {
        Request memory request = _request();
        request.offer.expiry = uint40(START + 10);
        JobId id = _post(request);
        vm.warp(START + 10);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.RequestNotExpired.selector, START + 10, START + 10));
        market.expire(request);
        _claim(request);
        uint256 deadline = START + 10 + LOCK_FOR;
        vm.warp(deadline);
        vm.expectRevert(abi.encodeWithSelector(IMarket.DeadlineNotPassed.selector, id, deadline, deadline));
        market.forfeit(request);
        Submission memory submission = _submission(request);
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.DeadlinePassed.selector, id, deadline, deadline + 1));
        vm.prank(worker);
        market.submit(request, 0, submission);
        vm.warp(deadline);
        vm.prank(worker);
        market.submit(request, 0, submission);
        vm.warp(deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotClaimed.selector, id, JobState.Submitted));
        market.forfeit(request);
        market.finalize(request, "");
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE);
    }

    function test_batchWithOneBadEntry() external {
        bytes[] memory calls = new bytes[](3);
        for (uint256 i = 0; i < 3; ++i) {
            Request memory request = _toSign(_request());
            request.nonce += i;
            request.offer.worker = worker;
            bytes memory signed = i == 1 ? bytes("bad") : _signRequest(request);
            calls[i] = abi.encodeCall(IMarket.fulfil, (request, _noInput(), "", signed, worker, _submission(request)));
        }
        vm.startPrank(worker);
        bool[] memory succeeded = market.tryMulticall(calls);
        vm.assertTrue(succeeded[0] && !succeeded[1] && succeeded[2]);
        vm.assertEq(_balance(requester), FUNDS - 2 * FEE);
        // All or nothing is the other one's word.
        vm.expectRevert();
        market.multicall(calls);
    }

    function test_verifierThatReverts() external {
        _isRefundedInTime(ScriptedVerifier.Mood.Reverts);
    }

    function test_verifierThatBurnsItsGas() external {
        _isRefundedInTime(ScriptedVerifier.Mood.BurnsGas);
    }

    function test_verifierThatAnswersNonsense() external {
        _isRefundedInTime(ScriptedVerifier.Mood.Malformed);
    }

    function test_verifierThatNeverDecides() external {
        _isRefundedInTime(ScriptedVerifier.Mood.Answers);
    }

    /// @dev A verifier states an `until` far beyond the market's own bound: the statement is shown, but nothing relies on it.
    function test_verifierThatLiesAboutItsWindow() external {
        Request memory request = _scriptedRequest();
        JobId id = _postToSubmitted(request);
        uint40 never = type(uint40).max;
        scripted.setAnswer(Outcome.Pending, 0, never);
        vm.warp(START + 30 days);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.VerdictPending.selector, id, never));
        market.finalize(request, "");
        vm.warp(START + 30 days + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
    }

    function _isRefundedInTime(ScriptedVerifier.Mood mood) private {
        Request memory request = _scriptedRequest();
        JobId id = _postToSubmitted(request);
        scripted.setMood(mood);
        vm.warp(START + 30 days);
        vm.expectRevert();
        market.finalize(request, "");
        vm.warp(START + 30 days + 1);
        market.finalize(request, "");
        _assertState(id, JobState.Void);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
    }
}
