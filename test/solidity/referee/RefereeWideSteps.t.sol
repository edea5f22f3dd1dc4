// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../../../contracts/referee/IReferee.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {RefereeFixture} from "./RefereeFixture.sol";

/// @dev Steps of the wide ops that no honest program has, but that anyone may publish. Each is refused by name, for little gas.
contract RefereeWideStepsTest is RefereeFixture {
    uint256 private constant GAS = 400_000;

    /// @dev A step whose operands are weights of zeros.
    struct Case {
        uint8 op;
        bytes attributes;
        /// The operands' types and the output's.
        bytes[] operands;
        bytes output;
    }

    function _valid(uint8 op) private pure returns (Case memory made) {
        bytes memory x = typed(I32, 2, 4);
        made.op = op;
        made.output = x;
        if (op == 18) {
            made.attributes = bytes.concat(_words(1, 1, 0), _bounds());
            made.operands = _list(x, typed(U8, 1, 4));
        } else if (op == 19) {
            made.attributes = bytes.concat(_words(46, 1, 0), _bounds());
            made.operands = _list(x, typed(I32, 2, 1));
        } else if (op == 20) {
            made.attributes = bytes.concat(_words(255, 46), _bounds());
            made.operands = _list(typed(U8, 2, 4), typed(I8, 3, 4), typed(I32, 3, 2));
            made.output = typed(I32, 2, 3);
        } else if (op == 21) {
            made.attributes = bytes.concat(_words(255, 255, 0), _bounds());
            made.operands = _list(_cube(U8, 2, 3, 4), _cube(U8, 2, 5, 4));
            made.output = _cube(I32, 2, 3, 5);
        } else if (op < 24) {
            made.attributes = bytes.concat(op == 22 ? _words(1) : bytes(""), _words(3, 0), _bounds());
            made.operands = _list(x);
            made.output = typed(I32, 2, 2);
        } else if (op == 24) {
            made.operands = _list(x);
            made.output = typed(I32, 2, 1);
        } else {
            _fillOthers(made, x);
        }
    }

    function _fillOthers(Case memory made, bytes memory x) private pure {
        if (made.op == 25) {
            made.attributes = bytes.concat(_words(1 << 30, 0), _words(1, 0), _bounds());
            made.operands = _list(x, typed(I32, 2, 1));
        } else if (made.op == 26) {
            made.attributes = _words(0, 0);
            made.operands = _list(x, typed(U8, 5));
            made.output = typed(U8, 2, 4);
        } else if (made.op == 27) {
            made.attributes = bytes.concat(_words(1), _bounds());
            made.operands = _list(x, _cube(I32, 3, 2, 2), typed(I32, 1));
        } else if (made.op == 29) {
            made.operands = _list(typed(I32, 2), typed(U8, 3, 4));
            made.output = typed(U8, 2, 4);
        } else if (made.op == 30) {
            made.operands = _list(typed(U8, 1, 4), x, typed(I32, 2, 1));
        } else if (made.op == 31) {
            made.attributes = _words(2, 0);
            made.operands = _list(x, typed(U8, 2, 1));
            made.output = typed(U8, 2, 4);
        } else {
            made.attributes = _bounds();
            made.operands = _list(x);
        }
    }

    function _ops() private pure returns (uint8[14] memory) {
        return [18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 29, 30, 31, 32];
    }

    function _judge(Case memory what, uint256 element, uint256 evidence) private view returns (bool, bytes memory) {
        bytes memory operands;
        for (uint256 i = 0; i < what.operands.length; ++i) {
            uint256 length = _length(what.operands[i]);
            // What is longer is refused before it is read.
            bytes32 root = length > 256 ? bytes32(0) : PlainPagedMerkle.root(new bytes(length));
            operands = bytes.concat(operands, fromWeight(root, what.operands[i]));
        }
        bytes memory step = encoded(what.op, what.attributes, uint8(what.operands.length), operands, what.output);
        bytes memory call = abi.encodeCall(
            IReferee.judge,
            (inputRoot(), traceRoot(), STEPS, 4, step, element, new bytes(evidence))
        );
        return address(referee).staticcall{gas: GAS}(call);
    }

    function _refused(Case memory what, bytes memory expected) private view {
        (bool success, bytes memory result) = _judge(what, 0, 2048);
        vm.assertTrue(!success);
        vm.assertEq(keccak256(result), keccak256(expected));
    }

    function _operandShape(Case memory what, uint256 position, bytes memory tensor) private view {
        _operandShape(what, position, tensor, position);
    }

    /// @dev Another operand is refused because its shape does not fit, or that of the one `blamed`.
    function _operandShape(Case memory what, uint256 position, bytes memory tensor, uint256 blamed) private view {
        what.operands[position] = tensor;
        _refused(what, abi.encodeWithSelector(IReferee.OperandShapeMismatch.selector, blamed));
    }

    function _outputShape(Case memory what, bytes memory output) private view {
        what.output = output;
        _refused(what, abi.encodeWithSelector(IReferee.OutputShapeMismatch.selector));
    }

    function _operandType(uint8 op, uint256 position, uint8 dtype) private view {
        Case memory what = _valid(op);
        what.operands[position][0] = bytes1(dtype);
        _refused(what, abi.encodeWithSelector(IReferee.OperandTypeMismatch.selector, position, dtype));
    }

    function _outputType(uint8 op, uint8 dtype) private view {
        Case memory what = _valid(op);
        what.output[0] = bytes1(dtype);
        _refused(what, abi.encodeWithSelector(IReferee.OutputTypeMismatch.selector, dtype));
    }

    function _attribute(Case memory what, uint256 position, int32 value) private view {
        for (uint256 i = 0; i < 4; ++i) what.attributes[4 * position + i] = bytes4(uint32(value))[i];
        _refused(what, abi.encodeWithSelector(IReferee.AttributeOutOfRange.selector, position, int256(value)));
    }

    function test_wideSteps_ofZerosHaveElements() external view {
        uint8[14] memory ops = _ops();
        // Each tensor that is read has one page, of which all is shown.
        uint8[14] memory evidence = [
            32 + 4,
            32 + 8,
            24 + 12 + 8,
            40 + 24,
            32,
            32,
            32,
            32 + 8,
            32 + 5,
            4 + 48 + 32,
            8 + 12,
            4 + 8,
            32 + 2,
            32
        ];
        for (uint256 i = 0; i < 14; ++i) {
            Case memory what = _valid(ops[i]);
            uint256 sent = evidence[i];
            (bool success, ) = _judge(what, 0, sent);
            vm.assertTrue(success);
            (success, ) = _judge(what, 0, sent + 1);
            vm.assertTrue(!success);
            (success, ) = _judge(what, 0, sent - 1);
            vm.assertTrue(!success);
        }
    }

    function test_wideSteps_refuseOtherCounts() external view {
        uint8[14] memory ops = _ops();
        for (uint256 i = 0; i < 14; ++i) {
            Case memory what = _valid(ops[i]);
            uint256 count = what.attributes.length / 4;
            what.attributes = bytes.concat(what.attributes, new bytes(4));
            _refused(what, abi.encodeWithSelector(IReferee.AttributeCountMismatch.selector, count + 1, count));
            what = _valid(ops[i]);
            count = what.operands.length;
            what.operands = new bytes[](count + 1);
            for (uint256 k = 0; k <= count; ++k) what.operands[k] = typed(U8, 1);
            _refused(what, abi.encodeWithSelector(IReferee.OperandCountMismatch.selector, count + 1, count));
            what.operands = new bytes[](0);
            _refused(what, abi.encodeWithSelector(IReferee.OperandCountMismatch.selector, 0, count));
        }
    }

    function test_wideSteps_refuseAttributesOutOfRange() external view {
        int32 most = type(int32).max;
        int32[3][37] memory cases = [
            [int32(18), 0, 0],
            [int32(18), 0, 2],
            [int32(18), 1, -2],
            [int32(18), 1, 0],
            [int32(18), 2, 1],
            [int32(19), 0, -1],
            [int32(19), 0, 47],
            [int32(19), 1, 2],
            [int32(19), 1, -1],
            [int32(19), 2, 1],
            [int32(20), 0, -1],
            [int32(20), 0, 256],
            [int32(20), 1, -1],
            [int32(20), 1, 47],
            [int32(21), 0, 256],
            [int32(21), 1, 256],
            [int32(21), 1, -1],
            [int32(21), 2, 1],
            [int32(22), 0, 2],
            [int32(22), 1, 0],
            [int32(22), 1, 16_777_217],
            [int32(22), 2, 1],
            [int32(23), 0, 0],
            [int32(23), 0, -1],
            [int32(23), 1, most],
            [int32(25), 0, 0],
            [int32(25), 0, 1_073_741_825],
            [int32(25), 2, 2],
            [int32(25), 3, -1],
            [int32(26), 1, 1],
            [int32(27), 0, 2],
            [int32(27), 0, -1],
            [int32(31), 0, 3],
            [int32(31), 0, -1],
            [int32(31), 1, 1],
            // Where the lower bound is -10.
            [int32(32), 1, -11],
            [int32(32), 1, type(int32).min]
        ];
        for (uint256 i = 0; i < cases.length; ++i)
            _attribute(_valid(uint8(uint32(cases[i][0]))), uint256(uint32(cases[i][1])), cases[i][2]);
    }

    function test_wideSteps_refuseBoundsThatAreNone() external view {
        uint8[9] memory ops = [18, 19, 20, 21, 22, 23, 25, 27, 32];
        for (uint256 i = 0; i < ops.length; ++i) {
            Case memory what = _valid(ops[i]);
            uint256 last = what.attributes.length / 4 - 1;
            _attribute(what, last, -11);
            if (ops[i] == 27) continue;
            // A byte holds neither.
            what = _valid(ops[i]);
            what.output[0] = bytes1(U8);
            _attribute(what, last - 1, -1);
            what = _valid(ops[i]);
            what.output[0] = bytes1(U8);
            for (uint256 k = 0; k < 4; ++k) what.attributes[4 * (last - 1) + k] = 0;
            _attribute(what, last, 256);
        }
    }

    function test_wideSteps_refuseOtherTypes() external view {
        uint8[10] memory any = [18, 18, 19, 22, 23, 25, 29, 30, 31, 32];
        uint8[10] memory position = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0];
        for (uint256 i = 0; i < any.length; ++i) _operandType(any[i], position[i], I8);
        uint8[12] memory integers = [19, 24, 25, 26, 27, 27, 27, 20, 20, 20, 21, 21];
        uint8[12] memory place = [1, 0, 1, 0, 0, 1, 2, 0, 1, 2, 0, 1];
        uint8[12] memory dtype = [U8, U8, U8, U8, U8, U8, U8, I32, U8, U8, I32, I8];
        for (uint256 i = 0; i < integers.length; ++i) _operandType(integers[i], place[i], dtype[i]);
        _operandType(26, 1, I8);
        _operandType(29, 1, I8);
        _operandType(30, 1, U8);
        _operandType(30, 2, U8);
        _outputType(24, U8);
        _outputType(26, I32);
        _outputType(27, U8);
        _outputType(29, I32);
        _outputType(31, I32);
        for (uint256 i = 0; i < 14; ++i) _outputType(_ops()[i], I8);
    }

    function test_wideSteps_ofElementByElementRefuseOtherShapes() external view {
        uint8[3] memory ops = [18, 30, 31];
        for (uint256 i = 0; i < 3; ++i) {
            uint8 dtype = ops[i] == 30 ? I32 : U8;
            _operandShape(_valid(ops[i]), 1, typed(dtype, 3, 4));
            _operandShape(_valid(ops[i]), 1, typed(dtype, 4));
            _operandShape(_valid(ops[i]), 1, _cube(dtype, 1, 2, 4));
            Case memory what = _valid(ops[i]);
            for (uint256 k = 0; k < what.operands.length; ++k)
                what.operands[k] = typed(uint8(what.operands[k][0]), 1, 4);
            // Nothing has two rows.
            _outputShape(what, what.output);
        }
        _operandShape(_valid(19), 1, typed(I32, 3, 1));
        _operandShape(_valid(19), 1, typed(I32, 2));
        // x itself is not repeated.
        _operandShape(_valid(19), 0, typed(I32, 1, 4));
        _operandShape(_valid(19), 0, typed(I32, 2, 1));
    }

    function test_wideSteps_ofProductsRefuseOtherShapes() external view {
        _operandShape(_valid(20), 0, typed(U8, 3, 4));
        _operandShape(_valid(20), 0, typed(U8, 2, 5));
        _operandShape(_valid(20), 0, _cube(U8, 1, 2, 4));
        _operandShape(_valid(20), 1, _cube(I8, 1, 3, 4));
        _operandShape(_valid(20), 2, typed(I32, 4, 2));
        _operandShape(_valid(20), 2, typed(I32, 3, 3));
        Case memory what = _valid(20);
        what.operands[1] = typed(I8, 4, 4);
        _outputShape(what, what.output);
        _operandShape(_valid(21), 0, _cube(U8, 1, 3, 4));
        _operandShape(_valid(21), 0, _cube(U8, 2, 2, 4));
        _operandShape(_valid(21), 0, typed(U8, 3, 4));
        _operandShape(_valid(21), 1, _cube(U8, 3, 5, 4));
        _operandShape(_valid(21), 1, _cube(U8, 2, 5, 3));
        _operandShape(_valid(21), 1, typed(U8, 5, 4));
        what = _valid(21);
        what.operands[1] = _cube(U8, 2, 6, 4);
        _outputShape(what, what.output);
        what = _valid(21);
        (what.operands[0], what.operands[1]) = (typed(U8, 4), typed(U8, 4));
        _outputShape(what, typed(I32, 4));
    }

    function test_wideSteps_ofRowsRefuseOtherShapes() external view {
        for (uint8 op = 22; op < 25; ++op) {
            _operandShape(_valid(op), 0, typed(I32, 3, 4));
            _operandShape(_valid(op), 0, _cube(I32, 1, 2, 4), 0);
            _outputShape(_valid(op), typed(I32, 2, 4));
        }
        // Two blocks of three are six numbers at most, and four at least.
        _otherBlocks(22, typed(I32, 2, 7));
        _otherBlocks(23, typed(I32, 2, 3));
        _operandShape(_valid(25), 0, typed(I32, 2, 3));
        _operandShape(_valid(25), 1, typed(I32, 2, 4));
        _operandShape(_valid(25), 1, typed(I32, 1, 1));
        _operandShape(_valid(25), 1, typed(I32, 2));
        _operandShape(_valid(32), 0, typed(I32, 2, 3));
        _operandShape(_valid(32), 0, typed(I32, 1, 4));
        Case memory what = _valid(32);
        what.output = typed(I32, 1, 1025);
        _operandShape(what, 0, what.output);
    }

    function _otherBlocks(uint8 op, bytes memory tensor) private view {
        Case memory what = _valid(op);
        what.operands[0] = tensor;
        _outputShape(what, what.output);
    }

    function test_wideSteps_ofTablesRefuseOtherShapes() external view {
        _operandShape(_valid(26), 0, typed(I32, 2, 3));
        _operandShape(_valid(26), 0, typed(I32, 2));
        _operandShape(_valid(26), 1, typed(U8, 5, 1));
        _operandShape(_valid(26), 1, typed(U8, 65_537));
        _outputShape(_valid(29), typed(U8, 2, 3));
        _outputShape(_valid(29), typed(U8, 3, 4));
        _outputShape(_valid(29), typed(U8, 8));
        _outputShape(_valid(29), _cube(U8, 2, 1, 4));
        _operandShape(_valid(27), 0, typed(I32, 3, 4));
        _operandShape(_valid(27), 0, typed(I32, 8));
        _operandShape(_valid(27), 1, typed(I32, 3, 4));
        _operandShape(_valid(27), 1, _cube(I32, 3, 4, 2));
        _operandShape(_valid(27), 1, _cube(I32, 3, 2, 1));
        _operandShape(_valid(27), 2, typed(I32, 2));
        _operandShape(_valid(27), 2, typed(I32, 1, 1));
        _outputShape(_valid(27), typed(I32, 2, 6));
        Case memory what = _valid(27);
        what.output = typed(I32, 2, 5);
        _operandShape(what, 0, what.output);
    }

    function test_matMulWide_refusesAMultiplierOutOfRange() external view {
        int32[2] memory multipliers = [int32(-1), 65_536];
        for (uint256 i = 0; i < 2; ++i) {
            bytes memory table = bytes.concat(new bytes(4), _littleEndian(multipliers[i]));
            bytes memory operands = bytes.concat(
                fromWeight(PlainPagedMerkle.root(new bytes(4)), typed(U8, 1, 4)),
                fromWeight(PlainPagedMerkle.root(new bytes(4)), typed(I8, 1, 4)),
                fromWeight(PlainPagedMerkle.root(table), typed(I32, 1, 2))
            );
            bytes memory step = encoded(20, bytes.concat(_words(0, 0), _bounds()), 3, operands, typed(I32, 1, 1));
            bytes memory call = abi.encodeCall(
                IReferee.judge,
                (inputRoot(), traceRoot(), STEPS, 4, step, 0, bytes.concat(table, new bytes(8)))
            );
            (bool success, bytes memory result) = address(referee).staticcall(call);
            vm.assertTrue(!success);
            bytes memory expected = abi.encodeWithSelector(
                IReferee.MultiplierOutOfRange.selector,
                int256(multipliers[i])
            );
            vm.assertEq(keccak256(result), keccak256(expected));
        }
    }

    function _length(bytes memory tensor) private pure returns (uint256 length) {
        length = uint8(tensor[0]) == I32 ? 4 : 1;
        for (uint256 at = 2; at < tensor.length; at += 4) {
            uint256 size = 0;
            for (uint256 i = 0; i < 4; ++i) size = size * 256 + uint8(tensor[at + i]);
            length *= size;
        }
    }

    function _littleEndian(int32 number) private pure returns (bytes memory) {
        uint32 bits = uint32(number);
        return abi.encodePacked(uint8(bits), uint8(bits >> 8), uint8(bits >> 16), uint8(bits >> 24));
    }

    function _bounds() private pure returns (bytes memory) {
        return abi.encodePacked(int32(-10), int32(10));
    }

    function _words(int32 a) private pure returns (bytes memory) {
        return abi.encodePacked(a);
    }

    function _words(int32 a, int32 b) private pure returns (bytes memory) {
        return abi.encodePacked(a, b);
    }

    function _words(int32 a, int32 b, int32 c) private pure returns (bytes memory) {
        return abi.encodePacked(a, b, c);
    }

    function _cube(uint8 dtype, uint32 a, uint32 b, uint32 c) private pure returns (bytes memory) {
        return abi.encodePacked(dtype, uint8(3), a, b, c);
    }

    function _list(bytes memory a) private pure returns (bytes[] memory list) {
        list = new bytes[](1);
        list[0] = bytes.concat(a);
    }

    function _list(bytes memory a, bytes memory b) private pure returns (bytes[] memory list) {
        list = new bytes[](2);
        (list[0], list[1]) = (bytes.concat(a), bytes.concat(b));
    }

    function _list(bytes memory a, bytes memory b, bytes memory c) private pure returns (bytes[] memory list) {
        list = new bytes[](3);
        (list[0], list[1], list[2]) = (bytes.concat(a), bytes.concat(b), bytes.concat(c));
    }
}
