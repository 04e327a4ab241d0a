package polder.node.alerts;

import java.time.Duration;

/** Bounds of what is kept and done. They are many times what honest use needs. */
final class AlertLimits {
  static final int SUBSCRIPTIONS = 10_000;
  static final int SUBSCRIPTIONS_OF_ACCOUNT = 20;
  static final int DEVICES = 100_000;
  static final int DELIVERIES = 2_000;
  static final int DELIVERIES_OF_SUBSCRIPTION = 4;
  static final int DELIVERIES_AT_ONCE = 16;
  static final int DEVICES_OF_MESSAGE = 50;
  static final int REASONS_OF_DEVICE = 5;
  static final int EPOCHS_WAITING = 8;
  static final int CONFIRMATIONS_OF_DAY = 500;
  static final int WRONG_CODES = 5;
  static final int BODY_BYTES = 8_192;

  /** How far a request's time may be from the node's. */
  static final long CLOCK_MILLIS = Duration.ofMinutes(5).toMillis();

  static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private AlertLimits() {}
}
