// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {DisputeGame} from "../../../contracts/dispute/DisputeGame.sol";
import {IDispute} from "../../../contracts/dispute/interfaces/IDispute.sol";
import {Demand, DemandState} from "../../../contracts/dispute/types/Demand.sol";
import {Game, GameState, ProvenPage} from "../../../contracts/dispute/types/Game.sol";
import {JobId} from "../../../contracts/market/types/JobId.sol";
import {Request} from "../../../contracts/market/types/Request.sol";
import {Receipt, Submission} from "../../../contracts/market/types/Result.sol";
import {IReferee} from "../../../contracts/referee/IReferee.sol";
import {IModelRegistry} from "../../../contracts/registries/IModelRegistry.sol";
import {ScriptedReferee} from "../../../contracts/test/ScriptedReferee.sol";
import {vm} from "../../../contracts/test/Vm.sol";
import {OptimisticVerifier} from "../../../contracts/verifiers/OptimisticVerifier.sol";
import {MarketScene} from "../market/MarketFixture.sol";
import {TreeBuilder} from "./TreeBuilder.sol";

/// @notice A market with a dispute, a program whose tensors are known, and players who move by them: the worker by `_claimed`,
/// an honest challenger by `_truth`.
abstract contract DisputeScene is MarketScene {
    using TreeBuilder for bytes32[];
    using TreeBuilder for bytes;

    uint256 internal constant CHALLENGER_KEY = 0xC4A11;
    uint256 internal constant WINDOW = 1 hours;
    uint256 internal constant MOVE_TIME = 10 minutes;
    uint256 internal constant BOND = 500_000;
    uint256 internal constant PAGE_FEE = 1_000;
    uint8 internal constant U8 = 1;
    uint8 internal constant I32 = 3;

    address internal challenger = vm.addr(CHALLENGER_KEY);
    DisputeGame internal dispute;
    OptimisticVerifier internal optimistic;
    ScriptedReferee internal scriptedReferee;

    bytes[] internal _steps;
    uint256[] internal _outputs;
    bytes internal _header;
    bytes[] internal _truth;
    bytes[] internal _claimed;
    Request internal _asked;
    JobId internal _jobId;
    bytes32 internal _claimId;

    IReferee private _referee;

    function _openDispute() internal {
        scriptedReferee = new ScriptedReferee();
        _openDispute(scriptedReferee);
    }

    function _openDispute(IReferee referee) internal {
        _referee = referee;
        _openMarket();
        optimistic = new OptimisticVerifier(market, dispute, 60);
        _fund(challenger);
        _fund(stranger);
    }

    function _books() internal override returns (address[] memory books) {
        dispute = new DisputeGame(ledger, market, multiSeatMarket, _referee, BOND, MOVE_TIME, PAGE_FEE);
        books = new address[](3);
        (books[0], books[1], books[2]) = (address(market), address(multiSeatMarket), address(dispute));
    }

    /// @dev A step whose output has this many bytes.
    function _addStep(uint8 dtype, uint256 byteLength) internal {
        uint256 index = _steps.length;
        bytes memory tensor = _noise(byteLength, index);
        _steps.push(abi.encodePacked(dtype, uint32(byteLength), uint32(index)));
        _truth.push(tensor);
        _claimed.push(tensor);
        scriptedReferee.setTruth(index, tensor);
    }

    /// @dev Publishes the program of the steps so far, with a u8 input of shape (784).
    function _publishProgram(uint256[] memory outputs) internal {
        _publishNamed("disputed", outputs);
    }

    function _publishNamed(string memory name, uint256[] memory outputs) internal {
        bytes memory positions;
        for (uint256 i = 0; i < outputs.length; ++i) positions = bytes.concat(positions, bytes4(uint32(outputs[i])));
        _outputs = outputs;
        _header = abi.encodePacked(
            uint8(2),
            uint32(_steps.length),
            _stepLeaves().root(),
            U8,
            uint8(1),
            uint32(inputData.length),
            uint8(outputs.length),
            positions,
            uint32(1),
            type(uint32).max
        );
        _publishHeader(name);
    }

    function _publishProgram() internal {
        uint256[] memory last = new uint256[](1);
        last[0] = _steps.length - 1;
        _publishProgram(last);
    }

    function _publishHeader(string memory name) internal {
        IModelRegistry.Publication memory publication = _publication(name, keccak256(_header), ROYALTY_BPS);
        publication.inputBytes = uint32(inputData.length);
        publication.outputBytes = 0;
        for (uint256 i = 0; i < _outputs.length; ++i) {
            publication.outputBytes += uint32(_truth[_outputs[i]].length);
        }
        model = _publish(publication);
    }

    function _lie(uint256 step, uint256 at) internal {
        bytes memory tensor = _claimed[step];
        tensor[at] ^= 0x55;
        _claimed[step] = tensor;
    }

    /// @dev The worker submits its claim.
    function _submitClaim() internal {
        _submitClaim(7);
    }

    function _submitClaim(uint256 nonce) internal {
        Request memory request = _request();
        request.nonce = nonce;
        _submitRequest(_optimistic(request));
    }

    /// @dev The same request, judged by disputes, for data of any size.
    function _optimistic(Request memory request) internal view returns (Request memory) {
        request.policy.verifier = address(optimistic);
        request.policy.params = abi.encode(WINDOW, true);
        return request;
    }

    function _submitRequest(Request memory request) internal {
        _jobId = _postAndClaim(request);
        _submitClaimed(request);
    }

    function _submitClaimed(Request memory request) internal {
        _asked = request;
        Receipt memory receipt = _receipt(request, outputData);
        receipt.outputRoot = _outputRoot();
        Submission memory submission;
        submission.receipt = receipt;
        submission.signature = _sign(WORKER_KEY, market.hashReceipt(receipt));
        vm.prank(worker);
        market.submit(request, 0, submission);
        _claimId = dispute.claimIdOf(_jobId, worker, receipt.outputRoot);
    }

    function _outputRoot() internal view returns (bytes32) {
        bytes32[] memory roots = new bytes32[](_outputs.length);
        for (uint256 i = 0; i < roots.length; ++i) roots[i] = _claimed[_outputs[i]].pages().root();
        return roots.root();
    }

    function _challenge(address account) internal returns (uint256) {
        vm.prank(account);
        return dispute.challenge(_asked, 0, _header);
    }

    /// @dev Commits an account to a trace, as an account that ran the model would.
    function _commit(address account, bytes32 traceRoot, bytes32 salt) internal {
        vm.prank(account);
        dispute.commit(keccak256(abi.encode(account, _claimId, traceRoot, salt)));
    }

    function _truthRoot() internal view returns (bytes32) {
        return _roots(_truth).root();
    }

    /// @dev Proves a commitment to the truth, at the first element that differs.
    function _rank(uint256 number, bytes32 salt) internal {
        Game memory game = dispute.getGame(number);
        ProvenPage memory shown = _proven(game, _claimed);
        ProvenPage memory own = _proven(game, _truth);
        uint256 place = _wrongElement(game);
        vm.prank(game.challenger);
        dispute.rank(number, place, shown, own, salt);
    }

    /// @dev The page at which the game stands, with its proof in the trace of these tensors.
    function _proven(Game memory game, bytes[] storage tensors) internal view returns (ProvenPage memory) {
        return ProvenPage({data: tensors[game.stepIndex].page(game.index), proof: _proofUp(game, tensors)});
    }

    /// @dev Moves until the game ends or waits for `until`.
    function _play(uint256 number, GameState until) internal {
        for (uint256 i = 0; i < 14; ++i) {
            Game memory game = dispute.getGame(number);
            if (game.state == until || game.state >= GameState.WorkerWon) return;
            _move(number, game);
        }
    }

    /// @dev Makes the awaited move: the worker's from its claim, the challenger's from the truth.
    function _move(uint256 number, Game memory game) internal {
        if (game.state == GameState.TraceOpen) _openTrace(number);
        else if (game.state == GameState.NodePick) _pick(number, game, _difference(game));
        else if (game.state == GameState.StepPick) _pickStep(number, game, _difference(game));
        else if (game.state == GameState.NodeOpen) _open(number, game);
        else if (game.state == GameState.PageShow) _show(number, game);
        else _judge(number, game, _wrongElement(game));
    }

    function _openTrace(uint256 number) internal {
        (bytes32[] memory nodes, bytes32[] memory proof) = _topOf(_roots(_claimed));
        vm.prank(worker);
        dispute.openTrace(number, _header, nodes, proof);
    }

    function _topOf(
        bytes32[] memory leaves
    ) internal view returns (bytes32[] memory nodes, bytes32[] memory outputProof) {
        uint256 depth = TreeBuilder.depth(leaves.length);
        uint256 height = depth > 7 ? depth - 7 : 0;
        nodes = leaves.slice(height, 0, 128);
        if (height == 0) return (nodes, outputProof);
        outputProof = new bytes32[](_outputs.length * (height + 1));
        for (uint256 i = 0; i < _outputs.length; ++i) {
            outputProof[i * (height + 1)] = leaves[_outputs[i]];
            bytes32[] memory path = leaves.siblings(0, _outputs[i], height);
            for (uint256 k = 0; k < height; ++k) outputProof[i * (height + 1) + 1 + k] = path[k];
        }
    }

    function _pick(uint256 number, Game memory game, uint256 place) internal {
        vm.prank(game.challenger);
        dispute.pick(number, place);
    }

    function _pickStep(uint256 number, Game memory game, uint256 place) internal {
        uint256 index = (uint256(game.index) << _span(game)) + place;
        bytes32[] memory leaves = _stepLeaves();
        bytes32[] memory proof = leaves.siblings(0, index, TreeBuilder.depth(leaves.length));
        vm.prank(game.challenger);
        dispute.pickStep(number, place, _header, _steps[index], proof);
    }

    function _open(uint256 number, Game memory game) internal {
        (bytes32[] memory nodes, bytes32[] memory proof) = _opening(game);
        vm.prank(worker);
        dispute.open(number, nodes, proof);
    }

    function _opening(Game memory game) internal view returns (bytes32[] memory nodes, bytes32[] memory proof) {
        uint256 span = _span(game);
        nodes = _leaves(game, _claimed).slice(game.level - span, uint256(game.index) << span, 2 ** span);
        proof = _proofUp(game, _claimed);
    }

    /// @dev How many levels down an opening of the game's node goes.
    function _span(Game memory game) internal pure returns (uint256) {
        return game.level < 7 ? game.level : 7;
    }

    function _show(uint256 number, Game memory game) internal {
        (bytes memory page, bytes32[] memory proof) = _shown(game);
        vm.prank(worker);
        dispute.show(number, page, proof);
    }

    function _shown(Game memory game) internal view returns (bytes memory page, bytes32[] memory proof) {
        page = _claimed[game.stepIndex].page(game.index);
        proof = _proofUp(game, _claimed);
    }

    /// @dev The proof of the game's node up to the root of the trace.
    function _proofUp(Game memory game, bytes[] storage tensors) internal view returns (bytes32[] memory proof) {
        bytes32[] memory leaves = _leaves(game, tensors);
        proof = leaves.siblings(game.level, game.index, TreeBuilder.depth(leaves.length) - game.level);
        if (game.step == 0) return proof;
        bytes32[] memory roots = _roots(tensors);
        return _joined(proof, roots.siblings(0, game.stepIndex, TreeBuilder.depth(roots.length)));
    }

    function _joined(bytes32[] memory left, bytes32[] memory right) internal pure returns (bytes32[] memory all) {
        all = new bytes32[](left.length + right.length);
        for (uint256 i = 0; i < left.length; ++i) all[i] = left[i];
        for (uint256 i = 0; i < right.length; ++i) all[left.length + i] = right[i];
    }

    function _judge(uint256 number, Game memory game, uint256 place) internal {
        bytes memory page = _claimed[game.stepIndex].page(game.index);
        bytes memory step = _steps[game.stepIndex];
        bytes memory evidence = _evidence(game, place);
        vm.prank(game.challenger);
        dispute.judge(number, place, page, step, evidence);
    }

    /// @dev The evidence that the referee needs for an element. The scripted one needs none.
    function _evidence(Game memory, uint256) internal view virtual returns (bytes memory) {
        return "";
    }

    /// @dev The first opened node that differs from the truth; the first of all if none differs.
    function _difference(Game memory game) internal view returns (uint256) {
        uint256 span = _span(game);
        uint256 first = uint256(game.index) << span;
        bytes32[] memory said = _leaves(game, _claimed).slice(game.level - span, first, 2 ** span);
        bytes32[] memory right = _leaves(game, _truth).slice(game.level - span, first, 2 ** span);
        for (uint256 i = 0; i < said.length; ++i) {
            if (said[i] != right[i]) return i;
        }
        return 0;
    }

    function _wrongElement(Game memory game) internal view returns (uint256) {
        bytes memory said = _claimed[game.stepIndex].page(game.index);
        bytes memory right = _truth[game.stepIndex].page(game.index);
        for (uint256 i = 0; i < 256; ++i) {
            if (said[i] != right[i]) return i / game.elementBytes;
        }
        return 0;
    }

    function _leaves(Game memory game, bytes[] storage tensors) internal view returns (bytes32[] memory) {
        return game.step == 0 ? _roots(tensors) : tensors[game.stepIndex].pages();
    }

    function _roots(bytes[] storage tensors) internal view returns (bytes32[] memory roots) {
        roots = new bytes32[](tensors.length);
        for (uint256 i = 0; i < roots.length; ++i) roots[i] = tensors[i].pages().root();
    }

    function _stepLeaves() internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](_steps.length);
        for (uint256 i = 0; i < leaves.length; ++i) leaves[i] = keccak256(_steps[i]);
    }

    function _noise(uint256 length, uint256 seed) internal pure returns (bytes memory data) {
        data = new bytes(length);
        for (uint256 at = 0; at < length; at += 32) {
            bytes32 word = keccak256(abi.encode(seed, at));
            for (uint256 i = 0; i < 32 && at + i < length; ++i) data[at + i] = word[i];
        }
    }

    /// @dev Shows the demanded pages of the input.
    function _answerInput(uint256 number) internal {
        Demand memory asked = dispute.getDemand(number);
        bytes memory pages = inputData.pageRange(asked.first, asked.count);
        dispute.answer(number, pages, inputData.pages().rangeSiblings(asked.first, asked.count));
    }

    /// @dev The part of an account's money that the dispute's games and demands hold.
    function _heldOf(address account) internal view returns (uint256 held) {
        for (uint256 i = 1; i <= dispute.lastNumber(); ++i) {
            Game memory game = dispute.getGame(i);
            if (game.challenger == account && game.state < GameState.WorkerWon) {
                held += BOND * dispute.getClaim(game.claim).bondFactor;
            }
            Demand memory asked = dispute.getDemand(i);
            bool holds = asked.state == DemandState.Open || asked.state == DemandState.Answered;
            if (asked.demander == account && holds) held += asked.count * PAGE_FEE;
        }
    }

    function _assertGame(uint256 number, GameState state) internal view {
        vm.assertEq(uint256(dispute.getGame(number).state), uint256(state));
    }

    function _assertStanding(IDispute.Standing expected) internal view {
        (IDispute.Standing standing, , ) = dispute.standingOf(_jobId, worker, _outputRoot());
        vm.assertEq(uint256(standing), uint256(expected));
    }
}
