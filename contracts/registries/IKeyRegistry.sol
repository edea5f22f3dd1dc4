// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {Key, KeyConsent} from "./types/Key.sol";

/// @title Keys that may act for an account
/// @notice An account (a cold key) lists signers (hot keys) that may act for it. A signer is in ERC-7913 form: 20 bytes are an
/// address; more bytes are a verifier's address and a key that it understands (P256 and others). A signer's validity interval is
/// set once. It can be shortened but never set again, so anyone can always check whether a key was valid when it signed.
interface IKeyRegistry {
    /// @notice The account listed a signer. It is valid from `validFrom` until just before `validUntil`.
    event KeySet(
        address indexed account,
        bytes32 indexed signerHash,
        bytes signer,
        uint8 scope,
        uint40 validFrom,
        uint40 validUntil
    );
    /// @notice The account ended a signer's validity at `validUntil`.
    event KeyRevoked(address indexed account, bytes32 indexed signerHash, uint40 validUntil);

    /// @notice The signer is neither an address nor a verifier's address followed by a key.
    error InvalidSigner(bytes signer);
    /// @notice The consent is not the signer's signature over the account, the scope and the end of validity.
    error KeyDoesNotConsent(address account, bytes signer);
    /// @notice The key has no scope.
    error ScopeMissing();
    /// @notice The validity interval is empty, or begins in the past.
    error InvalidValidity(uint256 validFrom, uint256 validUntil, uint256 time);
    /// @notice The account already listed this signer. A key's interval is set once; use a new key.
    error KeyAlreadySet(address account, bytes signer);
    /// @notice The account never listed this signer.
    error KeyNotSet(address account, bytes signer);
    /// @notice The signer's validity has already ended.
    error KeyAlreadyEnded(address account, bytes signer, uint256 validUntil);

    /// @notice Lists a signer for the caller.
    /// @param signer an address (20 bytes), or a verifier's address followed by a key (ERC-7913)
    /// @param scope a set of SCOPE_* bits
    /// @param validFrom the first second in which it is valid, not in the past; zero for now
    /// @param validUntil the first second in which it is no longer valid
    /// @param consent the signer's signature over hashConsent, which shows that its holder agrees
    function setKey(
        bytes calldata signer,
        uint8 scope,
        uint40 validFrom,
        uint40 validUntil,
        bytes calldata consent
    ) external;

    /// @notice Ends the validity of one of the caller's signers now. The time before stays on record.
    function revokeKey(bytes calldata signer) external;

    /// @notice Whether `signer` may act for `account` at `time` in every scope that `scope` contains.
    function isKey(address account, bytes calldata signer, uint8 scope, uint256 time) external view returns (bool);

    /// @notice The account's entry for the signer; all zero if there is none.
    function getKey(address account, bytes calldata signer) external view returns (Key memory);

    /// @notice The EIP-712 digest that a key signs so that an account can list it.
    function hashConsent(KeyConsent calldata consent) external view returns (bytes32);
}
