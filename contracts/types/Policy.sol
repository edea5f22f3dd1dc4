// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {OutsideCall} from "../libraries/CallBounds.sol";

/// @notice How the result is verified.
struct Policy {
    /// How many workers answer.
    uint8 seats;
    /// The contract that turns submitted results into a verdict (IVerifier).
    address verifier;
    /// The verifier's own parameters.
    bytes params;
}

using {hash} for Policy global;

bytes32 constant POLICY_TYPEHASH = keccak256("Policy(uint8 seats,address verifier,bytes params)");

function hash(Policy calldata self) pure returns (bytes32 result) {
    bytes32 typehash = POLICY_TYPEHASH;
    bytes calldata params = self.params;
    // INVARIANT: what is hashed is what a verifier is shown.
    bool outside = false;
    // Assembly for the reason of requireInCall, of which this is a part, and because two checks together are cheaper.
    assembly ("memory-safe") {
        outside := or(gt(sub(self, 0x04), calldatasize()), gt(sub(params.offset, 0x24), calldatasize()))
    }
    if (outside) revert OutsideCall();
    // Assembly, because every function hashes its request, and abi.encode would copy the parameters and allocate twice.
    assembly ("memory-safe") {
        let at := mload(0x40)
        calldatacopy(at, params.offset, params.length)
        let paramsHash := keccak256(at, params.length)
        mstore(at, typehash)
        // seats, verifier
        calldatacopy(add(at, 0x20), self, 0x40)
        mstore(add(at, 0x60), paramsHash)
        result := keccak256(at, 0x80)
    }
}
