// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ERC7913P256Verifier} from "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier.sol";
import {IKeyRegistry} from "../../../contracts/registries/IKeyRegistry.sol";
import {KeyRegistry} from "../../../contracts/registries/KeyRegistry.sol";
import {Key, KeyConsent, SCOPE_REQUEST, SCOPE_WORK} from "../../../contracts/registries/types/Key.sol";
import {ContractWallet} from "../../../contracts/test/ContractWallet.sol";
import {vm} from "../../../contracts/test/Vm.sol";

/// @dev A contract that reverts with the word that would confirm a signature.
contract RevertingWallet is IERC1271 {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4 selector) {
        selector = IERC1271.isValidSignature.selector;
        assembly ("memory-safe") {
            mstore(0, selector)
            revert(0, 0x20)
        }
    }
}

contract KeyRegistryTest {
    KeyRegistry private registry;
    address private account = address(0xC01D);
    address private stranger = address(0x57A9);
    uint256 private constant HOT_KEY = 0x407;
    bytes private hot = abi.encodePacked(vm.addr(HOT_KEY));
    uint256 private constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
    uint40 private constant NOW = 1_800_000_000;
    uint40 private constant EVER = type(uint40).max;

    function setUp() external {
        vm.warp(NOW);
        registry = new KeyRegistry();
        vm.startPrank(account);
    }

    /// @dev The EIP-712 digest that a key signs.
    function _digest(address forAccount, uint8 scope, uint40 until) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Assay Keys"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
        bytes32 typehash = keccak256("KeyConsent(address account,uint8 scope,uint40 validUntil)");
        bytes32 consent = keccak256(abi.encode(typehash, forAccount, scope, until));
        return keccak256(abi.encodePacked("\x19\x01", domain, consent));
    }

    function _consent(uint256 key, address forAccount, uint8 scope, uint40 until) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, _digest(forAccount, scope, until));
        return abi.encodePacked(r, s, v);
    }

    /// @dev Lists the hot key for the account, with its consent.
    function _setKey(uint8 scope, uint40 from, uint40 until) private {
        registry.setKey(hot, scope, from, until, _consent(HOT_KEY, account, scope, until));
    }

    function test_hashConsent_isItsEip712Digest() external view {
        bytes32 digest = registry.hashConsent(KeyConsent(account, SCOPE_WORK, EVER));
        vm.assertEq(digest, _digest(account, SCOPE_WORK, EVER));
    }

    function test_setKey_refusesAKeyThatDoesNotConsent() external {
        bytes[7] memory consents = [
            bytes(""),
            // A consent of another key, for another account, with another scope or end.
            _consent(0x408, account, SCOPE_WORK, EVER),
            _consent(HOT_KEY, stranger, SCOPE_WORK, EVER),
            _consent(HOT_KEY, account, SCOPE_REQUEST, EVER),
            _consent(HOT_KEY, account, SCOPE_WORK | SCOPE_REQUEST, EVER),
            _consent(HOT_KEY, account, SCOPE_WORK, EVER - 1),
            bytes.concat(_consent(HOT_KEY, account, SCOPE_WORK, EVER), hex"00")
        ];
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistry.KeyDoesNotConsent.selector, account, hot);
        for (uint256 i = 0; i < consents.length; ++i) {
            vm.expectRevert(refusal);
            registry.setKey(hot, SCOPE_WORK, 0, EVER, consents[i]);
        }
        // A consent for another registry or chain is not valid here.
        KeyRegistry other = new KeyRegistry();
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            HOT_KEY,
            other.hashConsent(KeyConsent({account: account, scope: SCOPE_WORK, validUntil: EVER}))
        );
        vm.expectRevert(refusal);
        registry.setKey(hot, SCOPE_WORK, 0, EVER, abi.encodePacked(r, s, v));
        vm.chainId(999);
        bytes memory foreign = _consent(HOT_KEY, account, SCOPE_WORK, EVER);
        vm.chainId(31337);
        vm.expectRevert(refusal);
        registry.setKey(hot, SCOPE_WORK, 0, EVER, foreign);
        vm.assertEq(registry.getKey(account, hot).validFrom, 0);
    }

    function test_setKey_aContractConsentsByItsCode() external {
        ContractWallet wallet = new ContractWallet(vm.addr(HOT_KEY));
        bytes memory signer = abi.encodePacked(address(wallet));
        bytes memory consent = _consent(HOT_KEY, account, SCOPE_WORK, EVER);
        wallet.setRefuses(true);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.KeyDoesNotConsent.selector, account, signer));
        registry.setKey(signer, SCOPE_WORK, 0, EVER, consent);
        wallet.setRefuses(false);
        registry.setKey(signer, SCOPE_WORK, 0, EVER, consent);
        vm.assertTrue(registry.isKey(account, signer, SCOPE_WORK, NOW), "it consented");
    }

    function test_setKey_aContractThatRevertsDoesNotConsentWhateverItReturns() external {
        bytes memory signer = abi.encodePacked(address(new RevertingWallet()));
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.KeyDoesNotConsent.selector, account, signer));
        registry.setKey(signer, SCOPE_WORK, 0, EVER, "");
    }

    function _isKey(uint8 scope, uint256 time) private view returns (bool) {
        return registry.isKey(account, hot, scope, time);
    }

    function test_setKey() external {
        vm.expectEmit(address(registry));
        emit IKeyRegistry.KeySet(account, keccak256(hot), hot, SCOPE_WORK, NOW + 10, NOW + 20);
        _setKey(SCOPE_WORK, NOW + 10, NOW + 20);
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
        _setKey(SCOPE_WORK, 0, EVER);
        vm.assertTrue(!_isKey(SCOPE_WORK, NOW - 1), "not in retrospect");
        vm.assertTrue(_isKey(SCOPE_WORK, NOW), "now");
        vm.assertTrue(_isKey(SCOPE_WORK, EVER - 1), "much later");
    }

    function test_isKey_asksForEveryBitOfTheScope() external {
        _setKey(SCOPE_WORK, 0, EVER);
        vm.assertTrue(!_isKey(SCOPE_REQUEST, NOW), "another scope");
        vm.assertTrue(!_isKey(SCOPE_REQUEST | SCOPE_WORK, NOW), "more than it has");
        vm.assertTrue(!_isKey(0, NOW), "no scope");
        bytes memory both = abi.encodePacked(vm.addr(0x408));
        bytes memory consent = _consent(0x408, account, SCOPE_REQUEST | SCOPE_WORK, EVER);
        registry.setKey(both, SCOPE_REQUEST | SCOPE_WORK, 0, EVER, consent);
        vm.assertTrue(registry.isKey(account, both, SCOPE_WORK, NOW), "work");
        vm.assertTrue(registry.isKey(account, both, SCOPE_REQUEST, NOW), "requests");
        vm.assertTrue(registry.isKey(account, both, SCOPE_REQUEST | SCOPE_WORK, NOW), "both");
    }

    function test_isKey_isForItsAccountAndItsBytesAlone() external {
        address verifier = address(new ERC7913P256Verifier());
        (uint256 x, uint256 y) = vm.publicKeyP256(0xBEEF);
        bytes memory passkey = abi.encodePacked(verifier, x, y);
        (bytes32 r, bytes32 s) = vm.signP256(0xBEEF, _digest(account, SCOPE_WORK, EVER));
        // The verifier takes the lower of the two.
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
        registry.setKey(passkey, SCOPE_WORK, 0, EVER, abi.encodePacked(r, s));
        vm.assertTrue(registry.isKey(account, passkey, SCOPE_WORK, NOW), "itself");
        vm.assertTrue(!registry.isKey(stranger, passkey, SCOPE_WORK, NOW), "another account");
        vm.assertTrue(!registry.isKey(account, abi.encodePacked(verifier), SCOPE_WORK, NOW), "its verifier");
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
            registry.setKey(bad[i], SCOPE_WORK, 0, EVER, "");
        }
    }

    function test_setKey_refusesNoScope() external {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.ScopeMissing.selector));
        _setKey(0, 0, EVER);
    }

    function test_setKey_refusesTimesThatArePastOrEmpty() external {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.InvalidValidity.selector, NOW - 1, EVER, NOW));
        _setKey(SCOPE_WORK, NOW - 1, EVER);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.InvalidValidity.selector, NOW, NOW, NOW));
        _setKey(SCOPE_WORK, 0, NOW);
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.InvalidValidity.selector, NOW + 5, NOW + 5, NOW));
        _setKey(SCOPE_WORK, NOW + 5, NOW + 5);
        _setKey(SCOPE_WORK, NOW, NOW + 1);
    }

    function test_setKey_onceForEver() external {
        bytes memory refusal = abi.encodeWithSelector(IKeyRegistry.KeyAlreadySet.selector, account, hot);
        _setKey(SCOPE_WORK, 0, EVER);
        vm.expectRevert(refusal);
        _setKey(SCOPE_WORK, 0, EVER);
        registry.revokeKey(hot);
        vm.warp(NOW + 100);
        vm.expectRevert(refusal);
        _setKey(SCOPE_WORK, 0, EVER);
        // Another account may list the same signer.
        vm.stopPrank();
        bytes memory consent = _consent(HOT_KEY, stranger, SCOPE_REQUEST, EVER);
        vm.prank(stranger);
        registry.setKey(hot, SCOPE_REQUEST, 0, EVER, consent);
        vm.assertTrue(registry.isKey(stranger, hot, SCOPE_REQUEST, NOW + 100), "the other account's");
        vm.assertTrue(!_isKey(SCOPE_WORK, NOW + 100), "ended");
    }

    function test_revokeKey_endsItNowAndLeavesThePast() external {
        _setKey(SCOPE_WORK, 0, EVER);
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
        _setKey(SCOPE_WORK, NOW + 100, NOW + 200);
        registry.revokeKey(hot);
        for (uint256 time = NOW - 1; time < NOW + 300; ++time) vm.assertTrue(!_isKey(SCOPE_WORK, time), "never");
    }

    function test_revokeKey_reverts() external {
        vm.expectRevert(abi.encodeWithSelector(IKeyRegistry.KeyNotSet.selector, account, hot));
        registry.revokeKey(hot);
        _setKey(SCOPE_WORK, 0, NOW + 10);
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
        _setKey(SCOPE_WORK, from, until);
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
