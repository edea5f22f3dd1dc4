// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {ILedger} from "../../../contracts/ledger/ILedger.sol";
import {IMarket} from "../../../contracts/market/interfaces/IMarket.sol";
import {IMarketBase} from "../../../contracts/market/interfaces/IMarketBase.sol";
import {IMultiSeatMarket} from "../../../contracts/market/interfaces/IMultiSeatMarket.sol";
import {Market} from "../../../contracts/market/Market.sol";
import {MultiSeatMarket} from "../../../contracts/market/MultiSeatMarket.sol";
import {Job, JobState} from "../../../contracts/market/types/Job.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Input, Offer, Policy, Request} from "../../../contracts/market/types/Request.sol";
import {Receipt, Submission} from "../../../contracts/market/types/Result.sol";
import {IModelRegistry} from "../../../contracts/registries/IModelRegistry.sol";
import {KeyRegistry} from "../../../contracts/registries/KeyRegistry.sol";
import {ModelRegistry} from "../../../contracts/registries/ModelRegistry.sol";
import {KeyConsent} from "../../../contracts/registries/types/Key.sol";
import {ModelId} from "../../../contracts/registries/types/ModelId.sol";
import {PlainPagedMerkle} from "../../../contracts/test/PlainPagedMerkle.sol";
import {ScriptedVerifier} from "../../../contracts/test/ScriptedVerifier.sol";
import {TestToken} from "../../../contracts/test/TestToken.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {SignatureVerifier} from "../../../contracts/verifiers/SignatureVerifier.sol";
import {LedgerDeployer} from "../ledger/LedgerDeployer.sol";

