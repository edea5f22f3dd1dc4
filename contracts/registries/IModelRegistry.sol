// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ModelId} from "./types/ModelId.sol";

/// @title Models, their publishers and royalties
/// @notice A name belongs to the account that first published under it, and holds versions that never change. A model (the exact
/// computation) has one publisher and one royalty, and neither ever changes. So a worker that reads them before it claims knows
/// its pay.
interface IModelRegistry {
    /// @notice A publisher's description of a model.
    struct Publication {
        /// Its name.
        string name;
        /// The runtime profile.
        bytes32 profile;
        /// The program's root; for a float model the paged Merkle root of its file.
        bytes32 root;
        /// The publisher's share of every fee, in hundredths of a percent; a multiple of 10.
        uint16 royaltyBps;
        /// The sizes of its input, and of all its outputs together, in canonical bytes. Verifiers that judge by disputes need
        /// them. The publisher states them; readers compare them with the program.
        uint32 inputBytes;
        uint32 outputBytes;
        /// The URI of the card.
        string cardUri;
        /// The paged Merkle root of the card's bytes.
        bytes32 cardDigest;
    }

    /// @notice One published model.
    struct Version {
        ModelId modelId;
        /// The runtime profile of the model (exact, replicable, native).
        bytes32 profile;
        /// The publisher's share of every fee, in hundredths of a percent.
        uint16 royaltyBps;
        /// When it was published, in seconds since 1970.
        uint40 publishedAt;
        /// The publisher's advice not to use it any more. It has no other effect.
        bool deprecated;
        /// The sizes of its input, and of all its outputs together, in canonical bytes, as the publisher states them.
        uint32 inputBytes;
        uint32 outputBytes;
        address publisher;
        /// The paged Merkle root of the card's bytes.
        bytes32 cardDigest;
        /// The URI of the card.
        string cardUri;
    }

    /// @notice A model was published. `version` counts from 1.
    event ModelPublished(
        ModelId indexed modelId,
        address indexed publisher,
        bytes32 indexed nameHash,
        uint256 version,
        Publication publication
    );
    /// @notice The publisher set or took back its advice not to use a model.
    event ModelDeprecated(ModelId indexed modelId, bool deprecated);

    /// @notice The name is empty, longer than 64 bytes, or contains a character other than a-z, 0-9, '-', '.', '_' and '/'.
    error InvalidName(string name);
    /// @notice The name belongs to another publisher.
    error NameTaken(string name, address publisher);
    /// @notice The model already has a publisher, perhaps under another name.
    error ModelAlreadyPublished(ModelId modelId, address publisher);
    /// @notice Nobody has published this model.
    error ModelNotPublished(ModelId modelId);
    /// @notice The name has no such version.
    error VersionNotPublished(string name, uint256 version);
    /// @notice The root is zero.
    error EmptyModelRoot();
    /// @notice The royalty exceeds the cap.
    error RoyaltyAboveCap(uint16 royaltyBps, uint16 cap);
    /// @notice The royalty is not a multiple of a tenth of a percent.
    error RoyaltyNotInTenths(uint16 royaltyBps);
    /// @notice Only the model's publisher may do this.
    error NotPublisher(address caller, address publisher);

    /// @notice The highest royalty, in hundredths of a percent.
    function MAX_ROYALTY_BPS() external view returns (uint16);

    /// @notice Publishes a model as the next version of a name. The model's id is keccak256(abi.encode(profile, root)).
    function publish(Publication calldata publication) external returns (ModelId modelId, uint256 version);

    /// @notice Advises against using a model, or withdraws that advice. Nothing is ever deleted.
    function setDeprecated(ModelId modelId, bool deprecated) external;

    /// @notice The publisher that earns a model's royalty, and the royalty; the publisher is zero for a model that nobody
    /// published.
    function royaltyOf(ModelId modelId) external view returns (address publisher, uint16 royaltyBps);

    /// @notice The runtime profile of a model and the sizes of its data in bytes, as published; all zero for a model that nobody
    /// published.
    function profileOf(
        ModelId modelId
    ) external view returns (bytes32 profile, uint256 inputBytes, uint256 outputBytes);

    /// @notice A model with its name and version number.
    function getModel(
        ModelId modelId
    ) external view returns (string memory name, uint256 version, Version memory details);

    /// @notice One version of a name, counted from 1.
    function getVersion(string calldata name, uint256 version) external view returns (Version memory);

    /// @notice How many versions a name has.
    function versionCount(string calldata name) external view returns (uint256);

    /// @notice The owner of a name; zero when it is free.
    function ownerOf(string calldata name) external view returns (address);
}
