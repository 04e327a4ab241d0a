package polder.node.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import polder.epoch.SignatureRule;
import polder.protocol.Hash;
import polder.protocol.merkle.MerkleTree;
import polder.protocol.message.DeviceMessage;

/**
 * Remembers which messages this node found signed when they arrived, so that closing their epoch,
 * or looking ahead at it, does not check a signature twice: that is most of what a message costs.
 * What is not remembered, after a restart or beyond the bound, is checked. Any thread may call it.
 */
public final class VerifiedMessages implements SignatureRule {
  private final int most;
  // By the hash of all bytes: the same words with another signature are another message here.
  private volatile Set<Hash> latest = ConcurrentHashMap.newKeySet();
  private volatile Set<Hash> before = Set.of();

  /**
   * Remembers at least the last {@code most} messages, at most twice as many.
   *
   * @param most 1 or more; each takes about 100 bytes
   */
  public VerifiedMessages(int most) {
    this.most = most;
  }

  /** Remembers a message whose signature was found good. */
  public void add(DeviceMessage message) {
    Set<Hash> into = latest;
    into.add(MerkleTree.leafHash(message.wire()));
    if (into.size() >= most) {
      turn(into);
    }
  }

  private synchronized void turn(Set<Hash> full) {
    if (latest == full) {
      before = full;
      latest = ConcurrentHashMap.newKeySet();
    }
  }

  @Override
  public boolean isGood(DeviceMessage message, Hash leaf) {
    return latest.contains(leaf) || before.contains(leaf) || message.isSignatureGood();
  }
}
