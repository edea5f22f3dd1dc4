// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {RefereeFixture} from "./RefereeFixture.sol";

/// @dev What the wide ops compute: at ties, near ties, clamps and edges, and against plain Solidity on numbers of any size.
contract RefereeWideTest is RefereeFixture {
    int32 private constant LEAST = type(int32).min;
    int32 private constant MOST = type(int32).max;

    /// @dev A step's operands as weights, and as evidence the pages of those that an element reads, in the op's order.
    struct Given {
        uint8 count;
        bytes operands;
        bytes evidence;
    }

    function _add(Given memory given, bytes memory tensor, bytes memory data) private pure {
        given.operands = bytes.concat(given.operands, fromWeight(PlainPagedMerkle.root(data), tensor));
        ++given.count;
    }

    /// @dev Data of one page, all of which is shown.
    function _show(Given memory given, bytes memory data) private pure {
        given.evidence = bytes.concat(given.evidence, data);
    }

    function _addShown(Given memory given, bytes memory tensor, bytes memory data) private pure {
        _add(given, tensor, data);
        _show(given, data);
    }

    function _judge(
        Given memory given,
        uint8 op,
        bytes memory attributes,
        bytes memory output,
        uint256 element
    ) private view returns (int256) {
        bytes memory step = encoded(op, attributes, given.count, given.operands, output);
        return referee.judge(inputRoot(), traceRoot(), STEPS, 4, step, element, given.evidence);
    }

    /// @dev One step of two i32 tensors of one element.
    function _ofTwo(uint8 op, bytes memory attributes, int32 a, int32 b) private view returns (int256) {
        Given memory given;
        _addShown(given, typed(I32, 1), _bytes(a));
        _addShown(given, typed(I32, 1), _bytes(b));
        return _judge(given, op, attributes, typed(op == 31 ? U8 : I32, 1), 0);
    }

    /// @dev One step of one row of i32.
    function _ofRow(
        uint8 op,
        bytes memory attributes,
        bytes memory row,
        uint32 columns,
        uint256 element
    ) private view returns (int256) {
        Given memory given;
        uint32 size = uint32(row.length / 4);
        _add(given, typed(I32, 1, size), row);
        given.evidence = row;
        return _judge(given, op, attributes, typed(I32, 1, columns), element);
    }

    function _equals(int256 found, int256 expected) private pure {
        vm.assertTrue(found == expected);
    }

    function test_addWide_addsAndSubtractsUpToItsBounds() external view {
        bytes memory all = _range(LEAST, MOST);
        _equals(_ofTwo(18, bytes.concat(_words(1, 1, 0), all), 5, -7), -2);
        _equals(_ofTwo(18, bytes.concat(_words(1, -1, 0), all), 5, -7), 12);
        _equals(_ofTwo(18, bytes.concat(_words(-1, 1, 0), all), 5, -7), -12);
        _equals(_ofTwo(18, bytes.concat(_words(-1, -1, 0), all), 5, -7), 2);
        _equals(_ofTwo(18, bytes.concat(_words(-1, -1, 0), all), LEAST, LEAST), MOST);
        _equals(_ofTwo(18, bytes.concat(_words(1, 1, 0), all), LEAST, LEAST), LEAST);
        _equals(_ofTwo(18, bytes.concat(_words(1, 1, 0), _range(-3, 3)), 5, -1), 3);
        _equals(_ofTwo(18, bytes.concat(_words(1, 1, 0), _range(-3, 3)), 5, -9), -3);
        _equals(_ofTwo(18, bytes.concat(_words(1, 1, 0), _range(7, 7)), 5, -9), 7);
    }

    function test_addWide_repeatsDimensionsOfOne() external view {
        bytes memory column = hex"0a64";
        bytes memory row = bytes.concat(_bytes(1), _bytes(-2), _bytes(300));
        int32[6] memory expected = [int32(11), 8, 310, 101, 98, 400];
        for (uint256 i = 0; i < 6; ++i) {
            Given memory given;
            _addShown(given, typed(U8, 2, 1), column);
            _addShown(given, typed(I32, 1, 3), row);
            bytes memory attributes = bytes.concat(_words(1, 1, 0), _range(LEAST, MOST));
            _equals(_judge(given, 18, attributes, typed(I32, 2, 3), i), expected[i]);
            // As bytes.
            attributes = bytes.concat(_words(1, 1, 0), _range(0, 255));
            int256 byte_ = expected[i] > 255 ? int256(255) : int256(expected[i]);
            _equals(_judge(given, 18, attributes, typed(U8, 2, 3), i), byte_);
        }
    }

    /// @dev `(2^15 + 1) * (2^30 - 2^15 + 1)` is `2^45 + 1`; with both other signs it is `2^45 - 1`.
    function test_scale_roundsTiesAndNearTies() external view {
        int32[4][15] memory cases = [
            // x, s, shift, mode 0
            [int32(1), 1, 1, 0],
            [int32(3), 1, 1, 2],
            [int32(-1), 1, 1, 0],
            [int32(-3), 1, 1, -2],
            [int32(5), 1, 1, 2],
            [int32(1 << 30), 1 << 15, 46, 0],
            [int32(3 << 29), 1 << 16, 46, 2],
            [int32(-(1 << 30)), 1 << 15, 46, 0],
            [int32(-(3 << 29)), 1 << 16, 46, -2],
            [int32(1073709057), 32769, 46, 1],
            [int32(1073774593), 32767, 46, 0],
            [int32(-1073709057), 32769, 46, -1],
            [int32(1073774593), -32767, 46, 0],
            [LEAST, LEAST, 31, MOST],
            [LEAST, MOST, 0, LEAST]
        ];
        for (uint256 i = 0; i < cases.length; ++i) {
            bytes memory attributes = bytes.concat(_words(cases[i][2], 0, 0), _range(LEAST, MOST));
            _equals(_ofTwo(19, attributes, cases[i][0], cases[i][1]), cases[i][3]);
        }
    }

    function test_scale_roundsDown() external view {
        int32[6] memory values = [int32(-4), -3, -1, 0, 1, 3];
        int32[6] memory expected = [int32(-2), -2, -1, 0, 0, 1];
        for (uint256 i = 0; i < 6; ++i) {
            bytes memory attributes = bytes.concat(_words(1, 1, 0), _range(LEAST, MOST));
            _equals(_ofTwo(19, attributes, values[i], 1), expected[i]);
        }
    }

    function _product(int32 bias, int32 multiplier, int32 shift, int32 low) private view returns (int256) {
        bytes memory table = bytes.concat(_bytes(9), _bytes(9), _bytes(bias), _bytes(multiplier));
        Given memory given;
        _add(given, typed(U8, 1, 3), hex"00ff80");
        _add(given, typed(I8, 2, 3), hex"01010102ff7f");
        _add(given, typed(I32, 2, 2), table);
        given.evidence = bytes.concat(table, hex"01010102ff7f", hex"00ff80");
        bytes memory attributes = bytes.concat(_words(128, shift), _range(low, MOST));
        return _judge(given, 20, attributes, typed(I32, 1, 2), 1);
    }

    /// @dev The sum is `-128 * 2 - 127 + 0 = -383`.
    function test_matMulWide_scalesAndRounds() external view {
        _equals(_product(0, 1, 0, LEAST), -383);
        _equals(_product(384, 65_535, 0, LEAST), 65_535);
        _equals(_product(384, 1, 1, LEAST), 0);
        _equals(_product(386, 1, 1, LEAST), 2);
        _equals(_product(382, 1, 1, LEAST), 0);
        _equals(_product(380, 1, 1, LEAST), -2);
        _equals(_product(0, 0, 46, LEAST), 0);
        _equals(_product(0, 65_535, 0, -9), -9);
        _equals(_product(MOST, 65_535, 0, LEAST), MOST);
        _equals(_product(LEAST, 65_535, 46, LEAST), -2);
    }

    function test_batchMatMulWide_addsUpProducts() external view {
        Given memory given;
        _add(given, _cube(U8, 2, 1, 3), hex"000000050607");
        _add(given, _cube(U8, 2, 2, 3), hex"00000000000000ff0009ff01");
        given.evidence = bytes.concat(hex"00000000000000ff0009ff01", hex"000000050607");
        bytes memory attributes = bytes.concat(_words(6, 1, 0), _range(LEAST, MOST));
        // The differences from the zero points: (-1, 0, 1) by (-1, 254, -1), and by (8, 254, 0).
        _equals(_judge(given, 21, attributes, _cube(I32, 2, 1, 2), 2), 0);
        _equals(_judge(given, 21, attributes, _cube(I32, 2, 1, 2), 3), -8);
        _equals(_judge(given, 21, bytes.concat(_words(6, 1, 0), _range(-7, 7)), _cube(I32, 2, 1, 2), 3), -7);
    }

    function test_rows_areCutIntoBlocks() external view {
        bytes memory row = _seven();
        int32[3] memory largest = [int32(-3), 9, -8];
        int32[3] memory magnitude = [int32(5), 100, 8];
        int32[3] memory sum = [int32(-12), -91, -8];
        for (uint256 i = 0; i < 3; ++i) {
            bytes memory block_ = bytes.concat(_words(3, 0), _range(LEAST, MOST));
            _equals(_ofRow(22, bytes.concat(_words(0), block_), row, 3, i), largest[i]);
            _equals(_ofRow(22, bytes.concat(_words(1), block_), row, 3, i), magnitude[i]);
            _equals(_ofRow(23, block_, row, 3, i), sum[i]);
        }
        bytes memory whole = bytes.concat(_words(1 << 24, 0), _range(-100, 50));
        _equals(_ofRow(22, bytes.concat(_words(0), whole), row, 1, 0), 9);
        _equals(_ofRow(22, bytes.concat(_words(1), whole), row, 1, 0), 50);
        _equals(_ofRow(23, whole, row, 1, 0), -100);
    }

    function test_rowMax_ofTheLeastNumbers() external view {
        bytes memory attributes = bytes.concat(_words(1, 4, 0), _range(LEAST, MOST));
        _equals(_ofRow(22, attributes, _bytes(LEAST), 1, 0), MOST);
        _equals(_ofRow(22, attributes, _bytes(0), 1, 0), 1);
        attributes = bytes.concat(_words(0, 4, 0), _range(LEAST, MOST));
        _equals(_ofRow(22, attributes, _bytes(LEAST), 1, 0), LEAST);
    }

    function test_rows_mayBeBytes() external view {
        Given memory given;
        _addShown(given, typed(U8, 2, 3), hex"0000000501ff");
        bytes memory block_ = bytes.concat(_words(3, 0), _range(0, 255));
        _equals(_judge(given, 22, bytes.concat(_words(0), block_), typed(U8, 2, 1), 0), 0);
        _equals(_judge(given, 22, bytes.concat(_words(1), block_), typed(U8, 2, 1), 0), 1);
        _equals(_judge(given, 22, bytes.concat(_words(1), block_), typed(U8, 2, 1), 1), 255);
        _equals(_judge(given, 23, block_, typed(U8, 2, 1), 1), 255);
        _equals(_judge(given, 23, bytes.concat(_words(2, 0), _range(0, 999)), typed(I32, 2, 2), 2), 6);
        _equals(_judge(given, 32, _range(0, 999), typed(I32, 2, 3), 5), 261);
    }

    /// @dev 67,108,863^2 + 11,585^2 + 74^2 + 5^2 is 2^52 - 1.
    function test_rowNorm_roundsDown() external view {
        bytes memory row = bytes.concat(_bytes(-67_108_863), _bytes(11_585), _bytes(-74), _bytes(5), _bytes(0));
        _equals(_ofRow(24, "", row, 1, 0), 67_108_863);
        row = bytes.concat(part(row, 0, 16), _bytes(-1));
        _equals(_ofRow(24, "", row, 1, 0), 67_108_864);
        _equals(_ofRow(24, "", bytes.concat(_bytes(2), _bytes(-2)), 1, 0), 2);
        _equals(_ofRow(24, "", bytes.concat(_bytes(2), _bytes(-2), _bytes(1)), 1, 0), 3);
        _equals(_ofRow(24, "", new bytes(12), 1, 0), 1);
        _equals(_ofRow(24, "", _bytes(LEAST), 1, 0), 2 ** 31);
    }

    function _divided(int32 x, int32 d, bytes memory attributes) private view returns (int256) {
        Given memory given;
        _addShown(given, typed(I32, 1, 1), _bytes(x));
        _addShown(given, typed(I32, 1, 1), _bytes(d));
        return _judge(given, 25, attributes, typed(I32, 1, 1), 0);
    }

    function test_divRow_roundsAndIsNeverDividedByZero() external view {
        int32[5][13] memory cases = [
            // x, d, c, mode, expected
            [int32(3), 2, 1, 0, 2],
            [int32(-3), 2, 1, 0, -2],
            [int32(-1), 2, 1, 0, 0],
            [int32(5), 2, 1, 0, 2],
            [int32(-1), 2, 1, 1, -1],
            [int32(-7), 3, 2, 1, -5],
            [int32(-7), 3, 2, 0, -5],
            [int32(7), 3, 2, 1, 4],
            [int32(9), 0, 1, 0, 9],
            [int32(9), -5, 1, 1, 9],
            [MOST, MOST, 1 << 30, 0, 1 << 30],
            [MOST, 2, 1, 0, 1 << 30],
            // 2^30 - 1 over an odd 2^31 - 1 is just below a half.
            [int32((1 << 30) - 1), MOST, 1, 0, 0]
        ];
        for (uint256 i = 0; i < cases.length; ++i) {
            bytes memory attributes = bytes.concat(_words(cases[i][2], 0), _words(cases[i][3], 0), _range(LEAST, MOST));
            _equals(_divided(cases[i][0], cases[i][1], attributes), cases[i][4]);
        }
        // The offset comes after rounding, and the bounds after the offset.
        _equals(_divided(3, 2, bytes.concat(_words(1, 7, 0), _words(0), _range(0, 255))), 9);
        _equals(_divided(-90, 1, bytes.concat(_words(1, 7, 0), _words(0), _range(0, 255))), 0);
        _equals(_divided(900, 1, bytes.concat(_words(1, -7, 0), _words(0), _range(0, 255))), 255);
    }

    function _lookedUp(int32 x, int32 base) private view returns (int256) {
        Given memory given;
        _addShown(given, typed(I32, 1), _bytes(x));
        _addShown(given, typed(I32, 3), bytes.concat(_bytes(-9), _bytes(7), _bytes(LEAST)));
        return _judge(given, 26, _words(base, 0), typed(I32, 1), 0);
    }

    function test_lookupWide_staysInItsTable() external view {
        _equals(_lookedUp(-5, -5), -9);
        _equals(_lookedUp(-4, -5), 7);
        _equals(_lookedUp(-3, -5), LEAST);
        _equals(_lookedUp(-2, -5), LEAST);
        _equals(_lookedUp(-6, -5), -9);
        _equals(_lookedUp(MOST, LEAST), LEAST);
        _equals(_lookedUp(LEAST, MOST), -9);
    }

    function _turned(bytes memory x, int32 layout, int32 p, uint256 element) private view returns (int256) {
        bytes memory table = bytes.concat(
            bytes.concat(_bytes(32_768), _bytes(0), _bytes(0), _bytes(32_768)),
            bytes.concat(_bytes(16_384), _bytes(-16_384), _bytes(1), _bytes(-1))
        );
        Given memory given;
        _add(given, typed(I32, 2, 4), x);
        _add(given, _cube(I32, 2, 2, 2), table);
        _add(given, typed(I32, 1), _bytes(p));
        given.evidence = bytes.concat(_bytes(p), table, x);
        return _judge(given, 27, bytes.concat(_words(layout), _range(-99_999, 99_999)), typed(I32, 2, 4), element);
    }

    function test_rope_turnsPairsAndHalves() external view {
        bytes memory row = bytes.concat(_bytes(1), _bytes(3), _bytes(-32_768), _bytes(49_152));
        bytes memory x = bytes.concat(row, row);
        // A first pair that stays and a second one turned by a right angle; then (a + b) / 2 and (b - a) / 2, ties to even.
        int32[4][4] memory expected = [
            [int32(1), 3, -49_152, -32_768],
            [int32(2), 1, 0, 2],
            [int32(1), -49_152, -32_768, 3],
            [int32(-16_384), 2, -16_384, 1]
        ];
        for (uint256 i = 0; i < 8; ++i) {
            _equals(_turned(x, 0, -7, i), expected[0][i % 4]);
            _equals(_turned(x, 0, 1, i), expected[1][i % 4]);
            _equals(_turned(x, 0, MOST, i), expected[1][i % 4]);
            _equals(_turned(x, 1, 0, i), expected[2][i % 4]);
            _equals(_turned(x, 1, 2, i), expected[3][i % 4]);
        }
        x = bytes.concat(_bytes(MOST), _bytes(LEAST), row, part(row, 0, 8));
        _equals(_turned(x, 0, 0, 0), 99_999);
        _equals(_turned(x, 0, 0, 1), -99_999);
    }

    function _gathered(int32 index, uint256 element) private view returns (int256) {
        bytes memory rows = bytes.concat(
            bytes.concat(_bytes(1), _bytes(2), _bytes(3), _bytes(4)),
            bytes.concat(_bytes(-5), _bytes(-6), _bytes(-7), _bytes(-8))
        );
        Given memory given;
        _addShown(given, typed(I32, 2), bytes.concat(_bytes(1), _bytes(index)));
        _addShown(given, _cube(I32, 2, 2, 2), rows);
        return _judge(given, 29, "", _cube(I32, 2, 2, 2), element);
    }

    function test_gather_staysInItsTable() external view {
        for (uint256 i = 0; i < 4; ++i) {
            _equals(_gathered(0, i), -5 - int256(i));
            _equals(_gathered(0, 4 + i), 1 + int256(i));
            _equals(_gathered(LEAST, 4 + i), 1 + int256(i));
            _equals(_gathered(2, 4 + i), -5 - int256(i));
            _equals(_gathered(MOST, 4 + i), -5 - int256(i));
        }
        // A table of numbers by bytes: its rows have no dimension.
        Given memory given;
        _addShown(given, typed(U8, 2, 2), hex"0001ff02");
        _addShown(given, typed(U8, 3), hex"0a0b0c");
        uint8[4] memory expected = [10, 11, 12, 12];
        for (uint256 i = 0; i < 4; ++i)
            _equals(_judge(given, 29, "", typed(U8, 2, 2), i), int256(uint256(expected[i])));
    }

    function test_select_readsTheChosenOneOnly() external view {
        int32[3] memory conditions = [int32(0), -1, 256];
        for (uint256 i = 0; i < 3; ++i) {
            Given memory given;
            _addShown(given, typed(I32, 1, 1), _bytes(conditions[i]));
            bytes memory a = bytes.concat(_bytes(5), _bytes(6));
            bytes memory b = bytes.concat(_bytes(-7), _bytes(-8));
            _add(given, typed(I32, 1, 2), a);
            _add(given, typed(I32, 2, 1), b);
            _show(given, conditions[i] == 0 ? b : a);
            _equals(_judge(given, 30, "", typed(I32, 2, 2), 3), conditions[i] == 0 ? int256(-8) : int256(6));
        }
    }

    function test_compare_knowsThreeRelations() external view {
        int32[3][5] memory cases = [
            // a, b, and the kinds that hold as bits
            [int32(1), 2, 5],
            [int32(2), 2, 6],
            [int32(3), 2, 0],
            [LEAST, MOST, 5],
            [MOST, LEAST, 0]
        ];
        for (uint256 i = 0; i < cases.length; ++i)
            for (int32 kind = 0; kind < 3; ++kind)
                _equals(
                    _ofTwo(31, _words(kind, 0), cases[i][0], cases[i][1]),
                    (int256(cases[i][2]) >> uint32(kind)) & 1
                );
    }

    function test_prefixSum_readsUpToItsElement() external view {
        bytes memory row = _seven();
        int32[7] memory expected = [int32(-5), -9, -12, -3, -103, -103, -111];
        for (uint256 i = 0; i < 7; ++i) {
            _equals(_ofRow(32, _range(LEAST, MOST), row, 7, i), expected[i]);
            int256 bounded = expected[i] < -100 ? int256(-100) : int256(expected[i]);
            _equals(_ofRow(32, _range(-100, -3), row, 7, i), bounded > -3 ? int256(-3) : bounded);
        }
        // The sum begins anew in each row.
        Given memory given;
        bytes memory both = bytes.concat(row, row);
        _addShown(given, typed(I32, 2, 7), both);
        _equals(_judge(given, 32, _range(LEAST, MOST), typed(I32, 2, 7), 8), -9);
    }

    /// @dev A row of 128 numbers has two pages, of which an element of the first shows one.
    function test_prefixSum_showsNoMorePagesThanItNeeds() external view {
        bytes memory row = noise(512, 3);
        int256 sum = 0;
        for (uint256 k = 0; k < 128; ++k) {
            sum += _integerAt(row, k);
            if (k != 0 && k != 63 && k != 64 && k != 127) continue;
            Given memory given;
            _add(given, typed(I32, 128), row);
            _show(given, shown(row, 0, k / 64));
            int256 expected =
                sum > MOST
                    ? int256(MOST)
                    : sum < LEAST
                        ? int256(LEAST)
                        : sum;
            _equals(_judge(given, 32, _range(LEAST, MOST), typed(I32, 128), k), expected);
        }
    }

    function testFuzz_scale_equalsPlainSolidity(int32 x, int32 s, uint8 anyShift, bool isDown) external view {
        uint256 shift = anyShift % 47;
        bytes memory attributes = bytes.concat(
            _words(int32(uint32(shift)), isDown ? int32(1) : int32(0), 0),
            _range(LEAST, MOST)
        );
        int256 expected = _quotient(int256(x) * int256(s), int256(2 ** shift), isDown);
        _equals(_ofTwo(19, attributes, x, s), _within(expected));
    }

    function testFuzz_divRow_equalsPlainSolidity(
        int32 x,
        int32 d,
        uint8 bits,
        uint32 anyFactor,
        int32 offset,
        bool isDown
    ) external view {
        // Small divisors have ties.
        d = int32(int256(d) >> (bits % 32));
        int32 factor = int32((anyFactor >> (bits % 31)) % (1 << 30)) + 1;
        bytes memory attributes = bytes.concat(
            _words(factor, offset),
            _words(isDown ? int32(1) : int32(0), 0),
            _range(LEAST, MOST)
        );
        int256 divisor = d < 1 ? int256(1) : int256(d);
        int256 expected = _quotient(int256(x) * int256(factor), divisor, isDown) + offset;
        _equals(_divided(x, d, attributes), _within(expected));
    }

    function testFuzz_rows_equalPlainSolidity(bytes calldata any, uint8 anyBlock, bool isByte) external view {
        vm.assume(any.length >= 4);
        bytes memory data = any.length > 256 ? any[:256] : any;
        bytes memory row = isByte ? data : part(data, 0, data.length & ~uint256(3));
        uint256 count = isByte ? row.length : row.length / 4;
        _checkBlock(row, isByte, count, 1 + (anyBlock % count), anyBlock);
    }

    /// @dev Some block of a row, of which there are blocks of `size`.
    function _checkBlock(bytes memory row, bool isByte, uint256 count, uint256 size, uint256 element) private view {
        bytes memory output = typed(I32, uint32((count + size - 1) / size));
        element %= (count + size - 1) / size;
        (int256 largest, int256 magnitude, int256 sum) = _plainBlock(row, isByte, element * size, size);
        Given memory given;
        _addShown(given, typed(isByte ? U8 : I32, uint32(count)), row);
        bytes memory attributes = bytes.concat(_words(int32(uint32(size)), 0), _range(LEAST, MOST));
        _equals(_judge(given, 22, bytes.concat(_words(0), attributes), output, element), largest);
        _equals(_judge(given, 22, bytes.concat(_words(1), attributes), output, element), _within(magnitude));
        _equals(_judge(given, 23, attributes, output, element), _within(sum));
    }

    function testFuzz_rowNorm_isTheRoot(bytes calldata any, uint8 bits) external view {
        vm.assume(any.length >= 4);
        bytes memory data = any.length > 256 ? any[:256] : any;
        bytes memory row;
        uint256 squares = 0;
        for (uint256 k = 0; k < data.length / 4; ++k) {
            int256 number = _integerAt(data, k) >> (bits % 32);
            row = bytes.concat(row, _bytes(int32(number)));
            squares += uint256(number * number);
        }
        uint256 root = uint256(_ofRow(24, "", row, 1, 0));
        if (squares == 0) vm.assertEq(root, 1);
        else vm.assertTrue(root * root <= squares && (root + 1) * (root + 1) > squares);
    }

    function _plainBlock(
        bytes memory row,
        bool isByte,
        uint256 first,
        uint256 size
    ) private pure returns (int256 largest, int256 magnitude, int256 sum) {
        uint256 count = isByte ? row.length : row.length / 4;
        largest = LEAST;
        magnitude = 1;
        for (uint256 k = first; k < count && k < first + size; ++k) {
            int256 number = isByte ? int256(uint256(uint8(row[k]))) : _integerAt(row, k);
            sum += number;
            if (number > largest) largest = number;
            if (number < 0) number = -number;
            if (number > magnitude) magnitude = number;
        }
    }

    /// @dev By search upward from below: nothing in it rounds on its own.
    function _quotient(int256 dividend, int256 divisor, bool isDown) private pure returns (int256 found) {
        found = dividend / divisor - 1;
        while ((found + 1) * divisor <= dividend) ++found;
        if (isDown) return found;
        int256 below = dividend - found * divisor;
        int256 above = (found + 1) * divisor - dividend;
        if (above < below || (above == below && found % 2 != 0)) ++found;
    }

    function _within(int256 value) private pure returns (int256) {
        return
            value < LEAST
                ? int256(LEAST)
                : value > MOST
                    ? int256(MOST)
                    : value;
    }

    function _seven() private pure returns (bytes memory) {
        return
            bytes.concat(
                bytes.concat(_bytes(-5), _bytes(-4), _bytes(-3)),
                bytes.concat(_bytes(9), _bytes(-100), _bytes(0)),
                _bytes(-8)
            );
    }

    function _integerAt(bytes memory data, uint256 k) private pure returns (int256) {
        uint256 bits = 0;
        for (uint256 i = 4; i > 0; --i) bits = bits * 256 + uint8(data[4 * k + i - 1]);
        return int32(uint32(bits));
    }

    function _bytes(int32 number) private pure returns (bytes memory) {
        uint32 bits = uint32(number);
        return abi.encodePacked(uint8(bits), uint8(bits >> 8), uint8(bits >> 16), uint8(bits >> 24));
    }

    function _range(int32 low, int32 high) private pure returns (bytes memory) {
        return abi.encodePacked(low, high);
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
}
