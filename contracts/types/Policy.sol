// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

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

function hash(Policy calldata self) pure returns (bytes32) {
    return keccak256(abi.encode(POLICY_TYPEHASH, self.seats, self.verifier, keccak256(self.params)));
}
