// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PolderToken} from "./PolderToken.sol";

/// @title Messages that no node can leave out.
/// @notice A message posted here must be in the first epoch whose anchor is at or above its block (nodes may put it in
/// an earlier one); validators refuse headers that miss it.
contract Inbox {
    /// @notice `number` counts from 0; `leaf` is SHA-256(0x00 ‖ message), its leaf in the inputs tree.
    event Posted(uint256 indexed number, bytes32 indexed leaf, address indexed poster, bytes message);

    error Size(uint256 bytes_, uint256 most);
    error PostedBefore(bytes32 leaf, uint64 blockNumber);

    /// @notice No message is longer (bytes); Polder's own limit for messages.
    uint256 public constant MOST_BYTES = 65_536;

    PolderToken public immutable token;
    /// @notice Burnt for each posted message, wei; keeps posts on cheap chains from flooding nodes.
    uint256 public immutable fee;
    /// @notice Number of messages.
    uint256 public count;
    /// @notice In which block a leaf was posted; 0: never.
    mapping(bytes32 leaf => uint64) public postedAt;

    constructor(PolderToken token_, uint256 fee_) {
        token = token_;
        fee = fee_;
    }

    /// @notice Posts `message`, 1 to 65,536 bytes, each once. Burns `fee` of the caller's, who has approved it.
    function post(bytes calldata message) external returns (uint256 number) {
        if (message.length == 0 || message.length > MOST_BYTES) revert Size(message.length, MOST_BYTES);
        bytes32 leaf = sha256(abi.encodePacked(hex"00", message));
        if (postedAt[leaf] != 0) revert PostedBefore(leaf, postedAt[leaf]);
        postedAt[leaf] = uint64(block.number);
        number = count++;
        if (fee != 0) token.burnFrom(msg.sender, fee);
        emit Posted(number, leaf, msg.sender, message);
    }
}
