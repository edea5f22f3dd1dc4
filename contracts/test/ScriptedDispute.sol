// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../interfaces/IDispute.sol";
import {JobId} from "../types/JobId.sol";

/// @notice A dispute whose end a test decides.
contract ScriptedDispute is IDispute {
    mapping(bytes32 claim => Standing standing) private _standings;
    uint40 private _until;
    address private _challenger;

    function set(
        JobId job,
        address worker,
        bytes32 outputRoot,
        Standing standing,
        uint40 until,
        address challenger
    ) external {
        _standings[keccak256(abi.encode(job, worker, outputRoot))] = standing;
        (_until, _challenger) = (until, challenger);
    }

    function standingOf(
        JobId job,
        address worker,
        bytes32 outputRoot
    ) external view returns (Standing, uint40, address) {
        return (_standings[keccak256(abi.encode(job, worker, outputRoot))], _until, _challenger);
    }
}
