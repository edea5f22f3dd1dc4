// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IReferee} from "../referee/IReferee.sol";

/// @notice Has the referee compute many elements in one call.
contract ManyElements {
    IReferee private immutable _referee;

    constructor(IReferee referee) {
        _referee = referee;
    }

    /// @param elements positions in the step's output
    /// @param evidence the evidence for each element
    /// @return values the elements
    /// @return used the gas that each call used
    function judge(
        bytes32 inputRoot,
        bytes32 traceRoot,
        uint256 stepCount,
        uint256 stepIndex,
        bytes calldata step,
        uint256[] calldata elements,
        bytes[] calldata evidence
    ) external view returns (int256[] memory values, uint256[] memory used) {
        values = new int256[](elements.length);
        used = new uint256[](elements.length);
        for (uint256 i = 0; i < elements.length; ++i) {
            bytes memory call = abi.encodeCall(
                IReferee.judge,
                (inputRoot, traceRoot, stepCount, stepIndex, step, elements[i], evidence[i])
            );
            uint256 before = gasleft();
            (bool success, bytes memory result) = address(_referee).staticcall(call);
            used[i] = before - gasleft();
            if (!success) {
                // Assembly, because Solidity cannot revert with bytes.
                assembly ("memory-safe") {
                    revert(add(result, 0x20), mload(result))
                }
            }
            values[i] = abi.decode(result, (int256));
        }
    }

    /// @notice Makes calls to the referee that may fail.
    /// @param calls their calldata
    /// @param gasLimit the gas limit of each call
    /// @return answers the selector of the error; zero if the call succeeded, all ones if it failed without an error
    function attempt(bytes[] calldata calls, uint256 gasLimit) external view returns (bytes4[] memory answers) {
        answers = new bytes4[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool success, bytes memory result) = address(_referee).staticcall{gas: gasLimit}(calls[i]);
            if (!success) answers[i] = result.length < 4 ? bytes4(0xffffffff) : bytes4(result);
        }
    }
}
