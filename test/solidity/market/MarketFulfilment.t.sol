// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {ModelId} from "../../../contracts/registries/types/ModelId.sol";
import {ContractWallet} from "../../../contracts/test/ContractWallet.sol";
import {ScriptedVerifier} from "../../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice Requests signed off chain and submitted with their result.
contract MarketFulfilmentTest is MarketFixture {
    function result(Submission calldata submission) external pure returns (bytes memory) {
        return submission.result();
    }

    function terms(Request calldata request) external pure returns (bytes memory) {
        return request.terms();
    }

    /// @dev Fulfils in the worker's transaction, without input.
    function _bring(Request memory request, bytes memory signed, Submission memory submission) private {
        market.fulfil(request, _noInput(), "", signed, worker, submission);
    }

    function _named() private view returns (Request memory request) {
        request = _toSign(_request());
        request.offer.worker = worker;
    }

    function _signed(Request memory request) private view returns (bytes memory) {
        return _sign(REQUESTER_KEY, JobId.unwrap(market.hashRequest(request)));
    }

    function _fulfil(Request memory request) private returns (JobId id) {
        id = market.hashRequest(request);
        bytes memory signed = _signed(request);
        Submission memory submission = _submission(request);
        vm.prank(worker);
        _bring(request, signed, submission);
    }

    function _expectRefusal(Request memory request, bytes memory error) private {
        _expectRefusalOf(request, _signed(request), _submission(request), error);
    }

    function _expectRefusalOf(
        Request memory request,
        bytes memory signed,
        Submission memory submission,
        bytes memory error
    ) private {
        vm.expectRevert(error);
        vm.prank(worker);
        _bring(request, signed, submission);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(_balance(worker), FUNDS);
    }

    function test_fulfil_settlesAtOnce() external {
        Request memory request = _named();
        JobId id = market.hashRequest(request);
        bytes memory signed = _signed(request);
        Submission memory submission = _submission(request);
        vm.expectEmit(address(market));
        emit IMarket.JobFulfilled(
            id,
            requester,
            worker,
            model,
            abi.encodePacked(
                this.terms(request),
                uint96(FEE - ROYALTY),
                uint96(ROYALTY),
                uint32(outputData.length),
                outputData,
                this.result(submission)
            )
        );
        vm.prank(worker);
        _bring(request, signed, submission);
        // Nothing is stored: the log is the record.
        _assertState(id, JobState.None);
        vm.assertEq(_balance(requester), FUNDS - FEE);
        vm.assertEq(_balance(worker), FUNDS + FEE - ROYALTY);
        vm.assertEq(_balance(publisher), ROYALTY);
    }

    function test_fulfil_paysTheFeeOfTheMoment() external {
        Request memory request = _named();
        (request.offer.minFee, request.offer.rampStart, request.offer.rampLength) = (0, uint40(START), 100);
        vm.warp(START + 40);
        _fulfil(request);
        vm.assertEq(_balance(requester), FUNDS - 100_000);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + 100_000);
    }

    function test_fulfil_happensOnce() external {
        Request memory request = _named();
        _fulfil(request);
        bytes memory signed = _signed(request);
        Submission memory submission = _submission(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceAlreadyUsed.selector, requester, request.nonce));
        vm.prank(worker);
        _bring(request, signed, submission);
    }

    function test_fulfil_notAfterItWasPosted() external {
        Request memory request = _named();
        bytes memory signed = _signed(request);
        JobId id = market.postSigned(request, _input(), "", signed);
        _assertState(id, JobState.Open);
        Submission memory submission = _submission(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceAlreadyUsed.selector, requester, request.nonce));
        vm.prank(worker);
        _bring(request, signed, submission);
    }

    function test_fulfil_notAfterItsRequesterCancelledIt() external {
        Request memory request = _named();
        vm.prank(requester);
        market.cancel(request);
        _expectRefusal(
            request,
            abi.encodeWithSelector(IMarketBase.NonceAlreadyUsed.selector, requester, request.nonce)
        );
    }

    function test_fulfil_refusesRequestsThatArePosted() external {
        Request memory request = _request();
        request.offer.worker = worker;
        _expectRefusal(request, abi.encodeWithSelector(IMarketBase.NonceIsForPost.selector, request.nonce));
    }

    function test_fulfil_deadline() external {
        Request memory request = _named();
        uint256 expiry = request.offer.expiry;
        vm.warp(expiry + 1);
        _expectRefusal(request, abi.encodeWithSelector(IMarketBase.RequestExpired.selector, expiry, expiry + 1));
        vm.warp(expiry);
        _fulfil(request);
        vm.assertEq(_balance(requester), FUNDS - FEE);
    }

    function test_fulfil_refusesOpenRequests() external {
        Request memory request = _toSign(_request());
        JobId id = market.hashRequest(request);
        bytes32 commitment = keccak256(abi.encode(id, worker, _receipt(request, outputData).outputRoot, bytes32(0)));
        _expectRefusal(request, abi.encodeWithSelector(IMarket.ResultNotAnnounced.selector, id, commitment));
    }

    function test_fulfil_cannotBeCopiedFromTheMempool() external {
        Request memory request = _named();
        bytes memory signed = _signed(request);
        Submission memory submission = _submission(request);
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotNamedWorker.selector, stranger, worker));
        vm.prank(stranger);
        market.fulfil(request, _noInput(), "", signed, stranger, submission);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, stranger, worker));
        vm.prank(stranger);
        _bring(request, signed, submission);
        vm.prank(worker);
        _bring(request, signed, submission);
        vm.assertEq(_balance(stranger), 0);
        vm.assertEq(_balance(worker), FUNDS + FEE - ROYALTY);
    }

    /// @dev The limit of announcements (docs/protocol.md): what they do not prevent, a named worker or an earlier claim does.
    function test_fulfil_seenOnItsWayCanBePostedClaimedAndAnsweredByAnother() external {
        Request memory request = _toSign(_request());
        bytes memory signed = _signed(request);
        Submission memory seen = _submission(request);
        market.announce(keccak256(abi.encode(market.hashRequest(request), worker, seen.receipt.outputRoot, seen.salt)));
        vm.warp(START + 1);

        uint256 copierKey = 0xC0B1E5;
        address copier = vm.addr(copierKey);
        _fund(copier);
        Submission memory copied = _submissionOf(request, copierKey, outputData);
        bytes[] memory calls = new bytes[](4);
        calls[0] = abi.encodeCall(IMarketBase.postSigned, (request, _input(), "", signed));
        calls[1] = abi.encodeCall(IMarketBase.claim, (request, copier, ""));
        calls[2] = abi.encodeCall(IMarketBase.submit, (request, 0, copied));
        calls[3] = abi.encodeCall(IMarketBase.finalize, (request, ""));
        vm.prank(copier);
        market.multicall(calls);
        vm.assertEq(_balance(copier), FUNDS + FEE - ROYALTY);

        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceAlreadyUsed.selector, requester, request.nonce));
        vm.prank(worker);
        _bring(request, signed, seen);

        // With its worker named, the same calls achieve nothing.
        request = _named();
        ++request.nonce;
        calls[0] = abi.encodeCall(IMarketBase.postSigned, (request, _input(), "", _signed(request)));
        calls[1] = abi.encodeCall(IMarketBase.claim, (request, copier, ""));
        vm.expectRevert(abi.encodeWithSelector(IMarket.NotNamedWorker.selector, copier, worker));
        vm.prank(copier);
        market.multicall(calls);
    }

    function test_fulfil_refusesOtherSignatures() external {
        Request memory request = _named();
        JobId id = market.hashRequest(request);
        bytes memory refusal = abi.encodeWithSelector(IMarketBase.InvalidRequestSignature.selector, id, requester);
        Submission memory submission = _submission(request);
        // The worker's own signature, none, and one for a request with another nonce.
        _expectRefusalOf(request, _sign(WORKER_KEY, JobId.unwrap(id)), submission, refusal);
        _expectRefusalOf(request, "", submission, refusal);
        Request memory other = _named();
        other.nonce = 8;
        _expectRefusalOf(request, _signed(other), submission, refusal);
        submission = _submission(request);
        _resign(request, submission, REQUESTER_KEY);
        _expectRefusalOf(
            request,
            _signed(request),
            submission,
            abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker)
        );
    }

    function test_fulfil_refusesWhatPostRefuses() external {
        Request memory request = _named();
        request.policy.seats = 2;
        _expectRefusal(request, abi.encodeWithSelector(IMarketBase.SeatsOutOfRange.selector, 2, 1, 1));
        request = _named();
        request.offer.expiry = uint40(START + 90 days + 1);
        _expectRefusal(
            request,
            abi.encodeWithSelector(IMarketBase.ExpiryTooFar.selector, START + 90 days + 1, START + 90 days)
        );
        request = _named();
        request.model = ModelId.wrap(keccak256("unpublished"));
        _expectRefusal(request, abi.encodeWithSelector(IMarketBase.ModelNotPublished.selector, request.model));
    }

    function test_fulfil_requesterThatWithdrewFirst() external {
        Request memory request = _named();
        bytes memory signed = _signed(request);
        Submission memory submission = _submission(request);
        vm.prank(requester);
        ledger.withdraw(FUNDS, requester);
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, requester, 0, FEE));
        vm.prank(worker);
        _bring(request, signed, submission);
    }

    function test_fulfil_contractWallets() external {
        ContractWallet wallet = new ContractWallet(requester);
        vm.prank(requester);
        ledger.transfer(address(wallet), FEE);
        Request memory request = _named();
        request.requester = address(wallet);
        _fulfil(request);
        vm.assertEq(_balance(address(wallet)), 0);
    }

    function test_fulfil_pendingVerdictLocksEverything() external {
        Request memory request = _toSign(_scriptedRequest());
        request.offer.worker = worker;
        request.offer.minFee = 0;
        request.offer.rampStart = uint40(START);
        request.offer.rampLength = 100;
        vm.warp(START + 50);
        JobId id = _fulfil(request);
        _assertState(id, JobState.Submitted);
        vm.assertEq(_balance(requester), FUNDS - FEE);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
        bytes32 root = market.getJob(id).seats[0].outputRoot;
        vm.warp(START + 90);
        scripted.setAnswer(Outcome.Accepted, root, 0);
        market.finalize(request, "");
        // The fee is that of the moment of submission.
        vm.assertEq(_balance(requester), FUNDS - FEE / 2);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE / 2);
    }

    function test_fulfil_refusedResultCostsNothing() external {
        Request memory request = _toSign(_scriptedRequest());
        request.offer.worker = worker;
        bytes memory refusal = abi.encodeWithSelector(
            IMarket.ResultNotAccepted.selector,
            market.hashRequest(request),
            address(scripted)
        );
        scripted.setAnswer(Outcome.Rejected, 0, 0);
        _expectRefusal(request, refusal);
        scripted.setAnswer(Outcome.Void, 0, 0);
        _expectRefusal(request, refusal);
        scripted.setAnswer(Outcome.Accepted, keccak256("another root"), 0);
        _expectRefusal(request, refusal);
        scripted.setMood(ScriptedVerifier.Mood.Reverts);
        _expectRefusal(request, refusal);
    }

    function test_fulfil_evidenceReachesTheVerifier() external {
        Request memory request = _toSign(_scriptedRequest());
        request.offer.worker = worker;
        Submission memory submission = _submission(request);
        submission = _withEvidence(request, submission, "proof");
        bytes memory signed = _signed(request);
        scripted.setAnswer(Outcome.Accepted, submission.receipt.outputRoot, 0);
        vm.prank(worker);
        _bring(request, signed, submission);
        vm.assertEq(string(scripted.evidence()), "proof");
    }

    function test_fulfil_refusesAResultThatTheVerdictShowsWrong() external {
        Request memory request = _toSign(_scriptedRequest());
        request.offer.worker = worker;
        Submission memory submission = _submission(request);
        scripted.setAnswer(Outcome.Accepted, submission.receipt.outputRoot, 0);
        scripted.setRefuted(1, new address[](0));
        JobId id = market.hashRequest(request);
        bytes memory refusal = abi.encodeWithSelector(IMarket.ResultNotAccepted.selector, id, address(scripted));
        _expectRefusalOf(request, _signed(request), submission, refusal);
    }

    /// @dev post has no guard, so a verifier that its requester trusts too much can post while it receives evidence.
    function test_fulfil_ofARequesterWhoseMoneyIsPostedMeanwhile() external {
        Request memory request = _toSign(_scriptedRequest());
        request.offer.worker = worker;
        Submission memory submission = _submission(request);
        submission = _withEvidence(request, submission, "proof");
        bytes memory signed = _signed(request);
        scripted.setAnswer(Outcome.Accepted, submission.receipt.outputRoot, 0);
        vm.prank(requester);
        ledger.approve(address(scripted), type(uint256).max);
        Request memory another = _request();
        another.offer.minFee = another.offer.maxFee = uint96(FUNDS - FEE + 1);
        scripted.setReentry(abi.encodeCall(IMarketBase.post, (another, _input())));
        // One unit too little is left, and the whole call reverts.
        vm.expectRevert(abi.encodeWithSelector(ILedger.InsufficientBalance.selector, requester, FEE - 1, FEE));
        vm.prank(worker);
        _bring(request, signed, submission);
        _assertState(market.hashRequest(another), JobState.None);
        vm.assertEq(_balance(requester), FUNDS);

        another.offer.minFee = another.offer.maxFee = uint96(FUNDS - FEE);
        scripted.setReentry(abi.encodeCall(IMarketBase.post, (another, _input())));
        vm.prank(worker);
        _bring(request, signed, submission);
        vm.assertTrue(scripted.reentrySucceeded());
        _assertState(market.hashRequest(another), JobState.Open);
        vm.assertEq(_balance(requester), 0);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE);
    }

    function test_tryMulticall_oneBadEntryLeavesTheOthers() external {
        bytes[] memory calls = new bytes[](3);
        JobId[] memory ids = new JobId[](3);
        for (uint256 i = 0; i < 3; ++i) {
            Request memory request = _named();
            request.nonce += i;
            ids[i] = market.hashRequest(request);
            bytes memory signed = i == 1 ? bytes("") : _signed(request);
            calls[i] = abi.encodeCall(IMarket.fulfil, (request, _noInput(), "", signed, worker, _submission(request)));
        }
        vm.expectEmit(address(market));
        emit IMarketBase.CallFailed(
            1,
            abi.encodeWithSelector(IMarketBase.InvalidRequestSignature.selector, ids[1], requester)
        );
        vm.prank(worker);
        bool[] memory succeeded = market.tryMulticall(calls);
        vm.assertTrue(succeeded[0] && !succeeded[1] && succeeded[2]);
        uint256 word = (_named().nonce - market.SIGNED_NONCE()) >> 8;
        vm.assertEq(market.nonceBitmap(requester, word), (1 << 7) | (1 << 9));
        vm.assertEq(_balance(requester), FUNDS - 2 * FEE);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + 2 * FEE);
    }
}
