package polder.epoch;

import polder.protocol.Hash;
import polder.protocol.message.DeviceMessage;

/** Decides whether a device's signature is good. Any thread may ask. */
@FunctionalInterface
public interface SignatureRule {
  /** The normative rule. */
  SignatureRule VERIFIED = (message, leaf) -> message.isSignatureGood();

  /**
   * For recorded data only, whose devices never signed: every message counts as signed. What is
   * computed under this rule is marked as recorded and never becomes a node's epoch.
   */
  SignatureRule RECORDED_DATA = (message, leaf) -> true;

  /**
   * Whether the device signed {@code message}. A rule may remember what it found, and must find the
   * same as {@link #VERIFIED} would.
   *
   * @param leaf the hash of all the message's bytes, its signature among them, as they stand in the
   *     tree over the epoch's inputs
   */
  boolean isGood(DeviceMessage message, Hash leaf);
}
