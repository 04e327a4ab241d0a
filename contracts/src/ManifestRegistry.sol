// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Headers} from "./Headers.sol";
import {Settlement} from "./Settlement.sol";

/// @title The rules of each epoch: which manifest, which program.
/// @notice Changed only by the timelock, that is by vote. Settlement refuses headers that name others.
contract ManifestRegistry {
    /// @notice From `fromEpoch` on, headers name `manifest` and `program`. `location` is where to get the manifest.
    event Announced(bytes32 indexed manifest, bytes32 indexed program, uint64 indexed fromEpoch, string location);

    error NotTimelock(address caller);
    error TooSoon(uint64 fromEpoch, uint64 earliest);
    error NoHash();
    error TextTooLong(uint256 bytes_);

    struct Rules {
        bytes32 manifest;
        bytes32 program;
        uint64 fromEpoch;
    }

    uint256 private constant MOST_TEXT = 1024;

    address public immutable timelock;
    Settlement public immutable settlement;
    /// @notice Epochs between an announcement and when it is in force, at least.
    uint64 public immutable leadEpochs;

    Rules[] private _history;

    constructor(address timelock_, Settlement settlement_, bytes32 manifest, bytes32 program, uint64 leadEpochs_) {
        (timelock, settlement, leadEpochs) = (timelock_, settlement_, leadEpochs_);
        _history.push(Rules(manifest, program, 0));
        emit Announced(manifest, program, 0, "");
    }

    /// @notice Puts rules in force from an epoch on; replaces those announced and not yet in force. Only for the
    /// timelock.
    /// @param location where to get the manifest; at most 1,024 bytes
    function announce(bytes32 manifest, bytes32 program, uint64 fromEpoch, string calldata location) external {
        if (msg.sender != timelock) revert NotTimelock(msg.sender);
        if (manifest == 0 || program == 0) revert NoHash();
        if (bytes(location).length > MOST_TEXT) revert TextTooLong(bytes(location).length);
        uint64 next = settlement.nextEpoch();
        if (fromEpoch < next + leadEpochs) revert TooSoon(fromEpoch, next + leadEpochs);
        if (_history[_history.length - 1].fromEpoch > next) _history.pop();
        _history.push(Rules(manifest, program, fromEpoch));
        emit Announced(manifest, program, fromEpoch, location);
        settlement.scheduleRules(Headers.rules(manifest, program), fromEpoch);
    }

    /// @notice The rules announced so far, from the first on; the last may not be in force yet.
    function count() external view returns (uint256) {
        return _history.length;
    }

    /// @notice The rules with number `index`, from 0 on.
    function rulesAt(uint256 index) external view returns (Rules memory) {
        return _history[index];
    }
}
