// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IModelRegistry} from "./IModelRegistry.sol";
import {ModelId, toModelId} from "./types/ModelId.sol";

/// @title ModelRegistry
/// @notice Names, their immutable versions, and one publisher and royalty for each model.
contract ModelRegistry is IModelRegistry {
    /// @inheritdoc IModelRegistry
    uint16 public constant MAX_ROYALTY_BPS = 2_000;

    uint256 private constant _MAX_NAME_LENGTH = 64;
    uint16 private constant _ROYALTY_STEP_BPS = 10;

    /// @dev The first slot holds what a market reads: publisher 20, royaltyBps 2, publishedAt 5, deprecated 1, version 4 bytes.
    /// The next two hold what a verifier reads: profile; inputBytes 4, outputBytes 4 bytes.
    struct Model {
        address publisher;
        uint16 royaltyBps;
        uint40 publishedAt;
        bool deprecated;
        uint32 version;
        bytes32 profile;
        uint32 inputBytes;
        uint32 outputBytes;
        bytes32 nameHash;
        bytes32 cardDigest;
        string cardUri;
    }

    struct Name {
        address owner;
        string text;
        ModelId[] versions;
    }

    mapping(ModelId modelId => Model model) private _models;
    mapping(bytes32 nameHash => Name name) private _names;

    /// @inheritdoc IModelRegistry
    function publish(Publication calldata publication) external returns (ModelId modelId, uint256 version) {
        _checkName(publication.name);
        if (publication.root == bytes32(0)) revert EmptyModelRoot();
        if (publication.royaltyBps > MAX_ROYALTY_BPS) revert RoyaltyAboveCap(publication.royaltyBps, MAX_ROYALTY_BPS);
        // INVARIANT: the royalty that a market stores at a claim, in tenths of a percent, is exact.
        if (publication.royaltyBps % _ROYALTY_STEP_BPS != 0) revert RoyaltyNotInTenths(publication.royaltyBps);
        modelId = toModelId(publication.profile, publication.root);
        Model storage model = _models[modelId];
        // INVARIANT: a model's publisher and royalty are set once; the market pays by them.
        if (model.publisher != address(0)) revert ModelAlreadyPublished(modelId, model.publisher);
        bytes32 nameHash = keccak256(bytes(publication.name));
        Name storage entry = _names[nameHash];
        if (entry.owner == address(0)) {
            entry.owner = msg.sender;
            entry.text = publication.name;
        } else if (entry.owner != msg.sender) {
            revert NameTaken(publication.name, entry.owner);
        }

        entry.versions.push(modelId);
        version = entry.versions.length;
        model.publisher = msg.sender;
        model.royaltyBps = publication.royaltyBps;
        model.publishedAt = uint40(block.timestamp);
        model.version = uint32(version);
        model.nameHash = nameHash;
        model.profile = publication.profile;
        (model.inputBytes, model.outputBytes) = (publication.inputBytes, publication.outputBytes);
        model.cardDigest = publication.cardDigest;
        model.cardUri = publication.cardUri;
        emit ModelPublished(modelId, msg.sender, nameHash, version, publication);
    }

    /// @inheritdoc IModelRegistry
    function setDeprecated(ModelId modelId, bool deprecated) external {
        Model storage model = _models[modelId];
        if (model.publisher == address(0)) revert ModelNotPublished(modelId);
        if (model.publisher != msg.sender) revert NotPublisher(msg.sender, model.publisher);
        model.deprecated = deprecated;
        emit ModelDeprecated(modelId, deprecated);
    }

    /// @inheritdoc IModelRegistry
    function royaltyOf(ModelId modelId) external view returns (address publisher, uint16 royaltyBps) {
        Model storage model = _models[modelId];
        return (model.publisher, model.royaltyBps);
    }

    /// @inheritdoc IModelRegistry
    function profileOf(
        ModelId modelId
    ) external view returns (bytes32 profile, uint256 inputBytes, uint256 outputBytes) {
        Model storage model = _models[modelId];
        return (model.profile, model.inputBytes, model.outputBytes);
    }

    /// @inheritdoc IModelRegistry
    function getModel(
        ModelId modelId
    ) external view returns (string memory name, uint256 version, Version memory details) {
        Model storage model = _models[modelId];
        if (model.publisher == address(0)) revert ModelNotPublished(modelId);
        return (_names[model.nameHash].text, model.version, _version(modelId));
    }

    /// @inheritdoc IModelRegistry
    function getVersion(string calldata name, uint256 version) external view returns (Version memory) {
        ModelId[] storage versions = _names[keccak256(bytes(name))].versions;
        if (version == 0 || version > versions.length) revert VersionNotPublished(name, version);
        return _version(versions[version - 1]);
    }

    /// @inheritdoc IModelRegistry
    function versionCount(string calldata name) external view returns (uint256) {
        return _names[keccak256(bytes(name))].versions.length;
    }

    /// @inheritdoc IModelRegistry
    function ownerOf(string calldata name) external view returns (address) {
        return _names[keccak256(bytes(name))].owner;
    }

    function _version(ModelId modelId) private view returns (Version memory) {
        Model storage model = _models[modelId];
        return
            Version({
                modelId: modelId,
                profile: model.profile,
                royaltyBps: model.royaltyBps,
                publishedAt: model.publishedAt,
                deprecated: model.deprecated,
                inputBytes: model.inputBytes,
                outputBytes: model.outputBytes,
                publisher: model.publisher,
                cardDigest: model.cardDigest,
                cardUri: model.cardUri
            });
    }

    /// @dev People choose models by name, so characters that look like other characters are not allowed.
    function _checkName(string calldata name) private pure {
        bytes calldata characters = bytes(name);
        if (characters.length == 0 || characters.length > _MAX_NAME_LENGTH) revert InvalidName(name);
        for (uint256 i = 0; i < characters.length; ++i) {
            bytes1 c = characters[i];
            bool allowed =
                (c >= "a" && c <= "z") || (c >= "0" && c <= "9") || c == "-" || c == "." || c == "_" || c == "/";
            if (!allowed) revert InvalidName(name);
        }
    }
}
