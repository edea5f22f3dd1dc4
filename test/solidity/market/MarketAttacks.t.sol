// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IInferenceConsumer} from "../../../contracts/market/interfaces/IInferenceConsumer.sol";
import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Callback, Input, Request, WHEN_FINAL} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {InferenceConsumer} from "../../../contracts/periphery/InferenceConsumer.sol";
import {IKeyRegistry} from "../../../contracts/registries/IKeyRegistry.sol";
import {IModelRegistry} from "../../../contracts/registries/IModelRegistry.sol";
import {KeyConsent, SCOPE_WORK} from "../../../contracts/registries/types/Key.sol";
import {ScriptedDispute} from "../../../contracts/test/ScriptedDispute.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {IDisputable} from "../../../contracts/verifiers/interfaces/IDisputable.sol";
import {OptimisticVerifier} from "../../../contracts/verifiers/OptimisticVerifier.sol";
import {MarketFixture} from "./MarketFixture.sol";
import {ProofVerifier} from "./ProofVerifier.sol";

/// @notice A consumer that acts on the market when it gets the final call, and continues if that fails.
contract ActingConsumer is IInferenceConsumer {
    bool public heard;
    bool public acted;
    bytes private _call;

    function setCall(bytes calldata call_) external {
        _call = call_;
    }

    function onInference(JobId, uint8, JobState, bytes32, bytes calldata output) external {
        if (output.length == 0) revert InferenceConsumer.OutputMissing(JobId.wrap(0));
        heard = true;
        (acted, ) = msg.sender.call(_call);
    }
}

