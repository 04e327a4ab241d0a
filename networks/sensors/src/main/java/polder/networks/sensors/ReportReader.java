package polder.networks.sensors;

import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.networks.EpochWindow;
import polder.networks.Judgement;
import polder.networks.Measurement;
import polder.networks.SenderRecord;
import polder.networks.sensors.SensorParameters.Quantity;
import polder.protocol.codec.CodecException;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/** Judges a message alone: is it SenML of quantities that the network pays for, from this time? */
final class ReportReader {
  private static final int MILLI_DECIMALS = 3;

  private final SensorParameters parameters;

  ReportReader(SensorParameters parameters) {
    this.parameters = parameters;
  }

  Judgement<SensorReport> read(DeviceMessage message, SenderRecord sender, EpochWindow window) {
    if (sender.site().isEmpty()) {
      return new Judgement.Refused<>("no_site", "enrol the device with the place where it stands");
    }
    if (message.contentType() != DeviceMessage.SENML_CBOR) {
      return new Judgement.Refused<>(
          "wrong_content", "the body must be SenML in CBOR, content type 112");
    }
    List<SenmlRecord> records;
    try {
      records = SenmlPack.decode(message.payload());
    } catch (CodecException e) {
      return new Judgement.Refused<>("malformed", e.getMessage());
    }
    List<Reading> readings = new ArrayList<>(records.size());
    for (SenmlRecord record : records) {
      Optional<Judgement.Refused<SensorReport>> wrong = wrong(record, window);
      if (wrong.isPresent()) {
        return wrong.get();
      }
      quantity(record)
          .ifPresent(quantity -> readings.add(reading(message, record, quantity, window)));
    }
    if (readings.isEmpty()) {
      return new Judgement.Refused<>(
          "no_quantity",
          "nothing measured that this network pays for: "
              + String.join(", ", parameters.quantities().keySet()));
    }
    if (readings.size() > parameters.readingsPerMessage()) {
      return new Judgement.Refused<>(
          "too_many_readings", "more than " + parameters.readingsPerMessage() + " readings");
    }
    return new Judgement.Plausible<>(new SensorReport(sender.site().get(), readings));
  }

  /** What a message says of the network's quantities, in its order; empty if it cannot be read. */
  List<Measurement> measurements(DeviceMessage message) {
    if (message.contentType() != DeviceMessage.SENML_CBOR) {
      return List.of();
    }
    List<SenmlRecord> records;
    try {
      records = SenmlPack.decode(message.payload());
    } catch (CodecException e) {
      return List.of();
    }
    List<Measurement> measurements = new ArrayList<>(records.size());
    for (SenmlRecord record : records) {
      Optional<Quantity> quantity = quantity(record);
      if (quantity.isPresent() && wrongValue(record, quantity.get()).isEmpty()) {
        measurements.add(
            new Measurement(
                record.timeMillis(),
                quantity.get().name(),
                value(record, quantity.get()),
                quantity.get().unit()));
      }
    }
    return List.copyOf(measurements);
  }

  private Optional<Judgement.Refused<SensorReport>> wrong(SenmlRecord record, EpochWindow window) {
    Optional<Quantity> quantity = quantity(record);
    if (quantity.isEmpty()) {
      return Optional.empty();
    }
    String name = quantity.get().name();
    if (window.isFuture(record.timeMillis())) {
      return refused("from_the_future", name + " is measured after this epoch's end");
    }
    if (record.timeMillis() < window.startMillis() - parameters.maxAgeMillis()) {
      return refused("too_old", name + " was measured too long ago to count");
    }
    return wrongValue(record, quantity.get());
  }

  private static Optional<Judgement.Refused<SensorReport>> wrongValue(
      SenmlRecord record, Quantity quantity) {
    String name = quantity.name();
    if (!(record.value() instanceof SenmlValue.Number(var number))) {
      return refused("no_number", name + " must be a number");
    }
    if (!record.unit().equals(quantity.unit())) {
      return refused(
          "wrong_unit", name + " must be in " + quantity.unit() + ", not " + record.unit());
    }
    // Beyond this no unit of a sensor goes; it also bounds the arithmetic.
    if (number.precision() - number.scale() > 12) {
      return refused("no_number", name + " is beyond any measure");
    }
    return Optional.empty();
  }

  private static Optional<Judgement.Refused<SensorReport>> refused(String reason, String detail) {
    return Optional.of(new Judgement.Refused<>(reason, detail));
  }

  /** SenML names are the device's name and the quantity's: what follows the last separator. */
  private Optional<Quantity> quantity(SenmlRecord record) {
    String name = record.name();
    int cut = Math.max(name.lastIndexOf(':'), name.lastIndexOf('/'));
    return Optional.ofNullable(parameters.quantities().get(name.substring(cut + 1)));
  }

  private static Reading reading(
      DeviceMessage message, SenmlRecord record, Quantity quantity, EpochWindow window) {
    return new Reading(
        message.id(),
        record.timeMillis(),
        quantity,
        value(record, quantity),
        window.isLate(record.timeMillis()));
  }

  private static long value(SenmlRecord record, Quantity quantity) {
    long value =
        ((SenmlValue.Number) record.value())
            .value()
            .setScale(MILLI_DECIMALS, RoundingMode.HALF_EVEN)
            .unscaledValue()
            .longValueExact();
    return quantity.traits().settle(value);
  }
}
