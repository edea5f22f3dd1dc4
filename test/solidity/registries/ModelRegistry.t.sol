// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IModelRegistry} from "../../../contracts/registries/IModelRegistry.sol";
import {ModelRegistry} from "../../../contracts/registries/ModelRegistry.sol";
import {ModelId} from "../../../contracts/registries/types/ModelId.sol";
import {vm} from "../../../contracts/test/Vm.sol";

contract ModelRegistryTest {
    ModelRegistry private registry;
    address private publisher = address(0x9B11);
    address private stranger = address(0x57A9);
    bytes32 private constant PROFILE = keccak256("assay.exact.2");

    function setUp() external {
        vm.warp(1_800_000_000);
        registry = new ModelRegistry();
    }

    function _publication(string memory name, bytes32 root) private pure returns (IModelRegistry.Publication memory) {
        return
            IModelRegistry.Publication({
                name: name,
                profile: PROFILE,
                root: root,
                royaltyBps: 500,
                inputBytes: 784,
                outputBytes: 40,
                cardUri: "https://example.org/card",
                cardDigest: keccak256("card")
            });
    }

    function _publish(string memory name, bytes32 root) private returns (ModelId id, uint256 version) {
        vm.prank(publisher);
        return registry.publish(_publication(name, root));
    }

    function test_publish() external {
        ModelId id = ModelId.wrap(keccak256(abi.encode(PROFILE, bytes32("root"))));
        vm.expectEmit(address(registry));
        emit IModelRegistry.ModelPublished(id, publisher, keccak256("digits"), 1, _publication("digits", "root"));
        (ModelId published, uint256 version) = _publish("digits", "root");
        vm.assertTrue(published == id);
        vm.assertEq(version, 1);

        (string memory name, uint256 number, IModelRegistry.Version memory details) = registry.getModel(id);
        vm.assertEq(name, "digits");
        vm.assertEq(number, 1);
        vm.assertTrue(details.modelId == id);
        vm.assertEq(details.profile, PROFILE);
        vm.assertEq(details.royaltyBps, 500);
        vm.assertEq(details.publishedAt, 1_800_000_000);
        vm.assertTrue(!details.deprecated);
        vm.assertEq(details.inputBytes, 784);
        vm.assertEq(details.outputBytes, 40);
        vm.assertEq(details.publisher, publisher);
        vm.assertEq(details.cardDigest, keccak256("card"));
        vm.assertEq(details.cardUri, "https://example.org/card");
        (address paid, uint16 royaltyBps) = registry.royaltyOf(id);
        vm.assertEq(paid, publisher);
        vm.assertEq(royaltyBps, 500);
        (bytes32 profile, uint256 inputBytes, uint256 outputBytes) = registry.profileOf(id);
        vm.assertEq(profile, PROFILE);
        vm.assertEq(inputBytes, 784);
        vm.assertEq(outputBytes, 40);
        vm.assertEq(registry.ownerOf("digits"), publisher);
    }

    function test_publish_versionsAreAddedAndStay() external {
        (ModelId first, ) = _publish("digits", "one");
        (ModelId second, uint256 version) = _publish("digits", "two");
        vm.assertEq(version, 2);
        vm.assertEq(registry.versionCount("digits"), 2);
        vm.assertTrue(registry.getVersion("digits", 1).modelId == first);
        vm.assertTrue(registry.getVersion("digits", 2).modelId == second);
    }

    function test_publish_revertsOnANameThatIsTaken() external {
        _publish("digits", "one");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.NameTaken.selector, "digits", publisher));
        vm.prank(stranger);
        registry.publish(_publication("digits", "two"));
    }

    function test_publish_revertsOnAModelThatHasAPublisher() external {
        (ModelId id, ) = _publish("digits", "one");
        bytes memory refusal = abi.encodeWithSelector(IModelRegistry.ModelAlreadyPublished.selector, id, publisher);
        IModelRegistry.Publication memory copy = _publication("free-digits", "one");
        copy.royaltyBps = 0;
        vm.expectRevert(refusal);
        vm.prank(stranger);
        registry.publish(copy);
        // Not even its publisher can change the royalty.
        vm.expectRevert(refusal);
        vm.prank(publisher);
        registry.publish(copy);
    }

    function test_publish_reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.EmptyModelRoot.selector));
        registry.publish(_publication("digits", 0));
        IModelRegistry.Publication memory dear = _publication("digits", "one");
        dear.royaltyBps = 2_001;
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RoyaltyAboveCap.selector, 2_001, 2_000));
        registry.publish(dear);
        uint16[4] memory uneven = [1, 9, 501, 1_999];
        for (uint256 i = 0; i < uneven.length; ++i) {
            dear.royaltyBps = uneven[i];
            vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RoyaltyNotInTenths.selector, uneven[i]));
            registry.publish(dear);
        }
        dear.royaltyBps = 2_000;
        registry.publish(dear);
    }

    function test_publish_refusesNames() external {
        string[7] memory names = [
            "",
            "Digits",
            "dig its",
            unicode"dıgits",
            "digits\n",
            "digits\x00",
            "a2345678901234567890123456789012345678901234567890123456789012345"
        ];
        for (uint256 i = 0; i < names.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IModelRegistry.InvalidName.selector, names[i]));
            registry.publish(_publication(names[i], "root"));
        }
        _publish("a234567890123456789012345678901234567890123456789012345678901234", "one");
        _publish("org/digits-v1.2_3", "two");
    }

    function test_setDeprecated() external {
        (ModelId id, ) = _publish("digits", "one");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.NotPublisher.selector, stranger, publisher));
        vm.prank(stranger);
        registry.setDeprecated(id, true);
        vm.expectEmit(address(registry));
        emit IModelRegistry.ModelDeprecated(id, true);
        vm.prank(publisher);
        registry.setDeprecated(id, true);
        vm.assertTrue(registry.getVersion("digits", 1).deprecated);
        (address paid, uint16 royaltyBps) = registry.royaltyOf(id);
        vm.assertEq(paid, publisher);
        vm.assertEq(royaltyBps, 500);
        vm.prank(publisher);
        registry.setDeprecated(id, false);
        vm.assertTrue(!registry.getVersion("digits", 1).deprecated);
    }

    function test_unknown() external {
        ModelId unknown = ModelId.wrap("unknown");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelNotPublished.selector, unknown));
        registry.getModel(unknown);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.ModelNotPublished.selector, unknown));
        registry.setDeprecated(unknown, true);
        _publish("digits", "one");
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.VersionNotPublished.selector, "digits", 0));
        registry.getVersion("digits", 0);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.VersionNotPublished.selector, "digits", 2));
        registry.getVersion("digits", 2);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.VersionNotPublished.selector, "letters", 1));
        registry.getVersion("letters", 1);
        (address paid, uint16 royaltyBps) = registry.royaltyOf(unknown);
        vm.assertEq(paid, address(0));
        vm.assertEq(royaltyBps, 0);
        (bytes32 profile, uint256 inputBytes, uint256 outputBytes) = registry.profileOf(unknown);
        vm.assertEq(profile, 0);
        vm.assertEq(inputBytes + outputBytes, 0);
        vm.assertEq(registry.ownerOf("letters"), address(0));
    }

    function testFuzz_idsCommitToProfileAndRoot(bytes32 profile, bytes32 root, bytes32 other) external {
        vm.assume(root != 0 && other != 0 && root != other);
        IModelRegistry.Publication memory publication = _publication("digits", root);
        publication.profile = profile;
        (ModelId id, ) = registry.publish(publication);
        vm.assertEq(ModelId.unwrap(id), keccak256(abi.encode(profile, root)));
        publication.root = other;
        (ModelId second, ) = registry.publish(publication);
        vm.assertTrue(!(id == second));
    }
}
