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
}
