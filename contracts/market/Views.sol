// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IKeyRegistry} from "../interfaces/IKeyRegistry.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IPanel} from "../interfaces/IPanel.sol";
import {Limits} from "../libraries/Limits.sol";
import {JobId} from "../types/JobId.sol";
import {Receipt} from "../types/Receipt.sol";
import {Request} from "../types/Request.sol";
import {Endings} from "./Endings.sol";

/// @title Views
/// @notice What only readers ask the market.
abstract contract Views is Endings {
    /// @inheritdoc IPanel
    uint256 public constant SIGNED_NONCE = Limits.SIGNED_NONCE;
    /// @inheritdoc IPanel
    uint256 public constant MAX_LOCK_FOR = Limits.MAX_LOCK_FOR;
    /// @inheritdoc IPanel
    uint256 public constant MAX_LIFETIME = Limits.MAX_LIFETIME;
    /// @inheritdoc IPanel
    uint256 public constant ANNOUNCEMENT_LIFETIME = Limits.ANNOUNCEMENT_LIFETIME;
    /// @inheritdoc IPanel
    uint256 public constant VERDICT_TIMEOUT = Limits.VERDICT_TIMEOUT;
    /// @inheritdoc IPanel
    uint256 public constant VERIFIER_GAS = Limits.VERIFIER_GAS;
    /// @inheritdoc IPanel
    uint256 public constant MAX_INLINE = Limits.MAX_INLINE;
    /// @inheritdoc IPanel
    uint256 public constant MAX_CALLBACK_GAS = Limits.MAX_CALLBACK_GAS;
    /// @inheritdoc IPanel
    address public constant BURNED = Limits.BURNED;

    /// @inheritdoc IPanel
    function modelRegistry() external view returns (IModelRegistry) {
        return _modelRegistry;
    }

    /// @inheritdoc IPanel
    function keyRegistry() external view returns (IKeyRegistry) {
        return _keyRegistry;
    }

    /// @inheritdoc IPanel
    function hashRequest(Request calldata request) external view delegated returns (JobId) {
        return _idOf(request);
    }

    /// @inheritdoc IPanel
    function hashReceipt(Receipt calldata receipt) external view delegated returns (bytes32) {
        return _digestOf(receipt);
    }

    /// @inheritdoc IPanel
    function nonceBitmap(address requester, uint256 word) external view delegated returns (uint256 bits) {
        return _nonces[requester][word];
    }

    /// @inheritdoc IPanel
    function announcedAt(bytes32 commitment) external view delegated returns (uint256 time) {
        return _announcements[commitment];
    }
}
