package polder.networks.sensors;

import java.util.List;
import polder.protocol.message.Site;

/**
 * What one message says.
 *
 * @param site where it was measured
 * @param readings its readings, in the order of the message
 */
record SensorReport(Site site, List<Reading> readings) {
  SensorReport {

    readings = List.copyOf(readings);
  }
}
