// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ERC7913P256Verifier} from "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier.sol";
import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {JobState, Seat, SeatState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Input, Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {Outcome} from "../../../contracts/market/types/Verdict.sol";
import {KeyConsent, SCOPE_REQUEST, SCOPE_WORK} from "../../../contracts/registries/types/Key.sol";
import {ContractWallet} from "../../../contracts/test/ContractWallet.sol";
import {ScriptedVerifier} from "../../../contracts/test/ScriptedVerifier.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice Which accounts may sign and act for others, and that each signature counts once.
contract MarketSignedTest is MarketFixture {
    uint256 private constant HOT_KEY = 0x407;
    address private hot = vm.addr(HOT_KEY);
    bytes private hotSigner = abi.encodePacked(vm.addr(HOT_KEY));

    // --- posting

    function test_post_byAnotherWithinTheRequestersAllowance() external {
        Request memory request = _request();
        Input memory input = _input();
        bytes memory refusal = abi.encodeWithSelector(
            ILedger.InsufficientAllowance.selector,
            requester,
            stranger,
            FEE - 1,
            FEE
        );
        vm.prank(requester);
        ledger.approve(stranger, FEE - 1);
        vm.expectRevert(refusal);
        vm.prank(stranger);
        market.post(request, input);
        vm.prank(requester);
        ledger.approve(stranger, FEE + 1);
        vm.prank(stranger);
        JobId id = market.post(request, input);
        _assertState(id, JobState.Open);
        vm.assertEq(_balance(requester), FUNDS - FEE);
        vm.assertEq(ledger.allowance(requester, stranger), 1);
        // The posted job is the requester's to cancel, not the spender's; and the refund does not restore the allowance.
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotRequester.selector, stranger, requester));
        vm.prank(stranger);
        market.cancel(request);
        vm.prank(requester);
        market.cancel(request);
        vm.assertEq(_balance(requester), FUNDS);
        vm.assertEq(ledger.allowance(requester, stranger), 1);
    }

    function test_post_refusesNoncesOfSignedRequests() external {
        Request memory request = _toSign(_request());
        Input memory input = _input();
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceIsForSigned.selector, request.nonce));
        vm.prank(requester);
        market.post(request, input);
    }

    function test_postSigned_broughtByAnyone() external {
        Request memory request = _toSign(_request());
        bytes memory signed = _signRequest(request);
        Input memory input = _input();
        vm.prank(stranger);
        JobId id = market.postSigned(request, input, "", signed);
        _assertState(id, JobState.Open);
        vm.assertEq(_balance(requester), FUNDS - FEE);
        // From here on, it is a job like any other.
        _claim(request);
        _submit(request);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
    }

    function test_postSigned_refusesWhatIsNotSigned() external {
        Request memory request = _toSign(_request());
        JobId id = market.hashRequest(request);
        Input memory input = _input();
        bytes memory refusal = abi.encodeWithSelector(IMarketBase.InvalidRequestSignature.selector, id, requester);
        vm.expectRevert(refusal);
        vm.prank(requester);
        market.postSigned(request, input, "", "");
        bytes memory others = _sign(WORKER_KEY, JobId.unwrap(id));
        vm.expectRevert(refusal);
        market.postSigned(request, input, "", others);
        Request memory posted = _request();
        bytes memory signed = _signRequest(posted);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceIsForPost.selector, posted.nonce));
        market.postSigned(posted, input, "", signed);
        vm.assertEq(_balance(requester), FUNDS);
    }

    // --- the bitmap

    function testFuzz_nonces_eachIsGoodOnce(uint256 nonce, uint256 other) external {
        Request memory request = _request();
        (nonce, other) = (nonce | market.SIGNED_NONCE(), other | market.SIGNED_NONCE());
        vm.assume(nonce != other);
        request.nonce = nonce;
        _postSigned(request);
        // The number is also spent for a request with other fields.
        ++request.offer.collateral;
        bytes memory signed = _signRequest(request);
        Input memory input = _input();
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NonceAlreadyUsed.selector, requester, nonce));
        market.postSigned(request, input, "", signed);
        request.nonce = other;
        _postSigned(request);
        uint256 word = (nonce ^ market.SIGNED_NONCE()) >> 8;
        vm.assertTrue(market.nonceBitmap(requester, word) & (1 << (nonce & 0xff)) != 0);
        vm.assertEq(market.nonceBitmap(worker, word), 0);
    }

    function test_cancel_afterItWasPostedRefundsOnce() external {
        Request memory request = _toSign(_request());
        JobId id = _postSigned(request);
        vm.startPrank(requester);
        market.cancel(request);
        _assertState(id, JobState.Cancelled);
        vm.assertEq(_balance(requester), FUNDS);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, id, JobState.Cancelled));
        market.cancel(request);
        vm.stopPrank();
    }

    // --- announcing

    function test_announce_thenFulfilAnOpenRequest() external {
        (Request memory request, Submission memory submission) = _open();
        bytes memory signed = _signRequest(request);
        bytes32 commitment = _commitment(request, worker, submission);
        vm.expectEmit(address(market));
        emit IMarket.ResultAnnounced(commitment);
        market.announce(commitment);
        vm.assertEq(market.announcedAt(commitment), START);
        // Not in the same second.
        vm.expectRevert(abi.encodeWithSelector(IMarket.AnnouncementNotInTime.selector, commitment, START, START));
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
        vm.warp(START + 1);
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
        vm.assertEq(_balance(requester), FUNDS - FEE);
    }

    function test_announce_lapsesAfterADay() external {
        (Request memory request, Submission memory submission) = _open();
        request.offer.expiry = uint40(START + 3 days);
        submission = _submission(request);
        submission.salt = keccak256("salt");
        bytes memory signed = _signRequest(request);
        bytes32 commitment = _commitment(request, worker, submission);
        market.announce(commitment);
        vm.warp(START + 1 days + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.AnnouncementNotInTime.selector, commitment, START, START + 1 days + 1)
        );
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
        // It can be announced again now, and is valid to the last second.
        market.announce(commitment);
        vm.warp(START + 2 days + 1);
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
        vm.assertEq(_balance(requester), FUNDS - FEE);
    }

    function test_announce_theFirstOneStands() external {
        (Request memory request, Submission memory submission) = _open();
        bytes32 commitment = _commitment(request, worker, submission);
        market.announce(commitment);
        vm.warp(START + 1 days);
        // Someone repeats it in the block of the worker's fulfil.
        vm.prank(stranger);
        market.announce(commitment);
        vm.assertEq(market.announcedAt(commitment), START);
    }

    function test_announce_isGoodForOneWorkerRootSaltAndJob() external {
        (Request memory request, Submission memory submission) = _open();
        market.announce(_commitment(request, worker, submission));
        vm.warp(START + 1);
        bytes memory signed = _signRequest(request);
        JobId id = market.hashRequest(request);

        // The copier's own result with the root that it saw.
        Submission memory copied = _submissionOf(request, HOT_KEY, outputData);
        copied.salt = submission.salt;
        bytes32 missing = _commitment(request, hot, copied);
        vm.expectRevert(abi.encodeWithSelector(IMarket.ResultNotAnnounced.selector, id, missing));
        vm.prank(hot);
        market.fulfil(request, _noInput(), "", signed, hot, copied);

        Submission memory salted = _submission(request);
        missing = _commitment(request, worker, salted);
        vm.expectRevert(abi.encodeWithSelector(IMarket.ResultNotAnnounced.selector, id, missing));
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, salted);

        Submission memory another = _submissionOf(request, WORKER_KEY, _bytes(40, "another"));
        another.salt = submission.salt;
        missing = _commitment(request, worker, another);
        vm.expectRevert(abi.encodeWithSelector(IMarket.ResultNotAnnounced.selector, id, missing));
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, another);

        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
    }

    // --- keys

    function test_key_worksForItsAccount() external {
        _listHot(worker, SCOPE_WORK, 0, START + 1 days);
        Request memory request = _request();
        JobId id = _post(request);
        vm.prank(hot);
        market.claim(request, worker, "");
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
        Submission memory submission = _byHotKey(request);
        vm.prank(hot);
        market.submit(request, 0, submission);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        // The account earns, the key nothing.
        vm.assertEq(_balance(hot), 0);
        vm.assertEq(_balance(worker) + _balance(publisher), FUNDS + FEE);
    }

    function test_key_notBeforeAfterOrRevoked() external {
        _listHot(worker, SCOPE_WORK, START + 10, START + 20);
        Request memory request = _request();
        _postAndClaim(request);
        vm.warp(START + 9);
        _hotIsRefused(request);
        vm.warp(START + 20);
        _hotIsRefused(request);
        vm.warp(START + 10);
        vm.prank(worker);
        keys.revokeKey(hotSigner);
        _hotIsRefused(request);
    }

    function test_key_inItsScopeAlone() external {
        _listHot(worker, SCOPE_REQUEST, 0, START + 1 days);
        _listHot(requester, SCOPE_WORK, 0, START + 1 days);
        Request memory request = _request();
        _post(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, hot, worker));
        vm.prank(hot);
        market.claim(request, worker, "");
        _claim(request);
        _hotIsRefused(request);

        request = _toSign(_request());
        bytes memory signed = _sign(HOT_KEY, JobId.unwrap(market.hashRequest(request)));
        bytes memory refusal = abi.encodeWithSelector(
            IMarketBase.InvalidRequestSignature.selector,
            market.hashRequest(request),
            requester
        );
        Input memory input = _input();
        vm.expectRevert(refusal);
        market.postSigned(request, input, hotSigner, signed);
        // For another account, it is not a key at all.
        request.requester = worker;
        signed = _sign(HOT_KEY, JobId.unwrap(market.hashRequest(request)));
        market.postSigned(request, input, hotSigner, signed);
    }

    function test_key_notUnderAnotherName() external {
        _listHot(worker, SCOPE_WORK, 0, START + 1 days);
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        Submission memory submission = _byHotKey(request);
        bytes memory refusal = abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker);
        submission.signer = "";
        vm.expectRevert(refusal);
        vm.prank(worker);
        market.submit(request, 0, submission);
        submission.signer = abi.encodePacked(stranger);
        vm.expectRevert(refusal);
        vm.prank(worker);
        market.submit(request, 0, submission);
        submission.signer = abi.encodePacked(hot, uint8(0));
        vm.expectRevert(refusal);
        vm.prank(worker);
        market.submit(request, 0, submission);
        submission.signer = hex"01";
        vm.expectRevert(refusal);
        vm.prank(worker);
        market.submit(request, 0, submission);
    }

    function test_key_ofCurveP256() external {
        ERC7913P256Verifier verifier = new ERC7913P256Verifier();
        (uint256 x, uint256 y) = vm.publicKeyP256(0xBEEF);
        bytes memory signer = abi.encodePacked(address(verifier), x, y);
        uint40 until = uint40(START + 1 days);
        bytes memory consent = _signP256(0xBEEF, keys.hashConsent(KeyConsent(worker, SCOPE_WORK, until)));
        vm.prank(worker);
        keys.setKey(signer, SCOPE_WORK, 0, until, consent);
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission.signer = signer;
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker));
        vm.prank(worker);
        market.submit(request, 0, submission);
        submission.signature = _signP256(0xBEEF, market.hashReceipt(submission.receipt));
        vm.expectEmit(address(market));
        emit IMarketBase.ResultSubmitted(
            id,
            worker,
            0,
            abi.encodePacked(
                submission.receipt.outputRoot,
                PROFILE,
                uint64(START),
                uint32(84),
                signer,
                submission.signature
            ),
            outputData
        );
        vm.prank(worker);
        market.submit(request, 0, submission);
        _assertState(id, JobState.Submitted);
    }

    // --- wallets

    function test_wallet_thatChangesItsMind() external {
        ContractWallet wallet = _walletOf(requester);
        Request memory request = _toSign(_request());
        request.requester = address(wallet);
        bytes memory signed = _signRequest(request);
        Input memory input = _input();
        JobId id = market.hashRequest(request);
        wallet.setRefuses(true);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InvalidRequestSignature.selector, id, address(wallet)));
        market.postSigned(request, input, "", signed);
        // Only the moment of the check counts: if the wallet refuses later, nothing changes.
        wallet.setRefuses(false);
        market.postSigned(request, input, "", signed);
        wallet.setRefuses(true);
        _claim(request);
        _submit(request);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
        vm.assertEq(_balance(address(wallet)), 0);
    }

    /// @dev An account with a delegation (EIP-7702) has code and still its key: either can sign for it.
    function test_delegatedAccount_signsWithItsKey() external {
        ContractWallet code = new ContractWallet(stranger);
        code.setRefuses(true);
        vm.etch(requester, address(code).code);
        JobId id = _postSigned(_toSign(_request()));
        _assertState(id, JobState.Open);
    }

    function test_delegatedAccount_signsWithItsCode() external {
        vm.etch(requester, address(new ContractWallet(hot)).code);
        Request memory request = _toSign(_request());
        bytes memory signed = _sign(HOT_KEY, JobId.unwrap(market.hashRequest(request)));
        JobId id = market.postSigned(request, _input(), "", signed);
        _assertState(id, JobState.Open);
    }

    // --- collateral

    function test_fulfil_onlyTheWorkerLocksItsCollateral() external {
        Request memory request = _toSign(_scriptedRequest());
        request.offer.worker = worker;
        bytes memory signed = _signRequest(request);
        Submission memory submission = _submission(request);
        scripted.setAnswer(Outcome.Pending, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, stranger, worker));
        vm.prank(stranger);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
        vm.assertEq(_balance(worker), FUNDS);
        _listHot(worker, SCOPE_WORK, 0, START + 1 days);
        vm.prank(hot);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
        vm.assertEq(_balance(worker), FUNDS - COLLATERAL);
    }

    function test_claim_notForOthers() external {
        Request memory request = _request();
        _post(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.NotWorker.selector, stranger, worker));
        vm.prank(stranger);
        market.claim(request, worker, "");
    }

    // --- the verifier's check before a claim

    function test_claim_theVerifierMayRefuseAWorker() external {
        scripted.setRefusedWorker(worker);
        Request memory request = _scriptedRequest();
        _post(request);
        vm.expectRevert(abi.encodeWithSelector(ScriptedVerifier.Refused.selector));
        vm.prank(worker);
        market.claim(request, worker, "");
        request = _toSign(_scriptedRequest());
        request.offer.worker = worker;
        bytes memory signed = _signRequest(request);
        Submission memory submission = _submission(request);
        vm.expectRevert(abi.encodeWithSelector(ScriptedVerifier.Refused.selector));
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
    }

    function test_claim_byAKeyAsksTheVerifierAboutTheWorker() external {
        Request memory request = _scriptedRequest();
        JobId id = _post(request);
        _listHot(worker, SCOPE_WORK, 0, START + 1 days);
        bytes memory ticket = "ticket";
        scripted.setExpectedClaim(keccak256(abi.encode(id, request, worker, uint256(0), ticket)));
        vm.prank(hot);
        market.claim(request, worker, ticket);
        _assertState(id, JobState.Claimed);
    }

    /// @dev The market copies its calldata to the verifier in assembly; the verifier gets what the compiler would have sent.
    function testFuzz_claim_tellsTheVerifierEverything(bytes calldata params, bytes calldata ticket) external {
        Request memory request = _scriptedRequest();
        request.policy.params = params;
        JobId id = _post(request);
        scripted.setExpectedClaim(keccak256(abi.encode(id, request, worker, uint256(0), ticket)));
        vm.prank(worker);
        market.claim(request, worker, ticket);
        _assertState(id, JobState.Claimed);
    }

    function testFuzz_fulfil_tellsTheVerifierEverything(
        bytes calldata params,
        bytes calldata evidence,
        bytes calldata data
    ) external {
        vm.assume(evidence.length != 0 && data.length != 0);
        inputData = data;
        Request memory request = _toSign(_scriptedRequest());
        request.policy.params = params;
        request.offer.worker = worker;
        JobId id = market.hashRequest(request);
        Submission memory submission = _submission(request);
        submission = _withEvidence(request, submission, evidence);
        bytes memory signed = _signRequest(request);
        Input memory input = _input();
        scripted.setExpectedClaim(keccak256(abi.encode(id, request, worker, uint256(0), bytes(""))));
        scripted.setAnswer(Outcome.Accepted, submission.receipt.outputRoot, 0);
        vm.prank(worker);
        market.fulfil(request, input, "", signed, worker, submission);
        vm.assertEq(scripted.heardSubmission(), keccak256(abi.encode(id, request, uint256(0), submission)));
    }

    function testFuzz_submit_tellsTheVerifierEverything(bytes calldata params, bytes calldata evidence) external {
        vm.assume(evidence.length != 0);
        Request memory request = _scriptedRequest();
        request.policy.params = params;
        JobId id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        submission = _withEvidence(request, submission, evidence);
        vm.prank(worker);
        market.submit(request, 0, submission);
        vm.assertEq(scripted.heardSubmission(), keccak256(abi.encode(id, request, uint256(0), submission)));
    }

    function testFuzz_finalize_tellsTheVerifierEverything(bytes calldata params, uint8 forfeits, uint32 late) external {
        Request memory request = _scriptedRequest();
        request.policy.params = params;
        request.offer.lockFor = 7 days;
        request.offer.collateral = 0;
        request.offer.expiry = uint40(START + 90 days);
        JobId id = _post(request);
        for (uint256 i = 0; i < forfeits % 4; ++i) {
            _claim(request);
            vm.warp(block.timestamp + 7 days + 1);
            market.forfeit(request);
        }
        _claim(request);
        vm.warp(block.timestamp + (late % 7 days));
        _submit(request);
        Seat[] memory seats = market.getJob(id).seats;
        vm.assertEq(seats[0].forfeits, forfeits % 4);
        scripted.setExpectedQuestion(keccak256(abi.encode(id, params, seats)));
        scripted.setAnswer(Outcome.Accepted, seats[0].outputRoot, 0);
        market.finalize(request, "");
        _assertState(id, JobState.Accepted);
    }

    function testFuzz_fulfil_asksTheVerifierEverything(bytes calldata params) external {
        Request memory request = _toSign(_scriptedRequest());
        request.policy.params = params;
        request.offer.worker = worker;
        Submission memory submission = _submission(request);
        Seat[] memory seats = new Seat[](1);
        bytes32 root = submission.receipt.outputRoot;
        seats[0] = Seat(worker, SeatState.Submitted, 0, uint40(START), uint40(START), root);
        scripted.setExpectedQuestion(keccak256(abi.encode(market.hashRequest(request), params, seats)));
        scripted.setAnswer(Outcome.Accepted, root, 0);
        bytes memory signed = _signRequest(request);
        vm.prank(worker);
        market.fulfil(request, _noInput(), "", signed, worker, submission);
        vm.assertEq(_balance(requester), FUNDS - FEE);
    }

    // --- what they share

    function _postSigned(Request memory request) private returns (JobId) {
        return market.postSigned(request, _input(), "", _signRequest(request));
    }

    function _open() private view returns (Request memory request, Submission memory submission) {
        request = _toSign(_request());
        submission = _submission(request);
        submission.salt = keccak256("salt");
    }

    function _commitment(
        Request memory request,
        address account,
        Submission memory submission
    ) private view returns (bytes32) {
        return
            keccak256(abi.encode(market.hashRequest(request), account, submission.receipt.outputRoot, submission.salt));
    }

    function _listHot(address account, uint8 scope, uint256 from, uint256 until) private {
        _setKey(account, HOT_KEY, scope, uint40(from), uint40(until));
    }

    function _byHotKey(Request memory request) private view returns (Submission memory submission) {
        submission = _submission(request);
        submission.signer = hotSigner;
        _resign(request, submission, HOT_KEY);
    }

    function _hotIsRefused(Request memory request) private {
        JobId id = market.hashRequest(request);
        Submission memory submission = _byHotKey(request);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker));
        vm.prank(worker);
        market.submit(request, 0, submission);
    }

    function _walletOf(address owner) private returns (ContractWallet wallet) {
        wallet = new ContractWallet(owner);
        vm.prank(requester);
        ledger.transfer(address(wallet), FEE);
    }

    function _signP256(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        uint256 order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
        (bytes32 r, bytes32 s) = vm.signP256(key, digest);
        // The verifier takes the lower of the two.
        if (uint256(s) > order / 2) s = bytes32(order - uint256(s));
        return abi.encodePacked(r, s);
    }
}
