// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DotProduct} from "../../../contracts/referee/DotProduct.sol";
import {EvidenceReader} from "../../../contracts/referee/Evidence.sol";
import {MultiProof} from "../../../contracts/referee/MultiProof.sol";
import {IReferee} from "../../../contracts/referee/IReferee.sol";
import {ArgMax} from "../../../contracts/referee/ops/ArgMax.sol";
import {Softmax} from "../../../contracts/referee/ops/Softmax.sol";
import {Pages} from "../../../contracts/referee/Pages.sol";
import {Requantize} from "../../../contracts/referee/Requantize.sol";
import {Rows} from "../../../contracts/referee/Rows.sol";
import {Step, Steps} from "../../../contracts/referee/Step.sol";
import {Windows} from "../../../contracts/referee/Windows.sol";
import {PlainMultiProof} from "../../../contracts/test/PlainMultiProof.sol";
import {vm} from "../../../contracts/test/Vm.sol";

/// @dev Compares every assembly block of the referee with plain Solidity. The external functions put bytes into calldata.
contract RefereeLibrariesTest {
    function weighted(bytes calldata x, bytes calldata w, uint256 zero) external pure returns (int256) {
        return DotProduct.weighted(_at(x), _at(w), x.length, zero);
    }

    function centered(
        bytes calldata left,
        bytes calldata right,
        uint256 leftZero,
        uint256 rightZero
    ) external pure returns (int256) {
        return DotProduct.centered(_at(left), _at(right), left.length, leftZero, rightZero);
    }

    function rootOf(
        uint256[] calldata indices,
        bytes32[] calldata nodes,
        uint256 width,
        bytes calldata proof
    ) external pure returns (bytes32 root, uint256 used) {
        (root, used) = MultiProof.root(indices, nodes, nodes.length, width, _at(proof));
        used -= _at(proof);
    }

    function firstOfBytes(bytes calldata data) external pure returns (uint256) {
        return ArgMax.firstOfBytes(_at(data), data.length);
    }

    function firstOfIntegers(bytes calldata data) external pure returns (uint256) {
        return ArgMax.firstOfIntegers(_at(data), data.length / 4);
    }

    /// @dev The sum, largest and least number and sum of squares of a row of numbers.
    function ofIntegers(bytes calldata row) external pure returns (int256[3] memory found, uint256 squares) {
        uint256 count = row.length / 4;
        found = [Rows.sum(_at(row), count, 3), Rows.largest(_at(row), count, 3), Rows.leastOfIntegers(_at(row), count)];
        squares = Rows.squaresOfIntegers(_at(row), count);
    }

    /// @dev The sum and the largest of some bytes.
    function ofBytes(bytes calldata row) external pure returns (uint256 sum, uint256 largest) {
        return (Rows.sumOfBytes(_at(row), row.length), Rows.largestOfBytes(_at(row), row.length));
    }

    function softmaxSum(bytes calldata row, bytes calldata table) external pure returns (uint256 largest, int256 sum) {
        largest = Rows.largestOfBytes(_at(row), row.length);
        sum = Softmax.sumOf(_at(row), row.length, largest, _at(table));
    }

    function integerAt(bytes calldata data, uint256 at) external pure returns (int256) {
        return EvidenceReader.i32At(_at(data) + at);
    }

    function decode(bytes calldata encoding) external pure returns (Step memory) {
        return Steps.decode(encoding);
    }

    /// hardhat-config: fuzz.runs = 1000
    function testFuzz_weighted_equalsPlainSolidity(bytes calldata data, uint8 zero) external view {
        uint256 length = data.length / 2;
        bytes calldata x = data[:length];
        bytes calldata w = data[length:2 * length];
        vm.assertEq(uint256(this.weighted(x, w, zero)), uint256(_plainWeighted(x, w, zero)));
    }

    /// hardhat-config: fuzz.runs = 1000
    function testFuzz_centered_equalsPlainSolidity(bytes calldata data, uint8 left, uint8 right) external view {
        uint256 length = data.length / 2;
        bytes calldata a = data[:length];
        bytes calldata b = data[length:2 * length];
        int256 expected = 0;
        for (uint256 k = 0; k < length; ++k)
            expected += (_byte(a, k) - int256(uint256(left))) * (_byte(b, k) - int256(uint256(right)));
        vm.assertEq(uint256(this.centered(a, b, left, right)), uint256(expected));
    }

    /// @dev Lanes are fullest if every byte has the largest value; 4096 bytes are one turn of the loop.
    function test_dotProduct_ofExtremes() external view {
        uint16[9] memory lengths = [1, 31, 32, 33, 4095, 4096, 4097, 8192, 20000];
        for (uint256 i = 0; i < lengths.length; ++i) {
            uint256 length = lengths[i];
            bytes memory ones = _filled(length, 0xff);
            int256 count = int256(length);
            vm.assertEq(uint256(this.centered(ones, ones, 0, 0)), uint256(count * 65_025));
            vm.assertEq(uint256(this.centered(ones, ones, 255, 0)), 0);
            vm.assertEq(uint256(this.weighted(ones, _filled(length, 0x80), 0)), uint256(count * 255 * -128));
            vm.assertEq(uint256(this.weighted(ones, _filled(length, 0x7f), 0)), uint256(count * 255 * 127));
            vm.assertEq(
                uint256(this.weighted(_filled(length, 0), _filled(length, 0x80), 255)),
                uint256(count * 32_640)
            );
        }
    }

    /// hardhat-config: fuzz.runs = 1000
    function testFuzz_multiProof_equalsPlainSolidity(uint256 seed, uint8 count) external view {
        uint256 width = 1 + (uint256(count) % 40);
        bytes32[] memory leaves = new bytes32[](width);
        for (uint256 i = 0; i < width; ++i) leaves[i] = keccak256(abi.encode(seed, i));
        bytes32[] memory all = PlainMultiProof.padded(leaves);
        bool[] memory isShown = new bool[](all.length);
        uint256 shown = 0;
        for (uint256 i = 0; i < width; ++i) {
            // Few, many or all of them, and always one.
            isShown[i] = uint256(all[i]) % (1 + (seed % 5)) == 0 || i == (seed >> 8) % width;
            if (isShown[i]) ++shown;
        }
        _checkProof(leaves, isShown, shown);
    }

    function _checkProof(bytes32[] memory leaves, bool[] memory isShown, uint256 shown) private view {
        uint256[] memory indices = new uint256[](shown);
        bytes32[] memory nodes = new bytes32[](shown);
        uint256 at = 0;
        for (uint256 i = 0; i < leaves.length; ++i) {
            if (!isShown[i]) continue;
            (indices[at], nodes[at]) = (i, leaves[i]);
            ++at;
        }
        bytes memory proof = PlainMultiProof.prove(PlainMultiProof.padded(leaves), leaves.length, isShown);
        // The bytes after the proof must not matter.
        bytes memory sent = bytes.concat(proof, hex"ff");
        (bytes32 root, uint256 used) = this.rootOf(indices, nodes, leaves.length, sent);
        vm.assertEq(root, PlainMultiProof.root(leaves));
        vm.assertEq(used, proof.length);
    }

    function testFuzz_firstOfBytes_equalsPlainSolidity(bytes calldata data) external view {
        vm.assume(data.length > 0);
        uint256 first = 0;
        for (uint256 k = 1; k < data.length; ++k) if (_byte(data, k) > _byte(data, first)) first = k;
        vm.assertEq(this.firstOfBytes(data), first);
    }

    function testFuzz_firstOfIntegers_equalsPlainSolidity(int32[] calldata numbers) external view {
        vm.assume(numbers.length > 0);
        bytes memory data;
        uint256 first = 0;
        for (uint256 k = 0; k < numbers.length; ++k) {
            data = bytes.concat(data, _littleEndian(numbers[k]));
            if (numbers[k] > numbers[first]) first = k;
        }
        vm.assertEq(this.firstOfIntegers(data), first);
    }

    /// hardhat-config: fuzz.runs = 1000
    function testFuzz_rowsOfIntegers_equalPlainSolidity(int32[] calldata numbers, uint8 bits) external view {
        vm.assume(numbers.length > 0);
        bytes memory data;
        int256[3] memory expected = [int256(0), type(int256).min, type(int256).max];
        int256 squares = 0;
        for (uint256 k = 0; k < numbers.length; ++k) {
            int256 number = int256(numbers[k]) >> (bits % 32);
            data = bytes.concat(data, _littleEndian(int32(number)));
            expected[0] += number;
            if (number > expected[1]) expected[1] = number;
            if (number < expected[2]) expected[2] = number;
            squares += number * number;
        }
        (int256[3] memory found, uint256 foundSquares) = this.ofIntegers(data);
        for (uint256 i = 0; i < 3; ++i) vm.assertTrue(found[i] == expected[i]);
        vm.assertEq(foundSquares, uint256(squares));
    }

    /// hardhat-config: fuzz.runs = 1000
    function testFuzz_rowsOfBytes_equalPlainSolidity(bytes calldata data) external view {
        int256 sum = 0;
        int256 largest = 0;
        for (uint256 k = 0; k < data.length; ++k) {
            sum += _byte(data, k);
            if (_byte(data, k) > largest) largest = _byte(data, k);
        }
        (uint256 foundSum, uint256 foundLargest) = this.ofBytes(data);
        vm.assertEq(foundSum, uint256(sum));
        vm.assertEq(foundLargest, uint256(largest));
    }

    /// @dev Each lane at its fullest, and at its least.
    function test_rows_ofExtremes() external view {
        for (uint256 count = 1; count < 20_000; count = count * 3 + 1) {
            int256 n = int256(count);
            (int256[3] memory found, uint256 squares) = this.ofIntegers(_filled(4 * count, 0xff));
            vm.assertTrue(found[0] == -n && found[1] == -1 && found[2] == -1 && squares == count);
            (found, squares) = this.ofIntegers(_repeated(count, hex"00000080"));
            vm.assertTrue(found[0] == -n << 31 && found[1] == -1 << 31 && found[2] == -1 << 31);
            vm.assertEq(squares, count << 62);
            (found, squares) = this.ofIntegers(_repeated(count, hex"ffffff7f"));
            int256 most = type(int32).max;
            vm.assertTrue(found[0] == n * most && found[1] == most && found[2] == most);
            vm.assertEq(squares, count * uint256(most) ** 2);
            (uint256 sum, uint256 largest) = this.ofBytes(_filled(count, 0xff));
            vm.assertTrue(sum == 255 * count && largest == 255);
        }
    }

    function _repeated(uint256 count, bytes4 number) private pure returns (bytes memory data) {
        data = new bytes(4 * count);
        for (uint256 i = 0; i < data.length; ++i) data[i] = number[i % 4];
    }

    function testFuzz_integerAt_equalsPlainSolidity(int32 number, bytes calldata before) external view {
        bytes memory data = bytes.concat(before, _littleEndian(number), hex"ffffffff");
        vm.assertEq(uint256(this.integerAt(data, before.length)), uint256(int256(number)));
    }

    function testFuzz_softmaxSum_equalsPlainSolidity(bytes calldata row, uint256 seed) external view {
        vm.assume(row.length > 0);
        int256[] memory table = new int256[](256);
        bytes memory encoded;
        for (uint256 i = 0; i < 256; ++i) {
            table[i] = int32(uint32(uint256(keccak256(abi.encode(seed, i)))));
            encoded = bytes.concat(encoded, _littleEndian(int32(table[i])));
        }
        int256 largest = 0;
        for (uint256 k = 0; k < row.length; ++k) if (_byte(row, k) > largest) largest = _byte(row, k);
        int256 sum = 0;
        for (uint256 k = 0; k < row.length; ++k) sum += table[uint256(largest - _byte(row, k))];
        (uint256 foundLargest, int256 foundSum) = this.softmaxSum(row, encoded);
        vm.assertEq(foundLargest, uint256(largest));
        vm.assertEq(uint256(foundSum), uint256(sum));
    }

    function testFuzz_decode_equalsPlainSolidity(
        uint8 op,
        int32 attribute,
        bytes32 root,
        uint32 step,
        uint24 size
    ) external view {
        uint32 length = uint32(size) + 1;
        bytes memory encoding = bytes.concat(
            abi.encodePacked(op, uint8(3), uint8(2), attribute, int32(-1)),
            abi.encodePacked(uint8(0), uint8(1), uint8(2), length, uint32(7)),
            abi.encodePacked(uint8(1), root, uint8(2), uint8(1), length),
            abi.encodePacked(uint8(2), step, uint8(3), uint8(1), uint32(9)),
            abi.encodePacked(uint8(3), uint8(3), uint32(1), uint32(2), length)
        );
        Step memory decoded = this.decode(encoding);
        vm.assertEq(decoded.op, op);
        vm.assertEq(decoded.attributes.length, 2);
        vm.assertEq(uint256(decoded.attributes[0]), uint256(int256(attribute)));
        vm.assertEq(uint256(decoded.attributes[1]), uint256(int256(-1)));
        vm.assertEq(decoded.operands[0].tensor.shape[0], length);
        vm.assertEq(decoded.operands[0].tensor.shape[1], 7);
        vm.assertEq(decoded.operands[1].root, root);
        vm.assertEq(decoded.operands[1].tensor.dtype, 2);
        vm.assertEq(decoded.operands[2].step, step);
        vm.assertEq(decoded.operands[2].tensor.dtype, 3);
        vm.assertEq(decoded.output.shape.length, 3);
        vm.assertEq(decoded.output.shape[2], length);
        vm.assertEq(decoded.output.byteLength(), uint256(length) * 8);
    }

    /// @dev The rounded number is at most half a unit away, and even if it is exactly half a unit away.
    function testFuzz_roundHalfEven(int64 value, uint8 anyShift) external pure {
        uint256 shift = anyShift % 201;
        int256 divisor = int256(1) << shift;
        int256 result = Requantize.roundHalfEven(value, shift);
        int256 twiceRest = 2 * (int256(value) - result * divisor);
        vm.assertTrue(twiceRest <= divisor && twiceRest >= -divisor);
        if (divisor > 1 && (twiceRest == divisor || twiceRest == -divisor)) vm.assertTrue(result % 2 == 0);
    }

    function test_roundHalfEven_tiesAndNegatives() external pure {
        int8[10] memory values = [-7, -6, -5, -3, -2, -1, 1, 2, 3, 6];
        int8[10] memory expected = [-2, -2, -1, -1, 0, 0, 0, 0, 1, 2];
        for (uint256 i = 0; i < values.length; ++i)
            vm.assertEq(uint256(Requantize.roundHalfEven(values[i], 2)), uint256(int256(expected[i])));
    }

    /// @dev The float is at most half of its last place away, even where it is half of it away, and as fine as 24 bits allow.
    function testFuzz_toFloat(int64 any, uint8 bits) external pure {
        int256 value = int256(any) >> (bits % 64);
        (int256 significand, uint256 exponent) = Requantize.toFloat(value);
        int256 unit = int256(1) << exponent;
        int256 twiceRest = 2 * (value - significand * unit);
        vm.assertTrue(twiceRest <= unit && twiceRest >= -unit);
        if (exponent == 0) {
            vm.assertTrue(significand == value);
            return;
        }
        if (twiceRest == unit || twiceRest == -unit) vm.assertTrue(significand % 2 == 0);
        int256 magnitude = significand < 0 ? -significand : significand;
        vm.assertTrue(magnitude >= 1 << 23 && magnitude <= 1 << 24);
    }

    /// @dev For powers of two, and sums that are floats, the result is the quotient, rounded once.
    function testFuzz_scaled_byPowersOfTwo(int24 sum, uint8 anyShift) external pure {
        uint256 shift = anyShift % 127;
        int256 result = Requantize.scaled(sum, int256((127 - shift) << 23));
        vm.assertTrue(result == Requantize.roundHalfEven(sum, shift));
        vm.assertTrue(Requantize.scaled(sum, int256((127 + (shift % 97)) << 23)) == int256(sum) << (shift % 97));
    }

    /// @dev With an odd zero point, a tie goes to the number that is even with it.
    function test_elementZeroFirst_roundsWithTheZeroPoint() external pure {
        Step memory step;
        step.attributes = new int256[](3);
        (step.attributes[0], step.attributes[2]) = (7, 255);
        int256[4] memory sums = [int256(1), 3, -1, -3];
        int256[4] memory expected = [int256(8), 8, 6, 6];
        for (uint256 i = 0; i < sums.length; ++i)
            vm.assertTrue(Requantize.elementZeroFirst(step, sums[i], 1) == expected[i]);
    }

    /// @dev Cases in which each of the three roundings decides; float32 arithmetic gives the same.
    function test_scaled_roundsThreeTimes() external pure {
        int256 sixth = 0x3e2aaaab;
        int256[3][18] memory cases = [
            // A third of a half is no float; three times the one next to it is the half, a tie.
            [int256(3), sixth, 0],
            [int256(9), sixth, 2],
            [int256(15), sixth, 2],
            [int256(21), sixth, 4],
            [int256(-3), sixth, 0],
            [int256(-9), sixth, -2],
            [int256(-15), sixth, -2],
            [int256(4), sixth, 1],
            // 2^-20: a sum above 2^24 becomes even first, and a tie with it.
            [int256((1 << 24) + (1 << 19) + 1), 107 << 23, 16],
            [int256((1 << 24) + (1 << 19) + 2), 107 << 23, 17],
            [int256((1 << 24) + (1 << 19) + 3), 107 << 23, 17],
            [-int256((1 << 24) + (1 << 19) + 1), 107 << 23, -16],
            // Sums that give 89 and 24 where they are not rounded before they are multiplied.
            [int256(135606367), 0x35312ac0, 90],
            [int256(-139745823), 0x343c3f21, -25],
            // The least multiplier, and the greatest, which is (2^24 - 1) * 2^73.
            [int256(type(int32).max), 0x00800000, 0],
            [int256(1), 0x6fffffff, ((1 << 24) - 1) << 73],
            [int256(-2), 0x6fffffff, -(((1 << 24) - 1) << 74)],
            [int256(0), 0x6fffffff, 0]
        ];
        for (uint256 i = 0; i < cases.length; ++i)
            vm.assertTrue(Requantize.scaled(cases[i][0], cases[i][1]) == cases[i][2]);
    }

    /// @dev The elements of a kernel that lie in the image, one after the other.
    function testFuzz_windows_equalPlainSolidity(
        uint8 output,
        uint8 stride,
        uint8 pad,
        uint8 dilation,
        uint8 kernel,
        uint8 size
    ) external pure {
        Step memory step;
        step.attributes = new int256[](8);
        (step.attributes[0], step.attributes[2], step.attributes[6]) = (
            int256(uint256(stride)) + 1,
            int256(uint256(pad)),
            int256(uint256(dilation % 9)) + 1
        );
        uint256 count = uint256(kernel % 20) + 1;
        uint256 length = uint256(size) + 1;
        (uint256 first, uint256 end) = _along(step, output, count, length);
        for (uint256 k = 0; k < count; ++k) {
            int256 place = int256(uint256(output)) * step.attributes[0] + int256(k) * step.attributes[6];
            place -= step.attributes[2];
            bool isInside = place >= 0 && place < int256(length);
            vm.assertTrue(isInside == (k >= first && k < end));
        }
    }

    /// @dev A kernel's elements lie three apart and begin one before the image: the second is the first in it.
    function test_windows_beginBehindThePadding() external pure {
        Step memory step;
        step.attributes = new int256[](8);
        (step.attributes[0], step.attributes[2], step.attributes[6]) = (1, 1, 3);
        (uint256 first, uint256 end) = _along(step, 0, 3, 9);
        vm.assertEq(first, 1);
        vm.assertEq(end, 3);
    }

    function _along(
        Step memory step,
        uint256 output,
        uint256 kernel,
        uint256 size
    ) private pure returns (uint256, uint256) {
        return (
            Windows.along(step, 0, 0, output, kernel, size).first,
            Windows.along(step, 0, 0, output, kernel, size).end
        );
    }

    function _plainWeighted(bytes calldata x, bytes calldata w, uint8 zero) private pure returns (int256 sum) {
        for (uint256 k = 0; k < x.length; ++k) sum += (_byte(x, k) - int256(uint256(zero))) * int256(int8(uint8(w[k])));
    }

    function _byte(bytes calldata data, uint256 at) private pure returns (int256) {
        return int256(uint256(uint8(data[at])));
    }

    function _littleEndian(int32 number) private pure returns (bytes memory) {
        uint32 bits = uint32(number);
        return abi.encodePacked(uint8(bits), uint8(bits >> 8), uint8(bits >> 16), uint8(bits >> 24));
    }

    function _filled(uint256 length, uint8 value) private pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i = 0; i < length; ++i) data[i] = bytes1(value);
    }

    function _at(bytes calldata data) private pure returns (uint256 offset) {
        assembly ("memory-safe") {
            offset := data.offset
        }
    }

    function scaled(int256 sum, int256 multiplier) external pure returns (int256) {
        return Requantize.scaled(sum, multiplier);
    }

    function test_scaled_refusesMultipliersThatAreNone() external {
        // Zero, subnormal, 2^97, infinite, no number, below zero.
        int256[8] memory bits = [
            int256(0),
            0x007fffff,
            0x70000000,
            0x7f800000,
            0x7fc00000,
            -1,
            type(int32).min,
            int32(uint32(0xbf800000))
        ];
        for (uint256 i = 0; i < bits.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IReferee.MultiplierOutOfRange.selector, bits[i]));
            this.scaled(1, bits[i]);
        }
    }

    /// @dev Reads one byte, then another, of a tensor of four pages.
    function locateBoth(uint256 first, uint256 second) external pure returns (uint256, uint256) {
        Pages memory pages = Pages({at: 0, end: 1024, byteLength: 1024, count: 0, indices: new uint256[](4)});
        return (pages.locate(first, 1), pages.locate(second, 1));
    }

    function test_pages_areReadOnceAndInTheirOrder() external {
        (uint256 first, uint256 second) = this.locateBoth(300, 511);
        vm.assertEq(first, 44);
        vm.assertEq(second, 255);
        (first, second) = this.locateBoth(300, 512);
        vm.assertEq(first, 44);
        vm.assertEq(second, 256);
        vm.expectRevert(abi.encodeWithSelector(IReferee.PagesNotAscending.selector, 0, 1));
        this.locateBoth(300, 255);
    }
}
