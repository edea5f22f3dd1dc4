// SPDX-License-Identifier: MIT
pragma solidity 0.8.34;

import {IMarket} from "../interfaces/IMarket.sol";
import {Input} from "../types/Input.sol";
import {JobState} from "../types/Job.sol";
import {JobId} from "../types/JobId.sol";
import {SCOPE_REQUEST} from "../types/Key.sol";
import {Request} from "../types/Request.sol";
import {StoredJob} from "../types/StoredJob.sol";
import {Callbacks} from "./Callbacks.sol";
import {PanelSeam} from "./PanelSeam.sol";

/// @title Requests
/// @notice How a request comes into the market.
abstract contract Requests is IMarket, Callbacks, PanelSeam {
    /// @inheritdoc IMarket
    function post(Request calldata request, Input calldata input) external nonReentrant returns (JobId id) {
        address requester = request.requester;
        // INVARIANT: only the requester and whom it lets move its balance spend it.
        if (msg.sender != requester && !_operators[requester][msg.sender]) revert NotRequester(msg.sender, requester);
        if (request.nonce & SIGNED_NONCE != 0) revert NonceIsForSigned(request.nonce);
        id = hashRequest(request);
        JobState state = _jobs[id].state;
        // INVARIANT: an id is used once, so no request is paid twice.
        if (state != JobState.None) revert JobAlreadyExists(id, state);
        _open(id, request, input);
    }

    /// @inheritdoc IMarket
    function postSigned(
        Request calldata request,
        Input calldata input,
        bytes calldata signer,
        bytes calldata signature
    ) external nonReentrant returns (JobId id) {
        id = hashRequest(request);
        _useSigned(id, request, signer, signature);
        _open(id, request, input);
    }

    /// @inheritdoc IMarket
    function nonceBitmap(address requester, uint256 word) external view returns (uint256 bits) {
        return _nonces[requester][word];
    }

    function _open(JobId id, Request calldata request, Input calldata input) private {
        _checkRequest(request);
        _checkInput(input, request.inputRoot);
        _debit(request.requester, _escrow(request));
        StoredJob storage job = _jobs[id];
        job.state = JobState.Open;
        if (request.policy.seats != 1) job.seats = request.policy.seats;
        _emitPosted(id, request, input.data);
        if (input.uris.length != 0) emit InputLocated(id, input.uris);
    }

    /// @dev Takes a signed request, which can be taken once.
    function _useSigned(JobId id, Request calldata request, bytes calldata signer, bytes calldata signature) internal {
        // INVARIANT: only its requester's signature, or that of a key which it listed for requests, spends a requester's balance.
        if (!_isSigned(request.requester, SCOPE_REQUEST, JobId.unwrap(id), signer, signature))
            revert InvalidRequestSignature(id, request.requester);
        _useNonce(request.requester, request.nonce);
    }
}
