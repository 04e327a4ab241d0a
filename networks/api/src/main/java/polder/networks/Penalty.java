package polder.networks;

import polder.protocol.identity.DeviceId;

/**
 * Takes from what a device earned and has not been released yet.
 *
 * @param device the device
 * @param amountNano nano-tokens, at least 0; the core takes at most what is left
 * @param reason a reason code
 */
public record Penalty(DeviceId device, long amountNano, String reason) {
  public Penalty {
    if (amountNano < 0) {
      throw new IllegalArgumentException("a penalty is never negative: " + amountNano);
    }
  }
}
