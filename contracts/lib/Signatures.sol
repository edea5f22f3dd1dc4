// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IKeyRegistry} from "../registries/IKeyRegistry.sol";

/// @title Signatures
/// @notice The only check of signatures, for markets, disputes and the key registry.
library Signatures {
    /// @dev The gas that a contract gets to check a signature. It is enough for several owners, passkeys and session keys, and it
    /// keeps one signer from using up the remaining gas of a batch. A check that runs out of it counts as a refusal.
    uint256 internal constant CHECK_GAS = 500_000;

    uint256 private constant _ADDRESS_LENGTH = 20;

    /// @notice Whether the digest was signed by `account`, or by a key that it listed for all of `scope` and that is valid now.
    /// @param signer empty for the account itself; else the key, in ERC-7913 form
    function isSigned(
        IKeyRegistry keyRegistry,
        address account,
        uint8 scope,
        bytes32 digest,
        bytes calldata signer,
        bytes calldata signature
    ) internal view returns (bool) {
        if (signer.length == 0) return _isSignedByAccount(account, digest, signature);
        // INVARIANT: a key acts only for accounts that listed it, and only in the scopes and at the times that they listed.
        return keyRegistry.isKey(account, signer, scope, block.timestamp) && isSignedByKey(signer, digest, signature);
    }

    /// @notice Whether this key signed the digest.
    function isSignedByKey(
        bytes calldata signer,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (bool) {
        if (signer.length < _ADDRESS_LENGTH) return false;
        address first = address(bytes20(signer));
        if (signer.length == _ADDRESS_LENGTH) return _isSignedByAccount(first, digest, signature);
        return
            _confirms(
                first,
                abi.encodeCall(IERC7913SignatureVerifier.verify, (signer[_ADDRESS_LENGTH:], digest, signature))
            );
    }

    /// @dev Tries the private key first, so that an account with code that still has its key (EIP-7702) can sign with either.
    function _isSignedByAccount(address account, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == account) return true;
        return
            account.code.length != 0 &&
            _confirms(account, abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
    }

    /// @dev In both standards, the answer is the function's own selector, in one word.
    function _confirms(address checker, bytes memory question) private view returns (bool confirmed) {
        uint256 gasLimit = CHECK_GAS;
        // Assembly, because a Solidity call copies all returned data, which the contract could make expensive.
        assembly ("memory-safe") {
            let succeeded := staticcall(gasLimit, checker, add(question, 0x20), mload(question), 0x00, 0x20)
            let selector := and(mload(add(question, 0x20)), shl(224, 0xffffffff))
            confirmed := and(and(succeeded, gt(returndatasize(), 0x1f)), eq(mload(0x00), selector))
        }
    }
}
