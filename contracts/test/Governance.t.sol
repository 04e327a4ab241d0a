// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Disputes} from "../src/Disputes.sol";
import {HeaderChain} from "../src/HeaderChain.sol";
import {Header, Headers} from "../src/Headers.sol";
import {ManifestRegistry} from "../src/ManifestRegistry.sol";
import {Network} from "./Network.sol";

contract GovernanceTest is Network {
    bytes32 private constant NEW = keccak256("another emission share");

    function setUp() public {
        start(4);
        pass();
    }

    function announce(bytes32 manifest, uint64 fromEpoch) private {
        vm.prank(address(timelock));
        registry.announce(manifest, PROGRAM, fromEpoch, "https://example.org/manifest.yaml");
    }

    function epochs(uint256 count, bytes32 manifest) private {
        for (uint256 i = 0; i < count; i++) {
            Header memory header = nextHeader();
            header.manifest = manifest;
            finalise(header);
            pass();
        }
    }

    function refuses(bytes32 manifest) private {
        Header memory header = nextHeader();
        header.manifest = manifest;
        bytes memory signed = signatures(hashOf(header), 15);
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.WrongRules.selector, header.epoch));
        settlement.finalise(one(header), 15, signed);
    }

    function test_a_vote_changes_the_rules_from_the_announced_epoch() public {
        address[] memory targets = new address[](1);
        uint256[] memory values = new uint256[](1);
        bytes[] memory calls = new bytes[](1);
        targets[0] = address(registry);
        calls[0] = abi.encodeCall(ManifestRegistry.announce, (NEW, PROGRAM, 6, "https://example.org/manifest.yaml"));
        vm.prank(vm.addr(keys[0]));
        uint256 id = governor.propose(targets, values, calls, "more for sensors");
        uint256 time = governor.proposalSnapshot(id) + 1;
        vm.warp(time);
        for (uint256 i = 0; i < 2; i++) {
            vm.prank(vm.addr(keys[i]));
            governor.castVote(id, 1);
        }
        vm.prank(vm.addr(keys[2]));
        governor.castVote(id, 0);
        vm.warp(governor.proposalDeadline(id) + 1);
        governor.queue(targets, values, calls, keccak256("more for sensors"));
        vm.expectRevert();
        governor.execute(targets, values, calls, keccak256("more for sensors"));
        vm.warp(governor.proposalDeadline(id) + 3 days);
        vm.roll(block.number + 10);
        governor.execute(targets, values, calls, keccak256("more for sensors"));
        refuses(NEW);
        epochs(6, MANIFEST);
        refuses(MANIFEST);
        epochs(1, NEW);
        assertEq(registry.count(), 2, "both are known");
        assertEq(registry.rulesAt(1).manifest, NEW, "the last");
    }

    function test_a_proposal_needs_stake_and_a_quorum() public {
        address[] memory targets = new address[](1);
        vm.expectRevert(
            abi.encodeWithSelector(IGovernor.GovernorInsufficientProposerVotes.selector, address(this), 0, TOKEN)
        );
        governor.propose(targets, new uint256[](1), new bytes[](1), "mine");
        assertEq(governor.quorum(block.timestamp - 1), 4 * BOND / 10, "a tenth of all stake");
        assertEq(governor.token().getPastVotes(vm.addr(keys[0]), block.timestamp - 1), BOND, "votes of the stake");
    }

    function test_only_the_timelock_announces() public {
        vm.expectRevert(abi.encodeWithSelector(ManifestRegistry.NotTimelock.selector, address(this)));
        registry.announce(NEW, PROGRAM, 6, "");
        vm.startPrank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(ManifestRegistry.TooSoon.selector, 3, 4));
        registry.announce(NEW, PROGRAM, 3, "");
        vm.expectRevert(abi.encodeWithSelector(ManifestRegistry.NoHash.selector));
        registry.announce(0, PROGRAM, 6, "");
        string memory text = string(new bytes(1025));
        vm.expectRevert(abi.encodeWithSelector(ManifestRegistry.TextTooLong.selector, 1025));
        registry.announce(NEW, PROGRAM, 6, text);
        vm.stopPrank();
        vm.prank(address(registry));
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.WrongEpoch.selector, 0, 1));
        settlement.scheduleRules(NEW, 0);
    }

    function test_an_announcement_is_replaced_until_it_is_in_force() public {
        announce(keccak256("first"), 5);
        announce(NEW, 6);
        assertEq(registry.count(), 2, "replaced");
        assertEq(settlement.rulesOf(5), Headers.rules(MANIFEST, PROGRAM), "not the first");
        assertEq(settlement.rulesOf(6), Headers.rules(NEW, PROGRAM), "the second");
        epochs(6, MANIFEST);
        refuses(MANIFEST);
        // epoch 6 has the new rules though no header had them yet; another change waits until they are settled
        vm.prank(address(timelock));
        vm.expectRevert(abi.encodeWithSelector(HeaderChain.RulesNotSettled.selector, 6));
        registry.announce(keccak256("third"), PROGRAM, 20, "");
        epochs(1, NEW);
        vm.warp(sealOf[6].finalisedAt + 1 days);
        release(6);
        announce(keccak256("third"), 20);
        assertEq(registry.count(), 3, "now");
        epochs(13, NEW);
        refuses(NEW);
        epochs(1, keccak256("third"));
    }

    function test_nobody_administers_the_timelock() public view {
        address[4] memory accounts = [address(this), holder, address(governor), vm.addr(keys[0])];
        for (uint256 i = 0; i < 4; i++) {
            assertTrue(!timelock.hasRole(timelock.DEFAULT_ADMIN_ROLE(), accounts[i]), "no administrator");
            bool proposes = timelock.hasRole(timelock.PROPOSER_ROLE(), accounts[i]);
            assertTrue(proposes == (accounts[i] == address(governor)), "only the governor proposes");
            bool cancels = timelock.hasRole(timelock.CANCELLER_ROLE(), accounts[i]);
            assertTrue(cancels == (accounts[i] == address(governor)), "and cancels");
        }
        assertTrue(timelock.hasRole(timelock.EXECUTOR_ROLE(), address(0)), "anyone executes");
    }

    function test_an_epoch_that_was_revoked_has_its_own_rules_again() public {
        announce(NEW, 4);
        epochs(4, MANIFEST);
        epochs(2, NEW);
        approveFor(address(0xC4A1), address(disputes), 100 * TOKEN);
        vm.prank(address(0xC4A1));
        disputes.challenge(headerOf[3], sealOf[3], "");
        for (uint256 i = 0; i < 4; i++) {
            vm.prank(vm.addr(keys[i]));
            disputes.vote(true);
        }
        disputes.decide(headerOf[3], sealOf[3], headerOf[2]);
        assertEq(settlement.nextEpoch(), 3, "epoch 3 is to come again");
        delete keys; // all signed it and were struck: a newcomer begins
        insertKey(uint256(keccak256("newcomer")));
        register(keys[0], BOND);
        staking.openVersion();
        refuses(NEW);
        epochs(1, MANIFEST);
        refuses(MANIFEST);
        epochs(2, NEW);
    }

    function test_rules_and_sets_change_in_one_transaction_with_many_headers() public {
        announce(NEW, 16);
        vm.warp(block.timestamp + 1 days);
        staking.openVersion();
        Header[] memory headers = new Header[](20);
        bytes32 parent;
        for (uint256 i = 0; i < 20; i++) {
            headers[i] = following(uint64(i), parent, 0, 0, 0);
            if (i >= 16) headers[i].manifest = NEW;
            parent = hashOf(headers[i]);
        }
        finalise(headers, everyone());
        assertEq(headers[15].setVersion, 1, "before");
        assertEq(headers[16].setVersion, 2, "after");
        settlement.requireFinal(headers[3], sealOf[3]);
    }
}
