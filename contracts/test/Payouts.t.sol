// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Header} from "../src/Headers.sol";
import {Network} from "./Network.sol";

/// @notice Trees of OpenZeppelin's JavaScript library are accepted (test/vectors/payouts.json, by tools/vectors).
contract PayoutsTest is Network {
    string private json;

    function setUp() public {
        json = vm.readFile("test/vectors/payouts.json");
        start(4);
        pass();
        vm.warp(block.timestamp + 365 days);
    }

    function word(string memory key) private view returns (uint256) {
        return vm.parseJsonUint(json, key);
    }

    function test_claims_by_trees_of_the_javascript_library() public {
        assertEq(vm.parseJsonAddress(json, ".settlement"), address(settlement), "made for this contract");
        assertEq(vm.parseJsonAddress(json, ".token"), address(token), "made for this token");
        assertEq(word(".chainId"), block.chainid, "made for this chain");
        for (uint256 i = 0; i < 5; i++) {
            string memory tree = string.concat(".trees[", vm.toString(i), "]");
            Header memory header = nextHeader();
            header.payouts = vm.parseJsonBytes32(json, string.concat(tree, ".root"));
            header.total = header.minted = word(string.concat(tree, ".total"));
            finalise(header);
            vm.warp(sealOf[header.epoch].finalisedAt + 1 days);
            release(header.epoch);
            uint256 size = word(string.concat(tree, ".size"));
            for (uint256 j = 0; j < (size < 3 ? size : 3); j++) {
                string memory claim = string.concat(tree, ".claims[", vm.toString(j), "]");
                address account = vm.parseJsonAddress(json, string.concat(claim, ".account"));
                uint256 cumulative = word(string.concat(claim, ".cumulative"));
                bytes32[] memory proof = vm.parseJsonBytes32Array(json, string.concat(claim, ".proof"));
                (uint256 before,) = settlement.paid(account);
                settlement.claim(account, cumulative, proof);
                (uint256 paid,) = settlement.paid(account);
                assertEq(paid, cumulative > before ? cumulative : before, "paid in full");
            }
        }
    }
}
