package polder.node.view;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import polder.networks.EpochWindow;
import polder.node.alerts.AlertCounts;
import polder.node.closing.Closing;
import polder.node.gateway.DoorCounts;
import polder.node.gateway.Gateway;
import polder.node.journal.Journal;
import polder.ports.Archive;
import polder.ports.Time;
import polder.protocol.identity.DeviceId;

/**
 * What the view looks at.
 *
 * @param closing the epochs
 * @param running the window that is open now
 * @param closingFailed whether no further epoch will be closed
 * @param journal for its numbers
 * @param gateway for its numbers and for what is not sealed yet
 * @param archive the evidence
 * @param time the node's clock
 * @param freeBytes free bytes on the disk of the data
 * @param node who this node is
 * @param simulatedClock whether the node's clock is not that of the world
 * @param mqtt the door for MQTT in numbers
 * @param alerts numbers of the alerts
 */
public record Sources(
    Closing closing,
    Supplier<EpochWindow> running,
    BooleanSupplier closingFailed,
    Journal journal,
    Gateway gateway,
    Archive.Reader archive,
    Time time,
    LongSupplier freeBytes,
    DeviceId node,
    boolean simulatedClock,
    Supplier<DoorCounts> mqtt,
    Supplier<AlertCounts> alerts) {}
