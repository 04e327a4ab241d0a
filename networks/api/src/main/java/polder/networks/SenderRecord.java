package polder.networks;

import java.util.Optional;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.Site;

/**
 * What the registry knows of a device.
 *
 * @param device the device
 * @param owner who owns it in this epoch
 * @param site where it stands; empty for a moving device
 * @param via through whom it speaks, if it cannot sign
 * @param enrolledEpoch the epoch of its first enrolment in this network: its seniority
 */
public record SenderRecord(
    DeviceId device,
    Account owner,
    Optional<Site> site,
    Optional<String> via,
    long enrolledEpoch) {}
