// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IJobs} from "../interfaces/IJobs.sol";
import {IKeyRegistry} from "../interfaces/IKeyRegistry.sol";
import {Limits} from "../libraries/Limits.sol";
import {JobId} from "../types/JobId.sol";
import {SCOPE_WORK} from "../types/Key.sol";
import {Receipt} from "../types/Receipt.sol";
import {Request} from "../types/Request.sol";
import {MarketStorage} from "./MarketStorage.sol";

/// @title Signers
/// @notice What is signed, by whom, and that it is used once.
/// @dev Under delegatecall EIP712 sees another address than at its construction and builds the caller's domain anew.
abstract contract Signers is IJobs, MarketStorage, EIP712 {
    IKeyRegistry internal immutable _keyRegistry;

    constructor(IKeyRegistry keyRegistry_) EIP712("Assay", "1") {
        if (address(keyRegistry_).code.length == 0) revert RegistryHasNoCode(address(keyRegistry_));
        _keyRegistry = keyRegistry_;
    }

    /// @dev The EIP-712 digest of a request: the job's id.
    function _idOf(Request calldata request) internal view returns (JobId) {
        return JobId.wrap(_hashTypedDataV4(request.hash()));
    }

    /// @dev The EIP-712 digest of a receipt: what a worker signs.
    function _digestOf(Receipt calldata receipt) internal view returns (bytes32) {
        return _hashTypedDataV4(receipt.hash());
    }

    /// @dev Whether the account, or where `signer` is not empty a key of it, signed the digest.
    function _isSigned(
        address account,
        uint8 scope,
        bytes32 digest,
        bytes calldata signer,
        bytes calldata signature
    ) internal view returns (bool) {
        if (signer.length == 0) return _isSignedBy(account, digest, signature);
        // INVARIANT: a key acts for the accounts that listed it, in the scopes and at the times that they listed.
        if (!_keyRegistry.isKey(account, signer, scope, block.timestamp)) return false;
        if (signer.length == 20) return _isSignedBy(address(bytes20(signer)), digest, signature);
        if (signer.length < 20) return false;
        // solhint-disable-next-line avoid-low-level-calls
        (bool answered, bytes memory answer) = address(bytes20(signer)).staticcall(
            abi.encodeCall(IERC7913SignatureVerifier.verify, (signer[20:], digest, signature))
        );
        return answered && answer.length > 31 && bytes32(answer) == IERC7913SignatureVerifier.verify.selector;
    }

    /// @dev The key first, so that an account with code that still has its key (EIP-7702) signs with either.
    function _isSignedBy(address account, bytes32 digest, bytes calldata signature) private view returns (bool) {
        (address recovered, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == account) return true;
        return
            account.code.length != 0 && SignatureChecker.isValidERC1271SignatureNowCalldata(account, digest, signature);
    }

    /// @dev Whether the caller is the worker or a key of it.
    function _actsFor(address worker) internal view returns (bool) {
        return
            msg.sender == worker ||
            _keyRegistry.isKey(worker, abi.encodePacked(msg.sender), SCOPE_WORK, block.timestamp);
    }

    function _useNonce(address requester, uint256 nonce) internal {
        if (nonce & Limits.SIGNED_NONCE == 0) revert NonceIsForPost(nonce);
        uint256 bit = 1 << (nonce & 0xff);
        uint256 word = (nonce ^ Limits.SIGNED_NONCE) >> 8;
        uint256 bits = _nonces[requester][word];
        // INVARIANT: a signed request is brought once, and never after its requester cancelled it.
        if (bits & bit != 0) revert NonceAlreadyUsed(requester, nonce);
        _nonces[requester][word] = bits | bit;
    }
}
