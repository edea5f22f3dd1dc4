// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Evidence, EvidenceReader} from "../../../contracts/referee/Evidence.sol";
import {IReferee} from "../../../contracts/referee/IReferee.sol";
import {FROM_STEP, Operand} from "../../../contracts/referee/Step.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {RefereeFixture} from "./RefereeFixture.sol";

/// @dev Evidence that is wrong in every possible way.
contract RefereeProofsTest is RefereeFixture {
    uint256 private constant ELEMENT = 1500;

    /// @dev Step 4: the 2950 bytes of step 0 as one row of a matrix.
    function _reshape() private pure returns (bytes memory) {
        return
            encoded(11, abi.encodePacked(uint32(1), uint32(2950)), 1, fromStep(0, typed(U8, 2950)), typed(U8, 1, 2950));
    }

    function _evidence(uint256 element) private view returns (bytes memory) {
        bytes memory trace = traced([true, false, false, false, false]);
        return bytes.concat(shown(tensors[0], element / 256, element / 256), trace);
    }

    /// @dev Step 4: a weighted sum of two steps, whose outputs are declared to have `size` bytes each.
    function _add(uint32 left, uint32 right, uint32 size) private pure returns (bytes memory) {
        bytes memory tensor = typed(U8, size);
        bytes memory attributes = abi.encodePacked(
            abi.encodePacked(int32(0), int32(1), int32(0), int32(2)),
            abi.encodePacked(int32(2), int32(0), int32(0), int32(255))
        );
        return encoded(4, attributes, 2, bytes.concat(fromStep(left, tensor), fromStep(right, tensor)), tensor);
    }

    function _judge(bytes memory step, uint256 element, bytes memory evidence) private view returns (int256) {
        return referee.judge(inputRoot(), traceRoot(), STEPS, 4, step, element, evidence);
    }

    /// @dev The selector of the error with which judging reverts; zero if it does not.
    function _refusal(bytes memory step, uint256 element, bytes memory evidence) private view returns (bytes4) {
        bytes memory call = abi.encodeCall(
            IReferee.judge,
            (inputRoot(), traceRoot(), STEPS, 4, step, element, evidence)
        );
        (bool success, bytes memory result) = address(referee).staticcall(call);
        return success ? bytes4(0) : bytes4(result);
    }

    function test_judge_everyPage() external view {
        for (uint256 element = 7; element < 2950; element += 251) {
            int256 value = _judge(_reshape(), element, _evidence(element));
            vm.assertEq(uint256(value), uint8(tensors[0][element]));
        }
        vm.assertEq(uint256(_judge(_reshape(), 2949, _evidence(2949))), uint8(tensors[0][2949]));
    }

    /// hardhat-config: fuzz.runs = 400
    function testFuzz_judge_refusesEveryFlippedBit(uint16 at, uint8 bit) external view {
        bytes memory evidence = _evidence(ELEMENT);
        uint256 index = at % evidence.length;
        evidence[index] ^= bytes1(uint8(1 << (bit % 8)));
        bytes4 refusal = _refusal(_reshape(), ELEMENT, evidence);
        vm.assertEq(bytes32(refusal), bytes32(IReferee.TraceRootMismatch.selector));
    }

    function test_judge_refusesEveryShorterEvidence() external view {
        bytes memory evidence = _evidence(ELEMENT);
        for (uint256 length = 0; length < evidence.length; length += 13) {
            bytes4 refusal = _refusal(_reshape(), ELEMENT, part(evidence, 0, length));
            // If the last siblings are missing, the bytes after the evidence are not taken for them.
            vm.assertTrue(
                refusal == IReferee.EvidenceTooShort.selector || refusal == IReferee.TraceRootMismatch.selector
            );
        }
        bytes memory shorter = part(evidence, 0, evidence.length - 1);
        vm.assertEq(bytes32(_refusal(_reshape(), ELEMENT, "")), bytes32(IReferee.EvidenceTooShort.selector));
        vm.assertTrue(_refusal(_reshape(), ELEMENT, shorter) != bytes4(0));
    }

    /// @dev The element itself was sent, but not the rest of its page, which is needed before any sibling.
    function test_judge_refusesAPageThatIsCutOff() external {
        bytes memory page = part(_evidence(ELEMENT), 0, (ELEMENT % 256) + 1);
        vm.expectRevert(abi.encodeWithSelector(IReferee.EvidenceTooShort.selector, page.length, 256));
        this.judge(_reshape(), ELEMENT, page);
    }

    function test_judge_refusesTrailingBytes() external {
        bytes memory evidence = _evidence(ELEMENT);
        bytes memory longer = bytes.concat(evidence, hex"00");
        vm.expectRevert(
            abi.encodeWithSelector(IReferee.EvidenceTooLong.selector, evidence.length + 1, evidence.length)
        );
        this.judge(_reshape(), ELEMENT, longer);
        longer = bytes.concat(evidence, bytes32(0));
        vm.expectRevert(
            abi.encodeWithSelector(IReferee.EvidenceTooLong.selector, evidence.length + 32, evidence.length)
        );
        this.judge(_reshape(), ELEMENT, longer);
    }

    /// @dev Page 5 in place of page 4: the path has the wrong sides.
    function test_judge_refusesAnotherPage() external view {
        bytes memory trace = traced([true, false, false, false, false]);
        for (uint256 page = 0; page < 11; ++page) {
            if (page == ELEMENT / 256) continue;
            bytes memory evidence = bytes.concat(shown(tensors[0], page, page), trace);
            vm.assertTrue(_refusal(_reshape(), ELEMENT, evidence) != bytes4(0));
        }
    }

    function test_judge_refusesSiblingsInAnotherOrder() external view {
        bytes memory right = _evidence(ELEMENT);
        bytes memory evidence = bytes.concat(
            part(right, 0, 256),
            part(right, 288, 320),
            part(right, 256, 288),
            part(right, 320, right.length)
        );
        vm.assertEq(bytes32(_refusal(_reshape(), ELEMENT, evidence)), bytes32(IReferee.TraceRootMismatch.selector));
    }

    /// @dev A sibling that is padding is not sent: a proof that contains it is longer than the valid one.
    function test_judge_refusesPaddingThatIsSent() external view {
        bytes memory page = shown(tensors[0], 11, 11);
        bytes memory trace = traced([true, false, false, false, false]);
        vm.assertEq(bytes32(_refusal(_reshape(), 2900, bytes.concat(page, trace))), 0);
        // The end of the last page, padded with zeros, is not sent either.
        bytes memory filled = bytes.concat(part(page, 0, 134), new bytes(122), part(page, 134, page.length), trace);
        vm.assertTrue(_refusal(_reshape(), 2900, filled) != bytes4(0));
    }

    /// @dev An inner node of the tree has 64 bytes, and is no tensor's page; a tensor of 64 bytes is padded to 256.
    function test_judge_refusesAnInnerNodeAsPage() external view {
        bytes32[] memory level = PlainPagedMerkle.leaves(tensors[0]);
        bytes memory evidence = bytes.concat(
            abi.encodePacked(level[4], level[5]),
            traced([true, false, false, false, false])
        );
        vm.assertTrue(_refusal(_reshape(), ELEMENT, evidence) != bytes4(0));
    }

    /// @dev Step 2 has one page; an operand that names step 3 cannot be proved with step 2's tensor.
    function test_judge_refusesAnotherStepsTensor() external view {
        bytes memory step = encoded(11, abi.encodePacked(uint32(256)), 1, fromStep(3, typed(U8, 256)), typed(U8, 256));
        bytes memory page = shown(tensors[2], 0, 0);
        bytes4 refusal = _refusal(step, 9, bytes.concat(page, traced([false, false, false, true, false])));
        vm.assertEq(bytes32(refusal), bytes32(IReferee.TraceRootMismatch.selector));
        refusal = _refusal(step, 9, bytes.concat(page, traced([false, false, true, false, false])));
        vm.assertEq(bytes32(refusal), bytes32(IReferee.TraceRootMismatch.selector));
    }

    function test_judge_twoStepsInOneProof() external view {
        bytes memory step = _add(2, 3, 1);
        bytes memory trace = traced([false, false, true, true, false]);
        bytes memory evidence = bytes.concat(part(tensors[2], 0, 1), shown(tensors[3], 0, 0), trace);
        // The lengths of steps 2 and 3 differ from those that this step declares, so it is refused. Step 3 with itself is right.
        vm.assertEq(bytes32(_refusal(step, 0, evidence)), bytes32(IReferee.TraceRootMismatch.selector));
        bytes memory one = shown(tensors[3], 0, 0);
        evidence = bytes.concat(one, one, traced([false, false, false, true, false]));
        uint256 byte_ = uint8(tensors[3][0]);
        // (b + 2 b) / 4, half to even.
        uint256 expected = (3 * byte_) / 4;
        uint256 twiceRest = 2 * ((3 * byte_) % 4);
        if (twiceRest > 4 || (twiceRest == 4 && expected % 2 == 1)) ++expected;
        vm.assertEq(uint256(_judge(_add(3, 3, 1), 0, evidence)), expected);
    }

    function test_judge_refusesSwappedOperands() external view {
        bytes memory left = shown(tensors[1], 0, 0);
        bytes memory right = shown(part(tensors[0], 0, 257), 0, 0);
        bytes memory trace = traced([true, true, false, false, false]);
        vm.assertTrue(_refusal(_add(1, 0, 257), 3, bytes.concat(right, left, trace)) != bytes4(0));
    }

    function test_judge_refusesTwoRootsOfOneStep() external {
        bytes memory one = shown(tensors[3], 0, 0);
        bytes memory other = hex"01";
        bytes memory evidence = bytes.concat(one, other, traced([false, false, false, true, false]));
        vm.expectRevert(
            abi.encodeWithSelector(
                IReferee.StepRootsDiffer.selector,
                3,
                PlainPagedMerkle.root(one),
                PlainPagedMerkle.root(other)
            )
        );
        this.judge(_add(3, 3, 1), 0, evidence);
    }

    function test_judge_refusesInputThatIsNotTheRequests() external {
        bytes memory step = encoded(11, abi.encodePacked(uint32(700)), 1, fromInput(typed(U8, 700)), typed(U8, 700));
        vm.assertEq(uint256(_judge(step, 300, shown(input, 1, 1))), uint8(input[300]));
        bytes memory other = noise(700, 98);
        vm.expectRevert(
            abi.encodeWithSelector(
                IReferee.OperandRootMismatch.selector,
                PlainPagedMerkle.root(other),
                PlainPagedMerkle.root(input)
            )
        );
        this.judge(step, 300, shown(other, 1, 1));
    }

    function test_judge_refusesAWeightThatIsNotTheSteps() external {
        bytes memory table = noise(256, 5);
        bytes memory other = noise(256, 6);
        bytes memory operands = bytes.concat(
            fromInput(typed(U8, 700)),
            fromWeight(PlainPagedMerkle.root(table), typed(U8, 256))
        );
        bytes memory step = encoded(6, "", 2, operands, typed(U8, 700));
        bytes memory x = shown(input, 0, 0);
        vm.assertEq(uint256(_judge(step, 7, bytes.concat(x, table))), uint8(table[uint8(input[7])]));
        vm.expectRevert(
            abi.encodeWithSelector(
                IReferee.OperandRootMismatch.selector,
                PlainPagedMerkle.root(other),
                PlainPagedMerkle.root(table)
            )
        );
        this.judge(step, 7, bytes.concat(x, other));
    }

    function test_judge_refusesAnotherTraceAndOtherCounts() external {
        bytes memory evidence = _evidence(ELEMENT);
        bytes memory step = _reshape();
        vm.expectRevert(abi.encodeWithSelector(IReferee.TraceRootMismatch.selector, traceRoot(), bytes32(uint256(1))));
        referee.judge(inputRoot(), bytes32(uint256(1)), STEPS, 4, step, ELEMENT, evidence);
        vm.expectRevert(abi.encodeWithSelector(IReferee.StepOutOfRange.selector, 5, 5));
        referee.judge(inputRoot(), traceRoot(), STEPS, 5, step, ELEMENT, evidence);
        vm.expectRevert(abi.encodeWithSelector(IReferee.OperandNotEarlier.selector, 0, 0));
        referee.judge(inputRoot(), traceRoot(), STEPS, 0, step, ELEMENT, evidence);
        vm.expectRevert(abi.encodeWithSelector(IReferee.ElementOutOfRange.selector, 2950, 2950));
        referee.judge(inputRoot(), traceRoot(), STEPS, 4, step, 2950, evidence);
    }

    function judge(bytes calldata step, uint256 element, bytes calldata evidence) external view returns (int256) {
        return _judge(step, element, evidence);
    }

    /// @dev Reads the first byte of each of these steps' tensors.
    function readAll(uint256[] calldata steps, bytes calldata evidence) external view {
        Evidence memory reader = EvidenceReader.open(evidence, inputRoot(), traceRoot(), STEPS);
        for (uint256 i = 0; i < steps.length; ++i) {
            Operand memory operand;
            (operand.kind, operand.step, operand.tensor.dtype) = (FROM_STEP, steps[i], U8);
            operand.tensor.shape = new uint256[](1);
            operand.tensor.shape[0] = tensors[steps[i]].length;
            reader.readElement(operand, 0);
        }
        reader.finish();
    }

    /// @dev No op reads more than two steps, but the reader takes four, in any order, each any number of times.
    function testFuzz_evidence_showsUpToFourSteps(uint8[6] calldata any) external view {
        uint256[] memory steps = new uint256[](1 + (any[0] % 6));
        bool[5] memory isRead;
        bytes memory pages;
        for (uint256 i = 0; i < steps.length; ++i) {
            // Any four of the five.
            steps[i] = (any[i] % 4) + (any[i] % 4 >= any[5] % 5 ? 1 : 0);
            isRead[steps[i]] = true;
            pages = bytes.concat(pages, shown(tensors[steps[i]], 0, 0));
        }
        bytes memory evidence = bytes.concat(pages, traced(isRead));
        this.readAll(steps, evidence);
        bytes memory call = abi.encodeCall(this.readAll, (steps, bytes.concat(evidence, hex"00")));
        (bool success, bytes memory result) = address(this).staticcall(call);
        vm.assertTrue(!success && bytes4(result) == IReferee.EvidenceTooLong.selector);
        // With a bit of any step's page changed, nothing is believed.
        evidence[any[1] % pages.length] ^= 0x01;
        (success, result) = address(this).staticcall(abi.encodeCall(this.readAll, (steps, evidence)));
        bytes4 refusal = bytes4(result);
        vm.assertTrue(!success);
        vm.assertTrue(refusal == IReferee.TraceRootMismatch.selector || refusal == IReferee.StepRootsDiffer.selector);
    }
}
