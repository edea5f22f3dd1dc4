// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice An offset points outside the call's data.
error OutsideCall();

/// @dev Refuses bytes that lie outside the call's data. Solidity lets a nested field's offset point backwards, before the first
/// argument, where it reads zeros or the selector. A contract that gets a copy of the arguments would read other bytes there.
function requireInCall(bytes calldata data) pure {
    bool outside = false;
    // Assembly, because Solidity does not show where bytes lie. Their length is in the word before them. Positions before the
    // first argument wrap around, so they are too large as well.
    assembly ("memory-safe") {
        outside := gt(sub(data.offset, 0x24), calldatasize())
    }
    if (outside) revert OutsideCall();
}
