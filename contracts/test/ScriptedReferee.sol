// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../referee/IReferee.sol";

/// @notice A referee with right tensors that a test sets. A step's encoding is its output's type and length.
contract ScriptedReferee is IReferee {
    mapping(uint256 stepIndex => bytes tensor) private _truth;

    error Refused();

    function setTruth(uint256 stepIndex, bytes calldata tensor) external {
        _truth[stepIndex] = tensor;
    }

    /// @inheritdoc IReferee
    function judge(
        bytes32,
        bytes32,
        uint256 stepCount,
        uint256 stepIndex,
        bytes calldata step,
        uint256 element,
        bytes calldata evidence
    ) external view returns (int256 value) {
        if (evidence.length != 0 || stepIndex >= stepCount) revert Refused();
        bytes storage tensor = _truth[stepIndex];
        if (uint8(step[0]) == 1) return int256(uint256(uint8(tensor[element])));
        uint32 word = 0;
        for (uint256 i = 0; i < 4; ++i) word |= uint32(uint8(tensor[element * 4 + i])) << uint32(8 * i);
        return int256(int32(word));
    }

    /// @inheritdoc IReferee
    function outputOf(bytes calldata step) external pure returns (uint8 dtype, uint256 byteLength) {
        return (uint8(step[0]), uint32(bytes4(step[1:5])));
    }
}
