// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../interfaces/IDispute.sol";
import {JobId} from "../types/JobId.sol";

/// @notice A dispute whose end a test decides.
contract ScriptedDispute is IDispute {
    struct Claim {
        Standing standing;
        uint40 until;
        address challenger;
    }

    mapping(bytes32 id => Claim claim) private _claims;

    /// @inheritdoc IDispute
    uint256 public maxDuration;

    function setMaxDuration(uint256 duration) external {
        maxDuration = duration;
    }

    function set(
        JobId job,
        address worker,
        bytes32 outputRoot,
        Standing standing,
        uint40 until,
        address challenger
    ) external {
        _claims[keccak256(abi.encode(job, worker, outputRoot))] = Claim(standing, until, challenger);
    }

    function standingOf(
        JobId job,
        address worker,
        bytes32 outputRoot
    ) external view returns (Standing, uint40, address) {
        Claim memory claim = _claims[keccak256(abi.encode(job, worker, outputRoot))];
        return (claim.standing, claim.until, claim.challenger);
    }
}
