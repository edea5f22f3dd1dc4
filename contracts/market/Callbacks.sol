// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {Request} from "../types/Request.sol";
import {StoredJob} from "../types/StoredJob.sol";
import {Jobs} from "./Jobs.sol";

/// @title Callbacks
/// @notice Tells the contract that a request names of its result: after the books are closed, outside the guard (a consumer may
/// post its next request at once), with bounded gas, and without being able to hold anything up.
abstract contract Callbacks is Jobs {
    /// @dev What the market itself needs around the call: the mark, the event, the call's own price.
    uint256 private constant _OVERHEAD = 15_000;

    /// @dev Makes a callback where the request asks for one. Never inside the guard, and always the last thing a function does.
    function _notify(
        JobId id,
        Request calldata request,
        uint8 when,
        JobState state,
        bytes32 outputRoot,
        bytes calldata output
    ) internal {
        if (request.callback.when & when == 0) return;
        StoredJob storage job = _jobs[id];
        // INVARIANT: a callback succeeds once. The mark stands before the call, so none can be made within itself.
        if (job.delivered & when != 0) revert CallbackAlreadyDelivered(id, when);
        // A verdict without a root leaves nothing that the caller's bytes could be compared with.
        if (outputRoot == bytes32(0)) output = output[:0];
        if (output.length != 0) _checkInline(output, outputRoot);
        job.delivered |= when;
        if (_call(request, abi.encodeCall(IInferenceConsumer.onInference, (id, when, state, outputRoot, output)))) {
            emit CallbackDelivered(id, when);
        } else {
            job.delivered &= ~when;
            emit CallbackFailed(id, when);
        }
    }

    function _call(Request calldata request, bytes memory data) private returns (bool succeeded) {
        address target = request.callback.target;
        // A call to nothing would count as a success.
        if (target.code.length == 0) return false;
        uint256 gasLimit = request.callback.gasLimit;
        uint256 available = gasleft();
        uint256 needed = (gasLimit * 64) / 63 + _OVERHEAD;
        // INVARIANT: a caller can't make a good callback fail by sending too little gas (EIP-150 passes on 63/64 of it).
        if (available < needed) revert InsufficientGas(available, needed);
        // Assembly, because a call in Solidity copies whatever comes back, which the target could make expensive.
        assembly ("memory-safe") {
            succeeded := call(gasLimit, target, 0, add(data, 0x20), mload(data), 0, 0)
        }
    }
}
