// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IDispute} from "../dispute/interfaces/IDispute.sol";
import {JobId} from "../market/types/JobId.sol";

/// @notice A dispute whose outcome a test sets.
contract ScriptedDispute is IDispute {
    struct Claim {
        Standing standing;
        uint40 until;
        address challenger;
    }

    /// @inheritdoc IDispute
    bytes32 public immutable profile = keccak256("assay.exact.2");
    /// @inheritdoc IDispute
    uint256 public immutable leastCollateral = 4;
    /// @inheritdoc IDispute
    uint256 public immutable demandableBytes = 32_768;

    mapping(bytes32 id => Claim claim) private _claims;

    /// @inheritdoc IDispute
    uint256 public maxDuration;

    function setMaxDuration(uint256 duration) external {
        maxDuration = duration;
    }

    /// @inheritdoc IDispute
    function judges(address) external pure returns (bool) {
        return true;
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