/// @notice Ways in which an earlier design of the market could be robbed or misled, and that no longer work. Jobs of several
/// seats have a file of their own.
contract MarketAttacksTest is MarketFixture {
    uint256 private constant COPIER_KEY = 0xC09;

    // --- a lock that ends before the next block

    function test_shortLock_isRefusedHoweverTheRequestComes() external {
        Request memory request = _request();
        request.offer.lockFor = 5;
        Input memory input = _input();
        bytes memory refusal = abi.encodeWithSelector(IMarketBase.LockOutOfRange.selector, 5, MIN_LOCK_FOR, 7 days);
        vm.prank(requester);
        vm.expectRevert(refusal);
        market.post(request, input);
        request = _toSign(request);
        request.offer.worker = worker;
        bytes memory signed = _signRequest(request);
        vm.expectRevert(refusal);
        market.postSigned(request, input, "", signed);
        Submission memory submission = _submission(request);
        vm.prank(worker);
        vm.expectRevert(refusal);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
    }

    /// @dev Whatever the requester does about a late worker, it ends where it began.
    function testFuzz_absentWorker_winsTheRequesterNothing(uint96 collateral, uint8 times, bool cancels) external {
        Request memory request = _request();
        request.offer.collateral = collateral % uint96(FUNDS / 4);
        request.offer.expiry = uint40(START + 1 days);
        _post(request);
        for (uint256 i = 0; i < times % 4; ++i) {
            _claim(request);
            vm.warp(block.timestamp + LOCK_FOR + 1);
            vm.prank(requester);
            market.forfeit(request);
        }
        if (!cancels) vm.warp(request.offer.expiry + 1);
        vm.prank(requester);
        if (cancels) market.cancel(request);
        else market.expire(request);
        vm.assertEq(_wealth(requester), FUNDS);
    }

    // --- a verifier that is starved of gas

    /// @dev Whatever gas the requester sends, the verifier gets all its gas or is not called.
    function test_starvedVerifier_isNotAsked() external {
        Request memory request = _request();
        request.policy.verifier = address(new ProofVerifier());
        JobId id = _postToSubmitted(request);
        for (uint256 gas = 900_000; gas < 1_300_000; gas += 5_000) {
            vm.prank(requester);
            try market.finalize{gas: gas}(request, "") {
                break;
            } catch {
                _assertState(id, JobState.Submitted);
            }
        }
        _assertState(id, JobState.Accepted);
        vm.assertEq(_balance(worker), FUNDS + FEE - ROYALTY);
    }

    /// @dev The same for a request that is fulfilled at once: nobody makes a good result fail by sending too little gas.
    function test_starvedVerifier_isNotAskedByFulfil() external {
        Request memory request = _toSign(_request());
        request.offer.worker = worker;
        request.policy.verifier = address(new ProofVerifier());
        bytes memory signed = _signRequest(request);
        Submission memory submission = _submission(request);
        bool fulfilled = false;
        for (uint256 gas = 900_000; gas < 1_500_000 && !fulfilled; gas += 5_000) {
            vm.prank(worker);
            try market.fulfil{gas: gas}(request, _noInput(), "", signed, worker, submission) {
                fulfilled = true;
            } catch (bytes memory reason) {
                // Too little gas for the verifier, or for what follows; never a refusal by the verifier.
                vm.assertTrue(bytes4(reason) != IMarket.ResultNotAccepted.selector, "a starved verifier was heard");
            }
        }
        vm.assertTrue(fulfilled);
        vm.assertEq(_balance(worker), FUNDS + FEE - ROYALTY);
    }

    // --- a submission that someone else strips

    function test_strippedSubmission_isNotTakenFromOthers() external {
        Request memory request = _request();
        ProofVerifier verifier = new ProofVerifier();
        request.policy.verifier = address(verifier);
        JobId id = _postAndClaim(request);
        Submission memory honest = _withEvidence(request, _submission(request), "a good proof");
        Submission memory stripped = _withEvidence(request, _submission(request), "a good proof");
        (stripped.evidence, stripped.output) = ("", "");
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, stranger, worker));
        market.submit(request, 0, stripped);
        // Even the worker's own call is refused without the evidence that it signed, or with other evidence.
        bytes32 signed = keccak256("a good proof");
        vm.startPrank(worker);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.EvidenceMismatch.selector, bytes32(0), signed));
        market.submit(request, 0, stripped);
        stripped.evidence = "another";
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.EvidenceMismatch.selector, keccak256("another"), signed));
        market.submit(request, 0, stripped);
        market.submit(request, 0, honest);
        vm.stopPrank();
        vm.assertTrue(verifier.isProved(id));
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
    }

    function test_strippedSubmission_isNotFulfilledByOthers() external {
        Request memory request = _toSign(_scriptedRequest());
        request.offer.worker = worker;
        bytes memory signed = _signRequest(request);
        Submission memory submission = _withEvidence(request, _submission(request), "a good proof");
        scripted.setAnswer(Outcome.Accepted, submission.receipt.outputRoot, 0);
        submission.output = "";
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, stranger, worker));
        market.fulfil(request, _noInput(), "", signed, worker, submission);
        submission.evidence = "";
        vm.prank(worker);
        vm.expectRevert(
            abi.encodeWithSelector(IMarketBase.EvidenceMismatch.selector, bytes32(0), keccak256("a good proof"))
        );
        market.fulfil(request, _noInput(), "", signed, worker, submission);
    }

    function test_evidence_thatNobodySignedIsRefused() external {
        Request memory request = _scriptedRequest();
        _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission.evidence = "added on the way";
        vm.prank(worker);
        vm.expectRevert(
            abi.encodeWithSelector(IMarketBase.EvidenceMismatch.selector, keccak256("added on the way"), bytes32(0))
        );
        market.submit(request, 0, submission);
    }

    // --- a receipt that serves another account

    function test_receipt_namesItsWorker() external {
        address copier = vm.addr(COPIER_KEY);
        _fund(copier);
        Request memory request = _request();
        JobId id = _post(request);
        vm.prank(copier);
        market.claim(request, copier, "");
        // The worker's signature, seen off chain, does not name the copier.
        Submission memory seen = _submission(request);
        bytes[2] memory signers = [bytes(""), abi.encodePacked(worker)];
        for (uint256 i = 0; i < signers.length; ++i) {
            seen.signer = signers[i];
            vm.prank(copier);
            vm.expectRevert(abi.encodeWithSelector(IMarketBase.ReceiptOfOtherWorker.selector, worker, copier));
            market.submit(request, 0, seen);
        }
        // If the copier puts in its own name, the signature no longer matches.
        seen.receipt.worker = copier;
        vm.prank(copier);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, copier));
        market.submit(request, 0, seen);
    }

    function test_key_isNotListedWithoutItsConsent() external {
        address copier = vm.addr(COPIER_KEY);
        bytes memory own = _sign(COPIER_KEY, keys.hashConsent(KeyConsent(copier, SCOPE_WORK, type(uint40).max)));
        vm.prank(copier);
        vm.expectRevert(
            abi.encodeWithSelector(IKeyRegistry.KeyDoesNotConsent.selector, copier, abi.encodePacked(worker))
        );
        keys.setKey(abi.encodePacked(worker), SCOPE_WORK, 0, type(uint40).max, own);
    }

    // --- a callback inside another's call

    /// @dev A verifier that receives evidence triggers another's callback, where the consumer's calls to this market could fail.
    function test_callback_isNotMadeInsideTheGuard() external {
        (ActingConsumer consumer, Request memory victims, JobId id) = _endedWithoutBytes();
        Request memory own = _scriptedRequest();
        own.nonce = 99;
        _postAndClaim(own);
        scripted.setReentry(abi.encodeCall(IMarketBase.deliver, (victims, WHEN_FINAL, outputData)));
        Submission memory submission = _withEvidence(own, _submission(own), "any");
        vm.prank(worker);
        market.submit(own, 0, submission);
        vm.assertTrue(!scripted.reentrySucceeded(), "a callback inside the guard");
        vm.assertTrue(!consumer.heard());
        vm.assertEq(market.getJob(id).delivered, 0);
        // The callback is still due, and succeeds outside the guarded call.
        market.deliver(victims, WHEN_FINAL, outputData);
        vm.assertTrue(consumer.heard() && consumer.acted());
        vm.assertEq(market.getJob(id).delivered, WHEN_FINAL);
    }

    /// @dev Nor by finalizing another's job from there: that fails as a whole, and can be done later.
    function test_finalize_isNotMadeInsideTheGuardWhereACallbackFollows() external {
        ActingConsumer consumer = new ActingConsumer();
        Request memory victims = _request();
        victims.callback = Callback(address(consumer), 300_000, WHEN_FINAL);
        JobId id = _postToSubmitted(victims);
        Request memory own = _toSign(_scriptedRequest());
        own.offer.worker = worker;
        bytes memory signed = _signRequest(own);
        Submission memory submission = _withEvidence(own, _submission(own), "any");
        scripted.setAnswer(Outcome.Accepted, submission.receipt.outputRoot, 0);
        scripted.setReentry(abi.encodeCall(IMarketBase.finalize, (victims, outputData)));
        vm.prank(worker);
        market.fulfil(own, _noInput(), "", signed, worker, submission);
        vm.assertTrue(!scripted.reentrySucceeded());
        _assertState(id, JobState.Submitted);
        market.finalize(victims, outputData);
        _assertState(id, JobState.Accepted);
        vm.assertTrue(consumer.heard());
    }

    /// @dev A verifier cannot settle the job whose evidence it receives: the submission's callback reports what is still true.
    function test_finalize_isNotMadeWhileItsEvidenceIsShown() external {
        Request memory request = _scriptedRequest();
        JobId id = _postAndClaim(request);
        Submission memory submission = _withEvidence(request, _submission(request), "any");
        scripted.setAnswer(Outcome.Accepted, submission.receipt.outputRoot, 0);
        scripted.setReentry(abi.encodeCall(IMarketBase.finalize, (request, "")));
        vm.prank(worker);
        market.submit(request, 0, submission);
        vm.assertTrue(!scripted.reentrySucceeded());
        _assertState(id, JobState.Submitted);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
    }

    // --- a reward that nobody could withdraw

    function test_reward_ofABookIsBurned() external {
        Request memory request = _scriptedRequest();
        JobId id = _postToSubmitted(request);
        address[] memory challengers = new address[](1);
        challengers[0] = address(market);
        scripted.setAnswer(Outcome.Rejected, 0, 0);
        scripted.setRefuted(1, challengers);
        uint256 kept = ledger.lockedOf(address(market));
        vm.expectEmit(address(market));
        emit IMarketBase.SeatForfeited(id, worker, 0, COLLATERAL, 0, address(0));
        market.finalize(request, "");
        vm.assertEq(ledger.lockedOf(address(market)), kept);
        vm.assertEq(ledger.lockedOf(worker), 0);
    }

    function _endedWithoutBytes() private returns (ActingConsumer consumer, Request memory victims, JobId id) {
        consumer = new ActingConsumer();
        vm.prank(requester);
        ledger.transfer(address(consumer), FEE);
        Request memory next = _request();
        (next.requester, next.nonce) = (address(consumer), 1);
        consumer.setCall(abi.encodeCall(IMarketBase.post, (next, _input())));
        victims = _request();
        victims.callback = Callback(address(consumer), 600_000, WHEN_FINAL);
        id = _postToSubmitted(victims);
        market.finalize(victims, "");
        vm.assertTrue(!consumer.heard());
    }

    // --- a result that nobody could challenge

    function _optimistic() private returns (Request memory request, ScriptedDispute dispute) {
        dispute = new ScriptedDispute();
        request = _request();
        request.policy.verifier = address(new OptimisticVerifier(market, dispute, 60));
        request.policy.params = abi.encode(uint256(300), false);
    }

    function _claimRefused(Request memory request, bytes memory refusal) private {
        _post(request);
        vm.prank(worker);
        vm.expectRevert(refusal);
        market.claim(request, worker, "");
        // Nor can it be submitted with its result.
        request = _toSign(request);
        request.offer.worker = worker;
        bytes memory signed = _signRequest(request);
        Submission memory submission = _submission(request);
        vm.prank(worker);
        vm.expectRevert(refusal);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
    }

    function test_optimistic_refusesAModelThatNoDisputeJudges() external {
        (Request memory request, ) = _optimistic();
        IModelRegistry.Publication memory publication = _publication("native", keccak256("native"), 0);
        publication.profile = keccak256("assay.native.1");
        request.model = _publish(publication);
        _claimRefused(
            request,
            abi.encodeWithSelector(IDisputable.ModelNotDisputable.selector, publication.profile, PROFILE)
        );
    }

    function test_optimistic_refusesCollateralThatPaysNoChallenge() external {
        (Request memory request, ScriptedDispute dispute) = _optimistic();
        uint96 least = uint96(dispute.leastCollateral());
        request.offer.collateral = least - 1;
        _claimRefused(request, abi.encodeWithSelector(IDisputable.CollateralTooLow.selector, least - 1, least));
        request.nonce = 8;
        request.offer.collateral = least;
        _postAndClaim(request);
    }

    function test_optimistic_takesLargeDataOnlyWhereTheRequestSaysSo() external {
        (Request memory request, ScriptedDispute dispute) = _optimistic();
        uint32 most = uint32(dispute.demandableBytes());
        IModelRegistry.Publication memory publication = _publication("large", keccak256("large"), 0);
        publication.inputBytes = most + 1;
        request.model = _publish(publication);
        _claimRefused(
            request,
            abi.encodeWithSelector(IDisputable.DataTooLarge.selector, most + 1, publication.outputBytes, most)
        );
        request.nonce = 8;
        request.policy.params = abi.encode(uint256(300), true);
        _postAndClaim(request);
    }
}
