package polder.node.gateway;

import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;

/**
 * A device that cannot sign and for which the node signs.
 *
 * @param via what kind of device it is, such as {@code airrohr}
 * @param network the network it reports to
 * @param name what its owner calls it
 * @param secret SHA-256 of the secret that it shows
 * @param key the key that the node keeps for it
 */
public record ViaDevice(String via, String network, String name, Hash secret, DeviceKey key) {}
