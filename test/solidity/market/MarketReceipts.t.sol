// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {Market} from "../../../contracts/market/Market.sol";
import {JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Submission} from "../../../contracts/market/types/Result.sol";
import {ModelId} from "../../../contracts/registries/types/ModelId.sol";
import {ContractWallet} from "../../../contracts/test/ContractWallet.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {MarketFixture} from "./MarketFixture.sol";

/// @notice No signature is valid on another chain, market or job, and every signed field matters.
contract MarketReceiptsTest is MarketFixture {
    uint256 private constant CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    /// @dev Field by field, so that a field missing from the type hash is found.
    function test_everyFieldOfTheRequestChangesItsId() external view {
        Request memory request = _request();
        JobId[] memory ids = new JobId[](21);
        ids[0] = market.hashRequest(request);
        for (uint256 i = 1; i < ids.length; ++i) {
            ids[i] = market.hashRequest(_flipped(i));
            for (uint256 j = 0; j < i; ++j) {
                vm.assertTrue(!(ids[i] == ids[j]), string.concat("field ", vm.toString(i), " does not matter"));
            }
        }
    }

    function test_everyFieldOfTheRequestIsBoundByEachStep() external {
        Request memory request = _request();
        _postAndClaim(request);
        for (uint256 i = 1; i < 21; ++i) {
            Request memory other = _flipped(i);
            JobId id = market.hashRequest(other);
            vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotOpen.selector, id, JobState.None));
            market.claim(other, worker, "");
            Submission memory submission = _submission(request);
            vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotClaimed.selector, id, JobState.None));
            vm.prank(worker);
            market.submit(other, 0, submission);
            vm.expectRevert(abi.encodeWithSelector(IMarketBase.JobNotSubmitted.selector, id, JobState.None));
            market.finalize(other, "");
        }
    }

    function _flipped(uint256 field) private view returns (Request memory request) {
        request = _request();
        if (field == 1) request.requester = stranger;
        if (field == 2) request.nonce ^= 1 << 255;
        if (field == 3) request.model = ModelId.wrap(keccak256("other"));
        if (field == 4) request.inputRoot ^= bytes32(uint256(1));
        if (field == 5) request.offer.minFee ^= 1;
        if (field == 6) request.offer.maxFee ^= 1;
        if (field == 7) request.offer.rampStart ^= 1;
        if (field == 8) request.offer.rampLength ^= 1;
        if (field == 9) request.offer.lockFor ^= 1;
        if (field == 10) request.offer.expiry ^= 1;
        if (field == 11) request.offer.collateral ^= 1;
        if (field == 12) request.offer.worker = stranger;
        if (field == 13) request.policy.seats ^= 1;
        if (field == 14) request.policy.verifier = stranger;
        if (field == 15) request.policy.params = hex"00";
        if (field == 16) request.callback.target = stranger;
        if (field == 17) request.callback.gasLimit ^= 1;
        if (field == 18) request.callback.when ^= 1;
        if (field == 19) request.policy.params = hex"0000";
        if (field == 20) request.nonce = 0;
    }

    function test_submit_everyFieldOfTheReceiptIsSigned() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        bytes memory refusal = abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker);

        Submission memory submission = _submission(request);
        submission.receipt.request ^= bytes32(uint256(1));
        _expectRefusal(
            request,
            submission,
            abi.encodeWithSelector(IMarketBase.ReceiptForOtherRequest.selector, submission.receipt.request, id)
        );
        submission = _submission(request);
        submission.receipt.worker = requester;
        _expectRefusal(
            request,
            submission,
            abi.encodeWithSelector(IMarketBase.ReceiptOfOtherWorker.selector, requester, worker)
        );
        submission = _withEvidence(request, _submission(request), "proof");
        submission.receipt.evidenceHash ^= bytes32(uint256(1));
        _expectRefusal(
            request,
            submission,
            abi.encodeWithSelector(
                IMarketBase.EvidenceMismatch.selector,
                keccak256("proof"),
                submission.receipt.evidenceHash
            )
        );
        submission = _submission(request);
        submission.receipt.outputRoot ^= bytes32(uint256(1));
        submission.output = "";
        _expectRefusal(request, submission, refusal);
        submission = _submission(request);
        submission.receipt.profile ^= bytes32(uint256(1));
        _expectRefusal(request, submission, refusal);
        submission = _submission(request);
        submission.receipt.completedAt ^= 1;
        _expectRefusal(request, submission, refusal);
        _assertState(id, JobState.Claimed);
    }

    function test_submit_refusesOutput() external {
        Request memory request = _request();
        _postAndClaim(request);
        Submission memory submission = _submission(request);
        bytes32 signed = submission.receipt.outputRoot;
        submission.output = _bytes(40, "another output");
        bytes32 actual = _receipt(request, submission.output).outputRoot;
        _expectRefusal(request, submission, abi.encodeWithSelector(IMarketBase.RootMismatch.selector, actual, signed));
        submission = _submissionOf(request, WORKER_KEY, _bytes(8193, "long"));
        _expectRefusal(request, submission, abi.encodeWithSelector(IMarketBase.InlineTooLong.selector, 8193, 8192));
        submission = _submission(request);
        submission.receipt.outputRoot = 0;
        _expectRefusal(request, submission, abi.encodeWithSelector(IMarketBase.OutputRootMissing.selector));
    }

    function test_submit_refusesAnotherSigner() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        _resign(request, submission, REQUESTER_KEY);
        _expectRefusal(
            request,
            submission,
            abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker)
        );
    }

    function testFuzz_submit_refusesAnyOtherSignature(bytes calldata garbage) external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        vm.assume(keccak256(garbage) != keccak256(submission.signature));
        submission.signature = garbage;
        _expectRefusal(
            request,
            submission,
            abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker)
        );
    }

    function test_submit_refusesTheMalleableSignature() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(WORKER_KEY, market.hashReceipt(submission.receipt));
        submission.signature = abi.encodePacked(r, bytes32(CURVE_ORDER - uint256(s)), v == 27 ? 28 : 27);
        _expectRefusal(
            request,
            submission,
            abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker)
        );
    }

    function test_submit_refusesAReceiptOfAnotherMarket() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        IMarket other = new Market(ledger, registry, keys, MIN_LOCK_FOR);
        Submission memory submission = _submission(request);
        submission.signature = _sign(WORKER_KEY, other.hashReceipt(submission.receipt));
        _expectRefusal(
            request,
            submission,
            abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker)
        );
        vm.assertTrue(!(other.hashRequest(request) == id));
    }

    function test_submit_refusesAReceiptOfAnotherChain() external {
        Request memory request = _request();
        JobId id = _postAndClaim(request);
        Submission memory submission = _submission(request);
        vm.chainId(999);
        bytes32 foreign = market.hashReceipt(submission.receipt);
        vm.assertTrue(!(market.hashRequest(request) == id));
        vm.chainId(31337);
        submission.signature = _sign(WORKER_KEY, foreign);
        _expectRefusal(
            request,
            submission,
            abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, worker)
        );
    }

    function test_submit_refusesTheReceiptOfAnotherJob() external {
        Request memory first = _request();
        Request memory second = _request();
        second.nonce = 8;
        JobId firstId = _postAndClaim(first);
        JobId secondId = _postAndClaim(second);
        Submission memory submission = _submission(first);
        _expectRefusal(
            second,
            submission,
            abi.encodeWithSelector(IMarketBase.ReceiptForOtherRequest.selector, firstId, secondId)
        );
    }

    function test_contractWallet_worksAndSigns() external {
        (ContractWallet wallet, Request memory request, JobId id) = _claimedByAWalletOf(worker);
        wallet.setRefuses(true);
        Submission memory submission = _submissionOfWallet(request, wallet);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, address(wallet)));
        wallet.perform(address(market), abi.encodeCall(market.submit, (request, 0, submission)));
        wallet.setRefuses(false);
        wallet.perform(address(market), abi.encodeCall(market.submit, (request, 0, submission)));
        market.finalize(request, "");
        vm.assertEq(_balance(address(wallet)), COLLATERAL + FEE - ROYALTY);
    }

    function test_contractWallet_otherOwnersSignatureIsRefused() external {
        (ContractWallet wallet, Request memory request, JobId id) = _claimedByAWalletOf(requester);
        Submission memory submission = _submissionOfWallet(request, wallet);
        vm.expectRevert(abi.encodeWithSelector(IMarketBase.InvalidReceiptSignature.selector, id, address(wallet)));
        wallet.perform(address(market), abi.encodeCall(market.submit, (request, 0, submission)));
    }

    function _claimedByAWalletOf(
        address owner
    ) private returns (ContractWallet wallet, Request memory request, JobId id) {
        wallet = new ContractWallet(owner);
        vm.prank(worker);
        ledger.transfer(address(wallet), COLLATERAL);
        request = _request();
        id = _post(request);
        wallet.perform(address(market), abi.encodeCall(market.claim, (request, address(wallet), "")));
    }

    /// @dev The wallet's receipt, signed with the worker's key.
    function _submissionOfWallet(
        Request memory request,
        ContractWallet wallet
    ) private view returns (Submission memory submission) {
        submission = _submission(request);
        submission.receipt.worker = address(wallet);
        _resign(request, submission, WORKER_KEY);
    }

    function _expectRefusal(Request memory request, Submission memory submission, bytes memory error) private {
        vm.expectRevert(error);
        vm.prank(worker);
        market.submit(request, 0, submission);
    }
}
