// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../../../contracts/referee/IReferee.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {RefereeFixture} from "./RefereeFixture.sol";

/// @dev Steps that no honest program has, but that anyone may publish. Each is refused by name, for little gas.
contract RefereeStepsTest is RefereeFixture {
    uint256 private constant GAS = 400_000;

    /// @dev Expects this error for an element, with evidence of zeros only.
    function _refused(bytes memory step, uint256 element, bytes memory expected) private view {
        _refusedWith(step, element, new bytes(2048), expected);
    }

    function _refusedWith(
        bytes memory step,
        uint256 element,
        bytes memory evidence,
        bytes memory expected
    ) private view {
        bytes memory call = abi.encodeCall(
            IReferee.judge,
            (inputRoot(), traceRoot(), STEPS, 4, step, element, evidence)
        );
        (bool success, bytes memory result) = address(referee).staticcall{gas: GAS}(call);
        vm.assertTrue(!success);
        vm.assertEq(keccak256(result), keccak256(expected));
    }

    function _error(bytes4 selector) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector);
    }

    function _error(bytes4 selector, uint256 a) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, a);
    }

    function _error(bytes4 selector, uint256 a, uint256 b) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, a, b);
    }

    function _reshape(bytes memory source, bytes memory output) private pure returns (bytes memory) {
        return encoded(11, abi.encodePacked(uint32(1)), 1, source, output);
    }

    function test_decode_refusesEveryPrefix() external view {
        bytes memory step = _reshape(fromWeight(bytes32(uint256(1)), typed(U8, 9)), typed(U8, 9));
        for (uint256 length = 0; length < step.length; ++length) {
            bytes memory prefix = part(step, 0, length);
            (bool success, bytes memory result) = address(referee).staticcall{gas: GAS}(
                abi.encodeCall(IReferee.outputOf, (prefix))
            );
            vm.assertTrue(!success);
            vm.assertEq(bytes32(bytes4(result)), bytes32(IReferee.StepTruncated.selector));
        }
        _refused(bytes.concat(step, hex"00"), 0, _error(IReferee.StepTooLong.selector, step.length + 1, step.length));
    }

    function test_decode_refusesWhatHasNoMeaning() external view {
        bytes memory x = fromInput(typed(U8, 9));
        _refused(_reshape(x, typed(0, 9)), 0, _error(IReferee.UnknownElementType.selector, 0));
        _refused(_reshape(x, typed(4, 9)), 0, _error(IReferee.UnknownElementType.selector, 4));
        _refused(_reshape(x, typed(U8, 0)), 0, _error(IReferee.DimensionOutOfRange.selector, 0));
        _refused(_reshape(x, typed(U8, 0x01000001)), 0, _error(IReferee.DimensionOutOfRange.selector, 0x01000001));
        _refused(_reshape(x, hex"0100"), 0, _error(IReferee.RankOutOfRange.selector, 0));
        _refused(_reshape(x, hex"0107"), 0, _error(IReferee.RankOutOfRange.selector, 7));
        _refused(
            _reshape(abi.encodePacked(uint8(3), typed(U8, 9)), typed(U8, 9)),
            0,
            _error(IReferee.UnknownOperandKind.selector, 3)
        );
        uint8[5] memory codes = [0, 17, 28, 33, 255];
        for (uint256 i = 0; i < codes.length; ++i)
            _refused(encoded(codes[i], "", 1, x, typed(U8, 9)), 0, _error(IReferee.UnknownOp.selector, codes[i]));
    }

    function test_judge_refusesAnOutputOfWeights() external view {
        bytes memory step = _reshape(fromInput(typed(I8, 9)), typed(I8, 9));
        _refused(step, 0, _error(IReferee.OutputTypeMismatch.selector, I8));
    }

    function test_judge_refusesOtherCounts() external view {
        bytes memory x = fromInput(typed(U8, 9));
        for (uint8 op = 1; op <= 16; ++op) {
            // No op has 7 operands; Concat takes any number of them, but one attribute.
            bytes memory operands = bytes.concat(bytes.concat(x, x, x, x), bytes.concat(x, x, x));
            bytes memory expected =
                op == 8
                    ? _error(IReferee.AttributeCountMismatch.selector, 2, 1)
                    : _error(IReferee.OperandCountMismatch.selector, 7, _operandCount(op));
            _refused(encoded(op, new bytes(8), 7, operands, typed(U8, 9)), 0, expected);
        }
        _refused(
            encoded(11, new bytes(8), 1, x, typed(U8, 9)),
            0,
            _error(IReferee.AttributeCountMismatch.selector, 2, 1)
        );
        _refused(
            encoded(8, abi.encodePacked(uint32(0)), 0, "", typed(U8, 9)),
            0,
            _error(IReferee.OutputShapeMismatch.selector)
        );
    }

    function _operandCount(uint8 op) private pure returns (uint256) {
        if (op < 3) return 3;
        if (op < 7 || op == 14 || op == 16) return 2;
        return 1;
    }

    function _conv(uint256 at, int32 value) private pure returns (bytes memory) {
        return _convWith(at, value, new bytes(16));
    }

    /// @dev A convolution of an 8 x 8 image by a 3 x 3 kernel, with these attributes at these positions.
    function _convWith(uint256 at, int32 value, bytes memory table) private pure returns (bytes memory) {
        int32[13] memory attributes = [int32(1), 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 255];
        attributes[at] = value;
        bytes memory all;
        for (uint256 i = 0; i < 13; ++i) all = bytes.concat(all, abi.encodePacked(attributes[i]));
        bytes memory operands = bytes.concat(
            fromInput(typed(U8, 1, 8, 8, 2)),
            fromWeight(_rootOfZeros(36), typed(I8, 2, 3, 3, 2)),
            fromWeight(PlainPagedMerkle.root(table), typed(I32, 2, 2))
        );
        return encoded(1, all, 3, operands, typed(U8, 1, 8, 8, 2));
    }

    function _rootOfZeros(uint256 length) private pure returns (bytes32) {
        return PlainPagedMerkle.root(new bytes(length));
    }

    function test_conv2d_refusesNonsense() external view {
        uint8[5] memory atLeastOne = [0, 1, 6, 7, 8];
        for (uint256 i = 0; i < atLeastOne.length; ++i) {
            uint256 at = atLeastOne[i];
            _refused(_conv(at, 0), 9, _error(IReferee.AttributeOutOfRange.selector, at, 0));
            bytes memory expected = abi.encodeWithSelector(IReferee.AttributeOutOfRange.selector, at, int256(-1));
            _refused(_conv(at, -1), 9, expected);
        }
        for (uint256 at = 2; at < 4; ++at) {
            bytes memory expected = abi.encodeWithSelector(
                IReferee.AttributeOutOfRange.selector,
                at,
                int256(type(int32).min)
            );
            _refused(_conv(at, type(int32).min), 9, expected);
        }
        _refused(_conv(8, 2), 9, _error(IReferee.OperandShapeMismatch.selector, 1));
        _refused(_conv(8, 3), 9, _error(IReferee.AttributeOutOfRange.selector, 8, 3));
    }

    /// @dev With the largest possible strides, pads and dilations, the window lies in the padding: only the bias is left.
    function test_conv2d_ofHugeWindows() external view {
        // A bias of 5 and a multiplier of 1 for each channel, little-endian.
        bytes memory table = hex"050000000000803f050000000000803f";
        for (uint256 at = 0; at < 4; ++at) {
            bytes memory call = abi.encodeCall(
                IReferee.judge,
                (inputRoot(), traceRoot(), STEPS, 4, _convWith(at, type(int32).max, table), 127, table)
            );
            (bool success, bytes memory result) = address(referee).staticcall{gas: GAS}(call);
            vm.assertTrue(success);
            vm.assertEq(abi.decode(result, (uint256)), 5);
        }
    }

    function test_matMul_refusesAMultiplierOutOfRange() external view {
        bytes memory table = new bytes(16);
        // 2^97, little-endian.
        table[7] = 0x70;
        bytes memory operands = bytes.concat(
            fromInput(typed(U8, 1, 4)),
            fromWeight(_rootOfZeros(8), typed(I8, 2, 4)),
            fromWeight(PlainPagedMerkle.root(table), typed(I32, 2, 2))
        );
        bytes memory attributes = abi.encodePacked(int32(0), int32(0), int32(0), int32(255));
        bytes memory step = encoded(2, attributes, 3, operands, typed(U8, 1, 2));
        // The input has 700 bytes, not 4: the root is refused first.
        bytes memory evidence = bytes.concat(table, new bytes(8), part(input, 0, 4));
        bytes32 found = PlainPagedMerkle.root(part(input, 0, 4));
        _refusedWith(
            step,
            0,
            evidence,
            abi.encodeWithSelector(IReferee.OperandRootMismatch.selector, found, inputRoot())
        );
        bytes memory asWeight = bytes.concat(
            fromWeight(found, typed(U8, 1, 4)),
            fromWeight(_rootOfZeros(8), typed(I8, 2, 4)),
            fromWeight(PlainPagedMerkle.root(table), typed(I32, 2, 2))
        );
        step = encoded(2, attributes, 3, asWeight, typed(U8, 1, 2));
        _refusedWith(step, 0, evidence, _error(IReferee.MultiplierOutOfRange.selector, 0x70000000));
    }

    function test_add_refusesAShiftOutOfRange() external view {
        bytes memory one = fromWeight(_rootOfZeros(1), typed(U8, 1));
        int32[2] memory shifts = [int32(31), -1];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory attributes = abi.encodePacked(
                abi.encodePacked(int32(0), int32(1), int32(0), int32(1)),
                abi.encodePacked(shifts[i], int32(0), int32(0), int32(255))
            );
            bytes memory step = encoded(4, attributes, 2, bytes.concat(one, one), typed(U8, 1));
            bytes memory expected = abi.encodeWithSelector(IReferee.ShiftOutOfRange.selector, int256(shifts[i]));
            _refusedWith(step, 0, new bytes(2), expected);
        }
    }

    function _pool(int32 kernel, int32 stride, int32 pad, int32 dilation) private pure returns (bytes memory) {
        bytes memory attributes = abi.encodePacked(
            abi.encodePacked(kernel, kernel, stride, stride),
            abi.encodePacked(pad, pad, pad, pad),
            abi.encodePacked(dilation, dilation)
        );
        return encoded(7, attributes, 1, fromInput(typed(U8, 1, 8, 8, 2)), typed(U8, 1, 8, 8, 2));
    }

    function test_maxPool_refusesNonsense() external view {
        _refused(_pool(0, 1, 0, 1), 0, _error(IReferee.AttributeOutOfRange.selector, 0, 0));
        _refused(_pool(2, 0, 0, 1), 0, _error(IReferee.AttributeOutOfRange.selector, 2, 0));
        _refused(_pool(2, 1, 0, 0), 0, _error(IReferee.AttributeOutOfRange.selector, 8, 0));
        _refused(_pool(2, 1, 5, 1), 0, _error(IReferee.EmptyWindow.selector));
        _refused(_pool(2, type(int32).max, 0, 1), 127, _error(IReferee.EmptyWindow.selector));
        // The largest possible kernel covers the whole image, and no more.
        bytes32 found = _rootOfZeros(128);
        bytes memory expected = abi.encodeWithSelector(IReferee.OperandRootMismatch.selector, found, inputRoot());
        _refusedWith(_pool(type(int32).max, 1, 0, 1), 0, new bytes(128), expected);
    }

    function test_movement_refusesWhatLiesOutside() external view {
        bytes memory x = fromInput(typed(U8, 3, 4));
        bytes memory starts = abi.encodePacked(int32(0), int32(3), int32(1), int32(1), int32(1), int32(2));
        _refused(encoded(9, starts, 1, x, typed(U8, 1, 2)), 1, _error(IReferee.OperandShapeMismatch.selector, 0));
        bytes memory negative = abi.encodePacked(int32(-1), int32(0), int32(1), int32(1), int32(1), int32(1));
        bytes memory expected = abi.encodeWithSelector(IReferee.AttributeOutOfRange.selector, 0, int256(-1));
        _refused(encoded(9, negative, 1, x, typed(U8, 1, 1)), 0, expected);
        bytes memory order = abi.encodePacked(int32(1), int32(2));
        _refused(encoded(12, order, 1, x, typed(U8, 4, 3)), 0, _error(IReferee.AttributeOutOfRange.selector, 1, 2));
        // An order that names one axis twice omits another.
        bytes memory twice = abi.encodePacked(int32(0), int32(0));
        _refused(encoded(12, twice, 1, x, typed(U8, 4, 4)), 3, _error(IReferee.OperandShapeMismatch.selector, 0));
        bytes memory axis = abi.encodePacked(int32(2));
        _refused(encoded(8, axis, 1, x, typed(U8, 3, 4)), 0, _error(IReferee.AttributeOutOfRange.selector, 0, 2));
        bytes memory first = abi.encodePacked(int32(0));
        _refused(encoded(8, first, 1, x, typed(U8, 9, 4)), 35, _error(IReferee.OutputShapeMismatch.selector));
        bytes memory size = abi.encodePacked(int32(0), int32(4));
        bytes memory image = fromInput(typed(U8, 1, 4, 4, 1));
        _refused(
            encoded(13, size, 1, image, typed(U8, 1, 4, 4, 1)),
            0,
            _error(IReferee.AttributeOutOfRange.selector, 0, 0)
        );
    }

    function test_huge_shapesAreRefusedForLittle() external view {
        uint32 most = 1 << 24;
        bytes memory shape = abi.encodePacked(uint8(6), most, most, most, most, most, most);
        bytes memory huge = abi.encodePacked(U8, shape);
        bytes memory step = encoded(11, new bytes(24), 1, fromInput(huge), huge);
        uint256 last = (uint256(1) << 144) - 1;
        _refused(step, last + 1, _error(IReferee.ElementOutOfRange.selector, last + 1, last + 1));
        // 136 siblings are missing.
        _refused(step, last, _error(IReferee.EvidenceTooShort.selector, 2048, 256 + 136 * 32));
        bytes memory row = encoded(
            15,
            "",
            1,
            fromInput(abi.encodePacked(I32, shape)),
            abi.encodePacked(I32, uint8(1), most)
        );
        _refused(row, 0, _error(IReferee.EvidenceTooShort.selector, 2048, 1 << 26));
    }

    function test_softmax_refusesATableOfNothing() external view {
        bytes memory operands = bytes.concat(
            fromWeight(_rootOfZeros(4), typed(U8, 1, 4)),
            fromWeight(_rootOfZeros(1024), typed(I32, 256))
        );
        _refusedWith(
            encoded(14, "", 2, operands, typed(U8, 1, 4)),
            2,
            new bytes(1028),
            _error(IReferee.EmptySum.selector)
        );
    }

    /// @dev A step with all-zero weights, inputs and attributes.
    function _plain(
        uint8 op,
        uint8 attributes,
        uint8 operandCount,
        bytes memory operands,
        bytes memory output
    ) private pure returns (bytes memory) {
        return encoded(op, new bytes(uint256(attributes) * 4), operandCount, operands, output);
    }

    function _zeros(uint256 length, bytes memory tensor) private pure returns (bytes memory) {
        return fromWeight(_rootOfZeros(length), tensor);
    }

    function _operandShape(uint256 position) private pure returns (bytes memory) {
        return _error(IReferee.OperandShapeMismatch.selector, position);
    }

    function _outputShape() private pure returns (bytes memory) {
        return _error(IReferee.OutputShapeMismatch.selector);
    }

    function test_reshape_refusesAnElementBehindItsOperand() external view {
        _refused(
            _reshape(fromInput(typed(U8, 9)), typed(U8, 10)),
            9,
            abi.encodeWithSelector(IReferee.ReadOutsideTensor.selector, 9, 1, 9)
        );
    }

    function test_operands_ofAnotherTypeAreRefused() external view {
        bytes memory weights = _zeros(9, typed(I8, 9));
        bytes memory nine = _zeros(9, typed(U8, 9));
        bytes memory expected = _error(IReferee.OperandTypeMismatch.selector, 0, I8);
        _refused(_reshape(weights, typed(U8, 9)), 0, expected);
        _refused(_plain(4, 8, 2, bytes.concat(weights, nine), typed(U8, 9)), 0, expected);
        _refused(_plain(15, 0, 1, weights, typed(I32, 1)), 0, expected);
        _refused(_plain(16, 0, 2, bytes.concat(weights, _zeros(9, typed(U8, 9, 1))), typed(U8, 9, 1)), 0, expected);
        expected = _error(IReferee.OperandTypeMismatch.selector, 1, U8);
        _refused(_plain(14, 0, 2, bytes.concat(nine, _zeros(256, typed(U8, 256))), typed(U8, 9)), 0, expected);
    }

    function test_operands_ofAnotherRankAreRefused() external view {
        bytes memory nine = _zeros(9, typed(U8, 9));
        bytes memory table = _zeros(256, typed(U8, 256));
        _refused(_plain(6, 0, 2, bytes.concat(nine, table), typed(U8, 1, 9)), 0, _operandShape(0));
        _refused(_plain(7, 10, 1, nine, typed(U8, 1, 3, 3, 1)), 0, _operandShape(0));
    }

    function test_outputs_ofAnotherTypeAreRefused() external view {
        bytes memory x = _zeros(9, typed(U8, 9));
        bytes memory expected = _error(IReferee.OutputTypeMismatch.selector, I32);
        _refused(_plain(4, 8, 2, bytes.concat(x, x), typed(I32, 9)), 0, expected);
        _refused(_plain(5, 7, 2, bytes.concat(x, x), typed(I32, 9)), 0, expected);
        _refused(_plain(15, 0, 1, x, typed(U8, 1)), 0, _error(IReferee.OutputTypeMismatch.selector, U8));
    }

    function test_conv2d_refusesShapesThatDoNotFit() external view {
        bytes memory image = _zeros(128, typed(U8, 1, 8, 8, 2));
        bytes memory table = _zeros(16, typed(I32, 2, 2));
        bytes memory kernel = _zeros(36, typed(I8, 2, 3, 3, 2));
        _refused(_plain(1, 13, 3, bytes.concat(image, kernel, table), typed(U8, 8, 2)), 0, _outputShape());
        bytes memory attributes;
        // Strides, pads, dilations and groups of one; no zero points, no bounds.
        for (uint256 i = 0; i < 13; ++i) attributes = bytes.concat(attributes, bytes4(uint32(i < 9 ? 1 : 0)));
        bytes memory operands = bytes.concat(image, _zeros(54, typed(I8, 3, 3, 3, 2)), table);
        _refused(encoded(1, attributes, 3, operands, typed(U8, 1, 8, 8, 2)), 0, _operandShape(1));
    }

    function test_matMul_refusesShapesThatDoNotFit() external view {
        bytes memory x = _zeros(4, typed(U8, 1, 4));
        bytes memory w = _zeros(8, typed(I8, 2, 4));
        bytes memory table = _zeros(16, typed(I32, 2, 2));
        bytes memory output = typed(U8, 1, 2);
        bytes memory operands = bytes.concat(_zeros(5, typed(U8, 1, 5)), w, table);
        _refused(_plain(2, 4, 3, operands, output), 0, _operandShape(0));
        operands = bytes.concat(x, _zeros(12, typed(I8, 3, 4)), table);
        _refused(_plain(2, 4, 3, operands, output), 0, _outputShape());
        operands = bytes.concat(x, w, _zeros(24, typed(I32, 3, 2)));
        _refused(_plain(2, 4, 3, operands, output), 0, _operandShape(2));
        operands = bytes.concat(x, w, _zeros(24, typed(I32, 2, 3)));
        _refused(_plain(2, 4, 3, operands, output), 0, _operandShape(2));
    }

    function test_batchMatMul_refusesShapesThatDoNotFit() external view {
        bytes memory left = _zeros(8, typed(U8, 2, 4));
        bytes memory output = typed(U8, 2, 3);
        bytes memory vector = _zeros(9, typed(U8, 9));
        _refused(_plain(3, 6, 2, bytes.concat(vector, vector), typed(U8, 9)), 0, _outputShape());
        _refused(_plain(3, 6, 2, bytes.concat(left, _zeros(15, typed(U8, 3, 5))), output), 0, _operandShape(1));
        _refused(_plain(3, 6, 2, bytes.concat(left, _zeros(16, typed(U8, 4, 4))), output), 0, _outputShape());
    }

    function test_tables_ofAnotherLengthAreRefused() external view {
        bytes memory x = _zeros(9, typed(U8, 9));
        bytes memory output = typed(U8, 9);
        _refused(_plain(6, 0, 2, bytes.concat(x, _zeros(255, typed(U8, 255))), output), 0, _operandShape(1));
        _refused(_plain(14, 0, 2, bytes.concat(x, _zeros(1028, typed(I32, 257))), output), 0, _operandShape(1));
    }

    function test_outputs_ofAnotherShapeAreRefused() external view {
        bytes memory image = fromInput(typed(U8, 1, 4, 4, 1));
        _refused(_plain(7, 10, 1, image, typed(U8, 1, 4, 4, 2)), 0, _outputShape());
        _refused(_plain(7, 10, 1, image, typed(U8, 4, 4)), 0, _outputShape());
        _refused(_plain(13, 2, 1, image, typed(U8, 4, 4)), 0, _outputShape());
        bytes memory indices = _zeros(3, typed(U8, 3));
        bytes memory rows = bytes.concat(indices, _zeros(20, typed(U8, 5, 4)));
        _refused(_plain(16, 0, 2, rows, typed(U8, 3, 5)), 0, _outputShape());
        bytes memory exponentials = bytes.concat(indices, _zeros(1024, typed(I32, 256)));
        _refused(_plain(14, 0, 2, exponentials, typed(U8, 4)), 0, _outputShape());
    }

    function test_pad_refusesAValueWiderThanAByte() external view {
        bytes memory attributes = abi.encodePacked(int32(1), int32(0), int32(0), int32(0), int32(256));
        _refused(
            encoded(10, attributes, 1, fromInput(typed(U8, 3, 4)), typed(U8, 4, 4)),
            0,
            _error(IReferee.AttributeOutOfRange.selector, 4, 256)
        );
    }

    function test_argMax_ofRowsOfNumbers() external view {
        int32[6] memory values = [int32(9), -5, 1, 5, 300, 7];
        bytes memory tensor = new bytes(24);
        for (uint256 i = 0; i < 24; ++i) tensor[i] = bytes1(uint8(uint32(values[i / 4]) >> (8 * (i % 4))));
        bytes memory x = fromWeight(PlainPagedMerkle.root(tensor), typed(I32, 2, 3));
        bytes memory step = encoded(15, "", 1, x, typed(I32, 2));
        for (uint256 row = 0; row < 2; ++row) vm.assertEq(_judged(step, row, tensor), row);
    }

    function test_embedding_readsTheNearestRowWhereThereIsNone() external view {
        bytes memory indices = hex"ffffffff0100000003000000";
        bytes memory table = hex"101112131415";
        bytes memory operands = bytes.concat(
            fromWeight(PlainPagedMerkle.root(indices), typed(I32, 3)),
            fromWeight(PlainPagedMerkle.root(table), typed(U8, 3, 2))
        );
        bytes memory step = encoded(16, "", 2, operands, typed(U8, 3, 2));
        // Row -1 is read as row 0, and row 3 as row 2.
        for (uint256 element = 0; element < 6; ++element)
            vm.assertEq(_judged(step, element, bytes.concat(indices, table)), 0x10 + element);
    }

    function test_maxPool_ofTheSecondImage() external view {
        bytes memory images = hex"0901020304080506";
        int32 one = 1;
        bytes memory attributes = abi.encodePacked(
            abi.encodePacked(int32(2), int32(2), one, one),
            new bytes(16),
            abi.encodePacked(one, one)
        );
        bytes memory x = fromWeight(PlainPagedMerkle.root(images), typed(U8, 2, 2, 2, 1));
        bytes memory step = encoded(7, attributes, 1, x, typed(U8, 2, 1, 1, 1));
        vm.assertEq(_judged(step, 0, images), 9);
        vm.assertEq(_judged(step, 1, images), 8);
    }

    function test_conv2d_ofAKernelOfTwoRows() external view {
        // A bias of 1 and a multiplier of 1, little-endian.
        bytes memory table = hex"010000000000803f";
        bytes memory kernel = hex"0507";
        bytes memory image = hex"0203";
        bytes memory attributes = abi.encodePacked(uint32(1), uint32(1), new bytes(16), uint32(1), uint32(1));
        attributes = bytes.concat(
            attributes,
            abi.encodePacked(uint32(1), uint32(0), uint32(0), uint32(0), uint32(255))
        );
        bytes memory operands = bytes.concat(
            fromWeight(PlainPagedMerkle.root(image), typed(U8, 1, 2, 1, 1)),
            fromWeight(PlainPagedMerkle.root(kernel), typed(I8, 1, 2, 1, 1)),
            fromWeight(PlainPagedMerkle.root(table), typed(I32, 1, 2))
        );
        bytes memory step = encoded(1, attributes, 3, operands, typed(U8, 1, 1, 1, 1));
        vm.assertEq(_judged(step, 0, bytes.concat(table, kernel, image)), 1 + 2 * 5 + 3 * 7);
    }

    /// @dev A row that ends in a page after a full one: what fills that page is zero, and not the rest of the full one.
    function test_argMax_ofARowOfAPageAndAHalf() external view {
        bytes memory row = new bytes(384);
        for (uint256 i = 0; i < row.length; ++i) row[i] = bytes1(uint8(i % 200));
        row[383] = 0xff;
        bytes memory x = fromWeight(PlainPagedMerkle.root(row), typed(U8, 384));
        vm.assertEq(_judged(encoded(15, "", 1, x, typed(I32, 1)), 0, row), 383);
    }

    function _judged(bytes memory step, uint256 element, bytes memory evidence) private view returns (uint256) {
        return uint256(referee.judge(inputRoot(), traceRoot(), STEPS, 4, step, element, evidence));
    }
}
