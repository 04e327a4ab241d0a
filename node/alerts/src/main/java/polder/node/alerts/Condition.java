package polder.node.alerts;

import java.util.Locale;

/** How a device does. The order is that of the file of alerts. */
enum Condition {
  WORKING,
  SILENT,
  REJECTED,
  /** Its key signs in two places. */
  CLONED;

  /** As programs read it. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
