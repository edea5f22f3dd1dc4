// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {Market} from "../../contracts/Market.sol";
import {ModelRegistry} from "../../contracts/ModelRegistry.sol";
import {Panel} from "../../contracts/Panel.sol";
import {IMarket} from "../../contracts/interfaces/IMarket.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {PlainPagedMerkle} from "../../contracts/test/PlainPagedMerkle.sol";
import {ScriptedVerifier} from "../../contracts/test/ScriptedVerifier.sol";
import {TestToken} from "../../contracts/test/TestToken.sol";
import {vm} from "../../contracts/test/Vm.sol";
import {Input} from "../../contracts/types/Input.sol";
import {JobState} from "../../contracts/types/Job.sol";
import {JobId} from "../../contracts/types/JobId.sol";
import {ModelId} from "../../contracts/types/ModelId.sol";
import {Offer} from "../../contracts/types/Offer.sol";
import {Policy} from "../../contracts/types/Policy.sol";
import {Receipt} from "../../contracts/types/Receipt.sol";
import {Request} from "../../contracts/types/Request.sol";
import {Submission} from "../../contracts/types/Submission.sol";
import {SignatureVerifier} from "../../contracts/verifiers/SignatureVerifier.sol";

/// @notice A market with a requester, a worker and a publisher who have money in it.
abstract contract MarketScene {
    uint256 internal constant REQUESTER_KEY = 0xA11CE;
    uint256 internal constant WORKER_KEY = 0xB0B;
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant FUNDS = 1_000e6;
    uint96 internal constant FEE = 250_000;
    uint96 internal constant COLLATERAL = 1_000_001;
    uint32 internal constant LOCK_FOR = 600;
    uint16 internal constant ROYALTY_BPS = 500;
    bytes32 internal constant PROFILE = keccak256("assay.exact.1");
    address internal constant DEAD = 0x000000000000000000000000000000000000dEaD;

    address internal requester = vm.addr(REQUESTER_KEY);
    address internal worker = vm.addr(WORKER_KEY);
    address internal publisher = address(0x9B11);
    address internal stranger = address(0x57A9);

    TestToken internal token;
    ModelRegistry internal registry;
    KeyRegistry internal keys;
    Panel internal panel;
    IMarket internal market;
    SignatureVerifier internal signature;
    ScriptedVerifier internal scripted;
    ModelId internal model;

    bytes internal inputData = _bytes(784, "input");
    bytes internal outputData = _bytes(40, "output");

    function _openMarket() internal {
        vm.warp(START);
        token = new TestToken();
        registry = new ModelRegistry();
        keys = new KeyRegistry();
        panel = new Panel(registry, keys);
        market = IMarket(address(new Market(token, registry, keys, panel)));
        signature = new SignatureVerifier();
        scripted = new ScriptedVerifier();
        model = _publish("digits", keccak256("program"), ROYALTY_BPS);
        _fund(requester);
        _fund(worker);
    }

    function _publish(string memory name, bytes32 root, uint16 royaltyBps) internal returns (ModelId id) {
        vm.prank(publisher);
        (id, ) = registry.publish(
            IModelRegistry.Publication(name, PROFILE, root, royaltyBps, "https://example.org/card", keccak256("card"))
        );
    }

    function _fund(address account) internal {
        token.faucet(account);
        vm.startPrank(account);
        token.approve(address(market), type(uint256).max);
        market.deposit(FUNDS);
        vm.stopPrank();
    }

    function _request() internal view returns (Request memory request) {
        request.requester = requester;
        request.nonce = 7;
        request.model = model;
        request.inputRoot = PlainPagedMerkle.root(inputData);
        request.offer = Offer({
            minFee: FEE,
            maxFee: FEE,
            rampStart: 0,
            rampLength: 0,
            lockFor: LOCK_FOR,
            expiry: uint40(START + 3600),
            collateral: COLLATERAL,
            worker: address(0)
        });
        request.policy = Policy({seats: 1, verifier: address(signature), params: ""});
    }

    function _scriptedRequest() internal view returns (Request memory request) {
        request = _request();
        request.policy.verifier = address(scripted);
        request.policy.params = "any";
    }

    /// @dev The same request as one to be signed off chain.
    function _toSign(Request memory request) internal view returns (Request memory) {
        request.nonce |= market.SIGNED_NONCE();
        return request;
    }

    function _noInput() internal pure returns (Input memory input) {}

    function _signRequest(Request memory request) internal view returns (bytes memory) {
        return _sign(REQUESTER_KEY, JobId.unwrap(market.hashRequest(request)));
    }

    function _input() internal view returns (Input memory) {
        return Input({data: inputData, uris: new string[](0)});
    }

    function _receipt(Request memory request, bytes memory output) internal view returns (Receipt memory) {
        return
            Receipt({
                request: JobId.unwrap(market.hashRequest(request)),
                outputRoot: PlainPagedMerkle.root(output),
                profile: PROFILE,
                completedAt: uint64(block.timestamp)
            });
    }

    function _sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _submission(Request memory request) internal view returns (Submission memory) {
        return _submissionOf(request, WORKER_KEY, outputData);
    }

    function _submissionOf(
        Request memory request,
        uint256 key,
        bytes memory output
    ) internal view returns (Submission memory) {
        Receipt memory receipt = _receipt(request, output);
        return
            Submission({
                receipt: receipt,
                signer: "",
                signature: _sign(key, market.hashReceipt(receipt)),
                salt: 0,
                output: output,
                evidence: ""
            });
    }

    function _post(Request memory request) internal returns (JobId id) {
        Input memory input = _input();
        vm.prank(request.requester);
        return market.post(request, input);
    }

    function _claim(Request memory request) internal {
        vm.prank(worker);
        market.claim(request, worker, "");
    }

    function _submit(Request memory request) internal {
        Submission memory submission = _submission(request);
        vm.prank(worker);
        market.submit(request, 0, submission);
    }

    function _postAndClaim(Request memory request) internal returns (JobId id) {
        id = _post(request);
        _claim(request);
    }

    function _postToSubmitted(Request memory request) internal returns (JobId id) {
        id = _postAndClaim(request);
        _submit(request);
    }

    function _state(JobId id) internal view returns (JobState) {
        return market.getJob(id).state;
    }

    function _assertState(JobId id, JobState state) internal view {
        vm.assertEq(uint256(_state(id)), uint256(state));
    }

    function _balance(address account) internal view returns (uint256) {
        return market.balanceOf(account);
    }

    function _bytes(uint256 length, string memory seed) internal pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i = 0; i < length; ++i) data[i] = bytes1(uint8(uint256(keccak256(abi.encode(seed, i)))));
    }
}

/// @notice A test that begins with an open market.
abstract contract MarketFixture is MarketScene {
    function setUp() public virtual {
        _openMarket();
    }
}
