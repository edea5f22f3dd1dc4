// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {IKeyRegistry} from "../../contracts/interfaces/IKeyRegistry.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {Key, SCOPE_REQUEST, SCOPE_WORK} from "../../contracts/types/Key.sol";

contract KeyRegistryTest {
    KeyRegistry private registry;
    address private account = address(0xC01D);
    address private stranger = address(0x57A9);
    bytes private hot = abi.encodePacked(address(0x407));
    uint40 private constant NOW = 1_800_000_000;
    uint40 private constant EVER = type(uint40).max;

    function setUp() external {
        vm.warp(NOW);
        registry = new KeyRegistry();
        vm.startPrank(account);
    }

    function _isKey(uint8 scope, uint256 time) private view returns (bool) {
        return registry.isKey(account, hot, scope, time);
    }

    function test_setKey() external {
        vm.expectEmit(address(registry));
        emit IKeyRegistry.KeySet(account, keccak256(hot), hot, SCOPE_WORK, NOW + 10, NOW + 20);
        registry.setKey(hot, SCOPE_WORK, NOW + 10, NOW + 20);
        Key memory key = registry.getKey(account, hot);
        vm.assertEq(key.scope, SCOPE_WORK);
        vm.assertEq(key.validFrom, NOW + 10);
        vm.assertEq(key.validUntil, NOW + 20);
        vm.assertTrue(!_isKey(SCOPE_WORK, NOW + 9), "too early");
        vm.assertTrue(_isKey(SCOPE_WORK, NOW + 10), "first second");
        vm.assertTrue(_isKey(SCOPE_WORK, NOW + 19), "last second");
        vm.assertTrue(!_isKey(SCOPE_WORK, NOW + 20), "over");
    }

    function test_setKey_fromNowOnForEver() external {
        vm.expectEmit(address(registry));
        emit IKeyRegistry.KeySet(account, keccak256(hot), hot, SCOPE_WORK, NOW, EVER);
        registry.setKey(hot, SCOPE_WORK, 0, EVER);
        vm.assertTrue(!_isKey(SCOPE_WORK, NOW - 1), "not in retrospect");
        vm.assertTrue(_isKey(SCOPE_WORK, NOW), "now");
        vm.assertTrue(_isKey(SCOPE_WORK, EVER - 1), "much later");
    }

    function test_isKey_asksForEveryBitOfTheScope() external {
        registry.setKey(hot, SCOPE_WORK, 0, EVER);
        vm.assertTrue(!_isKey(SCOPE_REQUEST, NOW), "another scope");
        vm.assertTrue(!_isKey(SCOPE_REQUEST | SCOPE_WORK, NOW), "more than it has");
        vm.assertTrue(!_isKey(0, NOW), "no scope");
        bytes memory both = abi.encodePacked(address(0x408));
        registry.setKey(both, SCOPE_REQUEST | SCOPE_WORK, 0, EVER);
        vm.assertTrue(registry.isKey(account, both, SCOPE_WORK, NOW), "work");
        vm.assertTrue(registry.isKey(account, both, SCOPE_REQUEST, NOW), "requests");
        vm.assertTrue(registry.isKey(account, both, SCOPE_REQUEST | SCOPE_WORK, NOW), "both");
    }

    function test_isKey_isForItsAccountAndItsBytesAlone() external {
        bytes memory passkey = abi.encodePacked(address(0x256), bytes32("x"), bytes32("y"));
        registry.setKey(passkey, SCOPE_WORK, 0, EVER);
        vm.assertTrue(registry.isKey(account, passkey, SCOPE_WORK, NOW), "itself");
        vm.assertTrue(!registry.isKey(stranger, passkey, SCOPE_WORK, NOW), "another account");
        vm.assertTrue(!registry.isKey(account, abi.encodePacked(address(0x256)), SCOPE_WORK, NOW), "its verifier");
        vm.assertTrue(!registry.isKey(account, "", SCOPE_WORK, NOW), "no bytes");
        vm.assertEq(registry.getKey(stranger, passkey).validFrom, 0);
    }

    function test_setKey_refusesWhatIsNoSigner() external {
        bytes memory short = new bytes(19);
        short[0] = 0x01;
        bytes[4] memory bad = [
            bytes(""),
            short,
            abi.encodePacked(address(0)),
            abi.encodePacked(address(0), bytes32("key"))
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.InvalidSigner.selector, bad[i]));
            registry.setKey(bad[i], SCOPE_WORK, 0, EVER);
        }
    }

    function test_setKey_refusesNoScope() external {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.ScopeMissing.selector));
        registry.setKey(hot, 0, 0, EVER);
    }

    function test_setKey_refusesTimesThatArePastOrEmpty() external {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.InvalidValidity.selector, NOW - 1, EVER, NOW));
        registry.setKey(hot, SCOPE_WORK, NOW - 1, EVER);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.InvalidValidity.selector, NOW, NOW, NOW));
        registry.setKey(hot, SCOPE_WORK, 0, NOW);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.InvalidValidity.selector, NOW + 5, NOW + 5, NOW));
        registry.setKey(hot, SCOPE_WORK, NOW + 5, NOW + 5);
        registry.setKey(hot, SCOPE_WORK, NOW, NOW + 1);
    }

    function test_setKey_onceForEver() external {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistry.KeyAlreadySet.selector, account, hot);
        registry.setKey(hot, SCOPE_WORK, 0, EVER);
        vm.expectRevert(refusal);
        registry.setKey(hot, SCOPE_WORK, 0, EVER);
        registry.revokeKey(hot);
        vm.warp(NOW + 100);
        vm.expectRevert(refusal);
        registry.setKey(hot, SCOPE_WORK, 0, EVER);
        // Another account may list the same signer.
        vm.stopPrank();
        vm.prank(stranger);
        registry.setKey(hot, SCOPE_REQUEST, 0, EVER);
        vm.assertTrue(registry.isKey(stranger, hot, SCOPE_REQUEST, NOW + 100), "the other account's");
        vm.assertTrue(!_isKey(SCOPE_WORK, NOW + 100), "ended");
    }

    function test_revokeKey_endsItNowAndLeavesThePast() external {
        registry.setKey(hot, SCOPE_WORK, 0, EVER);
        vm.warp(NOW + 50);
        vm.expectEmit(address(registry));
        emit IKeyRegistry.KeyRevoked(account, keccak256(hot), NOW + 50);
        registry.revokeKey(hot);
        vm.assertTrue(_isKey(SCOPE_WORK, NOW), "what it signed before stays signed");
        vm.assertTrue(_isKey(SCOPE_WORK, NOW + 49), "until just before");
        vm.assertTrue(!_isKey(SCOPE_WORK, NOW + 50), "from this second on");
        vm.assertEq(registry.getKey(account, hot).validFrom, NOW);
    }

    function test_revokeKey_beforeItBegins() external {
        registry.setKey(hot, SCOPE_WORK, NOW + 100, NOW + 200);
        registry.revokeKey(hot);
        for (uint256 time = NOW - 1; time < NOW + 300; ++time) vm.assertTrue(!_isKey(SCOPE_WORK, time), "never");
    }

    function test_revokeKey_reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.KeyNotSet.selector, account, hot));
        registry.revokeKey(hot);
        registry.setKey(hot, SCOPE_WORK, 0, NOW + 10);
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.KeyNotSet.selector, stranger, hot));
        vm.prank(stranger);
        registry.revokeKey(hot);
        vm.startPrank(account);
        vm.warp(NOW + 10);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.KeyAlreadyEnded.selector, account, hot, NOW + 10));
        registry.revokeKey(hot);
        vm.assertTrue(_isKey(SCOPE_WORK, NOW + 9), "the past stays");
    }

    function testFuzz_isKey_isAnInterval(uint40 from, uint40 until, uint40 revokedAt, uint40 time) external {
        from = uint40(NOW + (from % 1000));
        until = from + 1 + (until % 1000);
        revokedAt = uint40(NOW + (revokedAt % 2000));
        time = uint40(NOW - 10 + (time % 2100));
        registry.setKey(hot, SCOPE_WORK, from, until);
        vm.warp(revokedAt);
        bool ended = revokedAt >= until;
        if (ended) {
            vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.KeyAlreadyEnded.selector, account, hot, until));
        }
        registry.revokeKey(hot);
        bool good = time >= from && time < until && (ended || time < revokedAt);
        vm.assertTrue(_isKey(SCOPE_WORK, time) == good);
    }
}
