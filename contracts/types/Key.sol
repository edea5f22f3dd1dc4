// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice What an account lets one signer do, and when.
/// @dev One slot: scope 1, validFrom 5, validUntil 5 bytes.
struct Key {
    /// A set of SCOPE_* bits.
    uint8 scope;
    /// The first second in which the key is good, in seconds since 1970; zero for a key that was never set.
    uint40 validFrom;
    /// The first second in which it is good no more.
    uint40 validUntil;
}

/// @dev Claim, commit, sign receipts, and move in disputes.
uint8 constant SCOPE_WORK = 1;
/// @dev Sign requests.
uint8 constant SCOPE_REQUEST = 2;
