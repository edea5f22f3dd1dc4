// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ProgramHeader} from "../../../contracts/dispute/ProgramHeader.sol";
import {vm} from "../../../contracts/test/Vm.sol";

contract ProgramHeaderTest {
    function isValid(bytes calldata encoding) external pure returns (bool valid) {
        (valid, ) = ProgramHeader.parse(encoding);
    }

    function test_parse_takesOnePositionAndNoStepThatEndsARun() external view {
        bytes memory start = abi.encodePacked(uint8(2), uint32(1), bytes32(0));
        start = abi.encodePacked(start, uint8(1), uint8(1), uint32(784), uint8(1), uint32(0));
        vm.assertTrue(this.isValid(bytes.concat(start, hex"00000001ffffffff")));
        bytes[7] memory others = [
            bytes(hex"00000000ffffffff"),
            hex"00000002ffffffff",
            hex"01000001ffffffff",
            hex"0000000100000000",
            hex"00000001fffffffe",
            hex"00000001ffffff",
            hex"00000001ffffffff00"
        ];
        for (uint256 i = 0; i < others.length; ++i) vm.assertTrue(!this.isValid(bytes.concat(start, others[i])));
        vm.assertTrue(!this.isValid(start));
    }

    /// @dev A header with one output, of step 0.
    function _header(uint8 version, uint32 stepCount, bytes memory inputType) private pure returns (bytes memory) {
        bytes memory start = abi.encodePacked(version, stepCount, bytes32(0), inputType);
        return abi.encodePacked(start, uint8(1), uint32(0), uint32(1), type(uint32).max);
    }

    /// @dev A header with so many outputs: all of step 0 but the last one.
    function _withOutputs(uint32 stepCount, uint256 outputs, uint32 last) private pure returns (bytes memory) {
        bytes memory start = abi.encodePacked(uint8(2), stepCount, bytes32(0), hex"010100000001", uint8(outputs));
        if (outputs > 0) start = abi.encodePacked(start, new bytes(4 * (outputs - 1)), last);
        return abi.encodePacked(start, uint32(1), type(uint32).max);
    }

    function _assertValid(bytes memory encoding, bool expected) private view {
        vm.assertTrue(this.isValid(encoding) == expected);
    }

    function test_parse_takesOneVersion() external view {
        bytes memory bytes_ = hex"010100000001";
        for (uint8 version = 0; version < 5; ++version) _assertValid(_header(version, 1, bytes_), version == 2);
    }

    function test_parse_takesFromOneTo4096Steps() external view {
        uint32[4] memory counts = [uint32(1), 4096, 0, 4097];
        for (uint256 i = 0; i < counts.length; ++i) _assertValid(_header(2, counts[i], hex"010100000001"), i < 2);
    }

    function test_parse_takesInputsOfAKnownTypeUpTo16MiB() external view {
        bytes[4] memory taken = [
            bytes(hex"010101000000"),
            hex"02020000000100ffffff",
            hex"030100400000",
            hex"0106000000010000000100000001000000010000000100000001"
        ];
        for (uint256 i = 0; i < taken.length; ++i) _assertValid(_header(2, 1, taken[i]), true);
        bytes[8] memory refused = [
            // No element type, one behind the last, no dimensions, a seventh one.
            bytes(hex"000100000001"),
            hex"040100000001",
            hex"0100",
            hex"010700000001000000010000000100000001000000010000000100000001",
            // Nothing, a byte too many, four times a quarter and more, and a product that is zero in 32 bits.
            hex"010100000000",
            hex"010101000001",
            hex"030100400001",
            hex"01020001000000010000"
        ];
        for (uint256 i = 0; i < refused.length; ++i) _assertValid(_header(2, 1, refused[i]), false);
    }

    function test_parse_takesFromOneTo64OutputsThatAreSteps() external view {
        _assertValid(_withOutputs(1, 1, 0), true);
        _assertValid(_withOutputs(2, 2, 1), true);
        _assertValid(_withOutputs(64, 64, 63), true);
        _assertValid(_withOutputs(1, 0, 0), false);
        _assertValid(_withOutputs(65, 65, 64), false);
        // More outputs than steps, and an output behind the last step.
        _assertValid(_withOutputs(1, 2, 0), false);
        _assertValid(_withOutputs(1, 1, 1), false);
        _assertValid(_withOutputs(2, 2, 2), false);
    }
}
