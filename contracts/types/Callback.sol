// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice Which contract hears of the result, and when.
struct Callback {
    /// The contract that is called, or zero for none.
    address target;
    /// How much gas it gets.
    uint32 gasLimit;
    /// A set of WHEN_* bits: 0 none, 1 provisional, 2 final, 3 both.
    uint8 when;
}

using {hash} for Callback global;

uint8 constant WHEN_PROVISIONAL = 1;
uint8 constant WHEN_FINAL = 2;

bytes32 constant CALLBACK_TYPEHASH = keccak256("Callback(address target,uint32 gasLimit,uint8 when)");

function hash(Callback calldata self) pure returns (bytes32 result) {
    bytes32 typehash = CALLBACK_TYPEHASH;
    // Assembly, because the struct's words lie in calldata as they are hashed, and one copy is cheaper than 3.
    assembly ("memory-safe") {
        let at := mload(0x40)
        mstore(at, typehash)
        calldatacopy(add(at, 0x20), self, 0x60)
        result := keccak256(at, 0x80)
    }
}
