// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {PagedMerkle} from "../../../contracts/lib/PagedMerkle.sol";
import {Settlement} from "../../../contracts/lib/Settlement.sol";
import {
    CALLBACK_TYPEHASH,
    Callback,
    FieldOutOfRange,
    OFFER_TYPEHASH,
    Offer,
    POLICY_TYPEHASH,
    REQUEST_TYPEHASH,
    Request
} from "../../../contracts/market/types/Request.sol";
import {RECEIPT_TYPEHASH, Receipt, Submission} from "../../../contracts/market/types/Result.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {vm} from "../../../contracts/test/Vm.sol";

contract LibrariesTest {
    function root(bytes calldata data) external pure returns (bytes32) {
        return PagedMerkle.root(data);
    }

    function rootFromProof(
        bytes32 leaf,
        uint256 index,
        uint256 depth,
        bytes32[] calldata proof
    ) external pure returns (bytes32) {
        return PagedMerkle.rootFromProof(leaf, index, depth, proof);
    }

    function feeAt(Offer calldata offer, uint256 time) external pure returns (uint256) {
        return offer.feeAt(time);
    }

    /// hardhat-config: fuzz.runs = 512
    function testFuzz_root_equalsPlainSolidity(bytes calldata data) external view {
        vm.assume(data.length > 0);
        vm.assertEq(this.root(data), PlainPagedMerkle.root(data));
    }

    function test_root_atPageBoundaries() external view {
        uint16[12] memory lengths = [1, 31, 255, 256, 257, 511, 512, 513, 784, 1024, 1025, 8192];
        for (uint256 i = 0; i < lengths.length; ++i) {
            bytes memory data = new bytes(lengths[i]);
            for (uint256 j = 0; j < data.length; ++j) data[j] = bytes1(uint8(j * 31 + i + 1));
            vm.assertEq(this.root(data), PlainPagedMerkle.root(data));
        }
    }

    /// @dev The second root is computed in memory that the first one used.
    function rootAfter(bytes calldata other, bytes calldata data) external pure returns (bytes32) {
        PagedMerkle.root(other);
        return PagedMerkle.root(data);
    }

    function test_root_ofDirtyMemory() external view {
        bytes memory dirt = new bytes(2048);
        for (uint256 i = 0; i < dirt.length; ++i) dirt[i] = 0xff;
        // One page, two, and three, of which the fourth's place holds a leaf without a page.
        uint16[3] memory lengths = [1, 257, 513];
        for (uint256 i = 0; i < lengths.length; ++i) {
            bytes memory data = new bytes(lengths[i]);
            data[lengths[i] - 1] = 0x01;
            vm.assertEq(this.rootAfter(dirt, data), PlainPagedMerkle.root(data));
        }
    }

    function test_root_revertsOnNoBytes() external {
        vm.expectRevert(abi.encodeWithSelector(PagedMerkle.EmptyBytes.selector));
        this.root("");
    }

    function testFuzz_proof_holdsForItsPositionAlone(uint256 seed, uint16 length, uint8 other) external view {
        bytes memory data = new bytes(1 + (uint256(length) % 4096));
        for (uint256 i = 0; i < data.length; ++i) data[i] = bytes1(uint8(uint256(keccak256(abi.encode(seed, i)))));
        bytes32[] memory leaves = PlainPagedMerkle.leaves(data);
        uint256 index = seed % leaves.length;
        bytes32[] memory proof = PlainPagedMerkle.proof(data, index);
        bytes32 expected = PlainPagedMerkle.root(data);
        vm.assertEq(this.rootFromProof(leaves[index], index, proof.length, proof), expected);
        uint256 elsewhere = uint256(other) % leaves.length;
        if (leaves[elsewhere] != leaves[index]) {
            vm.assertTrue(this.rootFromProof(leaves[index], elsewhere, proof.length, proof) != expected);
            vm.assertTrue(this.rootFromProof(leaves[elsewhere], index, proof.length, proof) != expected);
        }
    }

    function test_proof_revertsOnAnotherLength() external {
        bytes32[] memory proof = new bytes32[](2);
        vm.expectRevert(abi.encodeWithSelector(PagedMerkle.ProofLengthMismatch.selector, 2, 3));
        this.rootFromProof(bytes32(0), 0, 3, proof);
    }

    function test_proof_revertsOnIndexBeyondTheTree() external {
        bytes32[] memory proof = new bytes32[](2);
        this.rootFromProof(bytes32(0), 3, 2, proof);
        vm.expectRevert(abi.encodeWithSelector(PagedMerkle.IndexOutOfRange.selector, 4, 2));
        this.rootFromProof(bytes32(0), 4, 2, proof);
    }

    function testFuzz_splitFee_losesNothing(uint96 fee, uint16 bps) external pure {
        bps = bps % 2_001;
        (uint256 royalty, uint256 paid) = Settlement.splitFee(fee, bps);
        vm.assertEq(royalty + paid, fee);
        vm.assertTrue(royalty * 10_000 <= uint256(fee) * bps);
        vm.assertTrue((royalty + 1) * 10_000 > uint256(fee) * bps);
    }

    function testFuzz_splitForfeit_losesNothing(uint96 collateral) external pure {
        (uint256 rewarded, uint256 burned) = Settlement.splitForfeit(collateral);
        vm.assertEq(rewarded + burned, collateral);
        vm.assertTrue(burned == rewarded || burned == rewarded + 1);
    }

    function testFuzz_feeAt_risesWithinItsBounds(
        uint96 a,
        uint96 b,
        uint40 start,
        uint32 length,
        uint40 time,
        uint40 later
    ) external view {
        Offer memory offer;
        (offer.minFee, offer.maxFee) = a < b ? (a, b) : (b, a);
        offer.rampStart = start;
        offer.rampLength = length;
        (uint256 first, uint256 second) = time < later ? (time, later) : (later, time);
        uint256 fee = this.feeAt(offer, first);
        vm.assertTrue(fee >= offer.minFee);
        vm.assertTrue(fee <= this.feeAt(offer, second));
        vm.assertTrue(this.feeAt(offer, second) <= offer.maxFee);
        vm.assertEq(this.feeAt(offer, start), offer.minFee);
        vm.assertEq(this.feeAt(offer, uint256(start) + length + (length == 0 ? 1 : 0)), offer.maxFee);
    }

    function test_feeAt_halfWay() external view {
        Offer memory offer;
        (offer.minFee, offer.maxFee, offer.rampStart, offer.rampLength) = (100, 201, 1_000, 50);
        vm.assertEq(this.feeAt(offer, 999), 100);
        vm.assertEq(this.feeAt(offer, 1_000), 100);
        vm.assertEq(this.feeAt(offer, 1_001), 102);
        vm.assertEq(this.feeAt(offer, 1_025), 150);
        vm.assertEq(this.feeAt(offer, 1_049), 198);
        vm.assertEq(this.feeAt(offer, 1_050), 201);
        vm.assertEq(this.feeAt(offer, 1_051), 201);
    }

    function hashOf(Request calldata request) external pure returns (bytes32) {
        return request.hash();
    }

    function termsOf(Request calldata request) external pure returns (bytes memory) {
        return request.terms();
    }

    function postingOf(Request calldata request, bytes calldata input) external pure returns (bytes memory) {
        return request.posting(input);
    }

    function receiptHashOf(Receipt calldata receipt) external pure returns (bytes32) {
        return receipt.hash();
    }

    function testFuzz_receiptHash_equalsPlainSolidity(Receipt calldata receipt) external view {
        vm.assertEq(this.receiptHashOf(receipt), keccak256(abi.encode(RECEIPT_TYPEHASH, receipt)));
    }

    function resultOf(Submission calldata submission) external pure returns (bytes memory) {
        return submission.result();
    }

    function fulfilmentOf(
        Submission calldata submission,
        uint96 paid,
        uint96 royalty
    ) external pure returns (bytes memory) {
        return submission.fulfilment(paid, royalty);
    }

    function commitmentOf(Submission calldata submission, bytes32 job, address worker) external pure returns (bytes32) {
        return submission.commitment(job, worker);
    }

    /// @param evident whether the worker signed evidence; the result's log distinguishes the two
    function testFuzz_result_tellsTheWholeReceipt(Submission calldata drawn, bool evident) external view {
        Submission memory submission = drawn;
        Receipt memory receipt = submission.receipt;
        if (!evident) receipt.evidenceHash = 0;
        else if (receipt.evidenceHash == 0) receipt.evidenceHash = bytes32(uint256(1));
        uint32 length = uint32(submission.signer.length) | (evident ? 1 << 31 : 0);
        bytes memory expected = abi.encodePacked(receipt.outputRoot, receipt.profile, receipt.completedAt, length);
        if (evident) expected = abi.encodePacked(expected, receipt.evidenceHash);
        expected = bytes.concat(expected, submission.signer, submission.signature);
        vm.assertEq(keccak256(this.resultOf(submission)), keccak256(expected));
    }

    function testFuzz_fulfilment_tellsWhatWasPaid(
        Submission calldata submission,
        uint96 paid,
        uint96 royalty
    ) external view {
        bytes memory expected = abi.encodePacked(paid, royalty, uint32(submission.output.length), submission.output);
        expected = bytes.concat(expected, this.resultOf(submission));
        vm.assertEq(keccak256(this.fulfilmentOf(submission, paid, royalty)), keccak256(expected));
    }

    function testFuzz_commitment_isOfOneJobWorkerRootAndSalt(
        Submission calldata submission,
        bytes32 job,
        address worker
    ) external view {
        bytes32 expected = keccak256(abi.encode(job, worker, submission.receipt.outputRoot, submission.salt));
        vm.assertEq(this.commitmentOf(submission, job, worker), expected);
    }

    function testFuzz_posting_equalsPlainSolidity(
        Request calldata request,
        bytes calldata middle,
        uint8 before,
        uint8 behind
    ) external view {
        bytes memory input = bytes.concat(new bytes(before), middle, new bytes(behind));
        uint256 leading = 0;
        while (leading < input.length && input[leading] == 0) ++leading;
        uint256 trailing = 0;
        while (leading + trailing < input.length && input[input.length - 1 - trailing] == 0) ++trailing;
        bytes memory kept = new bytes(input.length - leading - trailing);
        for (uint256 i = 0; i < kept.length; ++i) kept[i] = input[leading + i];
        bytes memory expected = abi.encodePacked(this.termsOf(request), uint16(leading), uint16(trailing), kept);
        vm.assertEq(keccak256(this.postingOf(request, input)), keccak256(expected));
    }

    function testFuzz_hash_equalsPlainSolidity(Request calldata request) external view {
        bytes32 offerHash = keccak256(abi.encode(OFFER_TYPEHASH, request.offer));
        bytes32 policyHash = keccak256(
            abi.encode(POLICY_TYPEHASH, request.policy.seats, request.policy.verifier, keccak256(request.policy.params))
        );
        bytes32 callbackHash = keccak256(abi.encode(CALLBACK_TYPEHASH, request.callback));
        bytes32 expected = keccak256(
            abi.encode(
                REQUEST_TYPEHASH,
                request.requester,
                request.nonce,
                request.model,
                request.inputRoot,
                offerHash,
                policyHash,
                callbackHash
            )
        );
        vm.assertEq(this.hashOf(request), expected);
    }

    /// @param used which of the optional parts this request has
    function testFuzz_terms_equalsPlainSolidity(Request calldata drawn, uint8 used) external view {
        Request memory request = drawn;
        Offer memory offer = request.offer;
        bytes memory rest;
        uint8 flags = 0;
        if (used & 1 != 0) {
            if (offer.minFee != offer.maxFee || offer.rampStart != 0 || offer.rampLength != 0) flags |= 1;
        } else {
            (offer.minFee, offer.rampStart, offer.rampLength) = (offer.maxFee, 0, 0);
        }
        if (flags & 1 != 0) rest = abi.encodePacked(offer.minFee, offer.rampStart, offer.rampLength);
        if (used & 2 == 0) offer.worker = address(0);
        if (offer.worker != address(0)) {
            flags |= 2;
            rest = abi.encodePacked(rest, offer.worker);
        }
        Callback memory callback = request.callback;
        if (used & 4 == 0) (callback.target, callback.gasLimit, callback.when) = (address(0), 0, 0);
        if (callback.target != address(0) || callback.gasLimit != 0 || callback.when != 0) {
            flags |= 4;
            rest = abi.encodePacked(rest, callback.target, callback.gasLimit, callback.when);
        }
        if (used & 8 == 0) request.policy.params = "";
        bytes memory params = request.policy.params;
        if (params.length != 0) {
            flags |= 8;
            rest = abi.encodePacked(rest, uint32(params.length), params);
        }
        vm.assertEq(keccak256(this.termsOf(request)), keccak256(abi.encodePacked(_head(request, flags), rest)));
    }

    /// @dev Tests each condition of the first part by itself; random requests always meet them together.
    function test_terms_tellARampWhereAnyOfItsFieldsDiffers() external view {
        for (uint256 i = 0; i < 8; ++i) {
            Request memory request;
            (request.offer.minFee, request.offer.maxFee) = (7, i & 1 != 0 ? 8 : 7);
            request.offer.rampStart = i & 2 != 0 ? 9 : 0;
            request.offer.rampLength = i & 4 != 0 ? 10 : 0;
            bytes memory ramp = abi.encodePacked(uint96(7), request.offer.rampStart, request.offer.rampLength);
            bytes memory expected = i == 0 ? _head(request, 0) : abi.encodePacked(_head(request, 1), ramp);
            vm.assertEq(keccak256(this.termsOf(request)), keccak256(expected));
        }
    }

    /// @dev The same for the callback.
    function test_terms_tellACallbackWhereAnyOfItsFieldsIsSet() external view {
        for (uint256 i = 0; i < 8; ++i) {
            Request memory request;
            Callback memory callback = request.callback;
            if (i & 1 != 0) callback.target = address(1);
            if (i & 2 != 0) callback.gasLimit = 2;
            if (i & 4 != 0) callback.when = 3;
            bytes memory told = abi.encodePacked(callback.target, callback.gasLimit, callback.when);
            bytes memory expected = i == 0 ? _head(request, 0) : abi.encodePacked(_head(request, 4), told);
            vm.assertEq(keccak256(this.termsOf(request)), keccak256(expected));
        }
    }

    function _head(Request memory request, uint8 flags) private pure returns (bytes memory) {
        Offer memory offer = request.offer;
        return
            abi.encodePacked(
                request.nonce,
                request.inputRoot,
                flags,
                offer.maxFee,
                offer.lockFor,
                offer.expiry,
                request.policy.seats,
                offer.collateral,
                request.policy.verifier
            );
    }

    /// @dev Flips bits above a field's type, which Solidity's own encoder never writes.
    function testFuzz_terms_refusesFieldsWiderThanTheirType(uint8 field, uint8 bit) external {
        uint8[14] memory words = [0, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17];
        uint8[14] memory bits = [160, 96, 96, 40, 32, 32, 40, 96, 160, 160, 32, 8, 8, 160];
        uint256 index = field % 14;
        Request memory request;
        bytes memory data = abi.encodeCall(this.termsOf, (request));
        // The selector, the length and the offset of the request come before it; policy follows after the 16 words.
        uint256 at = 4 + 0x20 + 0x20 + uint256(words[index]) * 32;
        uint256 wide = uint256(1) << (bits[index] + (bit % (256 - bits[index])));
        assembly ("memory-safe") {
            let slot := add(data, at)
            mstore(slot, or(mload(slot), wide))
        }
        (bool success, bytes memory result) = address(this).call(data);
        vm.assertTrue(!success);
        // The policy's address is checked by Solidity where it is read; everything else by terms().
        if (result.length > 0) vm.assertEq(bytes32(bytes4(result)), bytes32(FieldOutOfRange.selector));
    }
}