/// @notice Both markets on one ledger, with a requester, a worker and a publisher; the first two have money.
abstract contract MarketScene {
    uint256 internal constant REQUESTER_KEY = 0xA11CE;
    uint256 internal constant WORKER_KEY = 0xB0B;
    uint256 internal constant START = 1_800_000_000;
    uint256 internal constant FUNDS = 1_000e6;
    uint96 internal constant FEE = 250_000;
    uint96 internal constant COLLATERAL = 1_000_001;
    uint256 internal constant MIN_LOCK_FOR = 60;
    uint32 internal constant LOCK_FOR = 600;
    uint16 internal constant ROYALTY_BPS = 500;
    uint256 internal constant ROYALTY = (uint256(FEE) * ROYALTY_BPS) / 10_000;
    bytes32 internal constant PROFILE = keccak256("assay.exact.2");

    address internal requester = vm.addr(REQUESTER_KEY);
    address internal worker = vm.addr(WORKER_KEY);
    address internal publisher = address(0x9B11);
    address internal stranger = address(0x57A9);

    TestToken internal token;
    ILedger internal ledger;
    ModelRegistry internal registry;
    KeyRegistry internal keys;
    IMarket internal market;
    IMultiSeatMarket internal multiSeatMarket;
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
        LedgerDeployer deployer = new LedgerDeployer();
        ledger = deployer.ledger();
        market = new Market(ledger, registry, keys, MIN_LOCK_FOR);
        multiSeatMarket = new MultiSeatMarket(ledger, registry, keys, MIN_LOCK_FOR);
        deployer.deploy(token, _books());
        signature = new SignatureVerifier();
        scripted = new ScriptedVerifier();
        model = _publish("digits", keccak256("program"), ROYALTY_BPS);
        _fund(requester);
        _fund(worker);
    }

    /// @dev The ledger's books. A scene with more of them deploys them here, where the ledger's address and both markets are known.
    function _books() internal virtual returns (address[] memory books) {
        books = new address[](2);
        (books[0], books[1]) = (address(market), address(multiSeatMarket));
    }

    function _publish(string memory name, bytes32 root, uint16 royaltyBps) internal returns (ModelId id) {
        return _publish(_publication(name, root, royaltyBps));
    }

    function _publish(IModelRegistry.Publication memory publication) internal returns (ModelId id) {
        vm.prank(publisher);
        (id, ) = registry.publish(publication);
    }

    function _publication(
        string memory name,
        bytes32 root,
        uint16 royaltyBps
    ) internal view returns (IModelRegistry.Publication memory) {
        return
            IModelRegistry.Publication({
                name: name,
                profile: PROFILE,
                root: root,
                royaltyBps: royaltyBps,
                inputBytes: uint32(inputData.length),
                outputBytes: uint32(outputData.length),
                cardUri: "https://example.org/card",
                cardDigest: keccak256("card")
            });
    }

    function _fund(address account) internal {
        token.faucet(account);
        vm.startPrank(account);
        token.approve(address(ledger), type(uint256).max);
        ledger.deposit(account, FUNDS);
        vm.stopPrank();
    }

    /// @dev Lists a key for the account, with the key's consent.
    function _setKey(address account, uint256 key, uint8 scope, uint40 validFrom, uint40 validUntil) internal {
        bytes memory consent = _sign(
            key,
            keys.hashConsent(KeyConsent({account: account, scope: scope, validUntil: validUntil}))
        );
        vm.prank(account);
        keys.setKey(abi.encodePacked(vm.addr(key)), scope, validFrom, validUntil, consent);
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

    /// @dev The same request, to be signed off chain.
    function _toSign(Request memory request) internal view returns (Request memory) {
        request.nonce |= market.SIGNED_NONCE();
        return request;
    }

    function _noInput() internal pure returns (Input memory input) {}

    function _input() internal view returns (Input memory) {
        return Input({data: inputData, uris: new string[](0)});
    }

    /// @dev The market that takes requests with this number of seats.
    function _marketOf(Request memory request) internal view returns (IMarketBase) {
        return request.policy.seats == 1 ? IMarketBase(market) : IMarketBase(multiSeatMarket);
    }

    function _idOf(Request memory request) internal view returns (JobId) {
        return _marketOf(request).hashRequest(request);
    }

    function _signRequest(Request memory request) internal view returns (bytes memory) {
        return _sign(REQUESTER_KEY, JobId.unwrap(_idOf(request)));
    }

    function _receipt(Request memory request, bytes memory output) internal view returns (Receipt memory) {
        return _receiptOf(request, worker, output);
    }

    function _receiptOf(
        Request memory request,
        address account,
        bytes memory output
    ) internal view returns (Receipt memory) {
        return
            Receipt({
                worker: account,
                request: JobId.unwrap(_idOf(request)),
                outputRoot: PlainPagedMerkle.root(output),
                evidenceHash: bytes32(0),
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
    ) internal view returns (Submission memory submission) {
        submission.receipt = _receiptOf(request, vm.addr(key), output);
        submission.output = output;
        _resign(request, submission, key);
    }

    /// @dev The same submission with evidence, signed by the worker.
    function _withEvidence(
        Request memory request,
        Submission memory submission,
        bytes memory evidence
    ) internal view returns (Submission memory) {
        submission.evidence = evidence;
        submission.receipt.evidenceHash = keccak256(evidence);
        _resign(request, submission, WORKER_KEY);
        return submission;
    }

    /// @dev Signs the receipt as it is now.
    function _resign(Request memory request, Submission memory submission, uint256 key) internal view {
        submission.signature = _sign(key, _marketOf(request).hashReceipt(submission.receipt));
    }

    function _post(Request memory request) internal returns (JobId id) {
        IMarketBase place = _marketOf(request);
        Input memory input = _input();
        vm.prank(request.requester);
        return place.post(request, input);
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

    /// @dev The job, from the market that knows it.
    function _job(JobId id) internal view returns (Job memory job) {
        job = market.getJob(id);
        if (job.state == JobState.None) job = multiSeatMarket.getJob(id);
    }

    function _state(JobId id) internal view returns (JobState) {
        return _job(id).state;
    }

    function _assertState(JobId id, JobState state) internal view {
        vm.assertEq(uint256(_state(id)), uint256(state));
    }

    /// @dev The account's free money.
    function _balance(address account) internal view returns (uint256) {
        return ledger.balanceOf(account);
    }

    function _locked(address account) internal view returns (uint256) {
        return ledger.lockedOf(account);
    }

    /// @dev The account's money, free and locked.
    function _wealth(address account) internal view returns (uint256) {
        return _balance(account) + _locked(account);
    }

    function _bytes(uint256 length, string memory seed) internal pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 i = 0; i < length; ++i) data[i] = bytes1(uint8(uint256(keccak256(abi.encode(seed, i)))));
    }
}

/// @notice A test that begins with open markets.
abstract contract MarketFixture is MarketScene {
    function setUp() public virtual {
        _openMarket();
    }
}
