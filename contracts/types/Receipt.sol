// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice What a worker signs: this output answers that request. Money and disputes refer to it.
struct Receipt {
    /// The EIP-712 digest of the request that it answers.
    bytes32 request;
    /// The paged Merkle root of the output's canonical bytes.
    bytes32 outputRoot;
    /// The runtime profile that the worker ran.
    bytes32 profile;
    /// When the worker had the result, in seconds since 1970, by its own clock.
    uint64 completedAt;
}

using {hash} for Receipt global;

bytes32 constant RECEIPT_TYPEHASH = keccak256(
    "Receipt(bytes32 request,bytes32 outputRoot,bytes32 profile,uint64 completedAt)"
);

/// @dev The EIP-712 struct hash; the market adds its domain.
function hash(Receipt calldata self) pure returns (bytes32 digest) {
    bytes32 typehash = RECEIPT_TYPEHASH;
    // Assembly, because the struct's words lie in calldata as they are hashed, and one copy is cheaper than 4.
    assembly ("memory-safe") {
        let at := mload(0x40)
        mstore(at, typehash)
        calldatacopy(add(at, 0x20), self, 0x80)
        digest := keccak256(at, 0xa0)
    }
}
