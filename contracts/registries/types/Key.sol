// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

/// @notice The scope and validity of one signer of an account.
/// @dev One slot: scope 1, validFrom 5, validUntil 5 bytes.
struct Key {
    /// A set of SCOPE_* bits.
    uint8 scope;
    /// The first second in which the key is valid, in seconds since 1970; zero for a key that was never set.
    uint40 validFrom;
    /// The first second in which it is no longer valid.
    uint40 validUntil;
}

/// @dev Claim, commit, sign receipts, and move in disputes.
uint8 constant SCOPE_WORK = 1;
/// @dev Sign requests.
uint8 constant SCOPE_REQUEST = 2;

/// @notice A key signs this to let the account list it.
struct KeyConsent {
    /// The account that lists it.
    address account;
    /// A set of SCOPE_* bits.
    uint8 scope;
    /// The first second in which it is no longer valid.
    uint40 validUntil;
}

using {hash} for KeyConsent global;

bytes32 constant KEY_CONSENT_TYPEHASH = keccak256("KeyConsent(address account,uint8 scope,uint40 validUntil)");

/// @dev The EIP-712 struct hash; the key registry adds its domain.
function hash(KeyConsent memory self) pure returns (bytes32) {
    return keccak256(abi.encode(KEY_CONSENT_TYPEHASH, self.account, self.scope, self.validUntil));
}
