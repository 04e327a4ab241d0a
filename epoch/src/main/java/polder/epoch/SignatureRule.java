package polder.epoch;

import polder.protocol.message.DeviceMessage;

/** Decides whether a device's signature is good. */
public enum SignatureRule {
  /** The normative rule. */
  VERIFIED {
    @Override
    boolean isGood(DeviceMessage message) {
      return message.isSignatureGood();
    }
  },
  /**
   * For recorded data only, whose devices never signed: every message counts as signed. What is
   * computed under this rule is marked as recorded and never becomes a node's epoch.
   */
  RECORDED_DATA {
    @Override
    boolean isGood(DeviceMessage message) {
      return true;
    }
  };

  abstract boolean isGood(DeviceMessage message);
}
