// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice A part of the call is said to lie outside of it.
error OutsideCall();

/// @dev Refuses bytes that lie outside the call. Solidity lets the offset of a nested field point backwards, to before the first
/// argument, where it reads zeros or the selector; what is copied on to another contract would be read elsewhere there.
function requireInCall(bytes calldata data) pure {
    bool outside = false;
    // Assembly, because Solidity does not show where bytes lie. Their length is in the word before them; positions before the first
    // argument wrap around and so are too large as well.
    assembly ("memory-safe") {
        outside := gt(sub(data.offset, 0x24), calldatasize())
    }
    if (outside) revert OutsideCall();
}
