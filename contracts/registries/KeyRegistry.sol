// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Signatures} from "../lib/Signatures.sol";
import {IKeyRegistry} from "./IKeyRegistry.sol";
import {Key, KeyConsent} from "./types/Key.sol";

/// @title KeyRegistry
/// @notice Hot keys of cold accounts, each with its scope and its one validity interval.
contract KeyRegistry is IKeyRegistry, EIP712 {
    uint256 private constant _ADDRESS_LENGTH = 20;

    mapping(address account => mapping(bytes32 signerHash => Key key)) private _keys;

    constructor() EIP712("Assay Keys", "1") {}

    /// @inheritdoc IKeyRegistry
    function setKey(
        bytes calldata signer,
        uint8 scope,
        uint40 validFrom,
        uint40 validUntil,
        bytes calldata consent
    ) external {
        if (signer.length < _ADDRESS_LENGTH || bytes20(signer) == bytes20(0)) revert InvalidSigner(signer);
        if (scope == 0) revert ScopeMissing();
        uint256 time = block.timestamp;
        if (validFrom == 0) validFrom = uint40(time);
        // INVARIANT: no signature becomes valid in retrospect.
        if (validFrom < time || validUntil <= validFrom) revert InvalidValidity(validFrom, validUntil, time);
        bytes32 signerHash = keccak256(signer);
        // INVARIANT: nobody lists another's key as their own.
        bytes32 digest = hashConsent(KeyConsent({account: msg.sender, scope: scope, validUntil: validUntil}));
        if (!Signatures.isSignedByKey(signer, digest, consent)) revert KeyDoesNotConsent(msg.sender, signer);
        Key storage key = _keys[msg.sender][signerHash];
        // INVARIANT: a key's interval is set once, so anyone can always check what it signed.
        if (key.validFrom != 0) revert KeyAlreadySet(msg.sender, signer);

        (key.scope, key.validFrom, key.validUntil) = (scope, validFrom, validUntil);
        emit KeySet(msg.sender, signerHash, signer, scope, validFrom, validUntil);
    }

    /// @inheritdoc IKeyRegistry
    function revokeKey(bytes calldata signer) external {
        bytes32 signerHash = keccak256(signer);
        Key storage key = _keys[msg.sender][signerHash];
        if (key.validFrom == 0) revert KeyNotSet(msg.sender, signer);
        uint40 time = uint40(block.timestamp);
        // INVARIANT: an end only moves closer, and never changes once it has passed.
        if (key.validUntil <= time) revert KeyAlreadyEnded(msg.sender, signer, key.validUntil);

        key.validUntil = time;
        emit KeyRevoked(msg.sender, signerHash, time);
    }

    /// @inheritdoc IKeyRegistry
    function isKey(address account, bytes calldata signer, uint8 scope, uint256 time) external view returns (bool) {
        Key memory key = _keys[account][keccak256(signer)];
        return scope != 0 && key.scope & scope == scope && time >= key.validFrom && time < key.validUntil;
    }

    /// @inheritdoc IKeyRegistry
    function getKey(address account, bytes calldata signer) external view returns (Key memory) {
        return _keys[account][keccak256(signer)];
    }

    /// @inheritdoc IKeyRegistry
    function hashConsent(KeyConsent memory consent) public view returns (bytes32) {
        return _hashTypedDataV4(consent.hash());
    }
}
